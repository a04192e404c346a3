import NetworkModel
import PolicySyntax
import SourceText

/// An object that is a place on ways only, as it was named.
struct NamedPlace: Hashable, Sendable {
  /// `an internet gateway`.
  var described: String
  var text: String
  var range: SourceRange
}

extension SetResolver {
  /// LANG-13: the objects of a set as places on a way. Nil after a report.
  mutating func places(_ set: SetExpression) -> PlaceSet? {
    guard let resolved = resolve(set, as: .source) else { return nil }
    if resolved.namesInternet || names(set, onPremises: true) {
      report(
        "PT017", "`\(Printer.print(set))` holds hosts outside, which are no places on a way",
        at: set.range, notes: ["name gateways, instances, interfaces, subnets or VPCs"])
      return nil
    }
    if let unfit = unfit(set) {
      report(
        "PT017", "`\(Printer.print(unfit))` does not say for certain which places of a way it means",
        at: unfit.range,
        notes: ["name gateways, load balancers, instances, interfaces, subnets or VPCs, joined by commas"])
      return nil
    }
    let names = PlaceNames(model)
    let named = Set(resolved.members.keys.map { model.interfaces[$0].name }).union(resolved.around)
      .union(resolved.places.keys)
    var certain: Set<String> = []
    var doubtful: [String: Set<Unknown>] = [:]
    for name in named {
      let place = names.canonical(name)
      // SOUNDNESS: ways tell of a service, not of the interface of it that they pass.
      if named.contains(place) || names.interfaces(of: place).allSatisfy(named.contains) {
        certain.insert(place)
      } else {
        doubtful[place] = [Self.someInterface(of: place)]
      }
    }
    // SOUNDNESS: attachments and firewall endpoints have interfaces, and ways do not tell of them by these.
    let behind = named.compactMap { model.interfaces.id(named: $0) }.filter {
      switch model.interfaces[$0].kind {
      case .transparentService, .unmodelledService: true
      case .ordinary, .natGateway, .loadBalancer, .interfaceEndpoint: false
      }
    }
    let services = behind.reduce(into: resolved.landings) { found, interface in
      let subnet = model.interfaces[interface].subnet
      found.formUnion(landings(subnet))
      found.formUnion(inspections(in: { $0 == subnet }))
    }
    for service in services where !named.contains(service) {
      doubtful[service] = [Self.someInterface(of: service)]
    }
    for (interface, reasons) in resolved.doubtful {
      let name = names.canonical(model.interfaces[interface].name)
      if !certain.contains(name) { doubtful[name, default: []].formUnion(reasons) }
    }
    return PlaceSet(names: certain, doubtful: doubtful, text: Printer.print(set))
  }

  private static func someInterface(of place: String) -> Unknown {
    Unknown(
      object: place, kind: "place", reason: "which of its interfaces a way passes is not told", rule: "LANG-13")
  }

  /// A part that may leave out what ways pass: selectors choose hosts only, and a gateway and its interfaces are two names.
  private func unfit(_ set: SetExpression) -> SetExpression? {
    switch set {
    case .name(let name):
      guard !name.isQuoted, let declaration = declarations[name.text] else { return nil }
      return unfit(declaration.value)
    case .address, .internet, .onprem, .gateways: return nil
    case .selector(let selector):
      switch selector.kind {
      case .instances: return nil
      case .interfaces, .subnets, .vpcs: return set
      }
    case .union(let members, _): return members.lazy.compactMap { unfit($0) }.first
    case .intersection, .difference: return set
    }
  }

  private func names(_ set: SetExpression, onPremises: Bool) -> Bool {
    switch set {
    case .onprem: true
    case .name, .address, .internet, .selector, .gateways: false
    case .union(let members, _), .intersection(let members, _):
      members.contains { names($0, onPremises: onPremises) }
    case .difference(let first, _, _): names(first, onPremises: onPremises)
    }
  }

