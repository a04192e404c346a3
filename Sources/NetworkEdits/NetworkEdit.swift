package import NetworkModel

/// One change of the configuration (HYP-2).
package enum NetworkEdit: Hashable, Sendable {
  /// A new group, and the interfaces that get it beside the groups that they have.
  case addGroup(NewGroup)
  case addGroupRules(ID<SecurityGroup>, [SecurityGroupRule])
  case removeGroupRules(ID<SecurityGroup>, [SecurityGroupRule])
  case attachGroup(ID<Interface>, ID<SecurityGroup>)
  case detachGroup(ID<Interface>, ID<SecurityGroup>)
  /// Each goes before the entries of its direction with the same or a higher number.
  case addEntries(ID<NetworkACL>, [NetworkACLEntry])
  case removeEntries(ID<NetworkACL>, [NetworkACLEntry])
  case addRoute(ID<RouteTable>, Route)
  case removeRoute(ID<RouteTable>, Route)
  case addTransitRoute(ID<TransitGatewayRouteTable>, TransitGatewayRoute)
  case removeTransitRoute(ID<TransitGatewayRouteTable>, TransitGatewayRoute)
  /// The primary private address gets a public one.
  case addPublicAddress(ID<Interface>, IPAddress)
  case removePublicAddress(ID<Interface>)
  /// The interface's instance is started, or stopped.
  case start(ID<Interface>)
  case stop(ID<Interface>)
  /// The connection is accepted, or deleted.
  case activate(ID<Peering>)
  case deactivate(ID<Peering>)
  case excludeFromPublicAccessBlock(ID<VPC>)

  package struct NewGroup: Hashable, Sendable {
    package var name: String
    package var vpc: ID<VPC>
    package var rules: [SecurityGroupRule]
    package var interfaces: [ID<Interface>]

    package init(name: String, vpc: ID<VPC>, rules: [SecurityGroupRule], interfaces: [ID<Interface>]) {
      self.name = name
      self.vpc = vpc
      self.rules = rules
      self.interfaces = interfaces
    }
  }

  /// Makes the change; nothing else of the network changes.
  package func apply(to network: inout NetworkModel) {
    switch self {
    case .addGroup(let new):
      let group = SecurityGroup(
        name: new.name, vpc: new.vpc, scope: network.vpcs[new.vpc].scope, rules: new.rules)
      guard let made = network.securityGroups.insert(group) else { return }
      for id in new.interfaces { network.interfaces[id].groups.append(.resolved(made)) }
    case .addGroupRules(let group, let rules): network.securityGroups[group].rules += rules
    case .removeGroupRules(let group, let rules):
      for rule in rules {
        guard let index = network.securityGroups[group].rules.firstIndex(of: rule) else { continue }
        network.securityGroups[group].rules.remove(at: index)
      }
    case .attachGroup(let id, let group):
      guard !network.interfaces[id].groups.contains(.resolved(group)) else { return }
      network.interfaces[id].groups.append(.resolved(group))
    case .detachGroup(let id, let group):
      network.interfaces[id].groups.removeAll { $0 == .resolved(group) }
    case .addEntries(let acl, let entries):
      for entry in entries { insert(entry, into: &network.networkACLs[acl].entries) }
    case .removeEntries(let acl, let entries):
      network.networkACLs[acl].entries.removeAll { entries.contains($0) }
    case .addRoute(let table, let route): network.routeTables[table].routes.append(route)
    case .removeRoute(let table, let route):
      network.routeTables[table].routes.removeAll { $0 == route }
    case .addTransitRoute(let table, let route):
      network.transitGatewayRouteTables[table].routes.append(route)
    case .removeTransitRoute(let table, let route):
      network.transitGatewayRouteTables[table].routes.removeAll { $0 == route }
    case .addPublicAddress(let id, let address): setPublicAddress(id, address, &network)
    case .removePublicAddress(let id): setPublicAddress(id, nil, &network)
    case .start(let id): network.interfaces[id].isFunctional = true
    case .stop(let id): network.interfaces[id].isFunctional = false
    case .activate(let id): network.peerings[id].isActive = true
    case .deactivate(let id): network.peerings[id].isActive = false
    case .excludeFromPublicAccessBlock(let id):
      network.vpcs[id].blockPublicAccess = .off
      for subnet in network.subnets.ids where network.subnets[subnet].vpc == id {
        network.subnets[subnet].publicAccessExclusion = nil
      }
    }
  }

  private func insert(_ entry: NetworkACLEntry, into entries: inout [NetworkACLEntry]) {
    let index = entries.firstIndex {
      $0.direction == entry.direction && $0.number >= entry.number
    }
    entries.insert(entry, at: index ?? entries.count)
  }

  private func setPublicAddress(
    _ id: ID<Interface>, _ address: IPAddress?, _ network: inout NetworkModel
  ) {
    let addresses = network.interfaces[id].privateAddresses
    let primary = addresses.firstIndex { $0.isPrimary } ?? addresses.indices.first
    if let primary { network.interfaces[id].privateAddresses[primary].publicAddress = address }
  }
}

extension NetworkModel {
  /// A copy with the edits made, in order.
  package func edited(_ edits: [NetworkEdit]) -> NetworkModel {
    var copy = self
    for edit in edits { edit.apply(to: &copy) }
    if !edits.isEmpty { copy.forgetHealth() }
    return copy
  }

  /// LB-5: a change may let targets pass health checks that they fail now. Where all are healthy, or none is, every one may be
  /// chosen already.
  private mutating func forgetHealth() {
    for id in targetGroups.ids {
      guard case .known(let targets) = targetGroups[id].targets, Set(targets.map(\.isHealthy)).count > 1 else { continue }
      let reason = note(
        Unknown(
          object: targetGroups[id].name, kind: "targetGroup",
          reason: "which of its targets pass their health checks after the change is not known", rule: "LB-5",
          origin: targetGroups[id].origin))
      targetGroups[id].targets = .unknown(reason)
    }
  }

  /// An address of a range for documentation that nobody has; the same for the same interface. Nil for interfaces that cannot
  /// have one.
  package func freePublicAddress(for id: ID<Interface>) -> IPAddress? {
    guard interfaces[id].kind == .ordinary, interfaces[id].primaryAddress(.v4) != nil,
      !interfaces[id].privateAddresses.contains(where: { $0.publicAddress != nil }),
      let range = CIDR("192.0.2.0/24")
    else { return nil }
    let taken = Set(interfaces.elements.flatMap(\.privateAddresses).compactMap(\.publicAddress))
    return (1...254).lazy.map { offset in
      IPAddress(.v4, range.base + UInt128((Int(id.index) + offset - 1) % 254 + 1))
    }.first { !taken.contains($0) }
  }
}
