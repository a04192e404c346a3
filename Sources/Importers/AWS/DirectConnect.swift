internal import NetworkModel
internal import SourceText

/// Direct Connect: virtual interfaces, gateways, and who is associated with them (DX-2…DX-5). The keys of these answers
/// begin with a small or, in older dumps, a capital letter.
extension ImportState {
  /// One BGP session of a virtual interface.
  struct Session {
    /// Nil where the input does not tell.
    var address: IPAddress?
    var family: IPFamily
    var isUp: Bool
  }

  private struct VirtualInterface {
    var name: String
    var type: String
    var gateway: String?
    var vpnGateway: String?
    var isAvailable: Bool
    /// In a state that does not tell whether it works.
    var isUnclear: Bool
    var sessions: [Session]
    var range: SourceRange
  }

  private static func read(_ value: JSONValue, _ key: String) -> JSONValue? {
    let small = key.prefix(1).lowercased() + key.dropFirst()
    return value.peek(key) ?? value.peek(small)
  }

  private static func text(_ value: JSONValue, _ key: String) -> String? {
    guard let text = read(value, key)?.string, !text.isEmpty else { return nil }
    return text
  }

  private static func list(_ value: JSONValue, _ key: String) -> [JSONValue] {
    guard let list = read(value, key), list.kind == .array else { return [] }
    return list.elements.filter { $0.kind == .object }
  }

  /// The provider's ends of the sessions of a virtual interface.
  static func sessions(_ record: Record) -> [Session] {
    list(record.value, "BgpPeers").compactMap { peer in
      let isUp = Self.text(peer, "BgpStatus") == "up"
      guard let text = text(peer, "AmazonAddress"), let base = text.split(separator: "/").first,
        let address = IPAddress(String(base))
      else {
        let families: [String: IPFamily] = ["ipv4": .v4, "ipv6": .v6]
        return Self.text(peer, "AddressFamily").flatMap { families[$0] }.map { Session(family: $0, isUp: isUp) }
      }
      return Session(address: address, family: address.family, isUp: isUp)
    }
  }

  /// The id of an object whose keys are not read one by one.
  private func directConnectID(_ record: Record, _ key: String) -> String? {
    record.value.markConsumed()
    if let name = Self.text(record.value, key) { return name }
    error(
      "IM004", "expected an object with a `\(key)`, found one without", at: record.range.shortened)
    return nil
  }

  func importDirectConnect() {
    var interfaces: [VirtualInterface] = []
    forEach(.virtualInterfaces) { record, element in
      guard let name = directConnectID(record, "VirtualInterfaceId") else { return }
      let value = record.value
      interfaces.append(
        VirtualInterface(
          name: name, type: Self.text(value, "VirtualInterfaceType") ?? "",
          gateway: Self.text(value, "DirectConnectGatewayId"),
          vpnGateway: Self.text(value, "VirtualGatewayId"),
          isAvailable: Self.text(value, "VirtualInterfaceState") == "available",
          isUnclear: !Self.settledStates.contains(Self.text(value, "VirtualInterfaceState") ?? ""),
          sessions: Self.sessions(record), range: record.range))
      if !["private", "transit"].contains(Self.text(value, "VirtualInterfaceType")) {
        keepUnmodelled(
          name, kind: "virtualInterface", scope: scope(of: element, owner: nil), at: record.range)
      }
    }
    var working: Set<String> = []
    var listed: Set<String> = []
    forEach(.directConnectGateways) { record, _ in
      guard let name = directConnectID(record, "DirectConnectGatewayId") else { return }
      listed.insert(name)
      if Self.text(record.value, "DirectConnectGatewayState") == "available" { working.insert(name) }
    }
    forEach(.directConnectAssociations) { record, element in
      guard let name = directConnectID(record, "DirectConnectGatewayId") else { return }
      // SOUNDNESS: a gateway of another account has interfaces that nobody here lists.
      guard listed.contains(name) else {
        return leaveOpen(record, name, "the Direct Connect gateway `\(DisplayText.escape(name))` is not in the snapshot")
      }
      let own = interfaces.filter { $0.gateway == name }
      if own.contains(where: \.isUnclear) || isDescribed && own.isEmpty {
        return leaveOpen(record, name, "whether a virtual interface of `\(DisplayText.escape(name))` works is not known")
      }
      associate(record, name, element, interfaces, isWorking: working.contains(name))
    }
    for interface in interfaces where interface.type == "private" && interface.gateway == nil {
      guard let gateway = interface.vpnGateway, let id = model.vpnGateways.id(named: gateway) else {
        continue
      }
      if interface.isUnclear {
        hybrid.unclear[gateway] = unknown(
          interface.name, "virtualInterface", "whether it works is not known", rule: "DX-2", at: interface.range)
        continue
      }
      let knowledge = learned(interface.name, [interface])
      model.privateConnections.insert(
        PrivateConnection(
          name: interface.name, kind: .directConnect, end: .vpnGateway(id),
          isFunctional: interface.isAvailable && interface.sessions.contains(where: \.isUp),
          families: Set(interface.sessions.filter(\.isUp).map(\.family)), learned: knowledge,
          advertised: PrefixKnowledge(), origin: interface.range))
    }
  }

