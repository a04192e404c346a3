import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

@Suite struct ClaimTests {
  private func claim(_ body: String) throws -> Claim {
    let result = try check("policy p { \(body) }")
    #expect(!result.hasErrors, "\(result.diagnostics)")
    return try #require(result.policies.first?.claims.first)
  }

  @Test func aPolicyKeepsWhatItSaysAboutItself() throws {
    let result = try check(
      """
      traffic ssh = tcp/22
      policy "db is closed" {
        severity high
        rationale "cards"
        controls "PCI 1.3.1", "CIS 5.2"
        owner "net"
        forbid internet -> i-db
          except 203.0.113.0/24 -> i-db on ssh because "break-glass"
      }
      """)
    #expect(result.diagnostics == [])
    let policy = try #require(result.policies.first)
    #expect(policy.name == "db is closed")
    #expect(policy.severity == .high)
    #expect(policy.rationale == "cards")
    #expect(policy.controls == ["PCI 1.3.1", "CIS 5.2"])
    #expect(policy.owner == "net")
    let claim = try #require(policy.claims.first)
    #expect(claim.kind == .forbid)
    #expect(claim.traffic == .any)
    #expect(claim.source.outside == .all)
    #expect(claim.destination.text == "i-db")
    let exception = try #require(claim.exceptions.first)
    #expect(exception.reason == "break-glass")
    #expect(exception.traffic.entries == [Traffic.Entry(proto: 6, ports: 22...22)])
    #expect(exception.traffic.text == "ssh")
  }

  @Test(arguments: [
    ("forbid i-web -> i-db", Claim.Kind.forbid), ("forbid direct i-web -> i-db", .forbidDirect),
    ("forbid connections i-web -> i-db", .forbidConnections),
    ("require i-web -> i-db on tcp", .require),
    ("require one-way i-web -> i-db on udp", .requireOneWay),
  ])
  func kinds(_ body: String, _ kind: Claim.Kind) throws {
    #expect(try claim(body).kind == kind)
  }

  @Test func ways() throws {
    let passes = try claim("require i-web -> i-db through igw-a")
    #expect(passes.kind == .everyPath && passes.way?.isOneWay == false)
    let gateway = PlaceSet(names: ["igw-a"], text: "igw-a")
    #expect(passes.way?.condition == .passes(gateway))
    #expect(try claim("forbid i-web -> i-db bypassing igw-a").way == passes.way)
    let avoids = try claim("forbid one-way i-web -> i-db through igw-a")
    #expect(avoids.way == WayCondition(.avoids(gateway), isOneWay: true))
    let all = try claim("require i-web -> i-db encrypted").way?.condition
    #expect(all == .encrypted([.nitro, .tls, .ipsec, .macsec, .bulk]))
    let some = try claim("require i-web -> i-db encrypted by phys, nitro").way?.condition
    #expect(some == .encrypted([.phys, .nitro]))
  }

  @Test(arguments: [
    ("", AddressMode.standard), ("using all addresses", .all), ("using public", .public),
    ("using ipv6 addresses", .ipv6),
  ])
  func addressModes(_ clause: String, _ mode: AddressMode) throws {
    #expect(try claim("forbid i-web -> i-db \(clause)").addresses == mode)
  }

