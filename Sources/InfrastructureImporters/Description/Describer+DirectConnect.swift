internal import SourceText

struct DirectConnectDrafts {
  struct Interface {
    var resource: Resource
    /// `private`, `transit` or `public`.
    var type: String
    var gateway: String?
    var vpnGateway: String?
    /// The address families of its sessions, and whether each is up.
    var sessions: [(family: String, isUp: Bool)] = []
    var problem: String?
  }
  struct Association {
    var resource: Resource
    var gateway: String
    var associated: String
    var isTransit: Bool
    /// Nil: not known.
    var allowed: [String]?
  }
  var gateways = Drafts<Resource>()
  var interfaces = Drafts<Interface>()
  var associations = Drafts<Association>()
}

/// Direct Connect: gateways, virtual interfaces and associations (IAC-10).
extension Describer {
  static let directConnectGatewayTypes = ["aws_dx_gateway"]
  static let virtualInterfaceTypes = [
    "aws_dx_private_virtual_interface", "aws_dx_transit_virtual_interface", "aws_dx_public_virtual_interface",
    "aws_dx_hosted_private_virtual_interface", "aws_dx_hosted_transit_virtual_interface",
    "aws_dx_hosted_public_virtual_interface",
  ]

  func enterDirectConnectGateway(_ reader: Reader) {
    reader.ignore(
      "name", "amazon_side_asn", "owner_account_id", "direct_connect_gateway_name", "direct_connect_gateway_id",
      "direct_connect_gateway_arn")
    directConnect.gateways[reader.resource.address] = reader.resource
  }

  func enterVirtualInterface(_ reader: Reader, type: String) {
    let resource = reader.resource
    reader.ignore(
      "name", "virtual_interface_name", "connection_id", "vlan", "mtu", "amazon_address", "customer_address", "bgp_asn",
      "bgp_asn_long", "bgp_auth_key", "amazon_side_asn", "aws_device", "jumbo_frame_capable", "sitelink_enabled",
      "enable_site_link", "owner_account_id", "virtual_interface_id", "virtual_interface_arn", "route_filter_prefixes",
      "allocate_private_virtual_interface_role_arn", "allocate_transit_virtual_interface_role_arn",
      "allocate_public_virtual_interface_role_arn")
    var draft = DirectConnectDrafts.Interface(resource: resource, type: type)
    readEnds(reader, into: &draft)
    if let peers = reader["bgp_peers"] {
      guard case .list(let elements) = peers.shape else {
        draft.problem = peers.firstUnknown ?? "its BGP peers are not known"
        directConnect.interfaces[resource.address] = draft
        return
      }
      for peer in elements { addSession(peer["address_family"], nil, to: &draft) }
    } else {
      addSession(reader.shown("address_family"), nil, to: &draft)
    }
    directConnect.interfaces[resource.address] = draft
    assumeConnected()
  }

  /// The accepter's side of an interface that another account made.
  func enterAcceptedInterface(_ reader: Reader, type: String) {
    var draft = DirectConnectDrafts.Interface(resource: reader.resource, type: type)
    readEnds(reader, into: &draft)
    if case .name(let name) = referred(reader.shown("virtual_interface_id"), Self.virtualInterfaceTypes),
      let made = byAddress[name]
    {
      addSession(made.attributes["address_family"], nil, to: &draft)
    } else {
      draft.problem = "the interface that it accepts is not described here"
    }
    directConnect.interfaces[reader.resource.address] = draft
    assumeConnected()
  }

  private func readEnds(_ reader: Reader, into draft: inout DirectConnectDrafts.Interface) {
    guard draft.type != "public" else { return }
    for (keys, types) in [
      (["dx_gateway_id", "direct_connect_gateway_id"], Self.directConnectGatewayTypes),
      (["vpn_gateway_id", "virtual_gateway_id"], Self.vpnGatewayTypes),
    ] {
      // A transit interface ends at no virtual private gateway.
      if draft.type == "transit", types == Self.vpnGatewayTypes { continue }
      let key = origin == .template ? keys[1] : keys[0]
      guard let value = reader.shown(key), !value.isEmpty else { continue }
      if case .later = value.shape, reader.isWritten(key) == false { continue }
      switch referred(value, types) {
      case .nothing: continue
      case .unknown(let reason): unknown(reader.resource, "its `\(key)` is not known: \(reason)", at: value.range)
      case .name(let name):
        if types == Self.vpnGatewayTypes { draft.vpnGateway = name } else { draft.gateway = name }
      }
    }
  }

  private func addSession(
    _ family: Attribute?, _ status: Attribute?, to draft: inout DirectConnectDrafts.Interface
  ) {
    guard let family = family?.text, ["ipv4", "ipv6"].contains(family) else {
      draft.problem = family?.firstUnknown ?? "the address family of a session is not known"
      return
    }
    switch status?.shape {
    case nil, .later?, .text("up")?: draft.sessions.append((family, true))
    case .text("down")?: draft.sessions.append((family, false))
    case .null?, .bool?, .number?, .text?, .list?, .object?, .reference?, .parameter?, .unknown?:
      draft.problem = status?.firstUnknown ?? "the state of a session is not known"
    }
  }

