package import NetworkModel

/// A complete readable dump of a network for failure messages: one line for each object, rule and route.
package func describe(_ network: NetworkModel) -> String {
  var dump = NetworkDump(network: network)
  dump.all()
  return dump.lines.joined(separator: "\n")
}

private struct NetworkDump {
  let network: NetworkModel
  var lines: [String] = []

  init(network: NetworkModel) { self.network = network }

  mutating func all() {
    for vpc in network.vpcs.elements {
      let v6 = vpc.ipv6.map { "\($0.range)\($0.isPublic ? "" : " (private)")" }
      lines.append(
        "vpc \(vpc.name) \(list(vpc.ipv4.map(\.description) + v6)) in \(network.scopes[vpc.scope].name)"
          + (vpc.internetGateway.map { " igw \(network.internetGateways[$0].name)" } ?? "")
          + text(vpc.blockPublicAccess))
    }
    for subnet in network.subnets.elements {
      lines.append(
        "subnet \(subnet.name) of \(network.vpcs[subnet.vpc].name) \(list(subnet.ranges.map(\.description)))"
          + (subnet.zone.map { " zone \($0.name)" + ($0.scope == nil ? "" : " (name)") } ?? " no zone")
          + " table \(text(subnet.routeTable, network.routeTables)) acl \(text(subnet.networkACL))\(text(subnet.publicAccessExclusion))")
    }
    for interface in network.interfaces.elements { lines.append(text(interface)) }
    for group in network.securityGroups.elements {
      lines.append("group \(group.name)")
      for rule in group.rules {
        lines.append(
          "  \(rule.direction.rawValue) \(text(rule.service)) \(text(rule.peer)) [\(rule.name ?? "-")]")
      }
    }
    for acl in network.networkACLs.elements {
      lines.append("acl \(acl.name)")
      for entry in acl.entries {
        lines.append(
          "  \(entry.direction.rawValue) \(entry.number) \(entry.allows ? "allow" : "deny")"
            + " \(text(entry.service)) \(entry.range)" + (entry.unknown.map { " " + text($0) } ?? ""))
      }
    }
    routing()
    services()
    transit()
    sites()
    rest()
  }

  private mutating func routing() {
    for prefixes in network.prefixLists.elements {
      switch prefixes.entries {
      case .known(let ranges): lines.append("list \(prefixes.name) \(list(ranges.map(\.description)))")
      case .unknown(let id): lines.append("list \(prefixes.name) \(text(id))")
      }
    }
    for table in network.routeTables.elements {
      lines.append("table \(table.name)\(table.isMain ? " main" : "")")
      for route in table.routes { lines.append("  " + text(route)) }
    }
    for gateway in network.internetGateways.elements {
      lines.append(
        "igw \(gateway.name) of \(gateway.vpc.map { network.vpcs[$0].name } ?? "-")"
          + (gateway.edgeTable.map { " edge table " + text($0, network.routeTables) } ?? ""))
    }
    for gateway in network.egressOnlyInternetGateways.elements {
      lines.append("eigw \(gateway.name) of \(gateway.vpc.map { network.vpcs[$0].name } ?? "-")")
    }
    for gateway in network.natGateways.elements {
      let addresses = gateway.addresses.map {
        "\($0.privateAddress)\($0.publicAddress.map { "=\($0)" } ?? "") on \(network.interfaces[$0.interface].name)"
      }
      lines.append(
        "nat \(gateway.name) in \(network.subnets[gateway.subnet].name) \(gateway.isPublic ? "public" : "private")"
          + " \(list(addresses))\(gateway.isFunctional ? "" : " not functional")"
          + (gateway.unmodelled.map { " " + text($0) } ?? ""))
    }
    for peering in network.peerings.elements {
      lines.append(
        "peering \(peering.name)\(peering.isActive ? "" : " not active") \(text(peering.requester))"
          + " - \(text(peering.accepter))")
    }
    for endpoint in network.vpcEndpoints.elements {
      lines.append(
        "endpoint \(endpoint.name) \(endpoint.kind) of \(network.vpcs[endpoint.vpc].name)"
          + "\(endpoint.isFunctional ? "" : " not functional")")
    }
  }

  private mutating func services() {
    for balancer in network.loadBalancers.elements {
      lines.append(
        "balancer \(balancer.name) \(balancer.kind) of \(network.vpcs[balancer.vpc].name)"
          + "\(balancer.isFunctional ? "" : " not functional")"
          + "\(balancer.crossesZones ? " cross-zone" : "")")
      for listener in balancer.listeners {
        let groups = listener.forwards.map {
          text($0.group, network.targetGroups) + ($0.condition.map { " if " + text($0) } ?? "")
        }
        lines.append(
          "  \(listener.transport) \(listener.port) \(list(groups))")
      }
    }
    for group in network.targetGroups.elements {
      let zones = group.crossesZones.map { $0 ? " cross-zone" : " own zone" } ?? ""
      lines.append(
        "targets \(group.name) \(group.family)\(group.keepsClientAddress ? " keeps clients" : "")\(zones)")
      switch group.targets {
      case .unknown(let id): lines.append("  " + text(id))
      case .known(let targets): for target in targets { lines.append("  " + text(target)) }
      }
    }
  }

