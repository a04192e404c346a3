import Checker
import NetworkModel
import PolicyTypes
import TestSupport

/// Faults that people make, put into networks in which a claim holds.
enum FaultKind: String, CaseIterable {
  case ingressRuleLost, egressRuleLost, portChanged, peerChanged, groupDetached, entryDenies, entryLost
  case routeLost, routeDead, routeMisled, transitRouteLost, transitRouteDead, peeringDown, hostStopped, publicAddressLost
  case ruleWidened, ruleAdded, denyLost

  /// Whether the fault closes what should be open.
  var closes: Bool {
    switch self {
    case .ingressRuleLost, .egressRuleLost, .portChanged, .peerChanged, .groupDetached, .entryDenies, .entryLost,
      .routeLost, .routeDead, .routeMisled, .transitRouteLost, .transitRouteDead, .peeringDown, .hostStopped,
      .publicAddressLost:
      true
    case .ruleWidened, .ruleAdded, .denyLost: false
    }
  }
}

struct SeededFault {
  var kind: FaultKind
  var sound: NetworkModel
  var faulty: NetworkModel
  var claim: Claim
}

/// Draws faults: a random network, a claim that holds in it, and a change of one kind after which it is violated.
struct FaultMaker {
  let network: NetworkModel
  var random: SplitMix64

  static func faults(_ count: Int, from first: UInt64 = 1) throws -> [SeededFault] {
    var result: [SeededFault] = []
    var counts: [FaultKind: Int] = [:]
    let quota = (count + FaultKind.allCases.count - 1) / FaultKind.allCases.count + 1
    for seed in first...(first + 4000) where result.count < count {
      var size = RandomNetwork.Size.mixed(seed)
      size.unknowns = 0
      size.hasServices = false
      let network = RandomNetwork.make(seed: seed, size: size)
      var maker = FaultMaker(network: network, random: SplitMix64(seed: seed &* 31 &+ 7))
      for kind in FaultKind.allCases where counts[kind, default: 0] < quota && result.count < count {
        guard let fault = try maker.fault(kind) else { continue }
        counts[kind, default: 0] += 1
        result.append(fault)
      }
    }
    return result
  }

  /// One try; nil where the network or the claim does not lend itself to it.
  mutating func fault(_ kind: FaultKind) throws -> SeededFault? {
    for _ in 0..<3 {
      guard let claim = claim(kind), let faulty = broken(kind, claim) else { continue }
      var sound = try Checker(network, usesQuotient: false)
      guard try sound.check(claim).verdict == .proved else { continue }
      var checker = try Checker(faulty, usesQuotient: false)
      guard try checker.check(claim).verdict == .violated else { continue }
      return SeededFault(kind: kind, sound: network, faulty: faulty, claim: claim)
    }
    return nil
  }

  private mutating func claim(_ kind: FaultKind) -> Claim? {
    let hosts = network.interfaces.ids.filter {
      network.interfaces[$0].kind == .ordinary && network.interfaces[$0].isFunctional
    }
    guard let a = random.pick(hosts), let b = random.pick(hosts.filter { $0 != a }) else { return nil }
    func set(_ id: ID<Interface>) -> EndpointSet {
      EndpointSet(members: [EndpointMember(interface: id)], text: network.interfaces[id].name)
    }
    let outside = EndpointSet(members: [], outside: .all, text: "internet")
    let usesOutside = kind == .publicAddressLost || random.chance(15)
    let port = random.among(UInt16(22), 80, 443, 5432, 8080)
    let proto = random.chance(80) ? IPProtocol.tcp : IPProtocol.udp
    let traffic = Traffic(entries: [.init(proto: proto, ports: port...port)], text: "traffic")
    return Claim(
      kind: kind.closes ? .require : .forbid, source: usesOutside ? outside : set(a), destination: set(b),
      traffic: traffic)
  }

