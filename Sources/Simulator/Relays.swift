package import NetworkModel

/// One way in which a load balancer's node may pass on what it took (CNV-6).
package enum Relay: Hashable, Sendable {
  /// To a target; under the client's address and port, or under the node's own.
  case target(IPAddress, port: UInt16, keepsClient: Bool)
  case unknown(Unknown)
}

/// A relay with everything that settles it.
package struct RelayStep: Hashable, Sendable {
  /// Position in `Simulator.relays`.
  package var relay: Int
  /// Of the node, 1024…65535; means nothing where the client's is kept.
  package var sourcePort: UInt16
  package var choices: Choices

  package init(relay: Int, sourcePort: UInt16 = 1024, choices: Choices = .init()) {
    self.relay = relay
    self.sourcePort = sourcePort
    self.choices = choices
  }
}

/// Proxied exchanges leg by leg (APP-3, LB-4 to LB-7). The first leg ends at a node, the next one begins there.
extension Simulator {
  /// Every way on from a node that took `packet`; empty where it ends.
  package func relays(of packet: Packet, at node: ID<Interface>) -> [Relay] {
    guard case .loadBalancer(let id) = world.network.interfaces[node].kind,
      let listener = world.network.loadBalancers[id].listener(for: packet)
    else { return [] }
    let choice = TargetChoice(world: world, balancer: id, node: node, family: packet.family)
    return choice.relays(of: listener)
  }

  /// The leg of one step; nil where the relay is unknown or does not exist.
  package func relayed(_ packet: Packet, at node: ID<Interface>, _ step: RelayStep) -> Leg? {
    guard let taken = relaying(packet, at: node, step, records: true) else { return nil }
    return taken.walk.leg(endingWith: taken.end)
  }

  /// Every resolution of the choices on the way of one relay from one port.
  package func relayResolutions(
    _ packet: Packet, at node: ID<Interface>, relay: Int, sourcePort: UInt16
  ) -> [RelayStep] {
    expand(Choices(), ports: [1024, 65535]) { choices in
      let step = RelayStep(relay: relay, sourcePort: sourcePort, choices: choices)
      return relaying(packet, at: node, step, records: false)?.walk.openChoice
    }.map { RelayStep(relay: relay, sourcePort: sourcePort, choices: $0) }
  }

  private func relaying(
    _ packet: Packet, at node: ID<Interface>, _ step: RelayStep, records: Bool
  ) -> (walk: Walk, end: Disposition)? {
    let relays = relays(of: packet, at: node)
    guard relays.indices.contains(step.relay),
      case .target(let address, let port, let keepsClient) = relays[step.relay],
      case .loadBalancer(let id) = world.network.interfaces[node].kind
    else { return nil }
    var next = packet
    next.destination = address
    next.destinationPort = port
    if !keepsClient {
      guard let own = world.network.interfaces[node].primaryAddress(packet.family) else {
        return nil
      }
      next.source = own
      next.sourcePort = max(step.sourcePort, 1024)
    }
    var walk = Walk(world, next, .new, choices: step.choices, records: records)
    walk.keepsClient = keepsClient
    let end = walk.emit(fromNode: node, of: id)
    return (walk, end)
  }
}

/// Which targets a node may use (LB-5).
private struct TargetChoice {
  let world: World
  let balancer: ID<LoadBalancer>
  let node: ID<Interface>
  let family: IPFamily

  var network: NetworkModel { world.network }

  func has(_ mutation: Mutation) -> Bool { world.options.mutation == mutation }

  func relays(of listener: Listener) -> [Relay] {
    listener.forwards.flatMap { forward -> [Relay] in
      switch forward.group {
      case .missing(let unknown): return [.unknown(network[unknown])]
      case .resolved(let id):
        let relays = relays(of: listener, to: network.targetGroups[id])
        guard let condition = forward.condition else { return relays }
        return relays.isEmpty ? [] : [.unknown(network[condition])]
      }
    }
  }

  private func relays(of listener: Listener, to group: TargetGroup) -> [Relay] {
    guard group.family == family else { return [.unknown(familyUnknown)] }
    let targets: [Target]
    switch group.targets {
    case .unknown(let unknown): return [.unknown(network[unknown])]
    case .known(let all): targets = all
    }
    var keepsClient = group.keepsClientAddress && network.loadBalancers[balancer].kind == .network
    if has(.balancerHidesClient) { keepsClient = false }
    if has(.balancerShowsClient) { keepsClient = true }
    let crosses =
      (has(.balancerIgnoresGroupZones) ? nil : group.crossesZones)
      ?? network.loadBalancers[balancer].crossesZones
    var near: [(isHealthy: Bool, relay: Relay)] = []
    for target in targets {
      let port = has(.balancerKeepsPort) ? listener.port : target.port
      for place in places(of: target) {
        switch place {
        case .unknown: near.append((target.isHealthy, place))
        case .target(let address, _, _):
          switch crosses || has(.balancerIgnoresZones) ? true : isInZone(address) {
          case true?:
            let relay = Relay.target(address, port: port, keepsClient: keepsClient)
            near.append((target.isHealthy, relay))
          case false?: continue
          case nil: near.append((target.isHealthy, .unknown(zoneUnknown)))
          }
        }
      }
    }
    return usable(near)
  }

  /// Healthy targets among those that the node may use; all of these when none is.
  private func usable(_ near: [(isHealthy: Bool, relay: Relay)]) -> [Relay] {
    if has(.balancerIgnoresHealth) { return near.map(\.relay) }
    let healthy = near.filter(\.isHealthy)
    let used = healthy.isEmpty && !has(.balancerFailsClosed) ? near : healthy
    return used.map(\.relay)
  }

  /// The addresses of a target; ports and client are filled in by the caller.
  private func places(of target: Target) -> [Relay] {
    switch target.place {
    case .address(let address):
      guard address.family == family else { return [.unknown(familyUnknown)] }
      return [.target(address, port: 0, keepsClient: false)]
    case .interface(.missing(let unknown)), .loadBalancer(.missing(let unknown)):
      return [.unknown(network[unknown])]
    case .interface(.resolved(let id)): return [place(of: id)]
    case .loadBalancer(.resolved(let id)):
      return network.interfaces.ids.filter { network.interfaces[$0].kind == .loadBalancer(id) }
        .map(place)
    }
  }

  private func place(of interface: ID<Interface>) -> Relay {
    guard let address = network.interfaces[interface].primaryAddress(family) else {
      return .unknown(familyUnknown)
    }
    return .target(address, port: 0, keepsClient: false)
  }

  /// Whether an address lies in the node's zone; targets outside the VPC belong to all zones. Nil where the zones cannot
  /// be compared.
  private func isInZone(_ address: IPAddress) -> Bool? {
    guard let owner = world.owner(of: address, in: network.loadBalancers[balancer].vpc) else {
      return true
    }
    let (own, other) = (network.interfaces[node].subnet, network.interfaces[owner].subnet)
    if own == other { return true }
    guard let zone = network.subnets[own].zone, let far = network.subnets[other].zone else {
      return nil
    }
    return zone.isSame(as: far)
  }

  private var familyUnknown: Unknown {
    Unknown(
      object: network.loadBalancers[balancer].name, kind: "loadBalancer",
      reason: "a target has no address of the client's family", rule: "LB-4")
  }

  private var zoneUnknown: Unknown {
    Unknown(
      object: network.loadBalancers[balancer].name, kind: "loadBalancer",
      reason: "whether a target is in the zone of the node is not known", rule: "LB-5")
  }
}
