package import NetworkModel

extension NetworkEdit {
  /// The change as Terraform: resources to add; a comment for each thing to take out, with its place if `place` knows one.
  package func terraform(
    in network: NetworkModel, label: String, place: (NetworkEdit) -> String?
  ) -> String {
    let words = ResourceWords(network: network)
    let out = place(self).map { " (\($0))" } ?? ""
    switch self {
    case .addGroup(let new): return words.newGroup(new, label)
    case .addGroupRules(let group, let rules):
      let id = words.reference(network.securityGroups[group].name)
      return rules.enumerated().map { words.rule($1, group: id, "\(label)_\($0 + 1)") }.joined()
    case .removeGroupRules(let group, let rules):
      return rules.map {
        "# take out of \(words.comment(network.securityGroups[group].name)): \(words.described($0))\(out)\n"
      }.joined()
    case .attachGroup(let id, let group):
      return words.attachment(
        label, group: words.reference(network.securityGroups[group].name), interface: id)
    case .detachGroup(let id, let group):
      return
        "# take the group \(words.comment(network.securityGroups[group].name)) off \(words.comment(network.interfaces[id].name))\(out)\n"
    case .addEntries(let acl, let entries):
      return entries.enumerated().map { words.entry($1, acl, "\(label)_\($0 + 1)") }.joined()
    case .removeEntries(let acl, let entries):
      return entries.map {
        "# take the \($0.direction.rawValue) rule \($0.number) out of \(words.comment(network.networkACLs[acl].name))\(out)\n"
      }.joined()
    case .addRoute(let table, let route): return words.route(route, table, label)
    case .removeRoute(let table, let route):
      return
        "# take the route \(words.destination(route)) out of \(words.comment(network.routeTables[table].name))\(out)\n"
    case .addTransitRoute(let table, let route): return words.transitRoute(route, table, label)
    case .removeTransitRoute(let table, let route):
      return
        "# take the route \(route.destination) out of \(words.comment(network.transitGatewayRouteTables[table].name))\(out)\n"
    case .addPublicAddress(let id, _):
      return words.resource("aws_eip", label, [("domain", "\"vpc\"")])
        + words.resource(
          "aws_eip_association", label,
          [
            ("allocation_id", "aws_eip.\(label).id"),
            ("network_interface_id", words.reference(network.interfaces[id].name)),
          ])
    case .removePublicAddress(let id):
      return "# take the public address off \(words.comment(network.interfaces[id].name))\(out)\n"
    case .start(let id): return words.state("running", id, label)
    case .stop(let id): return words.state("stopped", id, label)
    case .activate(let id):
      return words.resource(
        "aws_vpc_peering_connection_accepter", label,
        [
          ("vpc_peering_connection_id", words.reference(network.peerings[id].name)), ("auto_accept", "true"),
        ])
    case .deactivate(let id): return "# delete \(words.comment(network.peerings[id].name))\(out)\n"
    case .excludeFromPublicAccessBlock(let id):
      return words.resource(
        "aws_vpc_block_public_access_exclusion", label,
        [
          ("vpc_id", words.reference(network.vpcs[id].name)),
          ("internet_gateway_exclusion_mode", "\"allow-bidirectional\""),
        ])
    }
  }
}

/// Parts of Terraform files.
private struct ResourceWords {
  let network: NetworkModel

