internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Puts the attachments into the model, in the order in which they were named.
  func enterTransitAttachments() {
    for entry in transit.attachments {
      if entry.isFunctional == nil {
        unknownEverywhere(
          entry.name, "transitGatewayAttachment", "its state was not collected", rule: "IMP-5",
          at: entry.origin)
      }
      let kind = kind(of: entry)
      let attachment = TransitGatewayAttachment(
        name: entry.name,
        gateway: reference(
          model.transitGateways, entry.gateway, .transitGateways, term: "transitGateway",
          group: entry.group, at: entry.origin),
        kind: kind, isFunctional: entry.isFunctional ?? false, association: association(of: entry),
        tags: entry.tags, origin: entry.origin)
      guard let id = model.transitGatewayAttachments.insert(attachment) else { continue }
      if case .connection(.resolved(let connection)) = kind {
        model.privateConnections[connection].end = .attachment(id)
      }
      if entry.isContested {
        contest(id, entry, "two answers disagree about it", "CNV-8")
      } else if entry.lacksOptions {
        contest(id, entry, "it comes without its options", "IMP-8")
      } else if entry.type == "vpc", entry.resource == nil {
        contest(id, entry, "it comes without its VPC", "IMP-3a")
      } else if !Self.attachmentTypes.contains(entry.type) {
        contest(id, entry, "its type `\(DisplayText.escape(entry.type))` is not known", "IMP-5")
      }
      if case .unmodelled = kind, attachment.isFunctional {
        let gateway = model.transitGatewayAttachments[id].gateway.id
        keepUnmodelled(
          entry.name, kind: "transitGatewayAttachment",
          scope: gateway.map { model.transitGateways[$0].scope }, at: entry.origin)
      }
    }
  }

  /// The VPN connection or the Direct Connect gateway behind an attachment, if it is known well enough.
  func privateConnection(of entry: TransitAttachment) -> ID<PrivateConnection>? {
    guard !entry.isContested, let resource = entry.resource else { return nil }
    switch entry.type {
    case "vpn": return model.privateConnections.id(named: resource)
    case "direct-connect-gateway":
      return model.privateConnections.id(named: "\(resource)/\(entry.gateway)")
    case _: return nil
    }
  }

  private static let attachmentTypes: Set<String> = [
    "vpc", "vpn", "vpn-concentrator", "direct-connect-gateway", "connect", "network-function",
    "client-vpn", "peering", "tgw-peering",
  ]

  /// What is not certain about it is neither a path nor an obstacle: it leads to the unknown both ways.
  private func contest(
    _ id: ID<TransitGatewayAttachment>, _ entry: TransitAttachment, _ why: String, _ rule: String
  ) {
    let reason = unknown(
      entry.name, "transitGatewayAttachment", why, rule: rule, at: entry.origin)
    model.transitGatewayAttachments[id].kind = .unmodelled(reason)
    model.transitGatewayAttachments[id].isFunctional = true
    if let gateway = model.transitGatewayAttachments[id].gateway.id {
      model.transitGateways[gateway].unlistedAttachments = reason
    }
  }

  private func kind(of entry: TransitAttachment) -> TransitGatewayAttachment.Kind {
    if entry.type == "vpc" { return .vpc(vpcSide(of: entry)) }
    if entry.isPeeringOfGateways, let other = entry.resource {
      let name = "\(entry.id)/\(other)"
      if let number = transit.attachmentNumbers[name] {
        return .peering(.resolved(ID(index: number)))
      }
      return .peering(
        .missing(
          unknown(
            name, "transitGatewayAttachment", "the other side of the peering is not in the snapshot",
            rule: "TGW-11")))
    }
    if let connection = privateConnection(of: entry) { return .connection(.resolved(connection)) }
    let (title, rule): (String, String)
    switch entry.type {
    case "vpn": (title, rule) = ("a VPN attachment", "TGW-13")
    case "vpn-concentrator": (title, rule) = ("a VPN concentrator attachment", "TGW-13")
    case "direct-connect-gateway": (title, rule) = ("a Direct Connect attachment", "TGW-13")
    case "connect": (title, rule) = ("a Connect attachment", "TGW-12")
    case "network-function": (title, rule) = ("a network function attachment", "TGW-14")
    case "client-vpn": (title, rule) = ("a Client VPN attachment", "TGW-1")
    case "peering", "tgw-peering":
      (title, rule) = ("a peering whose other side is no single transit gateway", "TGW-2")
    case let other:
      let type = DisplayText.escape(other)
      warn("IM013", "the attachment type `\(type)` is not known", at: entry.origin.shortened)
      (title, rule) = ("an attachment of the type `\(type)`", "IMP-5")
    }
    return .unmodelled(
      unknown(
        entry.name, "transitGatewayAttachment", "\(title) is not modelled", rule: rule,
        at: entry.origin))
  }

  /// The subnets in order of zone name (TGW-4, TGW-10). Where they are not known, one that is missing stands for them.
  private func vpcSide(of entry: TransitAttachment) -> TransitGatewayVPC {
    let name = entry.resource ?? ""
    let group = entry.group
    func missing(_ reason: String, _ rule: String) -> [Reference<Subnet>] {
      [
        .missing(
          unknown(
            entry.name, "transitGatewayAttachment", reason, rule: rule, at: entry.origin))
      ]
    }
    var subnets: [Reference<Subnet>] = []
    if let names = entry.options?.subnets {
      let known = names.compactMap { model.subnets.id(named: $0) }
        .sorted { first, second in
          let (a, b) = (model.subnets[first], model.subnets[second])
          return (a.zone?.name ?? "", a.name) < (b.zone?.name ?? "", b.name)
        }
      let zones = known.compactMap { model.subnets[$0].zone }
      subnets = known.map { .resolved($0) }
      for name in names where model.subnets.id(named: name) == nil {
        subnets.append(
          reference(
            model.subnets, name, .subnets, term: "subnet", group: group, at: entry.origin))
      }
      if Set(zones).count < zones.count {
        subnets = missing("two of its subnets are in one zone", "TGW-4")
      }
    } else {
      subnets = missing("its subnets were not collected", "IMP-3a")
    }
    return TransitGatewayVPC(
      vpc: reference(model.vpcs, name, .vpcs, term: "vpc", group: group, at: entry.origin),
      subnets: subnets, applianceMode: entry.options?.applianceMode ?? false,
      supportsIPv6: entry.options?.supportsIPv6 ?? false,
      keepsGroupReferences: entry.options?.keepsGroupReferences ?? true)
  }

  /// The attachment that a table of `gateway` names by the provider's id.
  func attachmentReference(_ id: String, of gateway: String, group: Int)
    -> Reference<TransitGatewayAttachment>
  {
    let table = model.transitGatewayAttachments
    if let own = table.id(named: "\(id)/\(gateway)") { return .resolved(own) }
    return reference(
      table, id, .transitGatewayAttachments, term: "transitGatewayAttachment", group: group,
      at: nil)
  }
}
