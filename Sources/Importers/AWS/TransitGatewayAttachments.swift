internal import NetworkModel
internal import SourceText

/// One attachment as the answers describe it, each part as far as it was said.
struct TransitAttachment {
  enum Association: Equatable {
    /// The answers that show it are not there, or are those of another account.
    case notShown
    case none
    case table(String, state: String?)
    case contradictory
  }

  struct Options: Equatable {
    var subnets: [String]?
    var applianceMode: Bool
    var supportsIPv6: Bool
    var keepsGroupReferences: Bool
  }

  /// In the model: the provider's id, for a peering with the gateway of this side.
  var name: String
  var id: String
  var gateway: String
  /// `vpc`, `vpn`, `peering`, …
  var type: String
  /// The VPC, the other gateway, the VPN connection, …
  var resource: String?
  /// A peering with a core network (TGW-2), or one whose sides have two ids.
  var isOtherEndUnclear = false
  /// Two answers say different things about it (CNV-8).
  var isContested = false
  /// Its description came without the options that every answer of the provider has (IMP-8).
  var lacksOptions = false
  /// CNV-4; nil where no state was given.
  var isFunctional: Bool?
  var options: Options?
  var association = Association.notShown
  /// `2019-11-29T18:59:04`, in UTC.
  var created: String?
  var tags: Tags = [:]
  var group: Int
  var origin: SourceRange

  var isPeering: Bool { type == "peering" || type == "tgw-peering" }
  var isPeeringOfGateways: Bool {
    isPeering && resource?.hasPrefix("tgw-") == true && !isOtherEndUnclear
  }
}

extension ImportState {
  private static let attachmentStates: Set<String> = [
    "initiating", "initiatingRequest", "pendingAcceptance", "rollingBack", "pending", "available",
    "modifying", "deleting", "deleted", "failed", "rejected", "rejecting", "failing",
  ]

  /// What all three answers about attachments say in the same way.
  private func attachment(
    _ record: Record, _ element: Element, gateway: String, type: String, resource: String?
  ) -> TransitAttachment? {
    guard let id = record.id("TransitGatewayAttachmentId") else { return nil }
    let isPeering = type == "peering" || type == "tgw-peering"
    let isGiven = record.value.peek("State")?.isEmpty == false
    let isFunctional =
      isGiven
      ? self.isFunctional(
        record, id, "transitGatewayAttachment", known: Self.attachmentStates,
        working: ["available", "modifying", "rollingBack"]) : nil
    let created = record.value.peek("CreationTime")?.string.flatMap(Self.time)
    return TransitAttachment(
      name: isPeering ? "\(id)/\(gateway)" : id, id: id, gateway: gateway, type: type,
      resource: resource, isFunctional: isFunctional, created: created, tags: record.tags(),
      group: element.group, origin: record.range)
  }

  /// `2019-07-10T14:02:12.000Z`, `2019-11-29 18:59:04+00:00` → `2019-07-10T14:02:12`; nil for other zones and forms.
  private static func time(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else {
      return nil
    }
    let zone = text.utf8.dropFirst(19).drop { $0 == UInt8(ascii: ".") || (48...57).contains($0) }
    guard ["Z", "+00:00", "+0000"].contains(String(zone)) else { return nil }
    return String(text.prefix(10)) + "T" + String(text.dropFirst(11).prefix(8))
  }

  /// describe-transit-gateway-attachments: every kind, with the association (TGW-2).
  func readTransitAttachments() {
    forEach(.transitGatewayAttachments) { record, element in
      record.ignore(["CreationTime", "ResourceOwnerId"], type: "TransitGatewayAttachments")
      let association = record.record("Association")
      let owner = record.string("TransitGatewayOwnerId")
      let resource = record.string("ResourceId")
      guard let gateway = record.id("TransitGatewayId"), let type = record.id("ResourceType"),
        var entry = attachment(record, element, gateway: gateway, type: type, resource: resource)
      else { return }
      if let association {
        let state = association.string("State")
        if let table = association.id("TransitGatewayRouteTableId") {
          entry.association = .table(table, state: state)
        }
      } else if isOwnersView(owner ?? transit.ownerOfGateway[gateway], in: element.group) {
        entry.association = .none
      }
      add(entry)
    }
  }