  private static let settledStates: Set<String> = [
    "confirming", "verifying", "pending", "available", "down", "testing", "deleting", "deleted", "rejected",
  ]

  /// An association of which it is not known what it carries: the associated gateway has connections that are not listed.
  private func leaveOpen(_ record: Record, _ name: String, _ reason: String) {
    let associated = Self.read(record.value, "AssociatedGateway").flatMap { Self.text($0, "Id") }
    guard let gateway = associated ?? Self.text(record.value, "VirtualGatewayId"),
      Self.text(record.value, "AssociationState") != "disassociated"
    else { return }
    hybrid.unclear[gateway] = unknown(
      "\(name)/\(gateway)", "directConnectGatewayAssociation", reason, rule: "DX-2", at: record.range)
  }

  /// DX-2, DX-4: one gateway as an associated virtual private or transit gateway sees it.
  private func associate(
    _ record: Record, _ name: String, _ element: Element, _ interfaces: [VirtualInterface],
    isWorking: Bool
  ) {
    let value = record.value
    guard let associated = Self.read(value, "AssociatedGateway"),
      let gateway = Self.text(associated, "Id"),
      Self.text(value, "AssociationState") != "disassociated"
    else {
      if let id = Self.text(value, "AssociationId") {
        keepUnmodelled(
          id, kind: "directConnectGatewayAssociation", scope: scope(of: element, owner: nil),
          at: record.range)
      }
      return
    }
    let isTransit = gateway.hasPrefix("tgw-") || Self.text(associated, "Type") == "transitGateway"
    let mine = interfaces.filter {
      $0.gateway == name && $0.type == (isTransit ? "transit" : "private") && $0.isAvailable
    }
    let up = Set(mine.flatMap(\.sessions).filter(\.isUp).map(\.family))
    let connection = "\(name)/\(gateway)"
    let allowed = Self.list(value, "AllowedPrefixesToDirectConnectGateway").compactMap {
      Self.text($0, "Cidr").flatMap { CIDR($0) }
    }
    hybrid.allowed[connection] = allowed
    let end = model.vpnGateways.id(named: gateway).map { PrivateConnection.End.vpnGateway($0) }
    guard isTransit || end != nil else { return }
    model.privateConnections.insert(
      PrivateConnection(
        name: connection, kind: .directConnect, end: end,
        isFunctional: isWorking && Self.text(value, "AssociationState") == "associated" && !up.isEmpty,
        families: up, learned: learned(connection, mine),
        advertised: PrefixKnowledge(), origin: record.range))
  }

  private func learned(_ name: String, _ interfaces: [VirtualInterface]) -> PrefixKnowledge {
    let up = interfaces.flatMap(\.sessions).filter(\.isUp)
    let sessions = up.compactMap(\.address)
    guard sessions.count == up.count, let told = declared(sessions) else { return PrefixKnowledge() }
    hybrid.isDeclared.insert(name)
    return PrefixKnowledge(told)
  }

