internal import NetworkModel
internal import SourceText

/// Endpoints of Network Firewall (NFW-1). Their type alone does not tell: endpoints of Gateway Load Balancers, whose
/// appliances may send what they get anywhere, have the same.
extension ImportState {
  /// Nil where it is not a firewall's, or not in the one subnet of its VPC where describe-firewall has it: a route to it is
  /// then unknown.
  func inspection(
    of name: String, _ answers: FirewallAnswers, in vpc: ID<VPC>, _ subnets: [String]
  ) -> Inspection? {
    guard let endpoint = answers.endpoints[name], subnets.isEmpty || subnets == [endpoint.subnet],
      let subnet = model.subnets.id(named: endpoint.subnet), model.subnets[subnet].vpc == vpc
    else { return nil }
    return Inspection(subnet: subnet, filter: filter(of: name, endpoint, answers))
  }

  /// Endpoints that only describe-firewall tells of.
  func addUndescribedEndpoints(_ answers: FirewallAnswers) {
    for (name, endpoint) in answers.endpoints.sorted(by: { $0.key < $1.key })
    where model.vpcEndpoints.id(named: name) == nil {
      guard let subnet = model.subnets.id(named: endpoint.subnet) else { continue }
      let vpc = model.subnets[subnet].vpc
      guard let inspection = inspection(of: name, answers, in: vpc, []) else { continue }
      model.vpcEndpoints.insert(
        VPCEndpoint(
          name: name, kind: .inspection(inspection), vpc: vpc, serviceName: "", origin: endpoint.range))
    }
  }

  private func filter(
    of name: String, _ endpoint: FirewallAnswers.Endpoint, _ answers: FirewallAnswers
  ) -> InspectionFilter {
    do throws(FirewallGap) {
      guard endpoint.isInSync else {
        throw FirewallGap("its rules are not in force everywhere yet", rule: "NFW-1")
      }
      guard let policy = endpoint.policy.flatMap({ answers.policies[$0] }) else {
        throw FirewallGap("the policy of its firewall was not collected", rule: "IMP-3a")
      }
      guard endpoint.isReady else {
        throw FirewallGap("it is not ready, or its firewall is not", rule: "NFW-1")
      }
      // NFW-9: at home is the VPC of the firewall, which may be another one than the endpoint's. Of several ranges it is not
      // said which of them are.
      let ranges = endpoint.vpc.flatMap { model.vpcs.id(named: $0) }.map { model.vpcs[$0].ranges }
      let home = ranges.flatMap { $0.filter { $0.family == .v4 }.count == 1 ? AddressRanges($0) : nil }
      let reader = FirewallPolicyReader(policy: policy, groups: answers.groups, home: home)
      var (stateless, stateful) = try reader.rules { reason, rule, range in
        self.unknown(name, "vpcEndpoint", reason, rule: rule, at: range)
      }
      for family in [IPFamily.v4, .v6] where !endpoint.families.contains(family) {
        let other = unknown(
          name, "vpcEndpoint", "what its firewall does with a family of addresses that its subnet is not set up for",
          rule: "NFW-1", at: endpoint.range)
        let match = FirewallMatch(sources: AddressRanges.nothing.complement.only(family))
        stateless.insert(FirewallRule(match, .unknown(other), text: "address family", origin: endpoint.range), at: 0)
      }
      let replies = unknown(
        name, "vpcEndpoint", "what its firewall remembers of a connection is not modelled", rule: "FLW-5",
        at: endpoint.range)
      return .rules(FirewallRules(stateless: stateless, stateful: stateful, replies: replies))
    } catch {
      return .unknown(
        unknown(name, "vpcEndpoint", error.reason, rule: error.rule, at: error.range ?? endpoint.range))
    }
  }
}

/// Why it is not known what a firewall lets pass.
struct FirewallGap: Error {
  var reason: String
  var rule: String
  var range: SourceRange?

  init(_ reason: String, rule: String, at range: SourceRange? = nil) {
    self.reason = reason
    self.rule = rule
    self.range = range
  }
}

/// What the answers say about firewalls, put together by name. What two answers say differently is left out.
struct FirewallAnswers {
  struct Endpoint: Equatable {
    var subnet: String
    var policy: String?
    var vpc: String?
    var isInSync: Bool
    /// The firewall and the endpoint.
    var isReady: Bool
    var families: Set<IPFamily>
    var range: SourceRange

    /// Whether two answers say the same.
    func agrees(with other: Endpoint) -> Bool {
      subnet == other.subnet && policy == other.policy && vpc == other.vpc && isInSync == other.isInSync
        && isReady == other.isReady && families == other.families
    }
  }

  private(set) var endpoints: [String: Endpoint] = [:]
  /// By ARN.
  private(set) var policies: [String: JSONValue] = [:]
  private(set) var groups: [String: JSONValue] = [:]

  init(_ responses: [JSONValue]) {
    var contested: Set<String> = []
    for response in responses {
      if let firewall = response.peek("Firewall"), let status = response.peek("FirewallStatus") {
        for (name, endpoint) in Self.endpoints(firewall, status) {
          if let other = endpoints[name], !other.agrees(with: endpoint) { contested.insert(name) }
          endpoints[name] = endpoint
        }
      }
      if let name = response.peek("FirewallPolicyResponse")?.peek("FirewallPolicyArn")?.string,
        let policy = response.peek("FirewallPolicy")
      {
        if policies.updateValue(policy, forKey: name) != nil { contested.insert(name) }
      }
      if let name = response.peek("RuleGroupResponse")?.peek("RuleGroupArn")?.string,
        let group = response.peek("RuleGroup")
      {
        if groups.updateValue(group, forKey: name) != nil { contested.insert(name) }
      }
    }
    for name in contested {
      endpoints[name] = nil
      policies[name] = nil
      groups[name] = nil
    }
  }

  private static func endpoints(_ firewall: JSONValue, _ status: JSONValue) -> [(String, Endpoint)] {
    guard let states = status.peek("SyncStates"), states.kind == .object else { return [] }
    let summary = status.peek("ConfigurationSyncStateSummary")?.string
    return states.members.compactMap { state in
      guard let attachment = state.value.peek("Attachment"), let name = attachment.peek("EndpointId")?.string,
        let subnet = attachment.peek("SubnetId")?.string
      else { return nil }
      let parts = state.value.peek("Config")?.members.map { $0.value.peek("SyncStatus")?.string } ?? []
      let isInSync = (summary == nil || summary == "IN_SYNC") && parts.allSatisfy { $0 == "IN_SYNC" }
      return (
        name,
        Endpoint(
          subnet: subnet, policy: firewall.peek("FirewallPolicyArn")?.string, vpc: firewall.peek("VpcId")?.string,
          isInSync: isInSync,
          isReady: [status, attachment].allSatisfy { $0.peek("Status")?.string == "READY" },
          families: families(of: subnet, firewall), range: attachment.range)
      )
    }
  }

  /// Without a word about it a subnet is set up for IPv4 (NFW-1).
  private static func families(of subnet: String, _ firewall: JSONValue) -> Set<IPFamily> {
    let mappings = firewall.peek("SubnetMappings").map { $0.elements.map { $0 } } ?? []
    let own = mappings.first { $0.peek("SubnetId")?.string == subnet }
    switch own?.peek("IPAddressType")?.string ?? "IPV4" {
    case "DUALSTACK": return [.v4, .v6]
    case "IPV4": return [.v4]
    case "IPV6": return [.v6]
    case _: return []
    }
  }
}
