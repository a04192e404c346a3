internal import Importers
internal import SourceText

extension Describer {
  /// The answers of one Region, class by class.
  private struct Answers {
    var classes: [String: [Draft]] = [:]
    /// Answers about one object, which the request names.
    var asked: [(key: String, id: String, filters: [Draft], list: String, elements: [Draft])] = []
  }

  /// Every class that would be unknown if it were absent: there are no others than the described ones.
  private static let whole = [
    "Vpcs", "Subnets", "RouteTables", "NetworkAcls", "SecurityGroups", "InternetGateways",
    "EgressOnlyInternetGateways", "NetworkInterfaces", "Addresses", "NatGateways",
    "VpcPeeringConnections", "VpcEndpoints", "TransitGateways", "TransitGatewayAttachments",
    "TransitGatewayVpcAttachments", "TransitGatewayRouteTables", "VpnGateways", "VpnConnections",
    "DirectConnectGateways", "DirectConnectGatewayAssociations", "VirtualInterfaces",
  ]

  /// The description as answers of the provider.
  func described(_ source: DescribedNetwork.Source, files: SourceFiles) -> DescribedNetwork {
    var network = DescribedNetwork(source: source, files: files)
    let regions = Set(resources.map(\.region))
    let isSplit = regions.count > 1
    var answers: [String?: Answers] = [:]
    var order: [String?] = []
    func add(_ kind: String, _ region: String?, _ draft: Draft) {
      let place = isSplit ? region : regions.first ?? nil
      if answers[place] == nil { order.append(place) }
      answers[place, default: Answers()].classes[kind, default: []].append(draft)
    }
    writeNetworks(add)
    writeFilters(add)
    writeHosts(add)
    writeVPN(add)
    writeDirectConnect(add)
    for entry in finished { add(entry.class, entry.region, entry.draft) }
    var asked = writeTransit(add)
    for (name, draft) in prefixLists.all {
      add(
        "PrefixLists", draft.resource.region,
        .make(
          at: draft.resource.range, ("PrefixListId", .text(name)),
          ("PrefixListName", .text(draft.title))))
      if draft.isKnown {
        asked.append(
          (
            draft.resource.region,
            .make(("PrefixListId", .text(name))),
            "Entries", draft.entries.map { .make(at: $0.range, ("Cidr", .text($0.text))) }
          ))
      }
    }
    documents += writeFirewalls()
    if order.isEmpty { order.append(regions.first ?? nil) }
    var envelopes: [Draft] = []
    for region in order {
      let classes = answers[region]?.classes ?? [:]
      let keys = Set(Self.whole).union(classes.keys).sorted()
      envelopes.append(
        .make(
          ("region", .text(region)),
          (
            "response",
            .object(keys.map { Draft.Pair(key: $0, value: .list(classes[$0] ?? [])) })
          )))
    }
    for (region, request, list, elements) in asked {
      envelopes.append(
        .make(
          ("region", .text(isSplit ? region : regions.first ?? nil)), ("request", request),
          ("response", .object([Draft.Pair(key: list, value: .list(elements))]))))
    }
    for document in documents {
      envelopes.append(
        .make(
          ("region", .text(isSplit ? document.region : regions.first ?? nil)),
          ("object", .text(document.name)), ("response", document.response)))
    }
    var writer = DraftWriter(
      from: resources.first?.range
        ?? SourceRange(file: FileID(index: 0), start: 0, end: 0))
    writer.write(.list(envelopes))
    network.answers = writer.bytes
    network.origins = writer.origins
    network.remarks = remarks
    network.diagnostics = diagnostics
    network.ledger = ledger
    network.unsupported = unsupported.sorted { $0.key < $1.key }.map {
      UnsupportedAnswer(type: $0.key, count: $0.value.count, range: $0.value.range)
    }
    return network
  }