  private mutating func broken(_ kind: FaultKind, _ claim: Claim) -> NetworkModel? {
    var copy = network
    let to = claim.destination.members.map(\.interface)
    let from = claim.source.members.map(\.interface)
    switch kind {
    case .ingressRuleLost: return changeRules(&copy, to, .ingress) { _ in nil }
    case .egressRuleLost: return changeRules(&copy, from, .egress) { _ in nil }
    case .portChanged:
      return changeRules(&copy, to, .ingress) { rule in
        var rule = rule
        rule.service = ServiceMatch(.number(IPProtocol.tcp), ports: 9...9)
        return rule
      }
    case .peerChanged:
      return changeRules(&copy, to, .ingress) { rule in
        var rule = rule
        rule.peer = .range(NetworkBuilder.cidr("203.0.113.77/32"))
        return rule
      }
    case .groupDetached:
      guard let id = to.first, !copy.interfaces[id].groups.isEmpty else { return nil }
      copy.interfaces[id].groups = []
      return copy
    case .entryDenies:
      guard let acl = acl(of: to + from) else { return nil }
      let direction = random.among(Direction.ingress, .egress)
      let open = NetworkACLEntry(
        number: 5, direction: direction, allows: false, service: ServiceMatch(.any),
        range: NetworkBuilder.cidr("0.0.0.0/0"))
      copy.networkACLs[acl].entries = ([open] + copy.networkACLs[acl].entries).inACLOrder
      return copy
    case .entryLost:
      guard let acl = acl(of: to + from),
        let entry = random.pick(copy.networkACLs[acl].entries.filter(\.allows))
      else { return nil }
      copy.networkACLs[acl].entries.removeAll { $0 == entry }
      return copy
    case .routeLost, .routeDead, .routeMisled: return changeRoute(&copy, to + from, kind)
    case .transitRouteLost, .transitRouteDead:
      let tables = copy.transitGatewayRouteTables.ids.filter { !copy.transitGatewayRouteTables[$0].routes.isEmpty }
      guard let table = random.pick(tables),
        let index = random.pick(copy.transitGatewayRouteTables[table].routes.indices)
      else { return nil }
      if kind == .transitRouteLost {
        copy.transitGatewayRouteTables[table].routes.remove(at: index)
      } else {
        copy.transitGatewayRouteTables[table].routes[index].state = .blackhole
        copy.transitGatewayRouteTables[table].routes[index].attachments = []
      }
      return copy
    case .peeringDown:
      guard let id = random.pick(copy.peerings.ids.filter { copy.peerings[$0].isActive }) else { return nil }
      copy.peerings[id].isActive = false
      return copy
    case .hostStopped:
      guard let id = random.pick(to + from) else { return nil }
      copy.interfaces[id].isFunctional = false
      return copy
    case .publicAddressLost:
      guard let id = to.first else { return nil }
      for index in copy.interfaces[id].privateAddresses.indices {
        copy.interfaces[id].privateAddresses[index].publicAddress = nil
      }
      return copy
    case .ruleWidened:
      return changeRules(&copy, to, .ingress) { rule in
        var rule = rule
        rule.peer = .range(NetworkBuilder.cidr("0.0.0.0/0"))
        rule.service = ServiceMatch(.any)
        return rule
      }
    case .ruleAdded:
      guard let group = to.first.flatMap({ copy.interfaces[$0].groups.first?.id }) else { return nil }
      copy.securityGroups[group].rules.append(
        SecurityGroupRule(
          direction: .ingress, service: ServiceMatch(.any), peer: .range(NetworkBuilder.cidr("0.0.0.0/0"))))
      return copy
    case .denyLost:
      guard let acl = acl(of: to + from) else { return nil }
      let denies = copy.networkACLs[acl].entries.filter { !$0.allows }
      guard let entry = random.pick(denies) else { return nil }
      copy.networkACLs[acl].entries.removeAll { $0 == entry }
      return copy
    }
  }

  private mutating func changeRules(
    _ copy: inout NetworkModel, _ ends: [ID<Interface>], _ direction: Direction,
    _ change: (SecurityGroupRule) -> SecurityGroupRule?
  ) -> NetworkModel? {
    guard let id = ends.first else { return nil }
    let groups = copy.interfaces[id].groups.compactMap(\.id).filter { group in
      copy.securityGroups[group].rules.contains { $0.direction == direction }
    }
    guard let group = random.pick(groups) else { return nil }
    let indices = copy.securityGroups[group].rules.indices.filter {
      copy.securityGroups[group].rules[$0].direction == direction
    }
    guard let index = random.pick(indices) else { return nil }
    if let changed = change(copy.securityGroups[group].rules[index]) {
      copy.securityGroups[group].rules[index] = changed
    } else {
      copy.securityGroups[group].rules.remove(at: index)
    }
    return copy
  }

  private mutating func acl(of ends: [ID<Interface>]) -> ID<NetworkACL>? {
    random.pick(
      ends.compactMap { id -> ID<NetworkACL>? in
        guard case .acl(let acl) = network.subnets[network.interfaces[id].subnet].networkACL else { return nil }
        return acl
      })
  }

  private mutating func changeRoute(
    _ copy: inout NetworkModel, _ ends: [ID<Interface>], _ kind: FaultKind
  ) -> NetworkModel? {
    let tables = ends.compactMap { network.subnets[network.interfaces[$0].subnet].routeTable.id }
    guard let table = random.pick(tables) else { return nil }
    let indices = copy.routeTables[table].routes.indices.filter { copy.routeTables[table].routes[$0].target != .local }
    guard let index = random.pick(indices) else { return nil }
    if kind == .routeLost {
      copy.routeTables[table].routes.remove(at: index)
    } else if kind == .routeDead {
      copy.routeTables[table].routes[index].state = .blackhole
    } else {
      let others = copy.routeTables.elements.filter { $0.vpc == copy.routeTables[table].vpc }.flatMap(\.routes)
        .map(\.target).filter { $0 != .local && $0 != copy.routeTables[table].routes[index].target }
      guard let target = random.pick(others) else { return nil }
      copy.routeTables[table].routes[index].target = target
    }
    return copy
  }
}
