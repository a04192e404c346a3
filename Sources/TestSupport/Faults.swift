package import NetworkModel

/// Mistakes that people make in networks, put into a model from a seed.
package enum Fault: String, CaseIterable, Sendable {
  case openPort = "a port is open to everyone"
  case openGroup = "a group is open to everyone"
  case openEgress = "a group lets everything out"
  case widerPeer = "a reference to a group became a range"
  case lostRule = "a rule of a group is gone"
  case wrongGroup = "an interface has another group"
  case publicAddress = "a host has a public address"
  case wrongTarget = "a default route leads to the internet gateway"
  case lostRoute = "a route is gone"
  case wrongTable = "a subnet has the table of another one"
  case wrongACL = "a subnet has the network ACL of another one"
  case swappedEntries = "two entries of an ACL changed places"
  case openACL = "an ACL begins with an entry that lets everything through"
  case lostEntry = "an entry of an ACL is gone"
  case failedGateway = "a NAT gateway does not work"
  case uncheckedSource = "an interface may send from any source"
  case oldType = "a host is of a type that does not encrypt"
  case shiftedPorts = "a rule has other ports"

  /// Nil where the network has nothing to break in this way.
  package func applied(to network: NetworkModel, _ random: inout SplitMix64) -> NetworkModel? {
    var copy = network
    switch self {
    case .openPort:
      guard let group = random.pick(worn(network)) else { return nil }
      let port = UInt16(random.among(22, 80, 443, 3306, 3389, 5432, 8080, 9100))
      copy.securityGroups[group].rules.append(
        SecurityGroupRule(
          direction: .ingress, service: ServiceMatch(.number(IPProtocol.tcp), ports: port...port), peer: .range(Self.all4)))
    case .openGroup, .openEgress:
      guard let group = random.pick(worn(network)) else { return nil }
      for range in [Self.all4, Self.all6] {
        copy.securityGroups[group].rules.append(
          SecurityGroupRule(
            direction: self == .openGroup ? .ingress : .egress, service: ServiceMatch(.any), peer: .range(range)))
      }
    case .widerPeer:
      guard let (group, rule) = rule(network, &random, { if case .group = $0.peer { true } else { false } }) else { return nil }
      copy.securityGroups[group].rules[rule].peer = .range(Self.all4)
    case .lostRule:
      guard let (group, rule) = rule(network, &random, { _ in true }) else { return nil }
      copy.securityGroups[group].rules.remove(at: rule)
    case .shiftedPorts:
      guard let (group, rule) = rule(network, &random, { $0.service.ports != nil }),
        let ports = network.securityGroups[group].rules[rule].service.ports
      else { return nil }
      let lower = UInt16(clamping: Int(ports.lowerBound) + 1)
      copy.securityGroups[group].rules[rule].service.ports = lower...max(lower, ports.upperBound)
    case .wrongGroup:
      guard let host = random.pick(hosts(network)), let group = random.pick(worn(network)),
        network.securityGroups[group].vpc == network.interfaces[host].vpc
      else { return nil }
      copy.interfaces[host].groups = [.resolved(group)]
    case .publicAddress:
      let bare = hosts(network).filter { network.interfaces[$0].privateAddresses.allSatisfy { $0.publicAddress == nil } }
      guard let host = random.pick(bare) else { return nil }
      copy.interfaces[host].privateAddresses[0].publicAddress = IPAddress(.v4, 0xC633_64C8)
    case .wrongTarget:
      guard let (table, route) = route(network, &random, \.isDefault),
        let vpc = network.routeTables[table].vpc, let gateway = network.vpcs[vpc].internetGateway,
        network.routeTables[table].routes[route].target != .internetGateway(.resolved(gateway))
      else { return nil }
      copy.routeTables[table].routes[route].target = .internetGateway(.resolved(gateway))
    case .lostRoute:
      guard let (table, route) = route(network, &random, { $0.target != .local }) else { return nil }
      copy.routeTables[table].routes.remove(at: route)
    case .wrongTable:
      guard let (one, other) = subnets(network, &random) else { return nil }
      copy.subnets[one].routeTable = network.subnets[other].routeTable
    case .wrongACL:
      guard let (one, other) = subnets(network, &random) else { return nil }
      copy.subnets[one].networkACL = network.subnets[other].networkACL
    case .swappedEntries:
      guard let acl = random.pick(network.networkACLs.ids) else { return nil }
      let entries = network.networkACLs[acl].entries
      let pairs = entries.indices.dropLast().filter {
        entries[$0].direction == entries[$0 + 1].direction && entries[$0].range.family == entries[$0 + 1].range.family
      }
      guard let first = random.pick(Array(pairs)) else { return nil }
      copy.networkACLs[acl].entries.swapAt(first, first + 1)
      copy.networkACLs[acl].entries[first].number = entries[first].number
      copy.networkACLs[acl].entries[first + 1].number = entries[first + 1].number
    case .openACL:
      guard let acl = random.pick(network.networkACLs.ids) else { return nil }
      for direction in [Direction.egress, .ingress] {
        let place = copy.networkACLs[acl].entries.firstIndex { $0.direction == direction } ?? 0
        copy.networkACLs[acl].entries.insert(
          NetworkACLEntry(number: 1, direction: direction, allows: true, service: ServiceMatch(.any), range: Self.all4),
          at: place)
      }
    case .lostEntry:
      guard let acl = random.pick(network.networkACLs.ids), !network.networkACLs[acl].entries.isEmpty else { return nil }
      copy.networkACLs[acl].entries.remove(at: random.int(0...(network.networkACLs[acl].entries.count - 1)))
    case .failedGateway:
      guard let gateway = random.pick(network.natGateways.ids) else { return nil }
      copy.natGateways[gateway].isFunctional = false
    case .uncheckedSource:
      guard let host = random.pick(hosts(network)) else { return nil }
      copy.interfaces[host].sourceDestinationCheck = false
    case .oldType:
      guard let host = random.pick(network.instances.ids), network.encryptingTypes["m4.large"] == false else { return nil }
      copy.instances[host].type = "m4.large"
    }
    return copy
  }

  private static let all4 = CIDR(.v4, base: 0, length: 0)
  private static let all6 = CIDR(.v6, base: 0, length: 0)

  private func hosts(_ network: NetworkModel) -> [ID<Interface>] {
    network.interfaces.ids.filter { network.interfaces[$0].kind == .ordinary && network.interfaces[$0].isFunctional }
  }

  private func worn(_ network: NetworkModel) -> [ID<SecurityGroup>] {
    Array(Set(hosts(network).flatMap { network.interfaces[$0].groups.compactMap(\.id) })).sorted()
  }

  private func rule(
    _ network: NetworkModel, _ random: inout SplitMix64, _ fits: (SecurityGroupRule) -> Bool
  ) -> (ID<SecurityGroup>, Int)? {
    let all = worn(network).flatMap { group in
      network.securityGroups[group].rules.indices.filter { fits(network.securityGroups[group].rules[$0]) }.map { (group, $0) }
    }
    return random.pick(all)
  }

  private func route(
    _ network: NetworkModel, _ random: inout SplitMix64, _ fits: (Route) -> Bool
  ) -> (ID<RouteTable>, Int)? {
    let all = network.routeTables.ids.flatMap { table in
      network.routeTables[table].routes.indices.filter { fits(network.routeTables[table].routes[$0]) }.map { (table, $0) }
    }
    return random.pick(all)
  }

  private func subnets(
    _ network: NetworkModel, _ random: inout SplitMix64
  ) -> (ID<Subnet>, ID<Subnet>)? {
    guard let one = random.pick(network.subnets.ids) else { return nil }
    let others = network.subnets.ids.filter { $0 != one && network.subnets[$0].vpc == network.subnets[one].vpc }
    return random.pick(others).map { (one, $0) }
  }
}

extension Route {
  fileprivate var isDefault: Bool {
    if case .range(let range) = destination { range.length == 0 } else { false }
  }
}
