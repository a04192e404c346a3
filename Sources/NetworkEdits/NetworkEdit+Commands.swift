package import NetworkModel

extension NetworkEdit {
  /// AWS CLI commands that make the change; `network` is the one before it. Lines that are not commands begin with `#`.
  package func commands(in network: NetworkModel) -> [String] {
    let words = CommandWords(network: network)
    switch self {
    case .addGroup(let new): return words.newGroup(new)
    case .addGroupRules(let group, let rules):
      let id = words.quoted(network.securityGroups[group].name)
      return rules.map { words.rule("authorize", $0, group: id, network.securityGroups[group].scope) }
    case .removeGroupRules(let group, let rules):
      let id = words.quoted(network.securityGroups[group].name)
      return rules.map { words.rule("revoke", $0, group: id, network.securityGroups[group].scope) }
    case .attachGroup(let id, let group):
      return [words.groups(of: id, adding: words.quoted(network.securityGroups[group].name), removing: nil)]
    case .detachGroup(let id, let group): return [words.groups(of: id, adding: nil, removing: group)]
    case .addEntries(let acl, let entries): return entries.map { words.entry("create", $0, acl) }
    case .removeEntries(let acl, let entries): return entries.map { words.entry("delete", $0, acl) }
    case .addRoute(let table, let route): return [words.route("create", route, table)]
    case .removeRoute(let table, let route): return [words.route("delete", route, table)]
    case .addTransitRoute(let table, let route): return [words.transitRoute("create", route, table)]
    case .removeTransitRoute(let table, let route): return [words.transitRoute("delete", route, table)]
    case .addPublicAddress(let id, _):
      let interface = network.interfaces[id]
      let region = words.region(interface.scope)
      return [
        "allocation=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text\(region))",
        "aws ec2 associate-address --network-interface-id \(words.quoted(interface.name)) --allocation-id \"$allocation\"\(region)",
      ]
    case .removePublicAddress(let id):
      let interface = network.interfaces[id]
      let address = interface.privateAddresses.compactMap(\.publicAddress).first?.description ?? ""
      return ["aws ec2 disassociate-address --public-ip \(address)\(words.region(interface.scope))"]
    case .start(let id): return [words.instance("start", id)]
    case .stop(let id): return [words.instance("stop", id)]
    case .activate(let id):
      return [
        "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id \(words.quoted(network.peerings[id].name))"
      ]
    case .deactivate(let id):
      return [
        "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id \(words.quoted(network.peerings[id].name))"
      ]
    case .excludeFromPublicAccessBlock(let id):
      return [
        "aws ec2 create-vpc-block-public-access-exclusion --vpc-id \(words.quoted(network.vpcs[id].name))"
          + " --internet-gateway-exclusion-mode allow-bidirectional\(words.region(network.vpcs[id].scope))"
      ]
    }
  }
}

/// Parts of commands.
private struct CommandWords {
  let network: NetworkModel

