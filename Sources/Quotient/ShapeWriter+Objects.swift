import NetworkModel

/// Every field that the network semantics reads, object by object. Names, tags and places in the input are left out: no rule
/// reads them. `ShapeFieldsTests` compares the lists with the model, so that a new field is met here first.
extension ShapeWriter {
  mutating func write(_ subnet: Subnet) {
    write(Int(subnet.scope.index))
    write(subnet.zone)
    write(subnet.isOnOutpost ? 1 : 0)
    write(subnet.ranges.count)
    for range in subnet.ranges { write(range) }
    refer(subnet.routeTable)
    switch subnet.networkACL {
    case .acl(let id): write(0); refer(id)
    case .assumedOpen: write(1)
    case .notCollected(let unknown): write(2); write(unknown)
    case .missing(let unknown): write(3); write(unknown)
    }
  }

  mutating func write(_ zone: Zone?) {
    guard let zone else { return write(-1) }
    write(zone.scope.map { Int($0.index) } ?? -2)
    let name = Array(zone.name.utf8)
    write(name.count)
    for byte in name { write(Int(byte)) }
  }

  mutating func write(_ interface: Interface) {
    refer(interface.subnet)
    write(Int(interface.scope.index))
    switch interface.kind {
    case .ordinary: write(0)
    case .natGateway: write(1)
    case .transparentService: write(2)
    case .unmodelledService(let unknown): write(3); write(unknown)
    case .interfaceEndpoint(let id): write(4); refer(id)
    case .loadBalancer(let id):
      // What it passes on may go to any VPC.
      isPinned = true
      write(5)
      write(Int(id.index))
    }
    write(interface.isFunctional)
    write(interface.sourceDestinationCheck)
    write(interface.deniesInternetGatewayTraffic)
    write(interface.groups.count)
    for group in interface.groups { refer(group) }
    write(interface.privateAddresses.count)
    for address in interface.privateAddresses {
      writeOwn(CIDR(host: address.address))
      write(address.isPrimary)
      write(address.publicAddress != nil)
      if let mapped = address.publicAddress { writePublic(mapped) }
    }
    write(interface.ipv6Addresses.count)
    for address in interface.ipv6Addresses { writeOwn(CIDR(host: address)) }
    write(interface.delegatedPrefixes.count)
    for range in interface.delegatedPrefixes { writeOwn(range) }
  }

  /// An address that someone in the VPC has: outside its ranges, it binds the VPC to where it is.
  private mutating func writeOwn(_ range: CIDR) {
    if !own.contains(where: { $0.contains(range) }) { isPinned = true }
    write(range)
  }

  mutating func write(_ group: SecurityGroup) {
    write(group.rules.count)
    for rule in group.rules {
      write(rule.direction == .ingress)
      write(rule.service)
      switch rule.peer {
      case .range(let range): write(0); write(range)
      case .prefixList(.missing(let unknown)): write(1); write(unknown)
      case .prefixList(.resolved(let list)): write(2); write(Int(list.index))
      case .group(let reference): write(3); refer(reference)
      case .stale: write(4)
      case .unknown(let unknown): write(5); write(unknown)
      }
    }
  }

  mutating func write(_ service: ServiceMatch) {
    switch service.proto {
    case .any: write(-1)
    case .number(let number): write(Int(number))
    }
    write(service.ports.map { Int($0.lowerBound) } ?? -1)
    write(service.ports.map { Int($0.upperBound) } ?? -1)
    write(service.icmpType.map { Int($0) } ?? -1)
    write(service.icmpCode.map { Int($0) } ?? -1)
  }

  mutating func write(_ list: NetworkACL) {
    write(list.entries.count)
    for entry in list.entries {
      write(entry.number)
      write(entry.direction == .ingress)
      write(entry.allows)
      write(entry.service)
      write(entry.range)
      write(entry.unknown.map { Int($0.index) } ?? -1)
    }
  }

  mutating func write(_ table: RouteTable) {
    write(table.routes.count)
    for route in table.routes {
      switch route.destination {
      case .range(let range): write(0); write(range)
      case .prefixList(.missing(let unknown)): write(1); write(unknown)
      case .prefixList(.resolved(let list)): write(2); write(Int(list.index))
      }
      write(route.target)
      switch route.state {
      case .active: write(0)
      case .blackhole: write(1)
      case .filtered: write(2)
      case .unknown(let unknown): write(3); write(unknown)
      }
      switch route.source {
      case .fixed: write(0)
      case .propagated: write(1)
      case .advertised: write(2)
      }
    }
    // What comes into the VPC has to end there (Specs/Design/Quotient.md, leaves).
    if !keepsArrivals(table) { isPinned = true }
  }

