internal import SourceText

/// A virtual private gateway with the VPC that it is attached to.
struct VPNGatewayDraft {
  var resource: Resource
  var vpc: String?
  var tags: Draft?
}

/// A VPN connection, with static routes of its own and those that resources of their own give it.
struct VPNConnectionDraft {
  var resource: Resource
  var gateway: String?
  var transitGateway: String?
  var isStatic = false
  var routes: [(text: String, range: SourceRange)] = []
  /// Whether each tunnel is up.
  var tunnels: [Bool] = []
  var options: [(String, Draft)] = []
  /// Why it is not known what the connection does.
  var problem: String?
  var tags: Draft?
}

/// A route table that takes the routes of a gateway.
struct PropagationDraft {
  var table: String
  var gateway: Referred
  var resource: Resource
  var range: SourceRange
}

/// Virtual private gateways, VPN connections and what they tell route tables (IAC-10).
extension Describer {
  static let vpnGatewayTypes = ["aws_vpn_gateway"]
  static let vpnConnectionTypes = ["aws_vpn_connection"]

  func assumeConnected() {
    assume(
      "connections-are-up",
      "tunnels, virtual interfaces and BGP sessions of the input are up, where it does not show that they are not")
  }

  func enterVPNGateway(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "amazon_side_asn", "availability_zone", "type", "vpngateway_id", "vpn_gateway_id")
    vpnGateways[resource.address] = VPNGatewayDraft(resource: resource, tags: reader.tags())
    if let value = written(reader, "vpc_id"), !value.isEmpty {
      attach(.name(resource.address), to: referred(value, Self.vpcTypes), by: resource)
    } else if resource.attributes["vpc_id"] == nil, origin != .template {
      unknown(resource, "the input does not show its `vpc_id`")
    }
  }

  func enterVPNAttachment(_ reader: Reader) {
    attach(
      referred(reader.shown("vpn_gateway_id"), Self.vpnGatewayTypes),
      to: referred(reader.shown("vpc_id"), Self.vpcTypes), by: reader.resource)
  }

  /// A gateway that is not described lets traffic into the VPC all the same.
  func attach(_ gateway: Referred, to vpc: Referred, by resource: Resource) {
    guard case .name(let name) = gateway, case .name(let vpc) = vpc, let known = vpnGateways[name],
      known.vpc == nil || known.vpc == vpc
    else {
      return unknown(resource, "which gateway it attaches to which VPC is not known or not described here")
    }
    vpnGateways[name]?.vpc = vpc
  }

  /// The text of a setting that has a default.
  private func setting(_ reader: Reader, _ key: String, _ problem: inout String?) -> String? {
    guard let value = reader.shown(key), !value.isEmpty else { return nil }
    if case .later = value.shape, reader.isWritten(key) == false { return nil }
    if let text = value.text { return text }
    problem = problem ?? "its `\(key)` is not known: \(value.firstUnknown ?? "it is no text")"
    return nil
  }

  private static let selectors = [
    ("local_ipv4_network_cidr", "LocalIpv4NetworkCidr"), ("local_ipv6_network_cidr", "LocalIpv6NetworkCidr"),
    ("remote_ipv4_network_cidr", "RemoteIpv4NetworkCidr"), ("remote_ipv6_network_cidr", "RemoteIpv6NetworkCidr"),
  ]

  func enterVPNConnection(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "type", "customer_gateway_id", "customer_gateway_configuration", "enable_acceleration",
      "outside_ip_address_type", "vpn_tunnel_options_specifications", "preshared_key_storage",
      "pre_shared_key_storage", "preshared_key_arn", "tunnel_bandwidth", "core_network_arn",
      "core_network_attachment_arn", "transit_gateway_attachment_id", "vpn_connection_id")
    for member in resource.attributes.members where Self.isOfTunnel(member.key) { reader.ignore(member.key) }
    var draft = VPNConnectionDraft(resource: resource, tags: reader.tags())
    draft.gateway = end(reader, "vpn_gateway_id", Self.vpnGatewayTypes)
    draft.transitGateway = end(reader, "transit_gateway_id", Self.gatewayTypes)
    for key in ["transport_transit_gateway_attachment_id", "vpn_concentrator_id"] {
      guard let value = written(reader, key), !value.isEmpty else { continue }
      draft.problem = "its `\(key)` is not modelled"
    }
    let isStatic = setting(reader, "static_routes_only", &draft.problem)
    draft.isStatic = isStatic?.lowercased() == "true"
    draft.options.append(("StaticRoutesOnly", .bool(draft.isStatic)))
    if let version = setting(reader, "tunnel_inside_ip_version", &draft.problem) {
      draft.options.append(("TunnelInsideIpVersion", .text(version)))
    }
    for (key, word) in Self.selectors {
      guard let text = setting(reader, key, &draft.problem) else { continue }
      namedRanges.insert(text)
      draft.options.append((word, .text(text)))
    }
    readTelemetry(reader, into: &draft)
    readRoutes(reader, into: &draft)
    vpnConnections[resource.address] = draft
    guard let gateway = draft.transitGateway else { return }
    let name = resource.address + "/attachment"
    if let id = resource.attributes["transit_gateway_attachment_id"]?.text, !id.isEmpty { addressOfID[id] = name }
    transit.attachments[name] = .init(
      resource: resource, gateway: gateway, kind: "vpn", other: resource.address, subnets: [])
  }

  private static func isOfTunnel(_ key: String) -> Bool { key.hasPrefix("tunnel1_") || key.hasPrefix("tunnel2_") }

  /// The gateway at which a connection ends here.
  private func end(_ reader: Reader, _ key: String, _ types: [String]) -> String? {
    guard let value = reader.shown(key), !value.isEmpty else { return nil }
    if case .later = value.shape, reader.isWritten(key) == false { return nil }
    switch referred(value, types) {
    case .nothing: return nil
    case .name(let name): return name
    case .unknown(let reason):
      unknown(reader.resource, "its `\(key)` is not known: \(reason)", at: value.range)
      return nil
    }
  }

  private func readTelemetry(_ reader: Reader, into draft: inout VPNConnectionDraft) {
    let value = origin == .template ? nil : reader.shown("vgw_telemetry")
    switch value?.shape {
    case .list(let tunnels)?:
      draft.tunnels = tunnels.map { $0["status"]?.text == "UP" }
      if tunnels.isEmpty || tunnels.contains(where: { $0["status"]?.text == nil }) {
        draft.problem = draft.problem ?? "whether its tunnels are up is not shown"
      }
    case nil, .later?:
      draft.tunnels = [true, true]
      assumeConnected()
    case .null?, .bool?, .number?, .text?, .object?, .reference?, .parameter?, .unknown?:
      draft.problem = draft.problem ?? value?.firstUnknown ?? "whether its tunnels are up is not shown"
    }
  }

  /// Routes that it has already. What resources of their own add is entered with them.
  private func readRoutes(_ reader: Reader, into draft: inout VPNConnectionDraft) {
    guard origin != .template, let value = reader.shown("routes") else { return }
    switch value.shape {
    case .list(let routes):
      for route in routes {
        let state = route["state"]
        if let state, state.text != "available", !state.isEmpty { continue }
        guard let text = route["destination_cidr_block"]?.text else {
          draft.problem = draft.problem ?? "one of its routes is not known"
          continue
        }
        draft.routes.append((text, route.range))
        namedRanges.insert(text)
      }
    case .null, .later: break
    case .bool, .number, .text, .object, .reference, .parameter, .unknown:
      draft.problem = draft.problem ?? value.firstUnknown ?? "its routes are not known"
    }
    let gone = departed(["aws_vpn_connection_route"], at: "vpn_connection_id", of: reader.resource)
      .compactMap { $0.attributes["destination_cidr_block"]?.text }
    if draft.routes.contains(where: { gone.contains($0.text) }) {
      draft.problem = draft.problem ?? "it shows a route that the plan takes away"
    }
  }

  func enterVPNRoute(_ reader: Reader) {
    let resource = reader.resource
    guard case .name(let name) = referred(reader.shown("vpn_connection_id"), Self.vpnConnectionTypes) else {
      return unknown(resource, "which VPN connection it gives a route to is not known")
    }
    let destination = reader.shown("destination_cidr_block")
    guard vpnConnections[name] != nil else { return }
    guard let text = destination?.text else {
      vpnConnections[name]?.problem = "one of its routes is not known"
      return
    }
    namedRanges.insert(text)
    if vpnConnections[name]?.routes.contains(where: { $0.text == text }) == false {
      vpnConnections[name]?.routes.append((text, resource.range))
    }
  }

  // MARK: Propagation

  func enterPropagation(_ reader: Reader) {
    let resource = reader.resource
    let tables = referredList(
      reader["route_table_id"] ?? reader["route_table_ids"], Self.tableTypes)
    if tables.names.isEmpty || tables.unknown != nil {
      unknown(resource, "which route table it adds routes to is not known")
    }
    let gateway = referred(reader.shown("vpn_gateway_id"), Self.vpnGatewayTypes)
    for name in tables.names {
      propagations.append(
        PropagationDraft(table: name, gateway: gateway, resource: resource, range: resource.range))
    }
  }

  /// The gateways that a table lists.
  func readPropagation(_ reader: Reader) {
    guard let value = written(reader, "propagating_vgws"), !value.isEmpty else { return }
    let resource = reader.resource
    let found = referredList(value, Self.vpnGatewayTypes)
    var gateways = found.names.map { Referred.name($0) }
    if let reason = found.unknown { gateways.append(.unknown(reason)) }
    let gone = departed(["aws_vpn_gateway_route_propagation"], at: "route_table_id", of: resource)
    if !gone.isEmpty { gateways.append(.unknown("the table shows a gateway that the plan takes away")) }
    for gateway in gateways {
      propagations.append(
        PropagationDraft(table: resource.address, gateway: gateway, resource: resource, range: value.range))
    }
  }

  /// VGW-3: static routes of the connections of a gateway; what others learn is known only after deployment.
  func completePropagation() {
    for propagation in propagations where tables[propagation.table] != nil {
      guard case .name(let gateway) = propagation.gateway, vpnGateways[gateway] != nil else {
        tables[propagation.table]?.routes.append(
          unknownRoute(propagation.resource, "a virtual private gateway adds routes", at: propagation.range))
        continue
      }
      let connections = vpnConnections.all.map(\.element).filter { $0.gateway == gateway }
      let learns =
        connections.isEmpty || connections.contains { !$0.isStatic || $0.problem != nil }
        || hasDirectConnect(gateway)
      func add(_ key: String, _ text: String) {
        tables[propagation.table]?.routes.append(
          .make(
            at: propagation.range, (key, .text(text)), ("GatewayId", .text(gateway)), ("State", .text("active")),
            ("Origin", .text("EnableVgwRoutePropagation"))))
      }
      for route in Set(connections.filter(\.isStatic).flatMap { $0.routes.map(\.text) }).sorted() {
        add("DestinationCidrBlock", route)
      }
      if learns { add("DestinationPrefixListId", "what \(gateway) learns") }
    }
  }

  // MARK: Output

  func writeVPN(_ add: (String, String?, Draft) -> Void) {
    for (name, draft) in vpnGateways.all {
      let attachments = draft.vpc.map { [Draft.make(("VpcId", .text($0)), ("State", .text("attached")))] } ?? []
      add(
        "VpnGateways", draft.resource.region,
        .make(
          at: draft.resource.range, ("VpnGatewayId", .text(name)), ("State", .text("available")),
          ("VpcAttachments", .list(attachments)), ("Tags", draft.tags)))
    }
    for (name, draft) in vpnConnections.all {
      let routes = draft.routes.map { route in
        Draft.make(at: route.range, ("DestinationCidrBlock", .text(route.text)), ("State", .text("available")))
      }
      let tunnels = draft.tunnels.map { Draft.make(("Status", .text($0 ? "UP" : "DOWN"))) }
      if let problem = draft.problem {
        warn(
          "IM013", "what `\(DisplayText.escape(name))` does is not known: \(DisplayText.escape(problem))",
          at: draft.resource.range)
      }
      add(
        "VpnConnections", draft.resource.region,
        .make(
          at: draft.resource.range, ("VpnConnectionId", .text(name)),
          ("State", .text(draft.problem == nil ? "available" : "not known")),
          ("VpnGatewayId", .text(draft.gateway)), ("TransitGatewayId", .text(draft.transitGateway)),
          ("Options", .object(draft.options.map { .init(key: $0.0, value: $0.1) })), ("Routes", .list(routes)),
          ("VgwTelemetry", .list(tunnels)), ("Tags", draft.tags)))
    }
  }
}
