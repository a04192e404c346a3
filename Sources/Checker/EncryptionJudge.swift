import NetworkModel
import PolicyTypes

/// Whether a symbolic path is encrypted hop by hop (ENC-1, ENC-15), read from its trail.
struct EncryptionJudge {
  let network: NetworkModel
  let accepted: Set<EncryptionMechanism>

  /// A device that can read or rewrite what passes it.
  private enum Device: Hashable {
    case host(ID<Interface>)
    /// What needs an exclusion, and what lies outside: nothing is promised there (ENC-8, ENC-12).
    case plain(String)
    case site
    case endpoint(String)
    case other(String)
  }

  private enum Status {
    case yes, no
    case open(String, rule: String)
  }

  /// Yes if every hop is encrypted, no if some hop is not, for certain.
  func meets(_ trail: [String]) -> PlaceSet.Visit {
    var devices: [(device: Device, over: [String])] = []
    var over: [String] = []
    for name in trail {
      if network.peerings.id(named: name) != nil || network.privateConnections.id(named: name) != nil {
        over.append(name)
        continue
      }
      guard let device = device(name) else { continue }
      if devices.last?.device == device { continue }
      devices.append((device, over))
      over = []
    }
    var reasons: Set<Unknown> = []
    for (one, two) in zip(devices, devices.dropFirst()) {
      switch status(one.device, two.device, over: two.over) {
      case .yes: continue
      case .no: return .no
      case .open(let reason, let rule):
        reasons.insert(
          Unknown(object: "\(text(one.device)) → \(text(two.device))", kind: "hop", reason: reason, rule: rule))
      }
    }
    return reasons.isEmpty ? .yes : .perhaps(reasons)
  }

  /// Nil for what only decides: tables, and words of the trail.
  private func device(_ name: String) -> Device? {
    if let id = network.interfaces.id(named: name) {
      return switch network.interfaces[id].kind {
      case .ordinary: .host(id)
      case .natGateway: .plain(natGateway(id) ?? name)
      case .interfaceEndpoint(let endpoint): .endpoint(network.vpcEndpoints[endpoint].name)
      case .loadBalancer(let balancer): .other(network.loadBalancers[balancer].name)
      case .transparentService, .unmodelledService: .other(name)
      }
    }
    if network.routeTables.id(named: name) != nil
      || network.transitGatewayRouteTables.id(named: name) != nil
      || name == "reply" || name.hasPrefix("relayed by ")
    {
      return nil
    }
    if name == "onprem" { return .site }
    if name == "internet" || network.internetGateways.id(named: name) != nil
      || network.egressOnlyInternetGateways.id(named: name) != nil
      || network.natGateways.id(named: name) != nil || network.vpnGateways.id(named: name) != nil
    {
      return .plain(name)
    }
    if network.transitGatewayAttachments.id(named: name) != nil { return .other(name) }
    return .endpoint(name)
  }

  private func natGateway(_ interface: ID<Interface>) -> String? {
    network.natGateways.elements.first { gateway in
      gateway.addresses.contains { $0.interface == interface }
    }?.name
  }

  private func status(_ one: Device, _ two: Device, over: [String]) -> Status {
    if let id = over.lazy.compactMap({ network.privateConnections.id(named: $0) }).first {
      switch network.privateConnections[id].kind {
      case .vpn: return accepted.contains(.ipsec) ? .yes : maybe([.phys], "ENC-12")
      case .directConnect: return maybe([.macsec, .phys], "ENC-13")
      }
    }
    switch (one, two) {
    case (.host(let a), .host(let b)): return hosts(a, b, over: over)
    case (.plain, _), (_, .plain):
      return isEndpoint(one) || isEndpoint(two) ? maybe([.tls, .phys], "ENC-10") : maybe([.phys], "ENC-12")
    case (.endpoint, _), (_, .endpoint): return maybe([.nitro, .tls, .phys], "ENC-10")
    case (.host, _), (.site, _), (.other, _): return maybe([.nitro, .phys], "ENC-8")
    }
  }

