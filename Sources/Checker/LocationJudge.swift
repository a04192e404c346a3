import NetworkModel
import PolicyTypes

/// Whether the places of a symbolic path lie where they must, and how long it is (POL-20, LOC-1, LOC-2).
struct LocationJudge {
  let network: NetworkModel
  let residence: Residence

  private enum Answer { case yes, no, open }

  /// `devices` are the names of what can read or rewrite the packet, in order.
  func meets(_ devices: [String]) -> PlaceSet.Visit {
    var reasons: Set<Unknown> = []
    for name in devices {
      let answers = places(name)
      if !answers.isEmpty, answers.allSatisfy({ $0 == .yes }) { continue }
      if !answers.isEmpty, answers.allSatisfy({ $0 == .no }) { return .no }
      reasons.insert(
        Unknown(
          object: name, kind: "place", reason: "where it is, by \(residence.kind.rawValue), is not known",
          rule: "LOC-1"))
    }
    return reasons.isEmpty ? .yes : .perhaps(reasons)
  }

  /// One answer for each place where the device may be; none where nothing is known of it.
  private func places(_ name: String) -> [Answer] {
    if let id = network.interfaces.id(named: name) {
      return network.interfaces[id].kind == .ordinary ? [interface(id)] : []
    }
    if let id = network.natGateways.id(named: name) { return [subnet(network.natGateways[id].subnet)] }
    let isBalancer = network.loadBalancers.id(named: name)
    let isEndpoint = network.vpcEndpoints.id(named: name)
    if isBalancer != nil || isEndpoint != nil {
      return network.interfaces.ids.compactMap { id in
        switch network.interfaces[id].kind {
        case .loadBalancer(let balancer) where balancer == isBalancer: interface(id)
        case .interfaceEndpoint(let endpoint) where endpoint == isEndpoint: interface(id)
        case .ordinary, .natGateway, .loadBalancer, .interfaceEndpoint, .transparentService,
          .unmodelledService:
          nil
        }
      }
    }
    if let gateway = network.internetGateways.id(named: name),
      let vpc = network.vpcs.elements.first(where: { $0.internetGateway == gateway })
    {
      return [scope(vpc.scope, isUsual: true)]
    }
    return []
  }

  /// An interface in a subnet that another account shares lies with both of them.
  private func interface(_ id: ID<Interface>) -> Answer {
    let place = subnet(network.interfaces[id].subnet)
    guard residence.kind == .accounts else { return place }
    return scope(network.interfaces[id].scope, isUsual: true) == place ? place : .open
  }

  private func subnet(_ id: ID<Subnet>) -> Answer {
    let subnet = network.subnets[id]
    guard residence.kind == .zones else { return scope(subnet.scope, isUsual: isUsual(subnet)) }
    let known = [subnet.zone?.name, subnet.zoneName].compactMap { $0 }
    if known.contains(where: residence.names.contains) { return .yes }
    let isComplete =
      subnet.zone?.scope == nil && known.count == 2 && subnet.gaps[.zone] == nil
      && subnet.gaps[.zoneID] == nil && subnet.gaps[.zoneName] == nil
    return isComplete ? .no : .open
  }

  private func scope(_ id: ID<Scope>, isUsual: Bool) -> Answer {
    let scope = network.scopes[id]
    let region = scope.gaps[.region] == nil && !scope.region.isEmpty ? scope.region : nil
    let value: String?
    switch residence.kind {
    case .zones: value = nil
    case .regions: value = region
    case .accounts: value = scope.gaps[.account] == nil && !scope.account.isEmpty ? scope.account : nil
    case .countries: value = isUsual ? region.flatMap(Geography.country) : nil
    case .subdivisions: value = isUsual ? region.flatMap(Geography.subdivision) : nil
    }
    guard let value else { return .open }
    return residence.names.contains(value) ? .yes : .no
  }

  /// In its Region, and not in a Local Zone or the like (LOC-3).
  private func isUsual(_ subnet: Subnet) -> Bool {
    if subnet.isOnOutpost { return false }
    let region = network.scopes[subnet.scope].region
    if let name = subnet.zoneName { return name.dropLast() == region }
    guard let id = subnet.zone?.name else { return false }
    return id.count(where: { $0 == "-" }) == 1 || id.dropLast() == region
  }
}

extension Residence {
  /// The replay of a path leaves the residence, for certain.
  func isLeft(by region: String, account: String, zones: [String], knowsZone: Bool, isOutlying: Bool) -> Bool {
    func isOut(_ value: String?) -> Bool { value.map { !$0.isEmpty && !names.contains($0) } ?? false }
    return switch kind {
    case .regions: isOut(region)
    case .accounts: isOut(account)
    case .zones: knowsZone && !zones.contains(where: names.contains)
    case .countries: !isOutlying && isOut(Geography.country(of: region))
    case .subdivisions: !isOutlying && isOut(Geography.subdivision(of: region))
    }
  }
}
