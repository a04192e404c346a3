internal import SourceText

extension Describer {
  static let gatewayTypes = ["aws_ec2_transit_gateway"]
  static let attachmentTypes = ["aws_ec2_transit_gateway_vpc_attachment"]
  private static let transitTableTypes = ["aws_ec2_transit_gateway_route_table"]

  /// `enable` and `disable`, also as a switch; the standard where nothing is written.
  private func option(_ reader: Reader, _ key: String, standard: Bool) -> Bool {
    // An attachment in a template has them in an object.
    guard let value = written(reader, key) ?? reader.resource.attributes["options"]?[key] else { return standard }
    switch value.text {
    case "enable", "true", "True": return true
    case "disable", "false", "False": return false
    case _:
      unknown(reader.resource, "its `\(key)` is not known", at: value.range)
      return standard
    }
  }

  private static func enabled(_ bool: Bool) -> Draft { .text(bool ? "enable" : "disable") }

  /// The table that comes with a gateway, unless it is switched off.
  private func standardTable(_ gateway: String) -> String { gateway + "/default-route-table" }

  func enterTransitGateway(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "description", "amazon_side_asn", "auto_accept_shared_attachments", "dns_support",
      "multicast_support", "vpn_ecmp_support", "transit_gateway_cidr_blocks",
      "association_default_route_table_id", "propagation_default_route_table_id",
      "encryption_support",
      "encryption_support_state", "transit_gateway_id")
    var draft = TransitDrafts.Gateway(resource: resource, tags: reader.tags())
    draft.associates = option(reader, "default_route_table_association", standard: true)
    draft.propagates = option(reader, "default_route_table_propagation", standard: true)
    draft.options = [
      (
        "SecurityGroupReferencingSupport",
        Self.enabled(option(reader, "security_group_referencing_support", standard: false))
      )
    ]
    transit.gateways[resource.address] = draft
    if draft.associates || draft.propagates {
      transit.tables[standardTable(resource.address)] = .init(
        resource: resource, gateway: resource.address)
      for key in ["association_default_route_table_id", "propagation_default_route_table_id"] {
        if let id = resource.attributes[key]?.text, !id.isEmpty {
          addressOfID[id] = addressOfID[id] ?? standardTable(resource.address)
        }
      }
    }
  }

  func enterTransitTable(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("default_association_route_table", "default_propagation_route_table")
    let gateway = required(
      referred(reader.shown("transit_gateway_id"), Self.gatewayTypes), "transit gateway",
      of: resource)
    transit.tables[resource.address] = .init(
      resource: resource, gateway: gateway, tags: reader.tags())
  }

  func enterTransitAttachment(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "dns_support", "vpc_owner_id", "transit_gateway_attachment_id", "options")
    let gateway = required(
      referred(reader.shown("transit_gateway_id"), Self.gatewayTypes), "transit gateway",
      of: resource)
    let vpc = required(referred(reader.shown("vpc_id"), Self.vpcTypes), "VPC", of: resource)
    let subnets = referredList(reader.shown("subnet_ids"), Self.subnetTypes)
    if let reason = subnets.unknown {
      unknown(resource, "which subnets it uses is not known: \(reason)")
    }
    var draft = TransitDrafts.Attachment(
      resource: resource, gateway: gateway, other: vpc, subnets: subnets.names, tags: reader.tags())
    draft.options = [
      (
        "ApplianceModeSupport",
        Self.enabled(option(reader, "appliance_mode_support", standard: false))
      ),
      ("Ipv6Support", Self.enabled(option(reader, "ipv6_support", standard: false))),
      (
        "SecurityGroupReferencingSupport",
        Self.enabled(option(reader, "security_group_referencing_support", standard: true))
      ),
    ]
    let options: Set<String> = [
      "appliance_mode_support", "dns_support", "ipv6_support", "security_group_referencing_support",
    ]
    if let given = resource.attributes["options"], !given.isEmpty,
      given.members.isEmpty || given.members.contains(where: { !options.contains($0.key) })
    {
      unknown(resource, "its options are not known", at: given.range)
    }
    if written(reader, "transit_gateway_default_route_table_association") != nil {
      draft.associates = flag(
        reader, "transit_gateway_default_route_table_association", standard: true)
    }
    if written(reader, "transit_gateway_default_route_table_propagation") != nil {
      draft.propagates = flag(
        reader, "transit_gateway_default_route_table_propagation", standard: true)
    }
    transit.attachments[resource.address] = draft
  }

  func enterTransitLink(_ reader: Reader, isAssociation: Bool) {
    let resource = reader.resource
    reader.ignore(
      "resource_id", "resource_type", "transit_gateway_id", "replace_existing_association")
    let attachment = referred(reader.shown("transit_gateway_attachment_id"), Self.attachmentTypes)
    let table = referred(reader.shown("transit_gateway_route_table_id"), Self.transitTableTypes)
    guard case .name(let member) = attachment, case .name(let name) = table,
      transit.attachments[member] != nil, transit.tables[name] != nil
    else {
      return unknown(
        resource, "which attachment it joins to which table is not known or not described here")
    }
    if isAssociation {
      transit.tables[name]?.associations.append(member)
      // An association of its own takes the place of the default one.
      transit.attachments[member]?.associates = false
    } else {
      transit.tables[name]?.propagations.append(member)
    }
  }

  func enterTransitRoute(_ reader: Reader) {
    let resource = reader.resource
    guard
      case .name(let name) = referred(
        reader.shown("transit_gateway_route_table_id"), Self.transitTableTypes)
    else { return unknown(resource, "which table of a transit gateway it belongs to is not known") }
    let destination = reader.shown("destination_cidr_block")
    let isBlackhole = flag(reader, "blackhole", standard: false)
    let attachment = referred(
      written(reader, "transit_gateway_attachment_id"), Self.attachmentTypes)
    guard transit.tables[name] != nil else { return }
    guard let range = destination?.text else {
      transit.tables[name]?.isKnown = false
      return
    }
    namedRanges.insert(range)
    var pairs: [(String, Draft?)] = [
      ("DestinationCidrBlock", .text(range)), ("Type", .text("static")),
      ("State", .text(isBlackhole ? "blackhole" : "active")),
    ]
    if !isBlackhole {
      guard case .name(let member) = attachment else {
        transit.tables[name]?.isKnown = false
        return
      }
      pairs.append(
        (
          "TransitGatewayAttachments",
          .list([
            .make(
              ("TransitGatewayAttachmentId", .text(member)),
              ("ResourceType", .text(transit.attachments[member]?.kind ?? "")))
          ])
        ))
    }
    let draft = Draft.at(
      resource.range,
      .object(pairs.compactMap { key, value in value.map { Draft.Pair(key: key, value: $0) } }))
    transit.tables[name]?.routes.append(draft)
  }

  func enterTransitListReference(_ reader: Reader) {
    for member in reader.resource.attributes.members { _ = reader[member.key] }
    guard
      case .name(let name) = referred(
        reader.resource.attributes["transit_gateway_route_table_id"], Self.transitTableTypes)
    else {
      return unknown(reader.resource, "which table of a transit gateway it belongs to is not known")
    }
    transit.tables[name]?.isKnown = false
  }

  /// The default association and propagations, once every attachment is known.
  func completeTransit() {
    for (name, draft) in transit.attachments.all {
      guard let gateway = transit.gateways[draft.gateway] else { continue }
      let table = standardTable(draft.gateway)
      // The gateway has a default table only for what its own options ask for.
      if draft.associates ?? true, gateway.associates { transit.tables[table]?.associations.append(name) }
      if draft.propagates ?? true, gateway.propagates { transit.tables[table]?.propagations.append(name) }
    }
  }
}
