internal import NetworkModel
internal import SourceText

/// What the answers say about VPN and Direct Connect until the routes are known.
struct HybridAnswers {
  /// Connections whose routes are entered by hand (VPN-3).
  var isStatic: Set<String> = []
  /// Connections whose learned prefixes a customer's router declares.
  var isDeclared: Set<String> = []
  /// DX-4: the allowed prefixes of an association, by connection.
  var allowed: [String: [CIDR]] = [:]
  /// By gateway, a connection that is not modelled or not understood.
  var unclear: [String: UnknownID] = [:]
  /// The group in which each gateway was collected.
  var groupOfGateway: [ID<VPNGateway>: Int] = [:]
}

extension ImportState {
  func importVPNGateways() {
    forEach(.customerGateways) { record, _ in
      // The customer's own device: its address says nothing about who reaches whom.
      record.value.markConsumed()
      _ = record.id("CustomerGatewayId")
    }
    forEach(.vpnGateways) { record, element in
      guard let name = record.id("VpnGatewayId"), isFirst(.vpnGateways, name, element) else { return }
      record.ignore(["AmazonSideAsn", "Type", "AvailabilityZone"], type: "VpnGateways")
      var vpc: ID<VPC>?
      for attachment in record.records("VpcAttachments") {
        let state = attachment.string("State")
        guard let name = attachment.id("VpcId") else { continue }
        switch state {
        case nil, "attached": vpc = self.vpc(named: name, for: element, at: attachment.range)
        case "attaching", "detaching", "detached": break
        case let other?:
          unknownEverywhere(
            name, "vpnGateway", "its attachment is in the unknown state `\(DisplayText.escape(other))`",
            rule: "IMP-5", at: attachment.range)
        }
      }
      let works = isFunctional(
        record, name, "vpnGateway", known: ["pending", "available", "deleting", "deleted"],
        working: ["available"])
      let id = model.vpnGateways.insert(
        VPNGateway(
          name: name, vpc: vpc, isFunctional: works, tags: record.tags(), origin: record.range))
      if let id { hybrid.groupOfGateway[id] = element.group }
    }
  }

  /// VPN connections and Direct Connect gateways with what they select, tell and, where a router declares it, learn.
  func importPrivateConnections() {
    importVPNConnections()
    importDirectConnect()
    for id in model.vpnGateways.ids {
      let name = model.vpnGateways[id].name
      let group = hybrid.groupOfGateway[id] ?? 0
      var doubt = hybrid.unclear[name]
      if !isComplete(.vpnConnections, in: group) {
        doubt =
          doubt
          ?? unknown(
            "VPN connections of \(title(ofGroup: group))", "class",
            "they were not collected to the end", rule: "IMP-3a")
      }
      if !gathered.isPresentAnywhere(.virtualInterfaces) {
        if profile.absentClassesEmpty {
          assume(
            "absent-direct-connect-empty", "there is no Direct Connect where none was collected")
        } else {
          doubt =
            doubt
            ?? unknown(
              "Direct Connect of \(name)", "class", "virtual interfaces were not collected",
              rule: "IMP-3a")
        }
      }
      // A plan or template may describe a gateway whose connections others manage.
      if isDescribed, !model.privateConnections.elements.contains(where: { $0.end == .vpnGateway(id) }) {
        doubt =
          doubt
          ?? unknown(name, "vpnGateway", "no connection of it is described", rule: "IAC-10", at: model.vpnGateways[id].origin)
      }
      model.vpnGateways[id].unlistedConnections = doubt
    }
  }

  /// LANG-5a: gateways to sites that nobody listed. Of a VPC only its owner's account lists them.
  func noteUncollectedSites() {
    guard !isDescribed else { return }
    for vpc in model.vpcs.ids {
      guard let group = groupOfVPC[vpc] else { continue }
      let missing: String
      if !isComplete(.vpnGateways, in: group) {
        missing = "virtual private gateways"
      } else if ![ResourceClass.transitGatewayAttachments, .transitGatewayVPCAttachments].contains(where: {
        isComplete($0, in: group)
      }) {
        missing = "transit gateway attachments"
      } else {
        let owner = model.scopes[model.vpcs[vpc].scope].account
        guard !isOwnersView(owner == "default" ? nil : owner, in: group) else { continue }
        missing = "virtual private gateways of \(owner)"
      }
      model.uncollectedSites = unknown(missing, "class", "were not collected", rule: "LANG-5a")
      return
    }
  }

  private static let irrelevantConnectionKeys = [
    "Category", "Type", "CustomerGatewayId", "GatewayAssociationState", "PreSharedKeyArn",
    "CustomerGatewayConfiguration",
  ]
  private static let irrelevantConnectionOptions = [
    "EnableAcceleration", "TunnelOptions", "OutsideIpAddressType", "TunnelBandwidth",
  ]