  private func writeNetworks(_ add: (String, String?, Draft) -> Void) {
    for (name, draft) in vpcs.all {
      add(
        "Vpcs", draft.resource.region,
        .make(
          at: draft.resource.range, ("VpcId", .text(name)),
          ("CidrBlock", draft.ipv4.first.map { .at($0.range, .text($0.text)) }),
          (
            "CidrBlockAssociationSet",
            .list(draft.ipv4.map { .make(at: $0.range, ("CidrBlock", .text($0.text))) })
          ),
          (
            "Ipv6CidrBlockAssociationSet",
            .list(draft.ipv6.map { .make(at: $0.range, ("Ipv6CidrBlock", .text($0.text))) })
          ), ("Tags", draft.tags)))
    }
    for (name, draft) in subnets.all {
      add(
        "Subnets", draft.resource.region,
        .make(
          at: draft.resource.range, ("SubnetId", .text(name)), ("VpcId", .text(draft.vpc)),
          ("CidrBlock", .text(draft.ipv4)),
          (
            "Ipv6CidrBlockAssociationSet",
            .list(draft.ipv6.map { .make(at: $0.range, ("Ipv6CidrBlock", .text($0.text))) })
          ), ("AvailabilityZone", .text(draft.zone)), ("AvailabilityZoneId", .text(draft.zoneID)),
          ("MapPublicIpOnLaunch", .bool(draft.mapsPublic)), ("Tags", draft.tags)))
    }
    for (name, draft) in gateways.all {
      if let reason = draft.unknownVPC {
        unknown(draft.resource, "which VPC it is attached to is not known: \(reason)")
      }
      let attachments: [Draft] =
        draft.vpc.map {
          [
            .make(
              ("VpcId", .text($0)), ("State", .text(draft.isEgressOnly ? "attached" : "available")))
          ]
        } ?? []
      add(
        draft.isEgressOnly ? "EgressOnlyInternetGateways" : "InternetGateways",
        draft.resource.region,
        .make(
          at: draft.resource.range,
          (draft.isEgressOnly ? "EgressOnlyInternetGatewayId" : "InternetGatewayId", .text(name)),
          ("Attachments", .list(attachments)), ("Tags", draft.tags)))
    }
    for (name, draft) in tables.all {
      var associations = draft.associations
      if draft.isMain { associations.append(.make(at: draft.range, ("Main", .bool(true)))) }
      add(
        "RouteTables", draft.region,
        .make(
          at: draft.range, ("RouteTableId", .text(name)), ("VpcId", .text(draft.vpc)),
          ("Associations", .list(associations)),
          ("Routes", .list(localRoutes(draft) + draft.routes)), ("Tags", draft.tags)))
    }
  }

  private func writeFilters(_ add: (String, String?, Draft) -> Void) {
    for (name, draft) in groups.all {
      add(
        "SecurityGroups", draft.region,
        .make(
          at: draft.range, ("GroupId", .text(name)), ("GroupName", .text(draft.name)),
          ("VpcId", .text(draft.vpc)), ("IpPermissions", .list(draft.ingress)),
          ("IpPermissionsEgress", .list(draft.egress)), ("Tags", draft.tags)))
    }
    for (name, draft) in acls.all {
      add(
        "NetworkAcls", draft.region,
        .make(
          at: draft.range, ("NetworkAclId", .text(name)), ("VpcId", .text(draft.vpc)),
          ("IsDefault", .bool(draft.isDefault)),
          ("Entries", draft.isKnown ? .list(draft.entries.map(\.draft)) : nil),
          (
            "Associations",
            .list(draft.subnets.map { .make(at: $0.range, ("SubnetId", .text($0.name))) })
          ), ("Tags", draft.tags)))
    }
  }

  private func writeHosts(_ add: (String, String?, Draft) -> Void) {
    for (name, draft) in instances.all {
      let reservation = Draft.make(
        at: draft.resource.range,
        (
          "Instances",
          .list([
            .make(
              at: draft.resource.range, ("InstanceId", .text(name)),
              ("State", .make(("Name", .text(draft.state)))), ("InstanceType", .text(draft.type)),
              ("Tags", draft.tags))
          ])
        ))
      add("Reservations", draft.resource.region, reservation)
    }
    for (name, draft) in interfaces.all {
      let vpc = subnets[draft.subnet]?.vpc ?? "VPC of \(draft.subnet)"
      let groups = draft.groups ?? (draft.unknownGroups == nil ? standardGroups(draft) : [])
      if let reason = draft.unknownGroups {
        remarks.append(
          .unknownGroups(
            of: name, reason: "its security groups are not known: \(reason)", at: draft.range.first)
        )
      }
      let attachment = draft.instance.map {
        Draft.make(
          ("InstanceId", .text($0)), ("DeviceIndex", .int(draft.device)),
          ("Status", .text("attached")))
      }
      let addresses: [Draft] = draft.ipv4.enumerated().map { index, text in
        .make(
          ("PrivateIpAddress", .text(text)), ("Primary", .bool(index == 0)),
          (
            "Association",
            index == 0 ? draft.publicAddress.map { .make(("PublicIp", .text($0))) } : nil
          ))
      }
      add(
        "NetworkInterfaces", draft.resource.region,
        .make(
          at: draft.range, ("NetworkInterfaceId", .text(name)), ("VpcId", .text(vpc)),
          ("SubnetId", .text(draft.subnet)), ("InterfaceType", .text(draft.type)),
          ("Description", .text(draft.text)), ("SourceDestCheck", .bool(draft.checks)),
          ("RequesterManaged", .bool(false)),
          ("Status", .text(draft.isAttached ? "in-use" : "available")),
          ("Groups", .list(groups.map { .make(("GroupId", .text($0))) })),
          ("PrivateIpAddresses", .list(addresses)),
          (
            "Ipv6Addresses", .list(draft.ipv6.map { .make(("Ipv6Address", .text($0))) })
          ), ("Attachment", attachment), ("TagSet", draft.tags ?? .list([Draft]()))))
    }
    for (name, draft) in nats.all { add("NatGateways", draft.resource.region, nat(name, draft)) }
    for (_, draft) in addresses.all where !draft.isTaken {
      add(
        "Addresses", draft.resource.region,
        .make(
          at: draft.resource.range, ("PublicIp", .text(draft.publicAddress)),
          ("NetworkInterfaceId", .text(draft.interface)), ("InstanceId", .text(draft.instance)),
          ("PrivateIpAddress", .text(draft.privateAddress))))
    }
  }

