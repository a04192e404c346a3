import PolicySyntax
import SourceText
import Testing

/// SplitMix64: small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Law: for every input the parser ends, every range lies inside the input, and what parsed without
/// errors survives printing.
@Suite struct MutationTests {
  private func check(_ bytes: [UInt8], _ context: String) {
    let parsed = Parser.parseFile(bytes, file: testFile)
    for diagnostic in parsed.diagnostics {
      guard let range = diagnostic.range, Int(range.end) <= bytes.count else {
        Issue.record("\(context): \(diagnostic) lies outside the input")
        continue
      }
    }
    _ = Parser.parseQuestion(bytes, file: testFile)
    _ = Parser.parseEndpoint(bytes, file: testFile)
    guard !parsed.hasErrors else { return }
    let printed = Printer.print(parsed.tree)
    let again = parseFile(printed)
    #expect(!again.hasErrors, "\(context): \(printed)")
    #expect(shape(again.tree) == shape(parsed.tree), "\(context): \(printed)")
    #expect(Printer.print(again.tree) == printed, "\(context)")
  }

  @Test(arguments: UInt64(1)...20) func tokens(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let pieces = everyForm.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "\n" }.map(
      String.init)
    for round in 0..<40 {
      var mutated = pieces
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = mutated.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: mutated.remove(at: place)
        case 1: mutated.insert(pieces.randomElement(using: &generator) ?? "", at: place)
        case 2: mutated[place] = pieces.randomElement(using: &generator) ?? ""
        case _: mutated.swapAt(place, mutated.indices.randomElement(using: &generator) ?? 0)
        }
      }
      let separator = Bool.random(using: &generator) ? " " : "\n"
      check(Array(mutated.joined(separator: separator).utf8), "seed \(seed) round \(round)")
    }
  }

  @Test(arguments: UInt64(1)...20) func bytes(seed: UInt64) {
    var generator = SeededGenerator(state: seed &* 1_000_003)
    for round in 0..<40 {
      var mutated = Array(everyForm.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = mutated.indices.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: mutated[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: mutated.remove(at: place)
        case _: mutated.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        }
      }
      check(mutated, "seed \(seed) round \(round)")
    }
  }

  @Test func everyPrefixEnds() {
    let bytes = Array(everyForm.utf8)
    for length in stride(from: 0, through: bytes.count, by: 3) {
      check(Array(bytes.prefix(length)), "prefix \(length)")
    }
  }

  @Test func longChainsDoNotDeepenTheTree() {
    let chain = String(repeating: "i-1 - ", count: 20_000) + "i-2"
    check(Array("set a = \(chain)\n".utf8), "difference")
    let conditions = String(repeating: "id == x and ", count: 20_000) + "id == y"
    check(Array("set a = vpcs where \(conditions)\n".utf8), "condition")
    check(Array(("set a = vpcs where " + String(repeating: "not ", count: 50_000)).utf8), "not")
  }
}
