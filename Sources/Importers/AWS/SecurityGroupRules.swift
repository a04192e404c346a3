internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Protocol, ports and ICMP fields of a rule (SG-3), and what of them is not understood. Nil after an error.
  func securityGroupService(_ record: Record) -> (match: ServiceMatch, problem: String?)? {
    let text = record.value["IpProtocol"].flatMap { $0.string ?? $0.int.map(String.init) }
    let from = record.int("FromPort")
    let to = record.int("ToPort")
    guard let text else { return (ServiceMatch(.any), "the missing protocol") }
    guard let proto = ProtocolNames.match(text) else {
      return (ServiceMatch(.any), "the protocol `\(text)`")
    }
    var match = ServiceMatch(proto)
    switch proto {
    case .number(6), .number(17):
      // AWS writes 0 to 65535, older dumps -1, for every port: a range that is not there was taken out.
      guard let from, let to else {
        return (match, from == to ? "the missing port range" : "the half-open port range")
      }
      if (from, to) == (-1, -1) { return (match, nil) }
      guard let ports = portRange(from, to, at: record.range) else { return nil }
      match.ports = ports == 0...65535 ? nil : ports
      return (match, nil)
    case .number(1), .number(58):
      // SG-3: for ICMPv6 a missing range is all types.
      var problem =
        (from == nil) != (to == nil) || from == nil && proto == .number(1)
        ? "the missing ICMP type or code" : nil
      match.icmpType = icmp(from, "type", &problem)
      match.icmpCode = icmp(to, "code", &problem)
      return (match, problem)
    case .any, .number:
      return (match, nil)
    }
  }

  private func icmp(_ value: Int?, _ name: String, _ problem: inout String?) -> UInt8? {
    guard let value, value != -1 else { return nil }
    guard let byte = UInt8(exactly: value) else {
      problem = "the ICMP \(name) \(value)"
      return nil
    }
    return byte
  }

  /// A range of addresses; after an error there is no peer (the error is fatal for the whole import).
  func cidrPeer(
    _ record: Record, _ key: String, _ family: IPFamily, of group: ID<SecurityGroup>
  ) -> [(SecurityGroupPeer, SourceRange)] {
    guard let range = record.cidr(key, family) else {
      if record.isMissing(key) {
        error("IM004", "expected a range with a `\(key)`, found one without", at: record.range)
      }
      return []
    }
    return [(.range(range), record.range)]
  }

  func prefixListPeer(_ name: String, _ record: Record, _ element: Element) -> SecurityGroupPeer {
    .prefixList(
      reference(
        model.prefixLists, name, .prefixLists, term: "prefixList", group: element.group,
        at: record.range))
  }

  /// A referenced group (SG-5, SG-8, SG-10).
  func groupPeer(_ record: Record, of group: ID<SecurityGroup>?, _ element: Element)
    -> SecurityGroupPeer
  {
    record.ignore(["Description", "GroupName"], type: "SecurityGroups.UserIdGroupPairs")
    let name = record.string("GroupId")
    let owner = record.string("UserId")
    let vpc = record.string("VpcId")
    let peering = record.string("VpcPeeringConnectionId")
    let status = record.string("PeeringStatus")
    guard let name else {
      return .unknown(
        unknown(
          group.map { model.securityGroups[$0].name } ?? "security group", "securityGroup",
          "a rule refers to a group without naming its id", rule: "IMP-6", at: record.range))
    }
    if let status, ["deleted", "rejected", "expired", "failed"].contains(status) {
      return .stale(name)
    }
    if let id = model.securityGroups.id(named: name) { return .group(.resolved(id)) }
    // A group of the same account and VPC that a complete class does not list does not exist (SG-10).
    let mine = group.map { model.securityGroups[$0] }
    let isLocal =
      peering == nil && mine != nil
      && (owner == nil || owner == mine.map { model.scopes[$0.scope].account })
      && (vpc == nil || vpc == mine?.vpc.map { model.vpcs[$0].name })
    if isLocal, isComplete(.securityGroups, in: element.group), !groupsOfInterfaces.contains(name) {
      return .stale(name)
    }
    return .group(
      .missing(unknown(name, "securityGroup", "the group is not in the snapshot", rule: "SG-8")))
  }
}
