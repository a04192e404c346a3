package import NetworkModel
package import PolicyTypes
import Simulator

/// Every way of enumerated packets, under every resolution, judged place by place: the oracle of claims about ways (POL-13,
/// POL-14, POL-17). Reads the simulator's hops and shares nothing with the checker.
package struct WaySample {
  /// Packets of the claim that arrive, forward ways and replies.
  package private(set) var arrivals = 0
  /// Readable ways that break the claim.
  package private(set) var violations: [String] = []

  private let network: NetworkModel
  private let claim: Claim
  private let simulator: Simulator
  private let scope: QuestionScope
  private let places: Set<String>
  private let mustPass: Bool
  /// Nil for claims about places.
  private let accepted: Set<EncryptionMechanism>?
  private let isOneWay: Bool
  private let residence: Residence?
  private let mostHops: Int?
  private let isMirrored: Bool
  private var nodes: [String: String] = [:]

  /// `claim` is of the kind `everyPath` with places.
  package init(_ network: NetworkModel, _ claim: Claim) {
    self.network = network
    self.claim = claim
    simulator = Simulator(network, options: .init(uncollectedFilters: .open))
    var packets = claim
    packets.kind = .forbid
    scope = QuestionScope(.claim(packets), in: network)
    switch claim.way?.condition {
    case .passes(let set)?: (places, mustPass, accepted) = (set.names, true, nil)
    case .avoids(let set)?: (places, mustPass, accepted) = (set.names, false, nil)
    case .encrypted(let mechanisms)?: (places, mustPass, accepted) = ([], false, Set(mechanisms))
    case .mirrored(let set)?: (places, mustPass, accepted) = (set.names, false, nil)
    case .within?, .hops?, nil: (places, mustPass, accepted) = ([], false, nil)
    }
    isOneWay = claim.way?.isOneWay ?? false
    if case .mirrored? = claim.way?.condition { isMirrored = true } else { isMirrored = false }
    switch claim.way?.condition {
    case .within(let bound)?: (residence, mostHops) = (bound, nil)
    case .hops(let count)?: (residence, mostHops) = (nil, count)
    case .passes?, .avoids?, .encrypted?, .mirrored?, nil: (residence, mostHops) = (nil, nil)
    }
    for interface in network.interfaces.elements {
      switch interface.kind {
      case .loadBalancer(let id): nodes[interface.name] = network.loadBalancers[id].name
      case .interfaceEndpoint(let id): nodes[interface.name] = network.vpcEndpoints[id].name
      case .ordinary, .natGateway, .transparentService, .unmodelledService: break
      }
    }
    for gateway in network.natGateways.elements {
      for address in gateway.addresses {
        nodes[network.interfaces[address.interface].name] = gateway.name
      }
    }
  }

  /// Looks at up to `budget` packets of every sender of the source.
  package mutating func run(budget: Int, seed: UInt64) {
    let subject = Subject.claim(claim)
    let enumerator = Enumerator(network, traffic: [claim.traffic], ranges: subject.ranges)
    for emitter in subject.emitters {
      let packets = enumerator.packets(from: emitter, budget: budget, seed: seed) {
        scope.contains($0, from: emitter)
      }
      for packet in packets { follow(packet, emitter) }
    }
  }

  private mutating func follow(_ packet: Packet, _ emitter: Emitter) {
    for choices in simulator.resolutions(packet, from: emitter, extraPorts: [40000]).prefix(16) {
      let leg = simulator.forward(packet, from: emitter, choices: choices)
      followRelays(leg, leg.hops, packet, emitter, depth: 0)
      guard case .delivered(let receiver) = leg.disposition, reaches(receiver, packet, leg, emitter) else { continue }
      arrivals += 1
      judge(leg.hops, emitter.end, receiver, "\(packet) \(choices)")
      guard !isOneWay, isClients(packet) else { continue }
      for returns in simulator.returnResolutions(packet, from: emitter, choices: choices).prefix(16) {
        let exchange = simulator.exchange(packet, from: emitter, choices: choices, returnChoices: returns)
        guard exchange.outcome == .complete, let reply = exchange.reply else { continue }
        arrivals += 1
        if isMirrored {
          let ends = Set([name(emitter.end), name(receiver)].compactMap { $0 })
          let (there, back) = (met(leg.hops).subtracting(ends), met(reply.hops).subtracting(ends))
          if there != back { violations.append("\(packet) \(choices) \(returns) via \(there), back via \(back)") }
          continue
        }
        judge(reply.hops, receiver, emitter.end, "reply to \(packet) \(choices) \(returns)")
      }
    }
  }

  /// Two load balancers deep. The legs together are the way.
  private mutating func followRelays(
    _ leg: Leg, _ hops: [Hop], _ sent: Packet, _ emitter: Emitter, depth: Int
  ) {
    guard depth < 2, case .delivered(.interface(let node)) = leg.disposition else { return }
    for (index, relay) in simulator.relays(of: leg.packet, at: node).enumerated() {
      if case .unknown = relay { continue }
      for step in simulator.relayResolutions(leg.packet, at: node, relay: index, sourcePort: 40000).prefix(4) {
        guard let next = simulator.relayed(leg.packet, at: node, step) else { continue }
        let all = hops + next.hops
        if case .delivered(let receiver) = next.disposition, emitter.interface != receiver.interface,
          scope.reaches(receiver, sent: next.packet, received: next.packet, certain: true)
        {
          arrivals += 1
          judge(all, emitter.end, receiver, "proxied \(sent)")
        }
        followRelays(next, all, sent, emitter, depth: depth + 1)
      }
    }
  }

  private func reaches(_ receiver: Receiver, _ packet: Packet, _ leg: Leg, _ emitter: Emitter) -> Bool {
    if let own = receiver.interface, emitter.interface == own { return false }
    return scope.reaches(receiver, sent: packet, received: leg.packet, certain: true)
  }

  private func isClients(_ packet: Packet) -> Bool {
    if IPProtocol.hasPorts(packet.proto) { return packet.sourcePort >= 1024 }
    guard IPProtocol.isICMP(packet.proto) else { return true }
    return (packet.icmpType == 8 || packet.icmpType == 128) && packet.icmpCode == 0
  }

  /// The members of the set of places that hops tell of.
  private func met(_ hops: [Hop]) -> Set<String> {
    let rules: Set<String> = ["securityGroup", "networkAcl", "subnet", "routeTable", "transitGatewayRouteTable"]
    return Set(hops.filter { !rules.contains($0.kind) }.map { nodes[$0.component] ?? $0.component }).intersection(places)
  }

  private mutating func judge(_ hops: [Hop], _ from: Receiver, _ to: Receiver, _ what: String) {
    // One leg alone breaks no claim about both.
    if isMirrored { return }
    if let accepted {
      let status = simulator.encryption(of: hops, startingAt: from)
      if status.isEmpty || status.contains(where: { $0.active.isDisjoint(with: accepted) }) {
        violations.append("\(what): \(status)")
      }
      return
    }
    if let mostHops {
      let stops = simulator.stops(of: hops, startingAt: from)
      if stops.count > mostHops + 1 { violations.append("\(what) over \(stops.joined(separator: " > "))") }
      return
    }
    if let residence {
      for place in simulator.locations(of: hops, startingAt: from) where !place.options.isEmpty {
        guard place.options.allSatisfy({ isElsewhere($0, residence) }) else { continue }
        violations.append("\(what) at \(place)")
      }
      return
    }
    let (sender, receiver) = (name(from), name(to))
    let rules: Set<String> = [
      "securityGroup", "networkAcl", "subnet", "routeTable", "transitGatewayRouteTable",
    ]
    let visited = hops.filter { !rules.contains($0.kind) }.map { nodes[$0.component] ?? $0.component }
    let ends = Set([sender, receiver].compactMap { $0 })
    let passes = visited.contains { !ends.contains($0) && places.contains($0) }
    if passes != mustPass { violations.append("\(what) via \(visited.joined(separator: " > "))") }
  }

  /// Not in the residence, for certain.
  private func isElsewhere(_ option: PlaceLocation.Option, _ residence: Residence) -> Bool {
    let value: String?
    switch residence.kind {
    case .regions: value = option.region
    case .accounts: value = option.account
    case .countries: value = option.isOutlying ? nil : Geography.country(of: option.region)
    case .subdivisions: value = option.isOutlying ? nil : Geography.subdivision(of: option.region)
    case .zones:
      return option.knowsZone && residence.names.isDisjoint(with: option.zones)
    }
    guard let value, !value.isEmpty else { return false }
    return !residence.names.contains(value)
  }

  private func name(_ receiver: Receiver) -> String? {
    receiver.interface.map { network.interfaces[$0].name }.map { nodes[$0] ?? $0 }
  }
}

extension Emitter {
  fileprivate var end: Receiver {
    switch self {
    case .interface(let id): .interface(id)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  fileprivate var interface: ID<Interface>? {
    if case .interface(let id) = self { id } else { nil }
  }
}

extension Receiver {
  fileprivate var interface: ID<Interface>? {
    if case .interface(let id) = self { id } else { nil }
  }
}
