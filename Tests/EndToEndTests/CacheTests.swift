import Checker
import Foundation
import NetworkModel
import PolicyTypes
import TestSupport
import Testing
import Toolkit

/// The cache holds proposals: whatever stands in it, the verdicts are those of a run without it.
@Suite struct CacheTests {
  private static func verdicts(
    _ proposals: Proposals?
  ) throws -> (verdicts: [[Verdict]], obligations: [[Int]], hits: [[Bool]], after: Proposals) {
    var session = try Session.open(Tool.network, isStrict: false)
    let policies = try session.policies(at: [Tool.policies]) { path throws(InputProblem) in
      guard let data = FileManager.default.contents(atPath: path) else { throw InputProblem(message: path) }
      return Array(data)
    }
    var after = Proposals()
    var observer = CheckObserver()
    observer.proposed = { after = $0 }
    let results = try #require(
      try session.check(
        policies, started: { _ in }, isCancelled: { false }, observer: observer, proposals: proposals))
    return (
      results.map { $0.claims.map(\.verdict) }, results.map { $0.claims.map(\.obligations) },
      results.map { $0.claims.map(\.usesProposal) }, after
    )
  }

  @Test func aHitGivesTheSameAndIsMarked() throws {
    let without = try Self.verdicts(nil)
    let first = try Self.verdicts(Proposals())
    let second = try Self.verdicts(Proposals(first.after.proved))
    #expect(!first.after.proved.isEmpty && first.after.hits == 0)
    #expect(without.verdicts == first.verdicts && first.verdicts == second.verdicts)
    #expect(without.obligations == second.obligations)
    #expect(second.after.hits == first.after.proved.count && second.after.misses == 0)
    #expect(second.after.proved == first.after.proved)
    #expect(second.hits.joined().contains(true) && !first.hits.joined().contains(true))
    #expect(without.verdicts.joined().contains(.violated), "an example without a violation shows nothing")
  }

  /// The file comes back, and nothing else is one.
  @Test func theFileHoldsItAll() throws {
    let proved = try Self.verdicts(Proposals()).after.proved
    let bytes = ProposalFile.text(proved)
    #expect(ProposalFile.read(bytes) == proved)
    #expect(ProposalFile.text(proved) == bytes)
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200)) {
      // A cut at the end of an entry leaves whole ones.
      if let rest = ProposalFile.read(Array(bytes[..<length])) { #expect(rest.allSatisfy { proved[$0.key] == $0.value }) }
    }
    #expect(ProposalFile.read([]) == nil)
    #expect(ProposalFile.read(Array("isola-cache 1\n4 1 9223372036854775807 1\nx".utf8)) == nil)
    #expect(ProposalFile.read(Array("isola-cache 1\n4 1 -1 1\nx".utf8)) == nil)
  }

  /// Every annotation is changed in every way: emptied, widened, moved to other places, given to other claims, cut, replaced by noise.
  @Test(arguments: ["emptied", "widened", "moved", "exchanged", "for violated claims", "cut", "numbers", "noise"])
  func aPoisonedCacheChangesNoVerdict(_ poison: String) throws {
    let genuine = try Self.verdicts(Proposals())
    var random = SplitMix64(seed: 5)
    var texts: [Proposals.Key: String] = [:]
    let keys = genuine.after.proved.keys.sorted { ($0.claim, $0.part) < ($1.claim, $1.part) }
    for (index, key) in keys.enumerated() {
      let text = try #require(genuine.after.proved[key])
      var lines = text.components(separatedBy: "\n")
      let start = try #require(lines.firstIndex(of: "proof"))
      switch poison {
      case "emptied": lines.removeAll { $0.hasPrefix("invariant") }
      case "widened":
        lines = lines.map { line in
          line.hasPrefix("invariant") ? line.split(separator: " ").prefix(2).joined(separator: " ") : line
        }
      case "moved":
        lines = lines.map { line in
          guard line.hasPrefix("invariant") else { return line }
          var words = line.split(separator: " ").map(String.init)
          words[1] = String((Int(words[1]) ?? 0) + 1)
          return words.joined(separator: " ")
        }
      case "exchanged": lines = (genuine.after.proved[keys[(index + 1) % keys.count]] ?? "").components(separatedBy: "\n")
      case "cut": lines.removeSubrange((start + 1 + (lines.count - start) / 2)...)
      case "numbers":
        lines = lines.enumerated().map { place, line in
          place > start
            ? line.split(separator: " ").map { word in
              UInt64(word).map { random.chance(30) ? String($0 ^ 1) : String($0) } ?? String(word)
            }.joined(separator: " ") : line
        }
      case "noise": lines = lines.map { String($0.shuffled(using: &random)) }
      case _: break
      }
      texts[key] = lines.joined(separator: "\n")
    }
    // Claims that do not hold get the annotations of those that do.
    for policy in ["no ssh from the internet", "payments is not reachable from the internet"] {
      for part in 1...3 { texts[.init(claim: "\(policy) 1", family: .v4, part: part)] = texts[keys[0]] }
    }
    let poisoned = try Self.verdicts(Proposals(texts))
    #expect(poisoned.verdicts == genuine.verdicts)
    if poison == "emptied" || poison == "widened" { #expect(poisoned.obligations == genuine.obligations) }
  }

  @Test func theCommandMarksHits() throws {
    let folder = try Scratch()
    let path = folder.path("cache")
    let arguments = ["check", Tool.policies, "--network", Tool.network, "--cache", path]
    let first = try Tool.run(Tool.binary, arguments)
    let second = try Tool.run(Tool.binary, arguments)
    #expect(first.status == 1 && second.status == 1)
    // Lines are wrapped anew where a word is added.
    let (one, two) = (first.output.filter { !$0.isWhitespace }, second.output.filter { !$0.isWhitespace })
    let mark = ",withanannotationfromthecache"
    #expect(!one.contains(mark) && two.contains(mark))
    #expect(two.replacing(mark, with: "") == one)
    let json = try Tool.run(Tool.binary, arguments + ["--format", "json"])
    #expect(json.output.contains("\"cache\": \"hit\""))
    try "rubbish".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Tool.run(Tool.binary, arguments).output == first.output)
  }
}