  func enterPeer(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "amazon_address", "customer_address", "bgp_asn", "bgp_asn_long", "bgp_auth_key", "bgp_peer_id", "aws_device")
    let family = reader.shown("address_family")
    let status = reader.shown("bgp_status")
    guard case .name(let name) = referred(reader.shown("virtual_interface_id"), Self.virtualInterfaceTypes) else {
      return unknown(resource, "which virtual interface it gives a session to is not known")
    }
    guard var draft = directConnect.interfaces[name] else { return }
    addSession(family, status, to: &draft)
    directConnect.interfaces[name] = draft
  }

  func enterDirectConnectAssociation(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "associated_gateway_type", "associated_gateway_owner_account_id", "dx_gateway_association_id",
      "dx_gateway_owner_account_id", "transit_gateway_attachment_id", "proposal_id", "association_id",
      "accept_direct_connect_gateway_association_proposal_role_arn")
    let gatewayKey = origin == .template ? "direct_connect_gateway_id" : "dx_gateway_id"
    let gateway = referred(reader.shown(gatewayKey), Self.directConnectGatewayTypes)
    let old = written(reader, "vpn_gateway_id")
    let associated = referred(
      old?.isEmpty == false ? old : written(reader, "associated_gateway_id"), Self.vpnGatewayTypes + Self.gatewayTypes)
    if resource.attributes["associated_gateway_id"] == nil, origin != .template, old?.isEmpty ?? true {
      return unknown(resource, "the input does not show its `associated_gateway_id`")
    }
    guard case .name(let gateway) = gateway, case .name(let name) = associated else {
      return unknown(resource, "which gateways it associates is not known")
    }
    let isTransit = transit.gateways[name] != nil || name.hasPrefix("tgw-")
    var draft = DirectConnectDrafts.Association(
      resource: resource, gateway: gateway, associated: name, isTransit: isTransit)
    draft.allowed = allowed(reader, at: name, isTransit: isTransit)
    namedRanges.formUnion(draft.allowed ?? [])
    directConnect.associations[resource.address] = draft
    guard isTransit else { return }
    let attachment = resource.address + "/attachment"
    if let id = resource.attributes["transit_gateway_attachment_id"]?.text, !id.isEmpty {
      addressOfID[id] = attachment
    }
    transit.attachments[attachment] = .init(
      resource: resource, gateway: name, kind: "direct-connect-gateway", other: gateway, subnets: [])
  }

  /// Without a word, the ranges of the gateway's VPC (DX-4).
  private func allowed(_ reader: Reader, at gateway: String, isTransit: Bool) -> [String]? {
    let key = origin == .template ? "allowed_prefixes_to_direct_connect_gateway" : "allowed_prefixes"
    guard let value = reader.shown(key) else { return standardPrefixes(gateway, isTransit) }
    if case .later = value.shape, reader.isWritten(key) == false { return standardPrefixes(gateway, isTransit) }
    guard case .list(let elements) = value.shape else { return nil }
    let texts = elements.map(\.text)
    guard !texts.isEmpty, !texts.contains(nil) else { return nil }
    return texts.compactMap { $0 }
  }

  private func standardPrefixes(_ gateway: String, _ isTransit: Bool) -> [String]? {
    guard !isTransit, let vpc = vpnGateways[gateway]?.vpc, let draft = vpcs[vpc], !draft.hasLaterIPv6 else { return nil }
    return draft.ipv4.map(\.text) + draft.ipv6.map(\.text)
  }

  /// Whether Direct Connect ends at a virtual private gateway.
  func hasDirectConnect(_ gateway: String) -> Bool {
    directConnect.associations.all.contains { $0.element.associated == gateway }
      || directConnect.interfaces.all.contains { $0.element.vpnGateway == gateway }
  }

  // MARK: Output

  func writeDirectConnect(_ add: (String, String?, Draft) -> Void) {
    for (name, resource) in directConnect.gateways.all {
      add(
        "DirectConnectGateways", resource.region,
        .make(
          at: resource.range, ("DirectConnectGatewayId", .text(name)),
          ("DirectConnectGatewayState", .text("available"))))
    }
    for (name, draft) in directConnect.interfaces.all {
      let peers = draft.sessions.map { session in
        Draft.make(("AddressFamily", .text(session.family)), ("BgpStatus", .text(session.isUp ? "up" : "down")))
      }
      if let problem = draft.problem {
        warn(
          "IM013", "what `\(DisplayText.escape(name))` does is not known: \(DisplayText.escape(problem))",
          at: draft.resource.range)
      }
      add(
        "VirtualInterfaces", draft.resource.region,
        .make(
          at: draft.resource.range, ("VirtualInterfaceId", .text(name)),
          ("VirtualInterfaceType", .text(draft.type)),
          ("VirtualInterfaceState", .text(draft.problem == nil ? "available" : "not known")),
          ("DirectConnectGatewayId", .text(draft.gateway)), ("VirtualGatewayId", .text(draft.vpnGateway)),
          ("BgpPeers", .list(peers))))
    }
    for (name, draft) in directConnect.associations.all {
      let allowed = (draft.allowed ?? []).map { Draft.make(("Cidr", .text($0))) }
      let associated = Draft.make(
        ("Id", .text(draft.associated)),
        ("Type", .text(draft.isTransit ? "transitGateway" : "virtualPrivateGateway")))
      add(
        "DirectConnectGatewayAssociations", draft.resource.region,
        .make(
          at: draft.resource.range, ("AssociationId", .text(name)),
          ("DirectConnectGatewayId", .text(draft.gateway)), ("AssociationState", .text("associated")),
          ("AssociatedGateway", associated),
          ("AllowedPrefixesToDirectConnectGateway", .list(allowed))))
    }
  }
}
