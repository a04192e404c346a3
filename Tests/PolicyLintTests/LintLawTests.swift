import NetworkModel
import PolicyLint
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// Law (LINT-1): what the linter finds without a network is true in every network. The enumerator resolves the same files
/// against random networks: a set that never has a member has none, an exception that releases nothing meets nothing.
@Suite struct LintLawTests {
  /// Random expressions over the names, tags and ranges that a network really has.
  private struct Writer {
    let network: NetworkModel
    var random: SplitMix64

    mutating func set(_ depth: Int) -> String {
      guard depth > 0, random.chance(70) else { return atom() }
      let a = set(depth - 1)
      let b = random.chance(20) ? a : set(depth - 1)
      return "(\(a) \(random.among("or", "and", "and", "-", "-")) \(b))"
    }

    private mutating func atom() -> String {
      switch random.int(0...6) {
      case 0: return random.pick(network.interfaces.elements.map(\.name)).map(quoted) ?? "internet"
      case 1: return random.pick(network.subnets.elements.map(\.name)).map(quoted) ?? "subnets"
      case 2: return random.pick(network.vpcs.elements.map(\.name)).map(quoted) ?? "vpcs"
      case 3: return random.pick(network.securityGroups.elements.map(\.name)).map(quoted) ?? "interfaces"
      case 4: return range()
      case 5: return random.among("internet", "instances", "interfaces", "subnets", "vpcs")
      case _: return "(\(selector()))"
      }
    }

    private mutating func range() -> String {
      let owned = network.interfaces.elements.flatMap(\.privateAddresses)
      let shown = owned.compactMap(\.publicAddress)
      let addresses = owned.map(\.address) + shown
      guard let address = random.pick(addresses) else { return "10.0.0.0/8" }
      return "\(CIDR(address.family, base: address.value, length: random.among(8, 16, 24, 30)))"
    }

    private mutating func selector() -> String {
      let kind = random.among("instances", "interfaces", "subnets", "vpcs")
      var tests: [String] = []
      for _ in 0...random.int(0...1) {
        let test = "\(attribute(kind)) \(comparison())"
        tests.append(random.chance(25) ? "not \(test)" : test)
      }
      return "\(kind) where \(tests.joined(separator: random.among(" and ", " or ")))"
    }

    private mutating func attribute(_ kind: String) -> String {
      switch kind {
      case "vpcs": random.among("id", "tag.A", "name")
      case "subnets": random.among("id", "vpc.id", "tag.A", "vpc.tag.A")
      case _: random.among("id", "subnet.id", "vpc.id", "tag.A", "vpc.tag.A", "sg")
      }
    }

    private mutating func comparison() -> String {
      let names =
        network.subnets.elements.map(\.name) + network.vpcs.elements.map(\.name)
        + network.interfaces.elements.map(\.name) + ["x", "y"]
      let value = quoted(random.pick(names) ?? "x")
      return random.among(
        "== \(value)", "== \(value)", "!= \(value)", "like \"sub*\"", "not like \"vpc*\"", "exists")
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }
  }

  @Test func foundIsTrue() throws {
    var (files, empty, outside, all) = (0, 0, 0, 0)
    for seed in UInt64(1)...400 {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      var writer = Writer(network: network, random: SplitMix64(seed: seed))
      var text = ""
      for index in 0..<6 { text += "set s\(index) = \(writer.set(3))\n" }
      for index in 0..<5 {
        text += "policy p\(index) { forbid s\(index) -> s\(index + 1) except s\((index + 3) % 6) -> \(writer.set(2)) }\n"
      }
      let id = FileID(index: 0)
      let parsed = Parser.parseFile(Array(text.utf8), file: id)
      try #require(!parsed.hasErrors, "\(text) \(parsed.diagnostics)")
      let found = try Linter.lint([parsed.tree])
      files += 1
      all += found.findings.count
      let checked = TypeChecker.check([parsed.tree], against: network)
      for finding in found.findings {
        let range = try #require(finding.range)
        switch finding.code {
        case "PL001":
          empty += 1
          let name = String(decoding: Array(text.utf8)[Int(range.start)..<Int(range.end)], as: UTF8.self)
          let members = Self.members(of: name, parsed.tree, network)
          #expect(members == [], "seed \(seed): \(name) in\n\(text)")
        case "PL005":
          let claims = checked.policies.flatMap(\.claims)
          guard claims.contains(where: { $0.exceptions.contains { $0.range == range } }) else { continue }
          outside += 1
          let claim = try #require(claims.first { $0.exceptions.contains { $0.range == range } })
          let exception = try #require(claim.exceptions.first { $0.range == range })
          let meets = Self.common(claim.source, exception.source, network)
            && Self.common(claim.destination, exception.destination, network)
          #expect(!meets, "seed \(seed): \(text)")
        case _: break
        }
      }
    }
    print("lint on \(files) random files: \(all) findings, \(empty) empty sets, \(outside) useless exceptions")
    #expect(empty > 50 && outside > 20)
  }

  /// Interfaces and hosts of the Internet that are in a declared set for certain, on either side of an arrow.
  private static func members(
    of name: String, _ file: PolicyFile, _ network: NetworkModel
  ) -> [String] {
    [true, false].flatMap { isSource -> [String] in
      var types = TypeChecker(network: network, files: [file])
      let expression = Parser.parseEndpoint(Array(name.utf8), file: FileID(index: 1)).tree
      guard let expression, let set = types.check(endpoint: expression, isSource: isSource) else { return [] }
      let outside = set.outside?.intersection(NetworkIndex(network).internet)
      return set.members.map { network.interfaces[$0.interface].name }
        + (outside?.ranges.map(\.description) ?? [])
    }
  }

  /// Some interface, under an address of both, or some host outside is in both sets.
  private static func common(_ a: EndpointSet, _ b: EndpointSet, _ network: NetworkModel) -> Bool {
    let internet = NetworkIndex(network).internet
    if let one = a.outside, let two = b.outside,
      !one.intersection(two).intersection(internet).isEmpty
    {
      return true
    }
    return a.members.contains { mine in
      b.members.contains { theirs in
        guard mine.interface == theirs.interface else { return false }
        guard let one = mine.addresses, let two = theirs.addresses else { return true }
        return !one.intersection(two).isEmpty
      }
    }
  }
}