  private mutating func write(_ target: RouteTarget) {
    switch target {
    case .local: write(0)
    case .internetGateway(.resolved(let id)): write(1); refer(id)
    case .egressOnlyInternetGateway(.resolved(let id)): write(2); refer(id)
    case .natGateway(.resolved(let id)): write(3); refer(id)
    case .peering(.resolved(let id)): write(4); write(Int(id.index))
    case .interface(.resolved(let id)): write(5); refer(id)
    case .gatewayEndpoint(.resolved(let id)): write(6); refer(id)
    case .transitGateway(.resolved(let id)): write(7); write(Int(id.index))
    case .vpnGateway(.resolved(let id)):
      write(9)
      write(Int(id.index))
      isPinned = true
    case .internetGateway(.missing(let unknown)), .egressOnlyInternetGateway(.missing(let unknown)),
      .natGateway(.missing(let unknown)), .peering(.missing(let unknown)),
      .interface(.missing(let unknown)), .gatewayEndpoint(.missing(let unknown)),
      .transitGateway(.missing(let unknown)), .vpnGateway(.missing(let unknown)),
      .unmodelled(let unknown):
      write(8)
      write(unknown)
    }
  }

  /// Local routes hold every range of the VPC, and no other route is about an address in it.
  private func keepsArrivals(_ table: RouteTable) -> Bool {
    var held: Set<CIDR> = []
    for route in table.routes {
      switch route.destination {
      case .range(let range):
        if route.target == .local, route.state == .active, route.source == .fixed {
          held.insert(range)
        } else if own.contains(where: { $0.contains(range) }) {
          return false
        }
      case .prefixList(.missing): continue
      case .prefixList(.resolved(let list)):
        guard case .known(let ranges) = network.prefixLists[list].entries else { continue }
        if ranges.contains(where: { range in own.contains { $0.contains(range) } }) { return false }
      }
    }
    return network.vpcs[vpc].ranges.allSatisfy { held.contains($0) }
  }

  mutating func write(_ gateway: NATGateway) {
    refer(gateway.subnet)
    write(gateway.isFunctional)
    write(gateway.isPublic)
    write(gateway.addresses.count)
    for address in gateway.addresses {
      writeOwn(CIDR(host: address.privateAddress))
      write(address.publicAddress != nil)
      if let mapped = address.publicAddress { writePublic(mapped) }
      refer(address.interface)
    }
    write(gateway.unmodelled.map { Int($0.index) } ?? -1)
  }

  mutating func write(_ endpoint: VPCEndpoint) {
    switch endpoint.kind {
    case .gateway: write(0)
    case .other: write(1)
    case .interface(.provider): write(2)
    case .interface(.unknown(let unknown)): write(3); write(unknown)
    }
    write(endpoint.isFunctional)
    // A destination that is written as an address means what is behind an endpoint of any name.
    let service = Array(endpoint.serviceName.utf8)
    write(service.count)
    for byte in service { write(Int(byte)) }
  }

  /// Everything about the VPC but its transit gateways (`TransitJoins`).
  mutating func writeVPC(subnets ordered: [ID<Subnet>], interfaces: [ID<Interface>]) {
    let object = network.vpcs[vpc]
    write(Int(object.scope.index))
    write(object.ipv4.count)
    for range in object.ipv4 { write(range) }
    write(object.ipv6.count)
    for range in object.ipv6 {
      write(range.range)
      write(range.isPublic)
    }
    switch object.blockPublicAccess {
    case .off: write(0)
    case .notCollected(let unknown): write(1); write(unknown)
    case .unmodelled(let unknown): write(2); write(unknown)
    // Exclusions of subnets are not written: such a VPC is like no other.
    case .on: write(3); isPinned = true
    }
    if let gateway = object.internetGateway {
      write(1)
      refer(gateway)
      switch network.internetGateways[gateway].edgeTable {
      case nil: write(-1)
      case .missing(let unknown)?: write(unknown)
      // What enters is routed to appliances: such a VPC is like no other.
      case .resolved?: write(-2); isPinned = true
      }
    } else {
      write(0)
    }
    for subnet in ordered { refer(subnet) }
    for interface in interfaces { refer(interface) }
    writeMet()
  }
}