  private func importVPNConnections() {
    forEach(.vpnConnections) { record, element in
      guard let name = record.id("VpnConnectionId"), isFirst(.vpnConnections, name, element) else {
        return
      }
      let configuration = record.string("CustomerGatewayConfiguration") ?? ""
      record.ignore(Self.irrelevantConnectionKeys, type: "VpnConnections")
      let owner = record.string("VpnGatewayId")
      let transit = record.string("TransitGatewayId")
      let others = ["CoreNetworkArn", "VpnConcentratorId"].compactMap { record.string($0) }
      let options = record.record("Options")
      options?.ignore(Self.irrelevantConnectionOptions, type: "VpnConnections.Options")
      let isStatic = options?.bool("StaticRoutesOnly") ?? false
      let carriesIPv6 = options?.string("TunnelInsideIpVersion") == "ipv6"
      let transport = options?.string("TransportTransitGatewayAttachmentId")
      let selectors = selectors(options)
      let routes = record.records("Routes").compactMap { route -> CIDR? in
        route.ignore(["Source"], type: "VpnConnections.Routes")
        let state = route.string("State")
        let range = route.cidr("DestinationCidrBlock")
        return state == nil || state == "available" ? range : nil
      }
      let tunnels = record.records("VgwTelemetry").map { tunnel -> (isUp: Bool, routes: Int?) in
        tunnel.ignore(
          ["OutsideIpAddress", "LastStatusChange", "StatusMessage", "CertificateArn"],
          type: "VpnConnections.VgwTelemetry")
        return (tunnel.string("Status") == "UP", tunnel.int("AcceptedRouteCount"))
      }
      let state = record.string("State")
      let tags = record.tags()
      if ["deleted", "deleting", "pending"].contains(state) { return }
      if state != "available" || options == nil || tunnels.isEmpty || transport != nil || !others.isEmpty {
        let id = unknown(
          name, "vpnConnection", "its state, options, tunnels or transport are not understood",
          rule: "VPN-1", at: record.range)
        if let owner { hybrid.unclear[owner] = id }
        return keepUnmodelled(
          name, kind: "vpnConnection", scope: scope(of: element, owner: nil), at: record.range)
      }
      var learned = PrefixKnowledge()
      if isStatic {
        hybrid.isStatic.insert(name)
        learned.ranges = routes
        // SOUNDNESS: at a transit gateway static routes stand in its tables, so a connection without any tells nothing of
        // the site behind it; it must not look like a site without hosts.
        if transit != nil || routes.isEmpty {
          learned.others = unknown(
            name, "privateConnection", "the prefixes behind a connection with static routing are not declared",
            rule: "VPN-3", at: record.range)
        }
      } else {
        let told = declared(Self.insideAddresses(configuration))
        let counts = tunnels.filter(\.isUp).compactMap(\.routes)
        if let told, counts.allSatisfy({ $0 == told.count }) {
          hybrid.isDeclared.insert(name)
          learned.ranges = told
        }
      }
      let end = owner.flatMap { model.vpnGateways.id(named: $0) }
      if owner == nil, transit == nil { return }
      model.privateConnections.insert(
        PrivateConnection(
          name: name, kind: .vpn(selectors), end: end.map { .vpnGateway($0) },
          isFunctional: tunnels.contains(where: \.isUp),
          families: carriesIPv6 && owner == nil ? [.v6] : [.v4], learned: learned,
          advertised: PrefixKnowledge(), tags: tags, origin: record.range))
    }
  }

  /// VPN-2; what is not given is everything.
  private func selectors(_ options: Record?) -> TrafficSelectors {
    let any = TrafficSelectors.any
    func side(_ keys: [String]) -> [CIDR] {
      zip(keys, any.site).map { key, standard in options?.cidr(key) ?? standard }
    }
    return TrafficSelectors(
      site: side(["LocalIpv4NetworkCidr", "LocalIpv6NetworkCidr"]),
      network: side(["RemoteIpv4NetworkCidr", "RemoteIpv6NetworkCidr"]))
  }

  /// The addresses inside the tunnels on the provider's side, from the configuration for the customer's device.
  private static func insideAddresses(_ configuration: String) -> [IPAddress] {
    let parts = configuration.split(separator: "<vpn_gateway>", omittingEmptySubsequences: false)
    return parts.dropFirst().compactMap { part in
      guard let inside = part.firstRange(of: "<tunnel_inside_address>"),
        let start = part[inside.upperBound...].firstRange(of: "<ip_address>"),
        let end = part[start.upperBound...].firstRange(of: "</ip_address>")
      else { return nil }
      return IPAddress(String(part[start.upperBound..<end.lowerBound]))
    }
  }

  /// The prefixes that customers' routers announce over sessions with these addresses of the provider: nil unless every
  /// session is one with a router that is understood, and which has no neighbour but the provider.
  func declared(_ sessions: [IPAddress]) -> [CIDR]? {
    guard !sessions.isEmpty else { return nil }
    var ranges: Set<CIDR> = []
    for session in sessions {
      let owners = routers.filter { $0.neighbours.contains(session) }
      guard owners.count == 1, let router = owners.first,
        router.neighbours.isSubset(of: providerSessions)
      else { return nil }
      ranges.formUnion(router.networks)
    }
    return ranges.sorted()
  }

  /// Addresses of the provider in every BGP session that the answers show.
  private var providerSessions: Set<IPAddress> {
    var found: Set<IPAddress> = []
    for element in gathered.of(.vpnConnections) {
      let text = element.value.peek("CustomerGatewayConfiguration")?.string ?? ""
      found.formUnion(Self.insideAddresses(text))
    }
    for element in gathered.of(.virtualInterfaces) {
      found.formUnion(Self.sessions(Record(element.value, self)).compactMap(\.address))
    }
    return found
  }
}