  // MARK: After the routes

  /// What each connection has learned, as the routes show it, and what it tells the sites (VPN-3, DX-4, DX-5, TGW-13).
  func completePrivateConnections() {
    for id in model.privateConnections.ids {
      switch model.privateConnections[id].end {
      case .vpnGateway(let gateway)?: complete(id, at: gateway)
      case .attachment(let attachment)?: complete(id, at: attachment)
      case nil: learn([], id)
      }
    }
  }

  /// What routes show that was learned by BGP; without any, it is not known. A declaration or static routes stand.
  private func learn(_ ranges: Set<CIDR>, _ id: ID<PrivateConnection>) {
    let connection = model.privateConnections[id]
    if hybrid.isDeclared.contains(connection.name) || hybrid.isStatic.contains(connection.name) { return }
    // Tables of a plan or template show what is described, not what was learned.
    model.privateConnections[id].learned =
      ranges.isEmpty || isDescribed
      ? PrefixKnowledge(
        others: unknown(
          connection.name, "privateConnection", "what it learned by BGP is not known",
          rule: "VPN-3", at: connection.origin)) : PrefixKnowledge(ranges.sorted())
  }

  private func complete(_ id: ID<PrivateConnection>, at gateway: ID<VPNGateway>) {
    let connection = model.privateConnections[id]
    // A table to which the gateway propagates shows everything that it has learned (VGW-3).
    var ranges: Set<CIDR> = []
    for table in model.routeTables.elements {
      for route in table.routes
      where route.source == .propagated && route.target == .vpnGateway(.resolved(gateway)) {
        if case .range(let range) = route.destination { ranges.insert(range) }
      }
    }
    learn(ranges, id)
    guard let vpc = model.vpnGateways[gateway].vpc else { return }
    let own = model.vpcs[vpc].ranges.filter { connection.families.contains($0.family) }
    if hybrid.isStatic.contains(connection.name) {
      model.privateConnections[id].advertised.others = undeclared(connection)
    } else if let allowed = hybrid.allowed[connection.name] {
      model.privateConnections[id].advertised.ranges = own.filter { range in
        allowed.contains { $0.contains(range) }
      }
      if allowed.isEmpty { model.privateConnections[id].advertised.others = undeclared(connection) }
    } else {
      model.privateConnections[id].advertised.ranges = own
    }
  }

  private func undeclared(_ connection: PrivateConnection) -> UnknownID {
    unknown(
      connection.name, "privateConnection", "what the site sends through it is not declared",
      rule: "DX-4", at: connection.origin)
  }

  private func complete(_ id: ID<PrivateConnection>, at attachment: ID<TransitGatewayAttachment>) {
    let connection = model.privateConnections[id]
    let reference = Reference.resolved(attachment)
    var ranges: Set<CIDR> = []
    for table in model.transitGatewayRouteTables.elements where table.unknownContents == nil {
      for route in table.routes
      where route.attachments.contains(reference) && route.source != .fixed && route.source != .prefixList {
        ranges.insert(route.destination)
      }
    }
    learn(ranges, id)
    if let allowed = hybrid.allowed[connection.name] {
      model.privateConnections[id].advertised.ranges = allowed
      if allowed.isEmpty { model.privateConnections[id].advertised.others = undeclared(connection) }
      return
    }
    guard !hybrid.isStatic.contains(connection.name),
      case .table(.resolved(let table)) = model.transitGatewayAttachments[attachment].association,
      model.transitGatewayRouteTables[table].unknownContents == nil
    else {
      model.privateConnections[id].advertised.others = undeclared(connection)
      return
    }
    // TGW-13: the routes of its own table, but not those that it brought itself.
    let told = model.transitGatewayRouteTables[table].routes.filter {
      $0.state == .active && $0.attachments != [reference]
    }
    model.privateConnections[id].advertised.ranges = Set(told.map(\.destination)).sorted()
  }
}