  private func text(_ target: Target) -> String {
    let place =
      switch target.place {
      case .interface(let reference): text(reference, network.interfaces)
      case .address(let address): address.description
      case .loadBalancer(let reference): text(reference, network.loadBalancers)
      }
    return "\(place) port \(target.port)\(target.isHealthy ? "" : " unhealthy")"
  }

  private mutating func transit() {
    for gateway in network.transitGateways.elements {
      lines.append(
        "transit gateway \(gateway.name)\(gateway.isFunctional ? "" : " not functional")"
          + (gateway.keepsGroupReferences ? " keeps references" : "")
          + (gateway.unlistedAttachments.map { " unlisted " + text($0) } ?? ""))
    }
    for attachment in network.transitGatewayAttachments.elements {
      lines.append(
        "attachment \(attachment.name) of \(text(attachment.gateway, network.transitGateways))"
          + "\(attachment.isFunctional ? "" : " not functional") \(text(attachment.kind))"
          + " \(text(attachment.association))")
    }
    for table in network.transitGatewayRouteTables.elements {
      lines.append("transit table \(table.name)\(table.unknownContents.map { " " + text($0) } ?? "")")
      for route in table.routes {
        let state =
          switch route.state {
          case .active: ""
          case .blackhole: " blackhole"
          case .unknown(let id): " state " + text(id)
          }
        let targets = route.attachments.map { text($0, network.transitGatewayAttachments) }
        lines.append("  \(route.destination) -> \(list(targets)) \(route.source)\(state)")
      }
    }
  }

  private mutating func sites() {
    for gateway in network.vpnGateways.elements {
      lines.append(
        "vgw \(gateway.name) of \(gateway.vpc.map { network.vpcs[$0].name } ?? "-")"
          + "\(gateway.isFunctional ? "" : " not functional")"
          + (gateway.edgeTable.map { " edge table " + text($0, network.routeTables) } ?? "")
          + (gateway.unlistedConnections.map { " unlisted " + text($0) } ?? ""))
    }
    for connection in network.privateConnections.elements {
      let end =
        switch connection.end {
        case .vpnGateway(let id)?: network.vpnGateways[id].name
        case .attachment(let id)?: network.transitGatewayAttachments[id].name
        case nil: "-"
        }
      let selectors = connection.selectors
      lines.append(
        "connection \(connection.name) at \(end)\(connection.isFunctional ? "" : " not functional")"
          + " \(connection.families.map(\.rawValue).sorted()) learned \(text(connection.learned))"
          + " advertised \(text(connection.advertised))"
          + " selects \(list(selectors.site.map(\.description))) \(list(selectors.network.map(\.description)))")
    }
  }

  private func text(_ prefixes: PrefixKnowledge) -> String {
    list(prefixes.ranges.map(\.description)) + (prefixes.others.map { " and " + text($0) } ?? "")
  }

  private func text(_ kind: TransitGatewayAttachment.Kind) -> String {
    switch kind {
    case .unmodelled(let id): return "unmodelled " + text(id)
    case .connection(let connection):
      return "to \(text(connection, network.privateConnections))"
    case .peering(let peer): return "peers with " + text(peer, network.transitGatewayAttachments)
    case .vpc(let side):
      return "to \(text(side.vpc, network.vpcs)) in"
        + " \(list(side.subnets.map { text($0, network.subnets) }))"
        + "\(side.applianceMode ? " appliance mode" : "")\(side.supportsIPv6 ? " IPv6" : "")"
        + "\(side.keepsGroupReferences ? " keeps references" : "")"
    }
  }

  private func text(_ association: TransitGatewayAssociation) -> String {
    switch association {
    case .table(let table): "table " + text(table, network.transitGatewayRouteTables)
    case .none: "not associated"
    case .unknown(let id): "association " + text(id)
    }
  }

  private mutating func rest() {
    if !network.unassociatedPublicAddresses.isEmpty {
      lines.append(
        "unassociated \(list(network.unassociatedPublicAddresses.map(\.description)))")
    }
    if !network.closedProviderRanges.isEmpty {
      lines.append("closed \(list(network.closedProviderRanges.map(\.description)))")
    }
    if !network.globalUnknowns.isEmpty {
      lines.append("global \(list(network.globalUnknowns.map { text($0) }))")
    }
  }

  private func list(_ parts: [String]) -> String { "[" + parts.joined(separator: ", ") + "]" }

  private func text(_ id: UnknownID) -> String {
    "unknown(\(network[id].object): \(network[id].reason))"
  }

  private func text<T>(_ reference: Reference<T>, _ table: Table<T>) -> String {
    switch reference {
    case .resolved(let id): table[id].name
    case .missing(let id): text(id)
    }
  }

