internal import Importers
internal import SourceText

extension Describer {
  func enterPeering(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "accepter", "requester", "peer_role_arn", "assume_role_region", "peer_owner_id", "peer_region"
    )
    let own = required(referred(reader.shown("vpc_id"), Self.vpcTypes), "VPC", of: resource)
    let other = required(
      referred(reader.shown("peer_vpc_id"), Self.vpcTypes), "peer VPC", of: resource)
    let status = written(reader, "accept_status")?.text
    let accepts = flag(reader, "auto_accept", standard: false)
    let isAccepted = resources.contains {
      $0.type == "aws_vpc_peering_connection_accepter"
        && $0.attributes["auto_accept"]?.bool == true
        && referred($0.attributes["vpc_peering_connection_id"], ["aws_vpc_peering_connection"])
          == .name(resource.address)
    }
    let isForeign = ["peer_owner_id", "peer_region"].contains {
      resource.attributes[$0]?.isEmpty == false && reader.isWritten($0) != false
    }
    var code = status
    // The plan accepts what was pending before.
    if origin == .plan, code == "pending-acceptance", accepts || isAccepted { code = nil }
    if code == nil, accepts || isAccepted || (origin == .template && !isForeign) { code = "active" }
    func side(_ vpc: String) -> Draft {
      let draft = vpcs[vpc]
      let blocks: [Draft] = draft?.ipv4.map { .make(("CidrBlock", .text($0.text))) } ?? []
      let blocks6: [Draft] = draft?.ipv6.map { .make(("Ipv6CidrBlock", .text($0.text))) } ?? []
      return .make(
        ("VpcId", .text(vpc)), ("Region", .text(draft?.resource.region)),
        ("CidrBlockSet", .list(blocks)), ("Ipv6CidrBlockSet", .list(blocks6)))
    }
    finished.append(
      (
        "VpcPeeringConnections", resource.region,
        .make(
          at: resource.range, ("VpcPeeringConnectionId", .text(resource.address)),
          ("Status", .make(("Code", .text(code ?? "not accepted here")))),
          ("RequesterVpcInfo", side(own)), ("AccepterVpcInfo", side(other)), ("Tags", reader.tags())
        )
      ))
  }

  func enterEndpoint(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "policy", "private_dns_enabled", "auto_accept", "dns_entry", "dns_options", "cidr_blocks",
      "prefix_list_id", "requester_managed", "state", "network_interface_ids",
      "subnet_configuration", "policy_document", "service_region", "private_dns_preference",
      "private_dns_specified_domains")
    let kind = written(reader, "vpc_endpoint_type")
    let type = kind?.text ?? "Gateway"
    if let kind, kind.text == nil { unknown(resource, "its type is not known", at: kind.range) }
    if resource.attributes["vpc_endpoint_type"] == nil, origin != .template {
      unknown(resource, "the input does not show its `vpc_endpoint_type`")
    }
    let vpc = required(referred(reader.shown("vpc_id"), Self.vpcTypes), "VPC", of: resource)
    let service = written(reader, "service_name")?.text ?? ""
    finished.append(
      (
        "VpcEndpoints", resource.region,
        .make(
          at: resource.range, ("VpcEndpointId", .text(resource.address)), ("VpcId", .text(vpc)),
          ("VpcEndpointType", .text(type)), ("ServiceName", .text(service)),
          ("State", .text("available")), ("Tags", reader.tags()))
      ))
    let subnets = written(reader, "subnet_ids").map { referredList($0, Self.subnetTypes) }
    let groups = written(reader, "security_group_ids")
    let family = written(reader, "ip_address_type")
    if !["Gateway", "Interface", "GatewayLoadBalancer"].contains(type) {
      unknown(resource, "an endpoint of the type `\(type)` is not modelled", rule: "IMP-5")
    }
    guard type == "Gateway" else {
      return addServiceInterfaces(
        of: resource, type: type == "Interface" ? "vpc_endpoint" : "gateway_load_balancer_endpoint",
        subnets ?? ([], "its subnets are not given"), groups, vpc: vpc, family: family)
    }
    if let value = written(reader, "route_table_ids") {
      let tables = referredList(value, Self.tableTypes)
      for name in tables.names { routeToEndpoint(name, resource, service) }
      if let reason = tables.unknown {
        unknown(resource, "which route tables lead to it is not known: \(reason)", at: value.range)
      }
    }
  }

  private func routeToEndpoint(_ table: String, _ resource: Resource, _ service: String) {
    tables[table]?.routes.append(
      .make(
        at: resource.range, ("DestinationPrefixListId", .text("prefix list of \(service)")),
        ("GatewayId", .text(resource.address)), ("State", .text("active")),
        ("Origin", .text("CreateRoute"))))
  }

  /// A load balancer: what reaches its interfaces may be passed on anywhere.
  func enterLoadBalancer(_ reader: Reader) {
    let resource = reader.resource
    for member in resource.attributes.members { _ = reader[member.key] }
    remarks.append(
      .unmodelled(name: resource.address, kind: "loadBalancer", at: resource.range.first))
    var subnets: (names: [String], unknown: String?) = ([], nil)
    for key in ["subnet_mapping", "subnet_mappings", "subnets"] {
      guard subnets.names.isEmpty, let value = written(reader, key), !value.isEmpty else {
        continue
      }
      guard case .list(let elements) = value.shape,
        elements.contains(where: { $0["subnet_id"] != nil })
      else {
        subnets = referredList(value, Self.subnetTypes)
        continue
      }
      let ids = Attribute(
        .list(
          elements.map {
            $0["subnet_id"] ?? Attribute(.unknown("a mapping without a subnet"), $0.range)
          }),
        value.range)
      subnets = referredList(ids, Self.subnetTypes)
    }
    if subnets.names.isEmpty { subnets.unknown = subnets.unknown ?? "none is given" }
    let isInternal =
      written(reader, "internal")?.bool == true || written(reader, "scheme")?.text == "internal"
    var groups = written(reader, "security_groups")
    if case .list(let elements)? = groups?.shape, elements.isEmpty { groups = nil }
    let kind = written(reader, "load_balancer_type") ?? written(reader, "type")
    let isApplication = kind.map { $0.text == "application" } ?? (origin == .template)
    if groups == nil, !isApplication {
      // Only an application load balancer has the group of the VPC where none is given; another one has no filter.
      groups = Attribute(
        .unknown("its type decides whether groups filter what it takes"), resource.range)
    }
    addServiceInterfaces(
      of: resource, type: "load_balancer", subnets, groups, vpc: nil, isPublic: !isInternal,
      family: written(reader, "ip_address_type"))
  }

  func enterEndpointTable(_ reader: Reader) {
    let resource = reader.resource
    guard case .name(let table) = referred(reader.shown("route_table_id"), Self.tableTypes),
      case .name(let name) = referred(reader.shown("vpc_endpoint_id"), ["aws_vpc_endpoint"]),
      let endpoint = byAddress[name]
    else { return unknown(resource, "which route table leads to which endpoint is not known") }
    routeToEndpoint(table, endpoint, endpoint.attributes["service_name"]?.text ?? "")
  }

  /// Interfaces of a service that is not modelled, one in each of its subnets: what reaches them is unknown.
  func addServiceInterfaces(
    of resource: Resource, type: String, _ names: (names: [String], unknown: String?),
    _ groups: Attribute?, vpc: String?, isPublic: Bool = false, family: Attribute?
  ) {
    if let reason = names.unknown {
      unknown(resource, "which subnets it is in is not known: \(reason)")
    }
    let found = groups.map { referredList($0, Self.groupTypes) }
    for (index, subnet) in names.names.enumerated() {
      var draft = InterfaceDraft(resource: resource, subnet: subnet, range: resource.range)
      draft.groups = found?.names
      draft.unknownGroups = found?.unknown
      draft.laterIPv4 = 1
      // A subnet without IPv6 can have no such address, whatever is asked for.
      draft.laterIPv6 =
        family != nil && family?.text != "ipv4" && subnets[subnet]?.ipv6.isEmpty == false
      draft.type = type
      draft.hasLaterPublic = isPublic
      draft.text = "interface of \(resource.address)"
      interfaces["\(resource.address)/eni\(index)"] = draft
    }
  }

  func enterPrefixList(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("address_family", "max_entries", "version", "prefix_list_id")
    var draft = PrefixListDraft(resource: resource, title: written(reader, "name")?.text ?? "")
    reader.ignore("name", "prefix_list_name")
    for key in ["entry", "entries"] {
      guard resource.attributes[key] != nil || key == "entry" && origin != .template else {
        continue
      }
      switch openList(reader, key) {
      case .absent: break
      case .unknown: draft.isKnown = false
      case .known(let entries):
        let gone = departed(
          ["aws_ec2_managed_prefix_list_entry"], at: "prefix_list_id", of: resource
        ).compactMap { $0.attributes["cidr"]?.text }
        for entry in entries {
          let isGone = entry["cidr"]?.text.map { gone.contains($0) } ?? false
          if isGone, reader.isWritten(key) == true { draft.isKnown = false }
          if !isGone { add(entry["cidr"], of: entry, to: &draft) }
        }
      }
    }
    prefixLists[resource.address] = draft
  }

  private func add(_ cidr: Attribute?, of entry: Attribute, to draft: inout PrefixListDraft) {
    guard let text = cidr?.text else {
      draft.isKnown = false
      return
    }
    draft.entries.append((text, entry.range))
    namedRanges.insert(text)
  }

  func enterPrefixListEntry(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("description")
    guard
      case .name(let name) = referred(
        reader.shown("prefix_list_id"), ["aws_ec2_managed_prefix_list"])
    else { return unknown(resource, "which prefix list it belongs to is not known") }
    let cidr = reader.shown("cidr")
    guard var draft = prefixLists[name] else { return }
    add(cidr, of: resource.attributes, to: &draft)
    prefixLists[name] = draft
  }
}
