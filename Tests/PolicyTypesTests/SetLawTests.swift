import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// SplitMix64: small, seeded, the same everywhere.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// LANG-7: operators on sets are operators on pairs (interface, own address) and on hosts outside.
@Suite struct SetLawTests {
  /// What a source means, point by point.
  private struct Points: Hashable {
    var pairs: Set<String>
    var hosts: Set<String>
  }

  private static let atoms = [
    "i-web", "i-db", "eni-web2", "vpc-a", "vpc-b", "sg-web", "interfaces", "internet", "10.0.1.8/29",
    "10.0.1.11", "10.0.1.10 in vpc-a", "54.0.0.8/29", "54.0.0.12", "8.8.0.0/16", "8.8.8.8",
    "2600::/16", "(instances where tag.Tier == \"db\")", "0.0.0.0/0",
  ]
  private static let hosts = ["8.8.8.8", "8.8.4.4", "9.9.9.9", "54.0.0.13", "2600::1", "2a00::1"]

  private func points(_ expression: String, in network: NetworkModel) throws -> Points {
    let tree = try #require(Parser.parseEndpoint(Array(expression.utf8), file: testFile).tree)
    let declaration = "set s = \(Printer.print(tree))\npolicy p { forbid s -> i-db }"
    let file = Parser.parseFile(Array(declaration.utf8), file: testFile)
    let checked = TypeChecker.check([file.tree], against: network)
    let set = try #require(checked.policies.first?.claims.first?.source, "\(expression)")
    var pairs: Set<String> = []
    for member in set.members {
      let interface = network.interfaces[member.interface]
      for address in interface.privateAddresses.map(\.address)
      where member.addresses?.contains(address) ?? true {
        pairs.insert("\(interface.name) \(address)")
      }
    }
    let outside = set.outside ?? .empty
    let hosts = Self.hosts.filter { text in IPAddress(text).map(outside.contains) ?? false }
    return Points(pairs: pairs, hosts: Set(hosts))
  }

  /// An expression and its meaning, composed point by point from the meanings of its atoms.
  private func random(
    depth: Int, _ atoms: [String: Points], _ generator: inout SeededGenerator
  ) -> (text: String, points: Points) {
    let atom = Self.atoms.randomElement(using: &generator) ?? "i-web"
    guard depth > 0, Int.random(in: 0..<4, using: &generator) > 0 else {
      return (atom, atoms[atom] ?? Points(pairs: [], hosts: []))
    }
    let a = random(depth: depth - 1, atoms, &generator)
    let b = random(depth: depth - 1, atoms, &generator)
    switch Int.random(in: 0..<3, using: &generator) {
    case 0:
      return (
        "(\(a.text) or \(b.text))",
        Points(
          pairs: a.points.pairs.union(b.points.pairs), hosts: a.points.hosts.union(b.points.hosts))
      )
    case 1:
      return (
        "(\(a.text) and \(b.text))",
        Points(
          pairs: a.points.pairs.intersection(b.points.pairs),
          hosts: a.points.hosts.intersection(b.points.hosts))
      )
    case _:
      return (
        "(\(a.text) - \(b.text))",
        Points(
          pairs: a.points.pairs.subtracting(b.points.pairs),
          hosts: a.points.hosts.subtracting(b.points.hosts))
      )
    }
  }

  @Test(arguments: UInt64(1)...10) func operatorsArePointwise(seed: UInt64) throws {
    let network = try smallNetwork()
    var atoms: [String: Points] = [:]
    for atom in Self.atoms { atoms[atom] = try points(atom, in: network) }
    var generator = SeededGenerator(state: seed)
    for round in 0..<60 {
      let expected = random(depth: 4, atoms, &generator)
      #expect(
        try points(expected.text, in: network) == expected.points,
        "seed \(seed) round \(round): \(expected.text)")
    }
  }
}
