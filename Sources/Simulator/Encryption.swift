package import NetworkModel

/// One hop of a way, and what encrypts a packet on it (ENC-1).
package struct HopEncryption: Hashable, Sendable {
  package var from: String
  package var to: String
  package var active: Set<EncryptionMechanism>
  /// Mechanisms of which it is not known whether they are active (ENC-16).
  package var open: Set<EncryptionMechanism>
}

/// Encryption on the way of a packet that was followed: the interpreter's reading of ENC-1 to ENC-14.
extension Simulator {
  /// The hops of one leg that was delivered, in order. `start` is who sends, where the trace does not begin with it.
  package func encryption(of hops: [Hop], startingAt start: Receiver? = nil) -> [HopEncryption] {
    var stops: [Hop] = []
    var crossing: [String: [String]] = [:]
    var pending: [String] = []
    if let start { stops.append(stop(start, hops)) }
    for hop in hops {
      switch hop.kind {
      case "vpcPeeringConnection", "vpnConnection", "directConnectGateway":
        // A connection is no place of its own: it says how the hop is made.
        if pending.last != hop.component { pending.append(hop.component) }
      case "networkInterface", "internetGateway", "egressOnlyInternetGateway", "natGateway",
        "transitGatewayAttachment", "loadBalancer", "vpcEndpoint", "vpnGateway", "internet",
        "onPremises", "service":
        if let last = stops.last, place(last) == place(hop) { continue }
        if !stops.isEmpty { crossing["\(stops.count)"] = pending }
        pending = []
        stops.append(hop)
      case _: continue
      }
    }
    return zip(stops, stops.dropFirst()).enumerated().map { index, pair in
      hop(pair.0, pair.1, over: crossing["\(index + 1)"] ?? [])
    }
  }

  private func stop(_ receiver: Receiver, _ hops: [Hop]) -> Hop {
    let packet = hops.first?.packet ?? Packet(
      source: IPAddress(.v4, 0), destination: IPAddress(.v4, 0), proto: 0)
    switch receiver {
    case .interface(let id):
      return Hop(
        component: world.network.interfaces[id].name, kind: "networkInterface", action: "egress",
        semantics: "ENC-1", packet: packet)
    case .internet: return Hop(component: "internet", kind: "internet", action: "egress", semantics: "ENC-1", packet: packet)
    case .onPremises: return Hop(component: "onprem", kind: "onPremises", action: "egress", semantics: "ENC-1", packet: packet)
    case .service(let name): return Hop(component: name, kind: "service", action: "egress", semantics: "ENC-1", packet: packet)
    }
  }

  /// The device at a stop: interfaces of a gateway are the gateway.
  private func place(_ hop: Hop) -> String {
    guard hop.kind == "networkInterface", let id = world.network.interfaces.id(named: hop.component)
    else { return hop.component }
    switch world.network.interfaces[id].kind {
    case .loadBalancer(let balancer): return world.network.loadBalancers[balancer].name
    case .interfaceEndpoint(let endpoint): return world.network.vpcEndpoints[endpoint].name
    case .natGateway:
      let owner = world.network.natGateways.elements.first { gateway in
        gateway.addresses.contains { $0.interface == id }
      }
      return owner?.name ?? hop.component
    case .ordinary, .transparentService, .unmodelledService: return hop.component
    }
  }

  private func hop(_ from: Hop, _ to: Hop, over connections: [String]) -> HopEncryption {
    var result = HopEncryption(from: place(from), to: place(to), active: [], open: [])
    let kinds = [kind(from), kind(to)]
    if let name = connections.first(where: { world.network.privateConnections.id(named: $0) != nil }),
      let id = world.network.privateConnections.id(named: name)
    {
      switch world.network.privateConnections[id].kind {
      // ENC-12: the tunnel is up, or nothing would go over it.
      case .vpn: result.active.insert(.ipsec)
      // ENC-13: whether its links encrypt was not collected.
      case .directConnect: result.open.insert(.macsec)
      }
      result.open.insert(.phys)
      return result
    }
    if kinds == ["host", "host"], let a = interface(from), let b = interface(to) {
      hosts(a, b, over: connections, &result)
      return result
    }
    result.open.insert(.phys)
    // ENC-8, ENC-12: nothing is promised to what needs an exclusion, and nothing outside.
    let plain = ["internetGateway", "egressOnlyInternetGateway", "natGateway", "vpnGateway", "internet"]
    if !kinds.contains(where: plain.contains) { result.open.insert(.nitro) }
    // ENC-10: a port is no proof.
    if kinds.contains("endpoint") { result.open.insert(.tls) }
    return result
  }

