import Differences
import FoundationEssentials
import NetworkEdits
import NetworkModel
import TestSupport
import Testing

/// DIF-8: a comparison near the changed places finds what the comparison of everything finds. `ISOLA_PLACES_NETWORKS` widens it.
@Suite struct ChangedPlacesTests {
  private struct Count {
    var edits = 0
    var near = 0
    var different = 0
    var pairs = 0
  }

  @Test func differencesNearTheChangeAreAllDifferences() throws {
    var count = Count()
    for seed in 0..<number("ISOLA_PLACES_NETWORKS", 30) {
      let network = RandomNetwork.make(seed: seed, size: Self.size(seed))
      var random = SplitMix64(seed: seed &* 104_729 &+ 7)
      let memory = FlowMemory(FlowMap(network))
      for _ in 0..<4 {
        guard let edit = Self.edit(network, &random) else { continue }
        count.edits += 1
        let after = network.edited([edit])
        let map = FlowMap(after)
        guard let places = ChangedPlaces([edit], from: memory.map, to: map) else { continue }
        count.near += 1
        let near = try #require(FlowDifference.between(memory, map, near: places, isCancelled: { false }))
        let whole = try #require(FlowDifference.between(network, after))
        if !whole.opened.isEmpty || !whole.closed.isEmpty { count.different += 1 }
        count.pairs += whole.opened.count + whole.closed.count
        if whole.undecided.isEmpty {
          #expect(near == whole, "seed \(seed): \(edit)")
          continue
        }
        // What is not known elsewhere takes packets out of the comparison of everything; nothing else does.
        #expect(Self.pairs(whole.opened).isSubset(of: Self.pairs(near.opened)), "seed \(seed): \(edit)")
        #expect(Self.pairs(whole.closed).isSubset(of: Self.pairs(near.closed)), "seed \(seed): \(edit)")
        var oracle = DifferenceOracle()
        try oracle.judge(near, from: network, to: after, budget: 60, seed: seed)
        #expect(oracle.contradictions.isEmpty, "seed \(seed): \(edit): \(oracle.contradictions.prefix(2))")
      }
    }
    print("changed places: \(count)")
    #expect(count.near * 4 > count.edits && count.different * 8 > count.near && count.pairs > 50)
  }

  private static func pairs(_ flows: [PairFlows]) -> Set<[Party]> { Set(flows.map { [$0.from, $0.to] }) }

  private static func size(_ seed: UInt64) -> RandomNetwork.Size {
    var size: RandomNetwork.Size
    switch seed % 5 {
    case 0, 1: size = .transit
    case 2: size = .hybrid
    case 3: size = .edges
    case _: size = .mixed(seed)
    }
    if seed % 2 == 0 { size.unknowns = 0 }
    return size
  }

  /// One of the changes that repairs make.
  private static func edit(_ network: NetworkModel, _ random: inout SplitMix64) -> NetworkEdit? {
    let all = NetworkBuilder.cidr("0.0.0.0/0")
    let rule = SecurityGroupRule(direction: random.chance(50) ? .ingress : .egress, service: .init(.any), peer: .range(all))
    let hosts = network.interfaces.ids.filter { network.interfaces[$0].kind == .ordinary }
    switch random.int(0...8) {
    case 0: return random.pick(network.securityGroups.ids).map { .addGroupRules($0, [rule]) }
    case 1:
      guard let group = random.pick(network.securityGroups.ids), let rule = random.pick(network.securityGroups[group].rules)
      else { return nil }
      return .removeGroupRules(group, [rule])
    case 2:
      guard let host = random.pick(hosts) else { return nil }
      let vpc = network.interfaces[host].vpc
      return random.pick(network.securityGroups.ids.filter { network.securityGroups[$0].vpc == vpc })
        .map { .attachGroup(host, $0) }
    case 3:
      guard let host = random.pick(hosts), let group = random.pick(network.interfaces[host].groups.compactMap(\.id))
      else { return nil }
      return .detachGroup(host, group)
    case 4:
      guard let acl = random.pick(network.networkACLs.ids) else { return nil }
      let entry = NetworkACLEntry(
        number: 1, direction: random.chance(50) ? .ingress : .egress, allows: random.chance(50), service: .init(.any), range: all)
      return .addEntries(acl, [entry])
    case 5:
      guard let table = random.pick(network.routeTables.ids), let route = random.pick(network.routeTables[table].routes)
      else { return nil }
      return .removeRoute(table, route)
    case 6:
      guard let table = random.pick(network.routeTables.ids),
        let route = random.pick(network.routeTables.elements.flatMap(\.routes))
      else { return nil }
      return .addRoute(table, route)
    case 7: return random.pick(hosts).map { network.interfaces[$0].isFunctional ? .stop($0) : .start($0) }
    case _:
      guard let peering = random.pick(network.peerings.ids) else { return nil }
      return network.peerings[peering].isActive ? .deactivate(peering) : .activate(peering)
    }
  }

  private func number(_ name: String, _ usual: UInt64) -> UInt64 {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) ?? usual
  }
}