  private func isEndpoint(_ device: Device) -> Bool {
    if case .endpoint = device { true } else { false }
  }

  /// Open if one of these counts, else no.
  private func maybe(_ mechanisms: [EncryptionMechanism], _ rule: String) -> Status {
    let counted = mechanisms.filter(accepted.contains)
    guard !counted.isEmpty else { return .no }
    let names = counted.map(\.rawValue).joined(separator: " or ")
    return .open("whether \(names) is active here is not modelled", rule: rule)
  }

  /// Not in a Local Zone or Wavelength Zone, as far as the zone's name or id tells (ENC-8).
  private func isUsual(_ subnet: Subnet, in region: String) -> Bool {
    if let name = subnet.zoneName { return name.dropLast() == region }
    guard let id = subnet.zone?.name else { return true }
    return id.count(where: { $0 == "-" }) == 1 || id.dropLast() == region
  }

  /// ENC-4, ENC-5, ENC-6.
  private func hosts(_ a: ID<Interface>, _ b: ID<Interface>, over: [String]) -> Status {
    let isPeered = !over.isEmpty
    let (one, two) = (network.interfaces[a], network.interfaces[b])
    let (near, far) = (network.subnets[one.subnet], network.subnets[two.subnet])
    let regions = [near, far].map { subnet in
      network.scopes[subnet.scope].gaps[.region] == nil ? network.scopes[subnet.scope].region : nil
    }
    guard let here = regions[0], let there = regions[1] else { return maybe([.nitro, .bulk, .phys], "ENC-4") }
    // The connection itself may tell of other Regions, and other zones than the usual ones promise nothing.
    let told = over.compactMap { network.peerings.id(named: $0) }
      .flatMap { [network.peerings[$0].requester.region, network.peerings[$0].accepter.region] }
    if here == there, told.contains(where: { !$0.isEmpty && $0 != here }) {
      return maybe([.nitro, .bulk, .phys], "ENC-4")
    }
    if near.isOnOutpost || far.isOnOutpost
      || here == there && !(isUsual(near, in: here) && isUsual(far, in: here))
    {
      return maybe([.nitro, .phys], "ENC-8")
    }
    if here != there { return accepted.isDisjoint(with: [.bulk, .phys]) ? .no : .yes }
    var open: [EncryptionMechanism] = []
    if accepted.contains(.phys) {
      switch near.zone.flatMap({ zone in far.zone.map { zone.isSame(as: $0) } }) ?? nil {
      case false?: return .yes
      case true?: break
      case nil: open.append(.phys)
      }
    }
    if accepted.contains(.nitro) {
      if one.vpc != two.vpc, !isPeered {
        open.append(.nitro)
      } else {
        let support = [supports(one), supports(two)]
        if !support.contains(false) {
          if !support.contains(nil) { return .yes }
          open.append(.nitro)
        }
      }
    }
    guard !open.isEmpty else { return .no }
    let types = Set([one, two].filter { supports($0) == nil }.map(typeText)).sorted()
    guard open.contains(.nitro), !types.isEmpty else { return maybe(open, "ENC-5") }
    return .open(
      "whether \(types.joined(separator: " and ")) encrypts is not known; collect describe-instance-types",
      rule: "ENC-4")
  }

  private func supports(_ interface: Interface) -> Bool? {
    guard let instance = interface.instance.map({ network.instances[$0] }), instance.gaps[.type] == nil
    else { return nil }
    return network.encryptingTypes[instance.type]
  }

  private func typeText(_ interface: Interface) -> String {
    guard let instance = interface.instance.map({ network.instances[$0] }), !instance.type.isEmpty else {
      return "the host of `\(interface.name)`"
    }
    return "the instance type `\(instance.type)`"
  }

  private func text(_ device: Device) -> String {
    switch device {
    case .host(let id): network.interfaces[id].name
    case .plain(let name), .endpoint(let name), .other(let name): name
    case .site: "onprem"
    }
  }
}
