package import NetworkModel

/// Writes networks and packets in the text that the extracted interpreter reads
/// (Proofs/Extraction/Format.md). Objects are numbered by their index, unknowns by their id. The model
/// has neither transit gateways nor block-public-access modes nor tables of gateways: the interpreter refuses a network
/// with them.
package struct OracleText {
  package private(set) var text = ""
  private var regions: [String: Int] = [:]

  package init() {}

  private mutating func line(_ words: String...) {
    text += words.joined(separator: " ")
    text += "\n"
  }

  // MARK: Cases

  /// Which rule the model tells wrongly in the following cases; nil: none.
  package mutating func mistake(_ name: String?) { line("mistake", name ?? "none") }

  /// What filters that were not collected stand for in the following cases of this network.
  package mutating func uncollectedFilters(areOpen: Bool) {
    line("uncollected", areOpen ? "open" : "unknown")
  }

  /// One packet of the last network; `name` holds no space.
  package mutating func exchange(
    _ name: String, _ packet: Packet, from emitter: Emitter, choices: Choices, returnChoices: Choices
  ) {
    write(choices, "forth")
    write(returnChoices, "back")
    let sender =
      switch emitter {
      case .interface(let id): "\(id.index)"
      case .internet: "internet"
      case .onPremises: "onprem"
      }
    let syn = packet.proto == IPProtocol.tcp ? "1" : "0"
    line(
      "case", name, sender, "\(packet.family.rawValue)", "\(packet.source.value)",
      "\(packet.destination.value)", "\(packet.proto)", "\(packet.sourcePort)",
      "\(packet.destinationPort)", "\(packet.icmpType)", "\(packet.icmpCode)", syn, "0")
  }

  private mutating func write(_ choices: Choices, _ leg: String) {
    for (gateway, index) in choices.natAddress.sorted(by: { $0.key < $1.key }) {
      line(leg, "address", "\(gateway.index)", "\(index)")
    }
    for (gateway, port) in choices.natPort.sorted(by: { $0.key < $1.key }) {
      line(leg, "port", "\(gateway.index)", "\(port)")
    }
    let ties = choices.routeTie.sorted { ($0.key.table, $0.key.range) < ($1.key.table, $1.key.range) }
    for (tie, index) in ties { line(leg, "tie", "\(tie.table.index)", prefix(tie.range), "\(index)") }
  }

  // MARK: Networks

  package mutating func network(_ network: NetworkModel) {
    line("network")
    for (id, vpc) in zip(network.vpcs.ids, network.vpcs.elements) { write(vpc, id) }
    for (id, subnet) in zip(network.subnets.ids, network.subnets.elements) {
      line(
        "subnet", number(id), number(subnet.vpc), reference(subnet.routeTable),
        text(subnet.networkACL))
    }
    for (id, interface) in zip(network.interfaces.ids, network.interfaces.elements) {
      write(interface, id)
    }
    for (id, group) in zip(network.securityGroups.ids, network.securityGroups.elements) {
      line("group", number(id))
      for rule in group.rules {
        line("rule", rule.direction.rawValue, service(rule.service), peer(rule.peer))
      }
    }
    for (id, acl) in zip(network.networkACLs.ids, network.networkACLs.elements) {
      line("acl", number(id))
      for entry in acl.entries {
        line(
          "entry", entry.direction.rawValue, "\(entry.number)", flag(entry.allows),
          service(entry.service), prefix(entry.range), optional(entry.unknown))
      }
    }
    for (id, list) in zip(network.prefixLists.ids, network.prefixLists.elements) {
      switch list.entries {
      case .known(let ranges):
        line("list", number(id), "known")
        for range in ranges { line("prefix", prefix(range)) }
      case .unknown(let unknown):
        line("list", number(id), "unknown:\(unknown.index)")
      }
    }
    for (id, table) in zip(network.routeTables.ids, network.routeTables.elements) {
      line("table", number(id))
      for route in table.routes { write(route) }
    }
    writeGateways(network)
    for address in network.unassociatedPublicAddresses { line("idle", "\(address.value)") }
    for range in network.closedProviderRanges { line("closed", prefix(range)) }
  }

  private mutating func write(_ vpc: VPC, _ id: ID<VPC>) {
    let access =
      switch vpc.blockPublicAccess {
      case .off: "off"
      case .on: "on"
      case .notCollected(let unknown): "uncollected:\(unknown.index)"
      case .unmodelled(let unknown): "unmodelled:\(unknown.index)"
      }
    line("vpc", number(id), optional(vpc.internetGateway), access)
    for range in vpc.ipv4 { line("v4", "\(range.base)", "\(range.length)") }
    for item in vpc.ipv6 {
      line("v6", "\(item.range.base)", "\(item.range.length)", flag(item.isPublic))
    }
  }

  private mutating func write(_ interface: Interface, _ id: ID<Interface>) {
    let kind =
      switch interface.kind {
      case .ordinary: "host"
      case .natGateway: "nat"
      case .transparentService: "transparent"
      // The machine-checked model has none; no network that it judges does either.
      case .interfaceEndpoint(let endpoint): "endpoint:\(endpoint.index)"
      case .loadBalancer(let balancer): "balancer:\(balancer.index)"
      case .unmodelledService(let unknown): "service:\(unknown.index)"
      }
    line(
      "interface", number(id), number(interface.vpc), number(interface.subnet), kind,
      flag(interface.isFunctional), flag(interface.sourceDestinationCheck),
      flag(interface.deniesInternetGatewayTraffic))
    for group in interface.groups { line("member", reference(group)) }
    for item in interface.privateAddresses {
      line("private", "\(item.address.value)", item.publicAddress.map { "\($0.value)" } ?? "-")
    }
    for address in interface.ipv6Addresses { line("ipv6", "\(address.value)") }
    for range in interface.delegatedPrefixes { line("delegated", prefix(range)) }
  }

  private mutating func write(_ route: Route) {
    let state =
      switch route.state {
      case .active: "active"
      case .blackhole: "blackhole"
      case .filtered: "filtered"
      case .unknown(let unknown): "unknown:\(unknown.index)"
      }
    let origin =
      switch route.source {
      case .fixed: "fixed"
      case .propagated: "propagated"
      case .advertised: "advertised"
      }
    let destination =
      switch route.destination {
      case .range(let range): "range \(prefix(range))"
      case .prefixList(let list): "list \(reference(list))"
      }
    line("route", state, origin, target(route.target), destination)
  }

  private mutating func writeGateways(_ network: NetworkModel) {
    for (id, gateway) in zip(network.internetGateways.ids, network.internetGateways.elements) {
      line("igw", number(id), optional(gateway.vpc), edgeTable(gateway))
    }
    let egressOnly = network.egressOnlyInternetGateways
    for (id, gateway) in zip(egressOnly.ids, egressOnly.elements) {
      line("eigw", number(id), optional(gateway.vpc))
    }
    for (id, gateway) in zip(network.natGateways.ids, network.natGateways.elements) {
      line(
        "nat", number(id), number(gateway.vpc), number(gateway.subnet), flag(gateway.isFunctional),
        optional(gateway.unmodelled))
      for item in gateway.addresses {
        line("address", "\(item.privateAddress.value)", number(item.interface))
      }
    }
    for (id, peering) in zip(network.peerings.ids, network.peerings.elements) {
      let (near, far) = (peering.requester, peering.accepter)
      line(
        "peering", number(id), flag(peering.isActive), reference(near.vpc), region(near),
        reference(far.vpc), region(far))
      for range in near.ranges { line("requester", prefix(range)) }
      for range in far.ranges { line("accepter", prefix(range)) }
    }
    for (id, endpoint) in zip(network.vpcEndpoints.ids, network.vpcEndpoints.elements) {
      line(
        "endpoint", number(id), flag(endpoint.kind == .gateway), number(endpoint.vpc),
        flag(endpoint.isFunctional))
    }
  }

  private func edgeTable(_ gateway: InternetGateway) -> String {
    switch gateway.edgeTable {
    case nil: "-"
    case .missing(let unknown)?: "\(unknown.index)"
    case .resolved?: "table"
    }
  }

  private mutating func region(_ side: PeeringSide) -> String {
    if let known = regions[side.region] { return "\(known)" }
    regions[side.region] = regions.count
    return "\(regions.count - 1)"
  }

  // MARK: Words

  private func number<T>(_ id: ID<T>) -> String { "\(id.index)" }
  private func flag(_ value: Bool) -> String { value ? "1" : "0" }
  private func optional<T>(_ id: ID<T>?) -> String { id.map { "\($0.index)" } ?? "-" }
  private func optional(_ id: UnknownID?) -> String { id.map { "\($0.index)" } ?? "-" }
  private func prefix(_ range: CIDR) -> String {
    "\(range.family.rawValue) \(range.base) \(range.length)"
  }

  private func reference<T>(_ reference: Reference<T>) -> String {
    switch reference {
    case .resolved(let id): "\(id.index)"
    case .missing(let unknown): "?\(unknown.index)"
    }
  }

  private func service(_ match: ServiceMatch) -> String {
    let proto =
      switch match.proto {
      case .any: "any"
      case .number(let number): "\(number)"
      }
    let ports = match.ports ?? 0...65535
    let type = match.icmpType.map { "\($0)" } ?? "-"
    let code = match.icmpCode.map { "\($0)" } ?? "-"
    return "\(proto) \(ports.lowerBound) \(ports.upperBound) \(type) \(code)"
  }

  private func peer(_ peer: SecurityGroupPeer) -> String {
    switch peer {
    case .range(let range): "range \(prefix(range))"
    case .prefixList(let list): "list \(reference(list))"
    case .group(let group): "group \(reference(group))"
    case .stale: "deleted"
    case .unknown(let unknown): "unknown \(unknown.index)"
    }
  }

  private func text(_ acl: SubnetACL) -> String {
    switch acl {
    case .acl(let id): "acl:\(id.index)"
    case .assumedOpen: "open"
    case .notCollected(let unknown): "uncollected:\(unknown.index)"
    case .missing(let unknown): "absent:\(unknown.index)"
    }
  }

  private func target(_ target: RouteTarget) -> String {
    switch target {
    case .local: "local"
    case .internetGateway(let gateway): "igw:\(reference(gateway))"
    case .egressOnlyInternetGateway(let gateway): "eigw:\(reference(gateway))"
    case .natGateway(let gateway): "nat:\(reference(gateway))"
    case .peering(let peering): "peering:\(reference(peering))"
    case .interface(let interface): "interface:\(reference(interface))"
    case .gatewayEndpoint(let endpoint), .inspection(let endpoint): "endpoint:\(reference(endpoint))"
    case .transitGateway(.missing(let unknown)), .unmodelled(let unknown):
      "unmodelled:\(unknown.index)"
    case .transitGateway(.resolved(let gateway)): "transit:\(gateway.index)"
    case .vpnGateway(.missing(let unknown)): "unmodelled:\(unknown.index)"
    case .vpnGateway(.resolved(let gateway)): "vpn:\(gateway.index)"
    }
  }
}