  @Test func icmpReadsByPolarity() throws {
    typealias Entry = Traffic.Entry
    #expect(
      try claim("forbid i-web -> i-db on icmp").traffic.entries == [
        Entry(proto: 1), Entry(proto: 58),
      ])
    #expect(
      try claim("require i-web -> i-db on icmp").traffic.entries
        == [
          Entry(proto: 1, icmpType: 8, icmpCode: 0), Entry(proto: 58, icmpType: 128, icmpCode: 0),
        ])
    #expect(
      try claim("forbid i-web -> i-db on icmp/8, icmpv6/128/0, esp, tcp/80-90").traffic.entries == [
        Entry(proto: 1, icmpType: 8), Entry(proto: 58, icmpType: 128, icmpCode: 0),
        Entry(proto: 50),
        Entry(proto: 6, ports: 80...90),
      ])
  }

  @Test(arguments: [
    (
      "forbid instances where tag.Tier == \"x\" -> i-db",
      [Vacuity.emptySource("instances where tag.Tier == \"x\"")]
    ),
    ("forbid i-web -> 10.0.9.9", []),
    ("forbid i-web -> 10.0.9.9 in vpc-a", [.emptyDestination("10.0.9.9 in vpc-a")]),
    ("forbid i-db -> i-db", [.noDistinctPair("i-db")]),
    (#"forbid internet -> i-db on tcp/22 except internet -> vpcs on any because "x""#, [.allExcepted]),
    (#"forbid internet -> i-db on tcp/22 except internet -> i-db on tcp/20-22 because "x""#, [.allExcepted]),
    (#"forbid internet -> i-db on tcp except internet -> i-db on tcp/22 because "x""#, []),
    (#"forbid internet -> i-db on any except 0.0.0.0/0 -> i-db on any because "x""#, []),
    ("forbid i-web -> i-web", []),
    (
      #"forbid internet -> i-db except 0.0.0.0/0 -> i-db because "x" except ::/0 -> i-db because "y""#,
      [.allExcepted]
    ),
    (#"forbid internet -> i-db using public except 0.0.0.0/0 -> i-db because "x""#, [.allExcepted]),
    (
      #"forbid internet -> i-db except 0.0.0.0/1, ::/0 -> i-db because "x" except 128.0.0.0/1 -> i-db because "y""#,
      [.allExcepted]
    ),
    (
      #"forbid internet -> i-db except 0.0.0.0/1, ::/0 -> i-db because "x" except 128.0.0.0/2 -> i-db because "y""#,
      []
    ),
    (
      #"forbid i-web -> i-db on tcp/20-25 except i-web -> i-db on tcp/20-22 because "x" except i-web -> i-db on tcp/23-25 because "y""#,
      [.allExcepted]
    ),
    (
      #"forbid i-web -> i-db on tcp/20-25 except i-web -> i-db on tcp/20-22 because "x" except i-web -> i-db on tcp/24-25 because "y""#,
      []
    ),
    (
      #"forbid i-web, eni-twin -> i-db except i-web -> i-db because "x" except eni-twin -> i-db on tcp because "y" except eni-twin -> i-db on any because "z""#,
      [.allExcepted]
    ),
    (
      #"forbid i-web, eni-twin -> i-db except i-web -> i-db because "x" except eni-twin -> i-db on tcp because "y""#,
      []
    ),
    (
      #"forbid i-web -> i-db on icmp except i-web -> i-db on icmp/8 because "x" except i-web -> i-db on icmp because "y""#,
      [.allExcepted]
    ),
    (
      #"forbid internet -> i-db on icmp except 0.0.0.0/0 -> i-db on icmp because "x" except ::/0 -> i-db on icmpv6 because "y""#,
      [.allExcepted]
    ),
    (
      #"forbid i-db, eni-twin -> i-db, eni-twin except i-db -> eni-twin because "x" except eni-twin -> i-db because "y""#,
      [.allExcepted]
    ),
    (
      #"forbid i-db -> 10.0.0.0/8 except i-db -> 10.0.0.0/9 because "x" except i-db -> 10.128.0.0/9 because "y""#,
      [.allExcepted]
    ),
    ("forbid internet -> internet", []),
  ])
  func vacuity(_ body: String, _ expected: [Vacuity]) throws {
    let internet = NetworkIndex(try smallNetwork()).internet
    #expect(try claim(body).vacuity(internet: internet) == expected)
  }
}

@Suite struct RequireTests {
  @Test func mixedDestinationsBecomeOneClaimEach() throws {
    let result = try check(
      "policy p { require i-db -> i-web, 10.0.1.0/24, 54.0.0.12, 8.8.8.8 on tcp/1 }")
    #expect(!result.hasErrors)
    let claims = try #require(result.policies.first).claims
    #expect(claims.map { $0.destination.members.count } == [2, 2, 0])
    #expect(
      claims.map { $0.destination.written?.ranges.map(\.description) } == [
        nil, nil, ["8.8.8.8/32", "54.0.0.12/32"],
      ])
    #expect(
      claims.map { $0.destination.outside?.ranges.map(\.description) } == [
        nil, nil, ["8.8.8.8/32"],
      ])
  }

  @Test func aPlainDestinationStaysOneClaim() throws {
    for destination in ["i-web", "internet", "8.8.8.8", "i-web, internet", "10.0.1.20 in vpc-a"] {
      let result = try check("policy p { require i-db -> \(destination) on tcp/1 }")
      #expect(result.policies.first?.claims.count == 1, "\(destination)")
    }
  }
}

@Suite struct QuestionTests {
  private func ask(_ text: String) throws -> (CheckedQuestion?, [String]) {
    let parsed = Parser.parseQuestion(Array(text.utf8), file: testFile)
    #expect(parsed.diagnostics == [])
    var checker = TypeChecker(network: try smallNetwork())
    let question = checker.check(try #require(parsed.tree))
    return (question, checker.reported.map(\.code))
  }

  @Test func reachAndDeliver() throws {
    guard case .reach(let a, let b, let traffic)? = try ask("reach i-web -> i-db on icmp").0 else {
      Issue.record("no reach")
      return
    }
    #expect((a.text, b.text) == ("i-web", "i-db"))
    #expect(traffic.entries.map(\.icmpType) == [8, 128])
    guard
      case .deliver(let c, let d, let packets)? = try ask("deliver 8.8.8.8 -> 54.0.0.30 on icmp").0
    else {
      Issue.record("no deliver")
      return
    }
    #expect(c.outside != nil)
    #expect(d.members.isEmpty && d.written != nil)
    #expect(packets.entries == [Traffic.Entry(proto: 1), Traffic.Entry(proto: 58)])
  }

  @Test func setsOfQuestions() throws {
    guard case .whoReaches(let target, .any)? = try ask("who reaches 10.0.9.9").0 else {
      Issue.record("no whoReaches")
      return
    }
    #expect(target.hasNobody)
    guard case .whatReaches(let source, _)? = try ask("what does sg-web reach on tcp/443").0 else {
      Issue.record("no whatReaches")
      return
    }
    #expect(source.members.count == 2)
  }

  @Test(arguments: [
    ("reach 10.0.9.9 -> i-db", ["PT014"]), ("what does 10.0.9.9 reach", ["PT014"]),
    ("deliver i-nope -> sg-nope on nope", ["PT001", "PT001", "PT009"]),
    ("deliver 10.0.1.20 -> i-db", ["PT005"]),
  ])
  func mistakes(_ text: String, _ codes: [String]) throws {
    let (question, found) = try ask(text)
    #expect(question == nil)
    #expect(found == codes)
  }
}