  /// As the shell reads it: one word, whatever it holds.
  func quoted(_ text: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:"
    let isPlain = !text.isEmpty && text.allSatisfy { plain.contains($0) }
    return isPlain ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  func region(_ scope: ID<Scope>) -> String {
    let scope = network.scopes[scope]
    return scope.gaps.isEmpty ? " --region \(quoted(scope.region))" : ""
  }

  // MARK: Security groups

  func rule(_ verb: String, _ rule: SecurityGroupRule, group: String, _ scope: ID<Scope>) -> String {
    let command = "aws ec2 \(verb)-security-group-\(rule.direction.rawValue) --group-id \(group)"
    if verb == "revoke", let name = rule.name {
      return "\(command) --security-group-rule-ids \(quoted(name))\(region(scope))"
    }
    return "\(command) --ip-permissions '\(permission(rule))'\(region(scope))"
  }

  private func permission(_ rule: SecurityGroupRule) -> String {
    var parts: [String]
    switch rule.service.proto {
    case .any: parts = ["IpProtocol=-1"]
    case .number(let number):
      parts = ["IpProtocol=\(IPProtocol.hasPorts(number) ? IPProtocol.name(number) : "\(number)")"]
      if IPProtocol.hasPorts(number) {
        let ports = rule.service.ports ?? 0...65535
        parts += ["FromPort=\(ports.lowerBound)", "ToPort=\(ports.upperBound)"]
      } else if IPProtocol.isICMP(number) {
        parts += [
          "FromPort=\(rule.service.icmpType.map { "\($0)" } ?? "-1")",
          "ToPort=\(rule.service.icmpCode.map { "\($0)" } ?? "-1")",
        ]
      }
    }
    switch rule.peer {
    case .range(let range):
      parts.append(
        range.family == .v4 ? "IpRanges=[{CidrIp=\(range)}]" : "Ipv6Ranges=[{CidrIpv6=\(range)}]")
    case .group(.resolved(let id)): parts.append("UserIdGroupPairs=[{GroupId=\(network.securityGroups[id].name)}]")
    case .prefixList(.resolved(let id)): parts.append("PrefixListIds=[{PrefixListId=\(network.prefixLists[id].name)}]")
    case .stale(let name): parts.append("UserIdGroupPairs=[{GroupId=\(name)}]")
    case .group(.missing), .prefixList(.missing), .unknown: parts.append("# a peer that is not in the snapshot")
    }
    return parts.joined(separator: ",")
  }

  func newGroup(_ new: NetworkEdit.NewGroup) -> [String] {
    let vpc = network.vpcs[new.vpc]
    let region = region(vpc.scope)
    var result = [
      "group=$(aws ec2 create-security-group --group-name \(quoted(new.name)) --description \(quoted(new.name))"
        + " --vpc-id \(quoted(vpc.name)) --query GroupId --output text\(region))",
      "# the provider lets a new group send everything",
      "aws ec2 revoke-security-group-egress --group-id \"$group\" --ip-permissions 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]'\(region)",
    ]
    if !vpc.ipv6.isEmpty {
      result.append(
        "aws ec2 revoke-security-group-egress --group-id \"$group\" --ip-permissions 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=::/0}]'\(region)")
    }
    result += new.rules.map { rule("authorize", $0, group: "\"$group\"", vpc.scope) }
    return result + new.interfaces.map { groups(of: $0, adding: "\"$group\"", removing: nil) }
  }

  func groups(of id: ID<Interface>, adding: String?, removing: ID<SecurityGroup>?) -> String {
    let interface = network.interfaces[id]
    let kept = interface.groups.compactMap(\.id).filter { $0 != removing }
      .map { quoted(network.securityGroups[$0].name) }
    let all = (kept + (adding.map { [$0] } ?? [])).joined(separator: " ")
    return
      "aws ec2 modify-network-interface-attribute --network-interface-id \(quoted(interface.name)) --groups \(all)\(region(interface.scope))"
  }

  // MARK: Network ACLs

  func entry(_ verb: String, _ entry: NetworkACLEntry, _ acl: ID<NetworkACL>) -> String {
    var text =
      "aws ec2 \(verb)-network-acl-entry --network-acl-id \(quoted(network.networkACLs[acl].name))"
      + " --\(entry.direction.rawValue) --rule-number \(entry.number)"
    guard verb == "create" else { return text }
    switch entry.service.proto {
    case .any: text += " --protocol -1"
    case .number(let number):
      text += " --protocol \(number)"
      if IPProtocol.hasPorts(number) {
        let ports = entry.service.ports ?? 0...65535
        text += " --port-range From=\(ports.lowerBound),To=\(ports.upperBound)"
      } else if IPProtocol.isICMP(number) {
        let type = entry.service.icmpType.map { "\($0)" } ?? "-1"
        let code = entry.service.icmpCode.map { "\($0)" } ?? "-1"
        text += " --icmp-type-code Type=\(type),Code=\(code)"
      }
    }
    text += entry.range.family == .v4 ? " --cidr-block \(entry.range)" : " --ipv6-cidr-block \(entry.range)"
    return text + " --rule-action \(entry.allows ? "allow" : "deny")"
  }

  // MARK: Routes

  func route(_ verb: String, _ route: Route, _ table: ID<RouteTable>) -> String {
    var text = "aws ec2 \(verb)-route --route-table-id \(quoted(network.routeTables[table].name))"
    switch route.destination {
    case .range(let range):
      text += range.family == .v4
        ? " --destination-cidr-block \(range)" : " --destination-ipv6-cidr-block \(range)"
    case .prefixList(let list):
      text += " --destination-prefix-list-id \(list.id.map { quoted(network.prefixLists[$0].name) } ?? "")"
    }
    guard verb == "create", let target = target(route.target) else { return text }
    return "\(text) --\(target.option) \(quoted(target.name))"
  }

  private func target(_ target: RouteTarget) -> (option: String, name: String)? {
    switch target {
    case .local, .unmodelled: nil
    case .internetGateway(let id): id.id.map { ("gateway-id", network.internetGateways[$0].name) }
    case .vpnGateway(let id): id.id.map { ("gateway-id", network.vpnGateways[$0].name) }
    case .egressOnlyInternetGateway(let id):
      id.id.map { ("egress-only-internet-gateway-id", network.egressOnlyInternetGateways[$0].name) }
    case .natGateway(let id): id.id.map { ("nat-gateway-id", network.natGateways[$0].name) }
    case .peering(let id): id.id.map { ("vpc-peering-connection-id", network.peerings[$0].name) }
    case .interface(let id): id.id.map { ("network-interface-id", network.interfaces[$0].name) }
    case .gatewayEndpoint(let id), .inspection(let id): id.id.map { ("vpc-endpoint-id", network.vpcEndpoints[$0].name) }
    case .transitGateway(let id): id.id.map { ("transit-gateway-id", network.transitGateways[$0].name) }
    }
  }

  func transitRoute(
    _ verb: String, _ route: TransitGatewayRoute, _ table: ID<TransitGatewayRouteTable>
  ) -> String {
    let text =
      "aws ec2 \(verb)-transit-gateway-route --transit-gateway-route-table-id \(quoted(network.transitGatewayRouteTables[table].name))"
      + " --destination-cidr-block \(route.destination)"
    guard verb == "create" else { return text }
    guard let attachment = route.attachments.first?.id else { return text + " --blackhole" }
    return text + " --transit-gateway-attachment-id \(quoted(network.transitGatewayAttachments[attachment].name))"
  }

  func instance(_ verb: String, _ id: ID<Interface>) -> String {
    let interface = network.interfaces[id]
    guard let instance = interface.instance else { return "# \(verb) what stands behind \(quoted(interface.name))" }
    return
      "aws ec2 \(verb)-instances --instance-ids \(quoted(network.instances[instance].name))\(region(interface.scope))"
  }
}
