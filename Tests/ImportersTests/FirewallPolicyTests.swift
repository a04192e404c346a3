import Importers
import NetworkModel
import Testing

/// NFW-2, NFW-7 to NFW-11, NFW-13, NFW-14: what rules of a policy become.
@Suite("Firewall policies in the input")
struct FirewallPolicyTests {
  private static let arn = "arn:aws:network-firewall:eu-west-1:111122223333:"

  private func answer(_ operation: String, _ response: String) -> String {
    #"{"account": "111122223333", "region": "eu-west-1", "service": "network-firewall", "operation": "\#(operation)", "request": {"Name": "\#(operation)"}, "response": \#(response)}"#
  }

  /// The filter behind an endpoint whose policy has one stateful group, or none.
  private func filter(
    _ group: String?, order: String = "DEFAULT_ACTION_ORDER", stateless: String = #"["aws:forward_to_sfe"]"#,
    defaults: String = "[]", more: String = "", sync: String = "IN_SYNC", reference: String = "",
    ranges: String = #""CidrBlock": "10.0.0.0/16""#, status: String = "READY", attachment: String = "READY",
    families: String = #", "IPAddressType": "DUALSTACK""#
  ) throws -> InspectionFilter {
    let references =
      group == nil ? "" : #"{"ResourceArn": "\#(Self.arn)stateful-rulegroup/g", "Priority": 1\#(reference)}"#
    var files = [
      ("vpcs", #"{"Vpcs": [{"VpcId": "vpc-a", \#(ranges)}]}"#),
      ("subnets", #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}]}"#),
      (
        "firewall",
        answer(
          "describe-firewall",
          #"{"Firewall": {"FirewallArn": "\#(Self.arn)firewall/f", "VpcId": "vpc-a", "FirewallPolicyArn": "\#(Self.arn)firewall-policy/p", "SubnetMappings": [{"SubnetId": "subnet-a"\#(families)}]}, "FirewallStatus": {"Status": "\#(status)", "ConfigurationSyncStateSummary": "\#(sync)", "SyncStates": {"eu-west-1a": {"Attachment": {"SubnetId": "subnet-a", "EndpointId": "vpce-1", "Status": "\#(attachment)"}}}}}"#)
      ),
      (
        "policy",
        answer(
          "describe-firewall-policy",
          #"{"FirewallPolicyResponse": {"FirewallPolicyArn": "\#(Self.arn)firewall-policy/p"}, "FirewallPolicy": {"StatelessDefaultActions": \#(stateless), "StatelessFragmentDefaultActions": ["aws:drop"], "StatefulRuleGroupReferences": [\#(references)], "StatefulDefaultActions": \#(defaults), "StatefulEngineOptions": {"RuleOrder": "\#(order)"}\#(more)}}"#)
      ),
    ]
    if let group {
      files.append(
        (
          "group",
          answer(
            "describe-rule-group",
            #"{"RuleGroupResponse": {"RuleGroupArn": "\#(Self.arn)stateful-rulegroup/g"}, "RuleGroup": \#(group)}"#)
        ))
    }
    let network = Importer.importNetwork(folder: files.map { (path: $0.0 + ".json", text: $0.1) }).network
    let endpoint = try #require(network.vpcEndpoints.elements.first)
    guard case .inspection(let inspection) = endpoint.kind else {
      Issue.record("no endpoint of a firewall")
      return .unknown(network.globalUnknowns[0])
    }
    return inspection.filter
  }

  private func rules(_ filter: InspectionFilter) -> FirewallRules? {
    if case .rules(let rules) = filter { rules } else { nil }
  }

  private func suricata(_ lines: String, order: String = "DEFAULT_ACTION_ORDER") -> String {
    #"{"RulesSource": {"RulesString": "\#(lines)"}, "StatefulRuleOptions": {"RuleOrder": "\#(order)"}}"#
  }

  private func stateful(_ lines: String, order: String = "STRICT_ORDER") throws -> [FirewallRule] {
    try #require(rules(try filter(suricata(lines, order: order), order: order))).stateful
  }

  private func holds(_ ranges: AddressRanges, _ address: String) throws -> Bool {
    ranges.contains(try #require(IPAddress(address)))
  }

  private func isUnknown(_ action: FirewallRule.Action) -> Bool {
    if case .unknown = action { true } else { false }
  }

  @Test func rulesInOrder() throws {
    let lines =
      #"drop tcp any any -> 10.1.0.0/16 any (sid:1;)\npass tcp $HOME_NET any -> any [80,443] (msg:\"a; b\"; sid:2; rev:1;)\nalert ip any any -> any any (sid:3;)"#
    let strict = try stateful(lines)
    // For IPv6 what is at home is unknown.
    #expect(strict.count == 4 && isUnknown(strict[2].action))
    #expect([strict[0], strict[1], strict[3]].map(\.action) == [.drop, .pass, .pass])
    #expect(strict[0].match.protocols == [6])
    let home = try #require(strict[1].match.sources)
    #expect(try holds(home, "10.0.9.9"))
    #expect(try !holds(home, "10.1.9.9"))
    #expect(strict[1].match.destinationPorts == [80...80, 443...443])
    let byAction = try stateful(lines, order: "DEFAULT_ACTION_ORDER")
    #expect(isUnknown(try #require(byAction.first).action))
    #expect(byAction.dropFirst().map(\.action) == [.pass, .drop, .pass])
  }

  @Test(
    "what never matches a first packet",
    arguments: [
      #"drop tls any any -> any any (tls.sni; content:\"x\"; sid:1;)"#, #"drop http any any -> any any (sid:1;)"#,
      #"drop tcp any any -> any any (flow:established,to_server; sid:1;)"#,
    ])
  func laterPackets(line: String) throws {
    #expect(try stateful(line).map(\.action) == [.pass])
  }

  @Test(
    "what is not understood",
    arguments: [
      #"drop tcp any any -> any any (content:\"x\"; sid:1;)"#, #"drop dns any any -> any any (sid:1;)"#,
      #"drop tcp @list any -> any any (sid:1;)"#, #"drop tcp $WHAT any -> any any (sid:1;)"#,
      #"drop tcp any any => any any (sid:1;)"#, "what", #"pass odd any any -> any any (sid:1;)"#,
    ])
  func doubts(line: String) throws {
    #expect(isUnknown(try #require(try stateful(line).first).action))
  }

  @Test func directions() throws {
    let both = try stateful(#"drop tcp 10.1.0.0/16 1 <> 10.2.0.0/16 2 (sid:1;)"#)
    #expect(both.map(\.match.destinationPorts) == [[2...2], [1...1], nil])
    // What a negation means for IPv6 is not documented.
    let negated = try stateful(#"drop tcp [10.0.0.0/8,!10.1.0.0/16] !80 -> $EXTERNAL_NET 1024: (sid:1;)"#)
    let sources = try #require(negated.first?.match.sources)
    #expect(try !holds(sources, "10.1.0.1"))
    #expect(try holds(sources, "10.2.0.1"))
    #expect(negated.first?.match.sourcePorts == [0...79, 81...65535])
    #expect(negated.first?.match.destinationPorts == [1024...65535])
  }

  @Test func negationsSayNothingOfIPv6() throws {
    let rules = try stateful(#"drop ip any any -> !$HOME_NET any (sid:1;)"#)
    #expect(rules.count == 3 && rules[0].action == .drop && isUnknown(rules[1].action))
    let (v4, v6) = (try #require(rules[0].match.destinations), try #require(rules[1].match.destinations))
    #expect(try holds(v4, "192.0.2.1"))
    #expect(try !holds(v4, "2001:db8::1"))
    #expect(try holds(v6, "2001:db8::1"))
    #expect(try !holds(v6, "192.0.2.1"))
  }

  @Test func rulesInParts() throws {
    let group =
      #"{"RulesSource": {"StatefulRules": [{"Action": "DROP", "Header": {"Protocol": "UDP", "Source": "ANY", "SourcePort": "ANY", "Direction": "FORWARD", "Destination": "10.0.0.0/8", "DestinationPort": "53"}, "RuleOptions": [{"Keyword": "sid:1"}, {"Keyword": "rev", "Settings": ["2"]}]}]}}"#
    let rules = try #require(rules(try filter(group)))
    #expect(rules.stateful.map(\.action) == [.drop, .pass])
    #expect(rules.stateful[0].match.destinationPorts == [53...53])
    #expect(rules.stateless.map(\.action) == [.forward])
  }

  @Test func domainListsSayNothingOfHandshakes() throws {
    let group =
      #"{"RulesSource": {"RulesSourceList": {"Targets": [".example.com"], "TargetTypes": ["TLS_SNI"], "GeneratedRulesType": "ALLOWLIST"}}}"#
    #expect(try #require(rules(try filter(group))).stateful.map(\.action) == [.pass])
    let odd = group.replacing("ALLOWLIST", with: "SOMELIST")
    #expect(isUnknown(try #require(rules(try filter(odd))?.stateful.first).action))
  }

  @Test func defaults() throws {
    func last(_ defaults: String) throws -> [FirewallRule.Action]? {
      rules(try filter(nil, order: "STRICT_ORDER", defaults: defaults))?.stateful.map(\.action)
    }
    #expect(try last("[]") == [.pass])
    #expect(try last(#"["aws:drop_strict", "aws:alert_strict"]"#) == [.drop])
    let established = try #require(
      rules(try filter(nil, order: "STRICT_ORDER", defaults: #"["aws:drop_established"]"#))?.stateful)
    #expect(established.first?.action == .pass && established.first?.match.protocols == [6])
    // First packets of UDP are of no established connection either.
    #expect(established.count == 2 && isUnknown(established[1].action))
    #expect(try last(#"["aws:drop_established_app_layer"]"#) == nil)
    #expect(rules(try filter(nil, stateless: #"["aws:drop"]"#))?.stateless.map(\.action) == [.drop])
    #expect(rules(try filter(nil, stateless: #"["aws:pass", "aws:drop"]"#)) == nil)
  }

  @Test func gaps() throws {
    #expect(rules(try filter(nil, sync: "PENDING")) == nil)
    #expect(rules(try filter(nil, more: #", "TLSInspectionConfigurationArn": "arn:x""#)) == nil)
    let other = try #require(rules(try filter(suricata("drop ip any any -> any any (sid:1;)", order: "STRICT_ORDER"))))
    #expect(isUnknown(try #require(other.stateful.first).action), "written for the other order")
    let softened = try #require(
      rules(
        try filter(
          suricata("drop ip any any -> any any (sid:1;)"),
          reference: #", "Override": {"Action": "DROP_TO_ALERT"}"#)))
    #expect(softened.stateful.map(\.action) == [.pass])
  }

  @Test func statelessRules() throws {
    let reference =
      #", "StatelessRuleGroupReferences": [{"ResourceArn": "\#(Self.arn)stateful-rulegroup/g", "Priority": 5}]"#
    func stateless(_ attributes: String) throws -> FirewallRule {
      let group =
        #"{"RulesSource": {"StatelessRulesAndCustomActions": {"StatelessRules": [{"Priority": 20, "RuleDefinition": {"MatchAttributes": {}, "Actions": ["aws:pass"]}}, {"Priority": 10, "RuleDefinition": {"MatchAttributes": \#(attributes), "Actions": ["aws:drop", "Metric"]}}]}}}"#
      let rules = try #require(rules(try filter(group, more: reference)))
      #expect(rules.stateless.count == 3)
      return rules.stateless[0]
    }
    let plain = try stateless(
      #"{"Sources": [{"AddressDefinition": "10.0.0.0/8"}], "DestinationPorts": [{"FromPort": 80, "ToPort": 90}], "Protocols": [6]}"#)
    #expect(plain.action == .drop && plain.match.destinationPorts == [80...90] && plain.match.protocols == [6])
    #expect(isUnknown(try stateless(#"{"TCPFlags": [{"Flags": ["SYN"], "Masks": ["SYN"]}]}"#).action))
    #expect(isUnknown(try stateless(#"{"Sources": [{"AddressDefinition": "odd"}]}"#).action))
  }

  /// "Only used" for TCP and UDP: a rule with ports or flags may match other protocols without them, or not at all.
  @Test func portsAndFlagsOfOtherProtocols() throws {
    func stateless(_ attributes: String) throws -> [FirewallRule] {
      let group =
        #"{"RulesSource": {"StatelessRulesAndCustomActions": {"StatelessRules": [{"Priority": 1, "RuleDefinition": {"MatchAttributes": \#(attributes), "Actions": ["aws:pass"]}}]}}}"#
      let reference =
        #", "StatelessRuleGroupReferences": [{"ResourceArn": "\#(Self.arn)stateful-rulegroup/g", "Priority": 5}]"#
      return try #require(rules(try filter(group, more: reference))).stateless
    }
    let open = try stateless(#"{"DestinationPorts": [{"FromPort": 443, "ToPort": 443}]}"#)
    #expect(open.count == 3 && open[0].action == .pass && isUnknown(open[1].action))
    #expect(open[1].match.destinationPorts == nil && open[1].match.protocols?.contains(IPProtocol.icmp) == true)
    #expect(open[1].match.protocols?.contains(IPProtocol.udp) == false)
    let plain = try stateless(#"{"DestinationPorts": [{"FromPort": 443, "ToPort": 443}], "Protocols": [6, 17]}"#)
    #expect(plain.map(\.action) == [.pass, .forward])
    let flags = try stateless(#"{"Protocols": [6, 17], "TCPFlags": [{"Flags": ["SYN"], "Masks": ["SYN"]}]}"#)
    #expect(flags.count == 2 && isUnknown(flags[0].action) && flags[0].match.protocols == [6, 17])
    for line in [#"pass ip any any -> any !22 (sid:1;)"#, #"pass icmp any 8 -> any any (sid:1;)"#, #"pass sctp any any -> any 5000 (sid:1;)"#] {
      let icmp = try stateful(line).first { $0.match.protocols?.contains(IPProtocol.icmp) ?? true && $0.match.destinationPorts == nil && $0.match.sourcePorts == nil }
      #expect(isUnknown(try #require(icmp).action), "\(line)")
    }
  }

  @Test func endpointsThatAreNotReady() throws {
    #expect(rules(try filter(nil)) != nil)
    #expect(rules(try filter(nil, status: "DELETING")) == nil)
    #expect(rules(try filter(nil, attachment: "FAILED")) == nil)
    for text in [#", "IPAddressType": "IPV4""#, ""] {
      let first = try #require(rules(try filter(nil, families: text))?.stateless.first)
      #expect(isUnknown(first.action) && first.match.protocols == nil)
      let sources = try #require(first.match.sources)
      #expect(try holds(sources, "2001:db8::1"))
      #expect(try !holds(sources, "10.0.0.1"))
    }
  }

  @Test func theRangesOfAVPCAreHome() throws {
    let line = #"drop tcp any any -> $HOME_NET any (sid:1;)"#
    let one = try stateful(line)
    #expect(one.count == 3 && one[0].action == .drop && isUnknown(one[1].action), "IPv6 may be none of it")
    #expect(try holds(try #require(one[1].match.destinations), "2001:db8::1"))
    let two =
      #""CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}, {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "associated"}}]"#
    let several = try #require(
      rules(try filter(suricata(line, order: "STRICT_ORDER"), order: "STRICT_ORDER", ranges: two))).stateful
    #expect(several.count == 2 && isUnknown(several[0].action))
  }

  /// Read as sets of their own, such lists would hold nearly everything.
  @Test(
    arguments: [
      #"drop tcp any any -> [10.0.0.0/8,$NOT] any (sid:1;)"#, #"drop tcp any any -> [10.0.0.0/8,[!10.1.0.0/16]] any (sid:1;)"#,
      #"drop tcp any any -> any [80:90,[!85]] (sid:1;)"#,
    ])
  func negationsInListsInLists(line: String) throws {
    let group =
      #"{"RuleVariables": {"IPSets": {"NOT": {"Definition": ["!10.1.0.0/16"]}}}, "RulesSource": {"RulesString": "\#(line)"}, "StatefulRuleOptions": {"RuleOrder": "STRICT_ORDER"}}"#
    let rules = try #require(rules(try filter(group, order: "STRICT_ORDER"))).stateful
    #expect(isUnknown(try #require(rules.first).action))
  }
}
