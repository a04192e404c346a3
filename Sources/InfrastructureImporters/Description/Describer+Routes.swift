internal import SourceText

extension Describer {
  static let tableTypes = ["aws_route_table", "aws_default_route_table"]

  /// Attributes that name a target, what they may refer to, and the provider's key.
  private static let targets: [(key: String, types: [String], answer: String)] = [
    (
      "gateway_id",
      [
        "aws_internet_gateway", "aws_vpn_gateway", "aws_vpc_endpoint",
        "aws_egress_only_internet_gateway",
      ],
      "GatewayId"
    ),
    ("nat_gateway_id", ["aws_nat_gateway"], "NatGatewayId"),
    ("network_interface_id", ["aws_network_interface"], "NetworkInterfaceId"),
    ("instance_id", ["aws_instance"], "InstanceId"),
    (
      "vpc_peering_connection_id",
      ["aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"],
      "VpcPeeringConnectionId"
    ),
    ("transit_gateway_id", ["aws_ec2_transit_gateway"], "TransitGatewayId"),
    ("egress_only_gateway_id", ["aws_egress_only_internet_gateway"], "EgressOnlyInternetGatewayId"),
    (
      "egress_only_internet_gateway_id", ["aws_egress_only_internet_gateway"],
      "EgressOnlyInternetGatewayId"
    ),
    ("vpc_endpoint_id", endpointTypes, "GatewayId"),
    ("local_gateway_id", ["aws_ec2_local_gateway"], "LocalGatewayId"),
    ("carrier_gateway_id", ["aws_ec2_carrier_gateway"], "CarrierGatewayId"),
    ("core_network_arn", ["aws_networkmanager_core_network"], "CoreNetworkArn"),
    ("odb_network_arn", ["aws_odb_network"], "OdbNetworkArn"),
  ]
  private static let destinations: [(key: String, answer: String)] = [
    ("destination_cidr_block", "DestinationCidrBlock"), ("cidr_block", "DestinationCidrBlock"),
    ("destination_ipv6_cidr_block", "DestinationIpv6CidrBlock"),
    ("ipv6_cidr_block", "DestinationIpv6CidrBlock"),
  ]
  private static let reviewed: Set<String> = [
    "state", "origin", "instance_owner_id", "destination_prefix_list_id", "id", "timeouts",
    "route_table_id", "region", "arn", "owner_id",
  ]

  func enterTable(_ reader: Reader) {
    let resource = reader.resource
    let isDefault = resource.type == "aws_default_route_table"
    reader.ignore("default_route_table_id")
    let owner = isDefault ? vpcOfDefault(resource) : referred(reader.shown("vpc_id"), Self.vpcTypes)
    if isDefault { reader.ignore("vpc_id") }
    var draft = TableDraft(
      resource: resource, vpc: required(owner, "VPC", of: resource), isMain: isDefault,
      tags: reader.tags(), range: resource.range, region: resource.region)
    switch openList(reader, "route") {
    case .absent: break
    case .unknown(let reason):
      draft.routes.append(unknownRoute(resource, reason, at: resource.range))
    case .known(let routes):
      for entry in routes {
        guard isDeparted(entry, of: resource) else {
          add(entry, reader: nil, of: resource, to: &draft)
          continue
        }
        if reader.isWritten("route") == true {
          let reason = "the table shows a route that the plan takes away"
          draft.routes.append(unknownRoute(resource, reason, at: entry.range))
        }
      }
    }
    readPropagation(reader)
    tables[resource.address] = draft
  }