  private func nat(_ name: String, _ draft: NATDraft) -> Draft {
    let vpc = subnets[draft.subnet]?.vpc ?? "VPC of \(draft.subnet)"
    guard !draft.isRegional else {
      return .make(
        at: draft.resource.range, ("NatGatewayId", .text(name)),
        ("VpcId", .text("VPC of \(name)")), ("AvailabilityMode", .text("regional")))
    }
    let entry = draft.privateAddress.map { text in
      Draft.make(
        ("PrivateIp", .text(text)), ("PublicIp", draft.isPublic ? .text(draft.publicAddress) : nil),
        ("NetworkInterfaceId", .text(name + "/eni")), ("IsPrimary", .bool(true)))
    }
    return .make(
      at: draft.resource.range, ("NatGatewayId", .text(name)), ("VpcId", .text(vpc)),
      ("SubnetId", .text(draft.subnet)), ("State", .text("available")),
      ("ConnectivityType", .text(draft.isPublic ? "public" : "private")),
      ("NatGatewayAddresses", .list(entry.map { [$0] } ?? [])), ("Tags", draft.tags))
  }

  private func writeTransit(_ add: (String, String?, Draft) -> Void)
    -> [(String?, Draft, String, [Draft])]
  {
    for (name, draft) in transit.gateways.all {
      add(
        "TransitGateways", draft.resource.region,
        .make(
          at: draft.resource.range, ("TransitGatewayId", .text(name)),
          ("State", .text("available")),
          ("Options", .object(draft.options.map { .init(key: $0.0, value: $0.1) })),
          ("Tags", draft.tags)))
    }
    for (name, draft) in transit.attachments.all {
      let tables = transit.tables.all.filter { $0.element.associations.contains(name) }
      let association = tables.first.map {
        Draft.make(
          ("TransitGatewayRouteTableId", .text($0.name)), ("State", .text("associated")))
      }
      if tables.count > 1 {
        unknown(draft.resource, "it is associated with several tables")
      }
      let common: [(String, Draft?)] = [
        ("TransitGatewayAttachmentId", .text(name)), ("TransitGatewayId", .text(draft.gateway)),
        ("State", .text("available")), ("Tags", draft.tags),
      ]
      func make(_ more: [(String, Draft?)]) -> Draft {
        .at(
          draft.resource.range,
          .object(
            (common + more).compactMap { key, value in value.map { .init(key: key, value: $0) } }))
      }
      add(
        "TransitGatewayAttachments", draft.resource.region,
        make([
          ("ResourceType", .text(draft.kind)), ("ResourceId", .text(draft.other)),
          ("Association", association),
        ]))
      guard draft.kind == "vpc" else { continue }
      add(
        "TransitGatewayVpcAttachments", draft.resource.region,
        make([
          ("VpcId", .text(draft.other)), ("SubnetIds", .list(draft.subnets)),
          ("Options", .object(draft.options.map { .init(key: $0.0, value: $0.1) })),
        ]))
    }
    var asked: [(String?, Draft, String, [Draft])] = []
    for (name, draft) in transit.tables.all {
      let region = draft.resource.region
      add(
        "TransitGatewayRouteTables", region,
        .make(
          at: draft.resource.range, ("TransitGatewayRouteTableId", .text(name)),
          ("TransitGatewayId", .text(draft.gateway)), ("State", .text("available")),
          ("Tags", draft.tags)))
      let request = Draft.Pair(key: "TransitGatewayRouteTableId", value: .text(name))
      func members(_ names: [String], _ state: String) -> [Draft] {
        Set(names).sorted().map {
          .make(("TransitGatewayAttachmentId", .text($0)), ("State", .text(state)))
        }
      }
      asked.append(
        (region, .object([request]), "Associations", members(draft.associations, "associated")))
      asked.append(
        (
          region, .object([request]), "TransitGatewayRouteTablePropagations",
          members(draft.propagations, "enabled")
        ))
      guard draft.isKnown else { continue }
      let filter = Draft.make(("Name", .text("type")), ("Values", .list(["static"])))
      asked.append(
        (
          region, .object([request, .init(key: "Filters", value: .list([filter]))]), "Routes",
          draft.routes
        ))
    }
    return asked
  }
}
