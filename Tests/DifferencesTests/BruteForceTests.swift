import Differences
import ForwardingGraph
import NetworkModel
import Simulator
import TestSupport
import Testing

/// On small random networks with one random edit, what is claimed to differ is what the simulator sees to differ, packet by
/// packet, at the end points of both networks.
@Suite struct BruteForceTests {
  private static let seeds: Range<UInt64> = 0..<60

  @Test func claimsAgreeWithTheSimulator() throws {
    var (edited, judged, opened, closed, doubtful) = (0, 0, 0, 0, 0)
    for seed in Self.seeds {
      let before = RandomNetwork.make(seed: seed, size: seed % 3 == 0 ? .hybrid : seed % 3 == 1 ? .small : .edges)
      var random = SplitMix64(seed: seed &* 7919 &+ 13)
      guard let after = Edit.random(before, &random) else { continue }
      edited += 1
      let claimed = try #require(FlowDifference.between(before, after))
      let replay = Replay(before, after)
      for pair in claimed.opened { _ = try replay.opened(pair) }
      for pair in claimed.closed { _ = try replay.closed(pair) }
      let options = SimulatorOptions(uncollectedFilters: .unknown)
      let simulators = (Simulator(before, options: options), Simulator(after, options: options))
      let enumerators = [Enumerator(before), Enumerator(after)]
      for emitter in enumerators[0].emitters {
        let from = Self.party(emitter, before)
        let (opens, closes) = (claimed.opened.filter { $0.from == from }, claimed.closed.filter { $0.from == from })
        let isDoubtful = claimed.undecided.contains { $0.from.contains(from) }
        var packets = enumerators.flatMap { $0.packets(from: emitter, budget: 250, seed: seed) }
        // Inside and just outside of what is claimed, too.
        packets += (opens + closes).flatMap(\.boxes).prefix(40).flatMap(Self.corners)
        for packet in packets where Self.maySend(packet, emitter, before, after) {
          let was = Self.fates(packet, emitter, simulators.0, before, enumerators[0])
          let will = Self.fates(packet, emitter, simulators.1, after, enumerators[1])
          let claimedOpen = Set(opens.filter { $0.boxes.containsPacket(packet) }.map(\.to))
          let claimedClosed = Set(closes.filter { $0.boxes.containsPacket(packet) }.map(\.to))
          judged += 1
          if was.isUnknown || will.isUnknown || isDoubtful {
            doubtful += 1
            // What is said is true; what is not said may be doubtful.
            #expect(claimedOpen.isSubset(of: will.receivers.subtracting(was.receivers)), "seed \(seed): \(packet)")
            #expect(claimedClosed.isSubset(of: was.receivers.subtracting(will.receivers)), "seed \(seed): \(packet)")
            continue
          }
          let (really, gone) = (will.receivers.subtracting(was.receivers), was.receivers.subtracting(will.receivers))
          #expect(claimedOpen == really, "seed \(seed) from \(from): \(packet)")
          #expect(claimedClosed == gone, "seed \(seed) from \(from): \(packet)")
          opened += really.count
          closed += gone.count
        }
      }
    }
    print("differences: \(edited) edits, \(judged) packets, \(opened) opened, \(closed) closed, \(doubtful) doubtful")
    // A run that sees no difference would prove nothing.
    #expect(edited > 40 && opened > 50 && closed > 50 && judged > doubtful * 2)
  }

  private static func party(_ emitter: Emitter, _ network: NetworkModel) -> Party {
    switch emitter {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  private struct Fates {
    var receivers: Set<Party> = []
    var isUnknown = false
  }

  private static func fates(
    _ packet: Packet, _ emitter: Emitter, _ simulator: Simulator, _ network: NetworkModel, _ enumerator: Enumerator
  ) -> Fates {
    var result = Fates()
    let ports = enumerator.endPoints.ports.filter { $0 >= 1024 }
    for choices in simulator.resolutions(packet, from: emitter, extraPorts: ports) {
      switch simulator.disposition(of: packet, from: emitter, choices: choices) {
      case .dropped: break
      case .unknown: result.isUnknown = true
      case .delivered(let receiver):
        switch receiver {
        case .interface(let id): result.receivers.insert(.interface(network.interfaces[id].name))
        case .internet: result.receivers.insert(.internet)
        case .onPremises: result.receivers.insert(.onPremises)
        case .service(let name): result.receivers.insert(.service(name))
        }
      }
    }
    // A host and itself; the Internet and the sites are many hosts.
    if case .interface = emitter { result.receivers.remove(party(emitter, network)) }
    return result
  }

  /// A host of the Internet has no address of the network, before or after; ICMP is that of the family (PKT-2).
  private static func maySend(
    _ packet: Packet, _ emitter: Emitter, _ before: NetworkModel, _ after: NetworkModel
  ) -> Bool {
    let foreign = packet.family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp
    return packet.proto != foreign
  }

  private static func corners(_ box: FlowBox) -> [Packet] {
    [true, false].flatMap { low in
      box[.destinationPort].spans.prefix(3).flatMap { span -> [Packet] in
        let ends = low ? [span.lowerBound, span.upperBound] : [span.lowerBound &- 1, span.upperBound &+ 1]
        return ends.filter { $0 <= 65535 }.map { port in
          func first(_ set: [ClosedRange<UInt128>]) -> UInt128 { set.first?.lowerBound ?? 0 }
          let proto = UInt8(clamping: first(box[.proto].spans))
          return Packet(
            source: IPAddress(box.family, first(box[.source].spans)),
            destination: IPAddress(box.family, first(box[.destination].spans)), proto: proto,
            sourcePort: UInt16(clamping: first(box[.sourcePort].spans)),
            destinationPort: IPProtocol.hasPorts(proto) ? UInt16(clamping: port) : 0,
            icmpType: UInt8(clamping: first(box[.icmpType].spans)), icmpCode: UInt8(clamping: first(box[.icmpCode].spans)))
        }
      }
    }
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