  /// A route that the plan takes away or changes; the list that shows it was read before that (IAC-1a).
  private func isDeparted(_ entry: Attribute, of table: Resource) -> Bool {
    func destination(_ route: Attribute, _ keys: String...) -> String? {
      keys.lazy.compactMap { route[$0]?.text }.first { !$0.isEmpty }
    }
    let own = [
      destination(entry, "cidr_block", "destination_cidr_block"),
      destination(entry, "ipv6_cidr_block", "destination_ipv6_cidr_block"),
      destination(entry, "destination_prefix_list_id"),
    ]
    return departed(["aws_route"], at: "route_table_id", of: table).contains {
      let other = $0.attributes
      return own == [
        destination(other, "destination_cidr_block"),
        destination(other, "destination_ipv6_cidr_block"),
        destination(other, "destination_prefix_list_id"),
      ]
    }
  }

  /// A route that may lead any packet anywhere: to a prefix list that nobody knows (RT-2).
  func unknownRoute(_ resource: Resource, _ reason: String, at range: SourceRange) -> Draft {
    .make(
      at: range, ("DestinationPrefixListId", .text("unknown destination in \(resource.address)")),
      ("State", .text("active")), ("Origin", .text("CreateRoute")), (reason, .bool(true)))
  }

  func enterRoute(_ reader: Reader) {
    let resource = reader.resource
    for member in resource.attributes.members { _ = reader[member.key] }
    let table = referred(resource.attributes["route_table_id"], Self.tableTypes)
    guard case .name(let name) = table else {
      return unknown(resource, "which route table it belongs to is not known")
    }
    guard var draft = tables[name] else { return }
    add(resource.attributes, reader: reader, of: resource, to: &draft)
    tables[name] = draft
  }

  private func add(
    _ entry: Attribute, reader: Reader?, of resource: Resource, to draft: inout TableDraft
  ) {
    guard case .object(let members) = entry.shape else {
      let reason = entry.firstUnknown ?? "a route is no object"
      return draft.routes.append(unknownRoute(resource, reason, at: entry.range))
    }
    func isWritten(_ key: String, _ value: Attribute) -> Bool {
      guard !value.isEmpty else { return false }
      guard case .later = value.shape else { return true }
      return reader?.isWritten(key) ?? true
    }
    let given = members.filter { isWritten($0.key, $0.value) }
    var pairs: [(String, Draft)] = []
    var problem: String?
    var destination: (String, Draft)?
    for (key, answer) in Self.destinations {
      guard let value = given.first(where: { $0.key == key })?.value else { continue }
      guard let text = value.text, destination == nil else {
        problem = value.firstUnknown ?? "a route has two destinations"
        continue
      }
      destination = (answer, .at(value.range, .text(text)))
      draft.destinations.insert(text)
      namedRanges.insert(text)
    }
    var list: String?
    if let value = given.first(where: { $0.key == "destination_prefix_list_id" })?.value {
      switch referred(value, ["aws_ec2_managed_prefix_list"]) {
      case .name(let name) where destination == nil: list = name
      case .name, .nothing: problem = "a route has two destinations"
      case .unknown(let reason): problem = reason
      }
    }
    if problem == nil, destination == nil, list == nil {
      problem = "a route without a destination that is known"
    }
    if let problem {
      return draft.routes.append(unknownRoute(resource, problem, at: entry.range))
    }
    if let destination { pairs.append(destination) }
    if let list { pairs.append(("DestinationPrefixListId", .text(list))) }
    pairs += target(of: given)
    for member in given
    where !Self.reviewed.contains(member.key)
      && !Self.targets.contains(where: { $0.key == member.key })
      && !Self.destinations.contains(where: { $0.key == member.key })
    {
      pairs.append(("\(member.key) is not known", .bool(true)))
    }
    pairs += [("State", .text("active")), ("Origin", .text("CreateRoute"))]
    draft.routes.append(
      .at(entry.range, .object(pairs.map { Draft.Pair(key: $0.0, value: $0.1) })))
  }