  private func text(_ access: BlockPublicAccess) -> String {
    switch access {
    case .off: ""
    case .on(let block): " bpa \(block.mode)\(text(block.exclusion))"
    case .notCollected(let id): " bpa not collected \(text(id))"
    case .unmodelled(let id): " bpa \(text(id))"
    }
  }

  private func text(_ exclusion: PublicAccessExclusion?) -> String {
    switch exclusion {
    case nil: ""
    case PublicAccessExclusion.none?: " not excluded"
    case .allowEgress?: " excluded for egress"
    case .allowBidirectional?: " excluded"
    case .unknown(let id)?: " exclusion \(text(id))"
    }
  }

  private func text(_ acl: SubnetACL) -> String {
    switch acl {
    case .acl(let id): network.networkACLs[id].name
    case .assumedOpen: "assumed open"
    case .notCollected(let id): "not collected \(text(id))"
    case .missing(let id): "missing \(text(id))"
    }
  }

  private func text(_ interface: Interface) -> String {
    let v4 = interface.privateAddresses.map {
      "\($0.address)\($0.isPrimary ? "*" : "")\($0.publicAddress.map { "=\($0)" } ?? "")"
    }
    let v6 = interface.ipv6Addresses.map(\.description)
    var flags = ""
    switch interface.kind {
    case .ordinary: break
    case .natGateway: flags += " nat"
    case .transparentService(let name): flags += " transparent(\(name))"
    case .interfaceEndpoint(let id): flags += " of " + network.vpcEndpoints[id].name
    case .loadBalancer(let id): flags += " of " + network.loadBalancers[id].name
    case .unmodelledService(let id): flags += " service " + text(id)
    }
    if !interface.isFunctional { flags += " not functional" }
    if !interface.sourceDestinationCheck { flags += " check off" }
    if interface.deniesInternetGatewayTraffic { flags += " denies igw" }
    return "interface \(interface.name) in \(network.subnets[interface.subnet].name)"
      + " \(list(v4 + v6 + interface.delegatedPrefixes.map(\.description)))"
      + " groups \(list(interface.groups.map { text($0, network.securityGroups) }))\(flags)"
  }

  private func text(_ service: ServiceMatch) -> String {
    var parts: [String] = []
    switch service.proto {
    case .any: parts.append("any")
    case .number(let number): parts.append(IPProtocol.name(number))
    }
    if let ports = service.ports { parts.append("ports \(ports.lowerBound)-\(ports.upperBound)") }
    if let type = service.icmpType { parts.append("type \(type)") }
    if let code = service.icmpCode { parts.append("code \(code)") }
    return parts.joined(separator: " ")
  }

  private func text(_ peer: SecurityGroupPeer) -> String {
    switch peer {
    case .range(let range): range.description
    case .prefixList(let reference): text(reference, network.prefixLists)
    case .group(let reference): text(reference, network.securityGroups)
    case .stale(let name): "stale \(name)"
    case .unknown(let id): text(id)
    }
  }

  private func text(_ route: Route) -> String {
    let destination =
      switch route.destination {
      case .range(let range): range.description
      case .prefixList(let reference): text(reference, network.prefixLists)
      }
    let state =
      switch route.state {
      case .active: ""
      case .blackhole: " blackhole"
      case .filtered: " filtered"
      case .unknown(let id): " state " + text(id)
      }
    let source =
      switch route.source {
      case .fixed: ""
      case .propagated: " propagated"
      case .advertised: " advertised"
      }
    return "\(destination) -> \(text(route.target))\(state)\(source)"
  }

  private func text(_ target: RouteTarget) -> String {
    switch target {
    case .local: "local"
    case .internetGateway(let reference): text(reference, network.internetGateways)
    case .egressOnlyInternetGateway(let reference): text(reference, network.egressOnlyInternetGateways)
    case .natGateway(let reference): text(reference, network.natGateways)
    case .peering(let reference): text(reference, network.peerings)
    case .interface(let reference): text(reference, network.interfaces)
    case .gatewayEndpoint(let reference), .inspection(let reference): text(reference, network.vpcEndpoints)
    case .transitGateway(let reference): text(reference, network.transitGateways)
    case .vpnGateway(let reference): text(reference, network.vpnGateways)
    case .unmodelled(let id): text(id)
    }
  }

  private func text(_ side: PeeringSide) -> String {
    "\(text(side.vpc, network.vpcs)) \(side.region) \(list(side.ranges.map(\.description)))"
  }
}

/// `tcp 10.0.0.4:40000 -> 10.0.1.4:443`, `icmp 10.0.0.4 -> 10.0.1.4 type 8 code 0`.
package func describe(_ packet: Packet) -> String {
  let name = IPProtocol.name(packet.proto)
  if IPProtocol.hasPorts(packet.proto) {
    return "\(name) \(packet.source):\(packet.sourcePort) -> \(packet.destination):\(packet.destinationPort)"
  }
  let type = IPProtocol.isICMP(packet.proto) ? " type \(packet.icmpType) code \(packet.icmpCode)" : ""
  return "\(name) \(packet.source) -> \(packet.destination)\(type)"
}
