import Differences
import NetworkModel
import TestSupport
import Testing

/// On small random networks with one random edit, what is claimed to differ is what the simulator sees to differ, packet by
/// packet, at the end points of both networks.
@Suite struct BruteForceTests {
  private static let seeds: Range<UInt64> = 0..<60

  /// The packets are those that a host may send (PKT-2).
  @Test func claimsAgreeWithTheSimulator() throws {
    var edited = 0
    var oracle = DifferenceOracle()
    for seed in Self.seeds {
      let before = RandomNetwork.make(seed: seed, size: seed % 3 == 0 ? .hybrid : seed % 3 == 1 ? .small : .edges)
      var random = SplitMix64(seed: seed &* 7919 &+ 13)
      guard let after = Edit.random(before, &random) else { continue }
      edited += 1
      let claimed = try #require(FlowDifference.between(before, after))
      try oracle.judge(claimed, from: before, to: after, budget: 250, seed: seed)
      #expect(oracle.contradictions.isEmpty, "seed \(seed): \(oracle.contradictions.prefix(3))")
    }
    print(
      "differences: \(edited) edits, \(oracle.judged) packets, \(oracle.opened) opened, \(oracle.closed) closed, "
        + "\(oracle.doubtful) doubtful")
    // A run that sees no difference would prove nothing.
    #expect(edited > 40 && oracle.opened > 50 && oracle.closed > 50 && oracle.judged > oracle.doubtful * 2)
  }
}

/// One change that somebody might make.
enum Edit {
  static func random(_ network: NetworkModel, _ random: inout SplitMix64) -> NetworkModel? {
    var changed = network
    for _ in 0..<8 {
      switch random.int(0...4) {
      case 0: if removeGroupRule(&changed, &random) { return changed }
      case 1: if widenGroupRule(&changed, &random) { return changed }
      case 2: if removeRoute(&changed, &random) { return changed }
      case 3: if turnEntry(&changed, &random) { return changed }
      case _: if changeGroups(&changed, &random) { return changed }
      }
    }
    return nil
  }

  private static func removeGroupRule(_ network: inout NetworkModel, _ random: inout SplitMix64) -> Bool {
    let groups = network.securityGroups.ids.filter { !network.securityGroups[$0].rules.isEmpty }
    guard let group = random.pick(groups) else { return false }
    network.securityGroups[group].rules.remove(at: random.int(0...(network.securityGroups[group].rules.count - 1)))
    return true
  }

  private static func widenGroupRule(_ network: inout NetworkModel, _ random: inout SplitMix64) -> Bool {
    let groups = network.securityGroups.ids.filter { !network.securityGroups[$0].rules.isEmpty }
    guard let group = random.pick(groups) else { return false }
    let index = random.int(0...(network.securityGroups[group].rules.count - 1))
    network.securityGroups[group].rules[index].peer = .range(NetworkBuilder.cidr("0.0.0.0/0"))
    return true
  }

  private static func removeRoute(_ network: inout NetworkModel, _ random: inout SplitMix64) -> Bool {
    let tables = network.routeTables.ids.filter { id in
      network.routeTables[id].routes.contains { if case .local = $0.target { false } else { true } }
    }
    guard let table = random.pick(tables) else { return false }
    let indices = network.routeTables[table].routes.indices.filter {
      if case .local = network.routeTables[table].routes[$0].target { false } else { true }
    }
    guard let index = random.pick(indices) else { return false }
    network.routeTables[table].routes.remove(at: index)
    return true
  }

  private static func turnEntry(_ network: inout NetworkModel, _ random: inout SplitMix64) -> Bool {
    let acls = network.networkACLs.ids.filter { !network.networkACLs[$0].entries.isEmpty }
    guard let acl = random.pick(acls) else { return false }
    let index = random.int(0...(network.networkACLs[acl].entries.count - 1))
    network.networkACLs[acl].entries[index].allows.toggle()
    return true
  }

  private static func changeGroups(_ network: inout NetworkModel, _ random: inout SplitMix64) -> Bool {
    let hosts = network.interfaces.ids.filter { !network.interfaces[$0].groups.isEmpty }
    guard let host = random.pick(hosts) else { return false }
    let vpc = network.interfaces[host].vpc
    let groups = network.securityGroups.ids.filter { network.securityGroups[$0].vpc == vpc }
    guard let group = random.pick(groups), network.interfaces[host].groups != [.resolved(group)] else { return false }
    network.interfaces[host].groups = [.resolved(group)]
    return true
  }
}