  /// Every gateway of a kind.
  func all(_ kind: GatewayKind, range: SourceRange) -> ResolvedSet {
    let names: [String] =
      switch kind {
      case .internet: model.internetGateways.elements.map(\.name)
      case .egressOnly: model.egressOnlyInternetGateways.elements.map(\.name)
      case .nat: model.natGateways.elements.map(\.name)
      case .peering: model.peerings.elements.map(\.name)
      case .transit: model.transitGateways.elements.map(\.name) + model.transitGatewayAttachments.elements.map(\.name)
      case .vpn: model.vpnGateways.elements.map(\.name)
      case .connection: model.privateConnections.elements.map(\.name)
      case .loadBalancer: model.loadBalancers.elements.map(\.name)
      case .endpoint: model.vpcEndpoints.elements.map(\.name)
      }
    let place = NamedPlace(described: "a kind of gateway", text: kind.rawValue, range: range)
    return ResolvedSet(
      places: Dictionary(names.map { ($0, place) }) { first, _ in first },
      placeName: place)
  }

  /// A gateway by its id: the places that it is; nil when there is none of that name.
  func gateway(_ name: Name) -> ResolvedSet? {
    guard let (described, names) = gateway(named: name.text) else { return nil }
    let place = NamedPlace(described: described, text: name.text, range: name.range)
    return ResolvedSet(
      places: Dictionary(names.map { ($0, place) }) { first, _ in first }, placeName: place)
  }

  private func gateway(named text: String) -> (described: String, names: [String])? {
    if model.internetGateways.id(named: text) != nil { return ("an internet gateway", [text]) }
    if model.egressOnlyInternetGateways.id(named: text) != nil {
      return ("an egress-only internet gateway", [text])
    }
    if model.peerings.id(named: text) != nil { return ("a VPC peering connection", [text]) }
    if let id = model.transitGateways.id(named: text) {
      // Ways tell of the attachments; routes name the gateway, which holds those that nobody listed.
      let attachments = model.transitGatewayAttachments.elements.filter { $0.gateway == .resolved(id) }
      return ("a transit gateway", [text] + attachments.map(\.name))
    }
    if model.transitGatewayAttachments.id(named: text) != nil {
      return ("a transit gateway attachment", [text])
    }
    if model.vpnGateways.id(named: text) != nil { return ("a virtual private gateway", [text]) }
    if model.privateConnections.id(named: text) != nil { return ("a private connection", [text]) }
    if model.vpcEndpoints.id(named: text) != nil { return ("a VPC endpoint", [text]) }
    return nil
  }

  /// Endpoints of firewalls in some subnets.
  private func inspections(in isMeant: (ID<Subnet>) -> Bool) -> [String] {
    model.vpcEndpoints.elements.filter { endpoint in
      guard case .inspection(let inspection) = endpoint.kind else { return false }
      return isMeant(inspection.subnet)
    }.map(\.name)
  }

  /// What ways tell of when they lead through a VPC: its interfaces, whatever they do, its firewall endpoints and its
  /// attachments.
  func around(_ vpc: ID<VPC>) -> Set<String> {
    let interfaces = model.interfaces.elements.filter { $0.vpc == vpc }.map(\.name)
    let attachments = model.transitGatewayAttachments.elements.filter { attachment in
      guard case .vpc(let side) = attachment.kind else { return false }
      return side.vpc == .resolved(vpc)
    }
    return Set(interfaces + attachments.map(\.name) + inspections(in: { model.subnets[$0].vpc == vpc }))
  }

  /// Attachments that packets may enter by this subnet; the zone decides.
  func landings(_ subnet: ID<Subnet>) -> Set<String> {
    let attachments = model.transitGatewayAttachments.elements.filter { attachment in
      guard case .vpc(let side) = attachment.kind else { return false }
      return side.subnets.contains(.resolved(subnet))
    }
    return Set(attachments.map(\.name))
  }

  func around(_ subnet: ID<Subnet>) -> Set<String> {
    Set(model.interfaces.elements.filter { $0.subnet == subnet }.map(\.name) + inspections(in: { $0 == subnet }))
  }
}

extension TypeChecker {
  /// False after a report.
  mutating func holdsEndsOnly(_ set: ResolvedSet) -> Bool { sets.holdsEndsOnly(set) }
}