  /// `aws_vpc.main.id` for an address of a configuration, else the id in quotes.
  func reference(_ name: String) -> String {
    let isAddress = name.hasPrefix("aws_") && name.contains(".") || name.hasPrefix("module.")
    let plain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-[]\"".contains($0)) }
    return isAddress && plain ? name + ".id" : quoted(name)
  }

  func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "$": result += "$$"
      case "%": result += "%%"
      case let other: result.append(other)
      }
    }
    return result + "\""
  }

  /// On one line.
  func comment(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

  func resource(_ type: String, _ label: String, _ members: [(String, String)]) -> String {
    let width = members.map(\.0.count).max() ?? 0
    let lines = members.map { name, value in
      "  \(name)\(String(repeating: " ", count: width - name.count)) = \(value)\n"
    }
    return "resource \"\(type)\" \"\(label)\" {\n" + lines.joined() + "}\n"
  }

  // MARK: Security groups

  func rule(_ rule: SecurityGroupRule, group: String, _ label: String) -> String {
    var members = [("security_group_id", group)]
    switch rule.service.proto {
    case .any: members.append(("ip_protocol", "\"-1\""))
    case .number(let number):
      members.append(("ip_protocol", IPProtocol.hasPorts(number) ? quoted(IPProtocol.name(number)) : "\"\(number)\""))
      if IPProtocol.hasPorts(number) {
        let ports = rule.service.ports ?? 0...65535
        members += [("from_port", "\(ports.lowerBound)"), ("to_port", "\(ports.upperBound)")]
      } else if IPProtocol.isICMP(number) {
        members += [
          ("from_port", rule.service.icmpType.map { "\($0)" } ?? "-1"),
          ("to_port", rule.service.icmpCode.map { "\($0)" } ?? "-1"),
        ]
      }
    }
    switch rule.peer {
    case .range(let range): members.append((range.family == .v4 ? "cidr_ipv4" : "cidr_ipv6", "\"\(range)\""))
    case .group(.resolved(let id)):
      members.append(("referenced_security_group_id", reference(network.securityGroups[id].name)))
    case .prefixList(.resolved(let id)):
      members.append(("prefix_list_id", reference(network.prefixLists[id].name)))
    case .stale(let name): members.append(("referenced_security_group_id", quoted(name)))
    case .group(.missing), .prefixList(.missing), .unknown: break
    }
    return resource("aws_vpc_security_group_\(rule.direction.rawValue)_rule", label, members)
  }

  func described(_ rule: SecurityGroupRule) -> String {
    let peer: String =
      switch rule.peer {
      case .range(let range): range.description
      case .group(.resolved(let id)): network.securityGroups[id].name
      case .prefixList(.resolved(let id)): network.prefixLists[id].name
      case .stale(let name): name
      case .group(.missing), .prefixList(.missing), .unknown: "a peer that is not in the snapshot"
      }
    let ports = rule.service.ports.map { " ports \($0.lowerBound)-\($0.upperBound)" } ?? ""
    let proto: String =
      switch rule.service.proto {
      case .any: "any"
      case .number(let number): IPProtocol.name(number)
      }
    return comment(
      "\(rule.direction.rawValue) \(proto)\(ports) \(rule.direction == .ingress ? "from" : "to") \(peer)"
        + (rule.name.map { ", \($0)" } ?? ""))
  }

  func newGroup(_ new: NetworkEdit.NewGroup, _ label: String) -> String {
    var text = resource(
      "aws_security_group", label,
      [("name", quoted(new.name)), ("vpc_id", reference(network.vpcs[new.vpc].name))])
    for (number, added) in new.rules.enumerated() {
      text += rule(added, group: "aws_security_group.\(label).id", "\(label)_\(number + 1)")
    }
    for (number, id) in new.interfaces.enumerated() {
      text += attachment("\(label)_\(number + 1)", group: "aws_security_group.\(label).id", interface: id)
    }
    return text
  }

  func attachment(_ label: String, group: String, interface: ID<Interface>) -> String {
    resource(
      "aws_network_interface_sg_attachment", label,
      [
        ("security_group_id", group),
        ("network_interface_id", reference(network.interfaces[interface].name)),
      ])
  }

  // MARK: Network ACLs and routes

  func entry(_ entry: NetworkACLEntry, _ acl: ID<NetworkACL>, _ label: String) -> String {
    var members = [
      ("network_acl_id", reference(network.networkACLs[acl].name)), ("egress", "\(entry.direction == .egress)"),
      ("rule_number", "\(entry.number)"), ("rule_action", entry.allows ? "\"allow\"" : "\"deny\""),
    ]
    switch entry.service.proto {
    case .any: members.append(("protocol", "\"-1\""))
    case .number(let number):
      members.append(("protocol", "\"\(number)\""))
      if IPProtocol.hasPorts(number) {
        let ports = entry.service.ports ?? 0...65535
        members += [("from_port", "\(ports.lowerBound)"), ("to_port", "\(ports.upperBound)")]
      } else if IPProtocol.isICMP(number) {
        members += [
          ("icmp_type", entry.service.icmpType.map { "\($0)" } ?? "-1"),
          ("icmp_code", entry.service.icmpCode.map { "\($0)" } ?? "-1"),
        ]
      }
    }
    members.append((entry.range.family == .v4 ? "cidr_block" : "ipv6_cidr_block", "\"\(entry.range)\""))
    return resource("aws_network_acl_rule", label, members)
  }

  func destination(_ route: Route) -> String {
    switch route.destination {
    case .range(let range): range.description
    case .prefixList(let list): list.id.map { comment(network.prefixLists[$0].name) } ?? "a prefix list"
    }
  }

  func route(_ route: Route, _ table: ID<RouteTable>, _ label: String) -> String {
    var members = [("route_table_id", reference(network.routeTables[table].name))]
    switch route.destination {
    case .range(let range):
      members.append(
        (range.family == .v4 ? "destination_cidr_block" : "destination_ipv6_cidr_block", "\"\(range)\""))
    case .prefixList(let list):
      members.append(("destination_prefix_list_id", list.id.map { reference(network.prefixLists[$0].name) } ?? "\"\""))
    }
    if let target = target(route.target) { members.append((target.0, reference(target.1))) }
    return resource("aws_route", label, members)
  }

  private func target(_ target: RouteTarget) -> (String, String)? {
    switch target {
    case .local, .unmodelled: nil
    case .internetGateway(let id): id.id.map { ("gateway_id", network.internetGateways[$0].name) }
    case .vpnGateway(let id): id.id.map { ("gateway_id", network.vpnGateways[$0].name) }
    case .egressOnlyInternetGateway(let id):
      id.id.map { ("egress_only_gateway_id", network.egressOnlyInternetGateways[$0].name) }
    case .natGateway(let id): id.id.map { ("nat_gateway_id", network.natGateways[$0].name) }
    case .peering(let id): id.id.map { ("vpc_peering_connection_id", network.peerings[$0].name) }
    case .interface(let id): id.id.map { ("network_interface_id", network.interfaces[$0].name) }
    case .gatewayEndpoint(let id), .inspection(let id): id.id.map { ("vpc_endpoint_id", network.vpcEndpoints[$0].name) }
    case .transitGateway(let id): id.id.map { ("transit_gateway_id", network.transitGateways[$0].name) }
    }
  }

  func transitRoute(
    _ route: TransitGatewayRoute, _ table: ID<TransitGatewayRouteTable>, _ label: String
  ) -> String {
    var members = [
      ("destination_cidr_block", "\"\(route.destination)\""),
      ("transit_gateway_route_table_id", reference(network.transitGatewayRouteTables[table].name)),
    ]
    if let attachment = route.attachments.first?.id {
      members.append(
        ("transit_gateway_attachment_id", reference(network.transitGatewayAttachments[attachment].name)))
    } else {
      members.append(("blackhole", "true"))
    }
    return resource("aws_ec2_transit_gateway_route", label, members)
  }

  func state(_ state: String, _ id: ID<Interface>, _ label: String) -> String {
    let interface = network.interfaces[id]
    guard let instance = interface.instance else {
      return "# what stands behind \(comment(interface.name)): \(state)\n"
    }
    return resource(
      "aws_ec2_instance_state", label,
      [("instance_id", reference(network.instances[instance].name)), ("state", quoted(state))])
  }
}