  /// describe-transit-gateway-vpc-attachments: subnets and options (TGW-4, TGW-9, SG-9).
  func readTransitVPCAttachments() {
    forEach(.transitGatewayVPCAttachments) { record, element in
      let type = "TransitGatewayVpcAttachments"
      record.ignore(["CreationTime", "VpcOwnerId"], type: type)
      guard let gateway = record.id("TransitGatewayId"), let vpc = record.id("VpcId"),
        var entry = attachment(record, element, gateway: gateway, type: "vpc", resource: vpc)
      else { return }
      let options = record.record("Options")
      options?.ignore(["DnsSupport"], type: type + ".Options")
      entry.lacksOptions = options == nil
      entry.options = .init(
        subnets: record.isMissing("SubnetIds") ? nil : strings(record, "SubnetIds").sorted(),
        applianceMode: isEnabled(options, "ApplianceModeSupport", of: entry.name),
        supportsIPv6: isEnabled(options, "Ipv6Support", of: entry.name),
        keepsGroupReferences: isEnabled(
          options, "SecurityGroupReferencingSupport", of: entry.name, standard: true))
      add(entry)
    }
  }

  private func strings(_ record: Record, _ key: String) -> [String] {
    record.list(key).compactMap { value in
      if value.string == nil {
        error(
          "IM005", "expected a string in `\(key)`, found \(value.kind.name)", at: value.range)
      }
      return value.string
    }
  }

  /// describe-transit-gateway-peering-attachments: two attachments with one id, one at each gateway (TGW-11).
  func readTransitPeerings() {
    forEach(.transitGatewayPeeringAttachments) { record, element in
      let type = "TransitGatewayPeeringAttachments"
      record.ignore(["CreationTime", "Status", "Options"], type: type)
      let sides = ["RequesterTgwInfo", "AccepterTgwInfo"].map { key -> (own: String, core: Bool)? in
        guard let side = record.record(key) else { return nil }
        side.ignore(["OwnerId", "Region"], type: type + "." + key)
        let core = side.string("CoreNetworkId")
        if let core, side.isMissing("TransitGatewayId") { return (core, true) }
        return side.id("TransitGatewayId").map { ($0, core != nil) }
      }
      let other = record.string("AccepterTransitGatewayAttachmentId")
      guard let requester = sides[0], let accepter = sides[1] else {
        return error(
          "IM004", "expected a peering attachment with two sides, found one without",
          at: record.range.shortened)
      }
      let isSplit = other != nil && other != record.value.peek("TransitGatewayAttachmentId")?.string
      for (own, far) in [(requester, accepter), (accepter, requester)] where !own.core {
        guard
          var entry = attachment(
            record, element, gateway: own.own, type: "peering", resource: far.own)
        else { return }
        entry.isOtherEndUnclear = isSplit || far.core
        add(entry)
      }
    }
  }

  /// Enters an attachment or completes one that is there. What two answers say differently is unknown (CNV-8).
  private func add(_ entry: TransitAttachment) {
    guard let number = transit.attachmentNumbers[entry.name] else {
      transit.attachmentNumbers[entry.name] = transit.attachments.count
      return transit.attachments.append(entry)
    }
    let known = transit.attachments[number]
    var differences: [String] = []
    func merged<T: Equatable>(_ first: T?, _ second: T?, _ what: String) -> T? {
      if let first, let second, first != second { differences.append(what) }
      return first ?? second
    }
    var result = known
    if known.gateway != entry.gateway { differences.append("gateway") }
    if known.type != entry.type, !(known.isPeering && entry.isPeering) {
      differences.append("type")
    }
    result.resource = merged(known.resource, entry.resource, "other end")
    result.isFunctional = merged(known.isFunctional, entry.isFunctional, "state")
    var options = known.options
    if let own = known.options, var other = entry.options {
      other.subnets = other.subnets ?? own.subnets
      options?.subnets = own.subnets ?? other.subnets
      result.options = merged(options, other, "options")
    } else {
      result.options = known.options ?? entry.options
    }
    result.isContested = known.isContested || entry.isContested || !differences.isEmpty
    result.lacksOptions = known.lacksOptions || entry.lacksOptions
    result.isOtherEndUnclear = known.isOtherEndUnclear || entry.isOtherEndUnclear
    result.created = known.created ?? entry.created
    result.tags.merge(entry.tags) { first, _ in first }
    switch (known.association, entry.association) {
    case (let first, let second) where first == second: break
    case (.notShown, let other): result.association = other
    case (_, .notShown): break
    case _:
      result.association = .contradictory
    }
    transit.attachments[number] = result
    guard let what = differences.first else { return }
    warn(
      "IM009", "`\(DisplayText.escape(entry.name))` is described twice with a different \(what)",
      at: entry.origin.shortened, notes: ["it is taken as not known"])
    unknownEverywhere(
      entry.name, "transitGatewayAttachment", "two answers disagree about its \(what)",
      rule: "CNV-8", at: entry.origin)
  }
}