  private func kind(_ hop: Hop) -> String {
    guard hop.kind == "networkInterface" else {
      return hop.kind == "vpcEndpoint" || hop.kind == "service" ? "endpoint" : hop.kind
    }
    guard let id = interface(hop) else { return hop.kind }
    switch world.network.interfaces[id].kind {
    case .ordinary: return "host"
    case .natGateway: return "natGateway"
    case .interfaceEndpoint: return "endpoint"
    case .loadBalancer, .transparentService, .unmodelledService: return "service interface"
    }
  }

  private func interface(_ hop: Hop) -> ID<Interface>? { world.network.interfaces.id(named: hop.component) }

  /// ENC-4 to ENC-6 between two interfaces of hosts.
  private func hosts(
    _ a: ID<Interface>, _ b: ID<Interface>, over connections: [String], _ result: inout HopEncryption
  ) {
    let network = world.network
    let scopes = [a, b].map { network.scopes[network.subnets[network.interfaces[$0].subnet].scope] }
    guard scopes.allSatisfy({ $0.gaps[.region] == nil }) else {
      result.open = [.nitro, .bulk, .phys]
      return
    }
    if [a, b].contains(where: { network.subnets[network.interfaces[$0].subnet].isOnOutpost }) {
      // ENC-8
      result.open = [.nitro, .phys]
      return
    }
    if scopes[0].region != scopes[1].region {
      // ENC-5, ENC-6
      result.active = [.bulk, .phys]
      return
    }
    // A peering between Regions contradicts them; Local Zones and the like promise nothing (ENC-8).
    for name in connections {
      guard let id = network.peerings.id(named: name) else { continue }
      for side in [network.peerings[id].requester, network.peerings[id].accepter]
      where side.region != scopes[0].region && side.region != "" {
        result.open = [.nitro, .bulk, .phys]
        return
      }
    }
    for interface in [a, b] where isOutlying(network.subnets[network.interfaces[interface].subnet], scopes[0].region) {
      result.open = [.nitro, .phys]
      return
    }
    let zones = [a, b].map { network.subnets[network.interfaces[$0].subnet].zone }
    switch zones[0].flatMap({ zone in zones[1].map { zone.isSame(as: $0) } }) ?? nil {
    case false?: result.active.insert(.phys)
    case true?: break
    case nil: result.open.insert(.phys)
    }
    guard network.interfaces[a].vpc == network.interfaces[b].vpc || !connections.isEmpty else {
      result.open.insert(.nitro)
      return
    }
    let support = [a, b].map { encrypts(network.interfaces[$0]) }
    if support.contains(false) { return }
    if support.contains(nil) {
      result.open.insert(.nitro)
    } else {
      result.active.insert(.nitro)
    }
  }

  private func isOutlying(_ subnet: Subnet, _ region: String) -> Bool {
    let (zone, id) = (subnet.zoneName ?? "", subnet.zone?.name ?? "")
    if !zone.isEmpty { return zone.count != region.count + 1 || !zone.hasPrefix(region) }
    return id.split(separator: "-").count > 2 && !(id.hasPrefix(region) && id.count == region.count + 1)
  }

  /// ENC-4: whether the instance's type encrypts; nil where that is not known.
  private func encrypts(_ interface: Interface) -> Bool? {
    guard let id = interface.instance else { return nil }
    let instance = world.network.instances[id]
    return instance.gaps[.type] == nil ? world.network.encryptingTypes[instance.type] : nil
  }
}