  /// The target of a route in the provider's words; a target that is not known is a key that nobody knows (IMP-5).
  private func target(of given: [Attribute.Member]) -> [(String, Draft)] {
    var found: [(String, Draft)] = []
    for target in Self.targets {
      guard let value = given.first(where: { $0.key == target.key })?.value else { continue }
      switch target.types == Self.endpointTypes ? endpoint(value) : referred(value, target.types) {
      case .nothing: continue
      case .name(let name):
        var key = target.answer
        // A NAT gateway or interface under `gateway_id`, as old templates have it.
        if key == "GatewayId", let type = byAddress[name]?.type {
          if type == "aws_nat_gateway" { key = "NatGatewayId" }
          if type == "aws_ec2_transit_gateway" { key = "TransitGatewayId" }
        }
        found.append((key, .at(value.range, .text(name))))
      case .unknown(let reason): found.append(("target: \(reason)", .bool(true)))
      }
    }
    return found.count <= 1 ? found : [("more than one target", .bool(true))]
  }

  /// What a route may mean by an endpoint; firewalls have theirs.
  static let endpointTypes = ["aws_vpc_endpoint", firewallType, endpointAssociationType]

  private func endpoint(_ value: Attribute) -> Referred {
    if case .later(let later) = value.shape, let found = endpointInSubnet(later) { return found }
    let found = referred(value, Self.endpointTypes)
    guard case .name(let name) = found, let type = byAddress[name]?.type,
      [Self.firewallType, Self.endpointAssociationType].contains(type)
    else { return found }
    return endpoint(of: name)
  }

  func enterTableAssociation(_ reader: Reader, isMain: Bool) {
    let resource = reader.resource
    reader.ignore("original_route_table_id")
    let table = referred(reader.shown("route_table_id"), Self.tableTypes)
    if isMain {
      guard case .name(let vpc) = referred(reader.shown("vpc_id"), Self.vpcTypes) else {
        return unknown(resource, "which VPC it gives a main route table to is not known")
      }
      let name = described(table, vpc: vpc, of: resource)
      vpcs[vpc]?.mainTable = name
      vpcs[vpc]?.hasNamedMainTable = true
      return
    }
    if let gateway = written(reader, "gateway_id"), !gateway.isEmpty {
      reader.ignore("subnet_id")
      let name = referred(gateway, ["aws_internet_gateway", "aws_vpn_gateway"])
      guard case .name(let gateway) = name, case .name(let table) = table, tables[table] != nil
      else {
        return unknown(resource, "which traffic of a gateway it redirects is not known")
      }
      tables[table]?.associations.append(
        .make(at: resource.range, ("GatewayId", .text(gateway)), ("Main", .bool(false))))
      return
    }
    guard case .name(let subnet) = referred(reader.shown("subnet_id"), Self.subnetTypes) else {
      return unknown(resource, "which subnet it gives a route table to is not known")
    }
    guard let vpc = subnets[subnet]?.vpc else { return }
    let name = described(table, vpc: vpc, of: resource)
    tables[name]?.associations.append(
      .make(at: resource.range, ("SubnetId", .text(subnet)), ("Main", .bool(false))))
  }

  /// The table's name. One that is not described, or not known, is entered as a table whose routes are not known.
  private func described(_ table: Referred, vpc: String, of resource: Resource) -> String {
    var name = "route table of \(resource.address)"
    var reason = "which route table it means is not known"
    switch table {
    case .name(let known):
      if tables[known] != nil { return known }
      name = known
      reason = "the route table is not described here"
    case .nothing: break
    case .unknown(let why): reason = why
    }
    if tables[name] == nil {
      tables[name] = TableDraft(
        vpc: vpc, routes: anyRoutes(reason, at: resource.range), range: resource.range,
        region: resource.region)
    }
    return name
  }

  /// Two routes of unknown behaviour for everything that nothing else of the table leads.
  func anyRoutes(_ reason: String, at range: SourceRange) -> [Draft] {
    [("DestinationCidrBlock", "0.0.0.0/0"), ("DestinationIpv6CidrBlock", "::/0")].map { key, all in
      .make(at: range, (key, .text(all)), ("State", .text("active")), (reason, .bool(true)))
    }
  }
}
