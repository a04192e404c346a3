internal import Importers
internal import SourceText

extension Describer {
  static let vpcTypes = ["aws_vpc", "aws_default_vpc"]
  static let subnetTypes = ["aws_subnet", "aws_default_subnet"]

  /// A list that the author may have left out, so that the provider fills it.
  enum OpenList {
    case absent
    case known([Attribute])
    case unknown(String)
  }

  /// The elements of a list attribute. Where a plan leaves it open and its configuration does not name it, nobody wrote
  /// it (IAC-3, `open-lists-unwritten`): plans do not show `dynamic` blocks, but the sources beside them do.
  func openList(_ reader: Reader, _ key: String) -> OpenList {
    guard let value = reader.shown(key) else { return .absent }
    switch value.shape {
    case .list(let elements): return .known(elements)
    case .later(let later):
      guard reader.isWritten(key) == false else { return .unknown(later.reason) }
      assume(
        "open-lists-unwritten",
        "a list of rules, routes or objects that the plan leaves open, and that its configuration does not show, was "
          + "not written, not even by a `dynamic` block whose number is not known, which no plan shows: the provider gives "
          + "it nothing")
      return .absent
    case .unknown(let reason): return .unknown(reason)
    case .parameter: return .unknown(value.firstUnknown ?? "`\(key)` is not known")
    case .object, .reference, .text: return .known([value])
    case .null: return .absent
    case .bool, .number: return .unknown("`\(key)` is no list")
    }
  }

  /// A value that the provider fills in where the author left it out: nil for that.
  func written(_ reader: Reader, _ key: String) -> Attribute? {
    guard let value = reader[key] else { return nil }
    if case .later = value.shape, reader.isWritten(key) == false { return nil }
    return value
  }

  /// A switch with its default, which plans and states write out. One that is not known, or not shown, is noted for
  /// every answer.
  func flag(_ reader: Reader, _ key: String, standard: Bool, isShown: Bool = true) -> Bool {
    guard let value = isShown ? reader.shown(key) : reader[key] else { return standard }
    if let bool = value.bool { return bool }
    unknown(
      reader.resource, "its `\(key)` is not known: \(value.firstUnknown ?? "it is no switch")",
      at: value.range)
    return standard
  }

  func enterVPC(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "instance_tenancy", "enable_dns_support", "enable_dns_hostnames", "enable_classiclink",
      "enable_classiclink_dns_support", "dhcp_options_id", "ipv6_association_id",
      "enable_network_address_usage_metrics", "ipv4_netmask_length", "ipv6_netmask_length",
      "ipv6_cidr_block_network_border_group", "ipv4_ipam_pool_id", "existing_default_vpc",
      "force_destroy", "ipv6_ipam_pool_id", "default_security_group_id", "default_network_acl_id",
      "default_route_table_id", "main_route_table_id")
    var draft = VPCDraft(
      resource: resource, tags: reader.tags(), mainTable: defaultTable(of: resource.address))
    if let value = reader.shown("cidr_block"), let text = value.text {
      draft.ipv4.append((text, value.range))
    } else {
      unknown(resource, "its address range is not known before deployment")
    }
    if let value = written(reader, "ipv6_cidr_block"), !value.isEmpty {
      if let text = value.text {
        draft.ipv6.append((text, value.range))
      } else {
        noteChosenRange(value, reader)
        draft.hasLaterIPv6 = true
      }
    }
    let generated = flag(reader, "assign_generated_ipv6_cidr_block", standard: false)
    if generated || reader.resource.attributes["ipv6_ipam_pool_id"]?.isEmpty == false {
      draft.hasLaterIPv6 = draft.ipv6.isEmpty
    }
    let standard: [(String, String)] = [
      ("default_security_group_id", defaultGroup(of: resource.address)),
      ("default_network_acl_id", defaultACL(of: resource.address)),
      ("default_route_table_id", defaultTable(of: resource.address)),
    ]
    for (key, name) in standard {
      if let id = resource.attributes[key]?.text, !id.isEmpty, addressOfID[id] == nil {
        addressOfID[id] = name
      }
    }
    if let main = resource.attributes["main_route_table_id"]?.text, !main.isEmpty,
      let own = resource.attributes["default_route_table_id"]?.text, !own.isEmpty, main != own
    {
      draft.otherMainTable = main
    }
    vpcs[resource.address] = draft
    noteTags(reader, kind: .vpc)
  }

  /// SOUNDNESS: an IPv6 range that the author gives a VPC may be one that rules name (IAC-1); what the provider assigns is
  /// none of these (IAC-4).
  private func noteChosenRange(_ value: Attribute, _ reader: Reader) {
    if case .later = value.shape, reader.isWritten("ipv6_cidr_block") != true { return }
    unknown(
      reader.resource, "its IPv6 range is not known: \(value.firstUnknown ?? "it is no text")", at: value.range)
  }

  /// Tags that are not known are not absent: selectors would read them as such.
  func noteTags(_ reader: Reader, kind: DescribedRemark.Tagged) {
    guard let reason = reader.unknownTags else { return }
    remarks.append(
      .unknownTags(
        of: reader.resource.address, kind: kind, reason: "its tags are not known: \(reason)",
        at: reader.resource.range.first))
  }

  func enterRange(_ reader: Reader) {
    reader.ignore(
      "ipv4_netmask_length", "ipv6_netmask_length", "ipv4_ipam_pool_id", "ipv6_pool", "ip_source",
      "ipv6_address_attribute", "vpc_id")
    let resource = reader.resource
    guard case .name(let name) = referred(resource.attributes["vpc_id"], Self.vpcTypes) else {
      return unknown(resource, "which VPC it adds a range to is not known")
    }
    guard vpcs[name] != nil else { return }
    if let value = written(reader, "cidr_block") {
      guard let text = value.text else { return unknown(resource, "its range is not known") }
      if vpcs[name]?.ipv4.contains(where: { $0.text == text }) == false {
        vpcs[name]?.ipv4.append((text, value.range))
      }
    }
    let isGenerated =
      flag(reader, "assign_generated_ipv6_cidr_block", standard: false, isShown: false)
      || flag(reader, "amazon_provided_ipv6_cidr_block", standard: false, isShown: false)
    if let value = written(reader, "ipv6_cidr_block"), !value.isEmpty {
      if let text = value.text {
        vpcs[name]?.ipv6.append((text, value.range))
      } else {
        noteChosenRange(value, reader)
        vpcs[name]?.hasLaterIPv6 = true
      }
    } else if isGenerated || resource.type == "aws_vpc_ipv6_cidr_block_association" {
      vpcs[name]?.hasLaterIPv6 = true
    } else if resource.attributes["cidr_block"]?.isEmpty ?? true {
      unknown(resource, "its range is not known")
    }
  }

  func enterSubnet(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "customer_owned_ipv4_pool", "enable_dns64",
      "enable_lni_at_device_index", "enable_resource_name_dns_a_record_on_launch",
      "enable_resource_name_dns_aaaa_record_on_launch", "ipv6_cidr_block_association_id",
      "ipv6_native",
      "map_customer_owned_ip_on_launch", "private_dns_hostname_type_on_launch",
      "existing_default_subnet",
      "force_destroy", "private_dns_name_options_on_launch", "ipv4_netmask_length",
      "ipv6_netmask_length",
      "ipv4_ipam_pool_id", "ipv6_ipam_pool_id")
    if let outpost = written(reader, "outpost_arn"), !outpost.isEmpty {
      unknown(resource, "a subnet on an Outpost is not modelled", rule: "IMP-5", at: outpost.range)
    }
    var draft = SubnetDraft(
      resource: resource,
      vpc: required(referred(reader.shown("vpc_id"), Self.vpcTypes), "VPC", of: resource),
      mapsPublic: flag(reader, "map_public_ip_on_launch", standard: false), tags: reader.tags())
    draft.zone = written(reader, "availability_zone")?.text
    draft.zoneID = written(reader, "availability_zone_id")?.text
    let hasIPv6 = hasIPv6Range(written(reader, "ipv6_cidr_block"), in: draft.vpc)
    if let value = reader.shown("cidr_block"), let text = value.text, !text.isEmpty {
      draft.ipv4 = text
    } else if resource.attributes["ipv6_native"]?.bool != true || !hasIPv6 {
      unknown(resource, "its address range is not known before deployment")
    }
    if hasIPv6, let value = resource.attributes["ipv6_cidr_block"] {
      draft.ipv6.append((value.text ?? "", value.range))
    }
    if let value = reader["assign_ipv6_address_on_creation"] {
      draft.assignsIPv6 = value.bool
    } else if origin != .template, resource.attributes["assign_ipv6_address_on_creation"] == nil {
      draft.assignsIPv6 = nil
    }
    if resource.attributes["ipv6_native"]?.bool == true { draft.assignsIPv6 = true }
    subnets[resource.address] = draft
    noteTags(reader, kind: .subnet)
  }

  /// A plan leaves the range open also where none is asked for; a VPC without IPv6 has no subnet with it.
  private func hasIPv6Range(_ value: Attribute?, in vpc: String) -> Bool {
    guard let value, !value.isEmpty else { return false }
    guard case .later = value.shape, let owner = vpcs[vpc] else { return true }
    return owner.hasLaterIPv6 || !owner.ipv6.isEmpty
  }

  /// A range that is added to a subnet by a resource of its own.
  func enterSubnetRange(_ reader: Reader) {
    reader.ignore("ipv6_netmask_length", "ipv6_ipam_pool_id")
    guard case .name(let name) = referred(reader["subnet_id"], Self.subnetTypes) else {
      return unknown(reader.resource, "which subnet it adds a range to is not known")
    }
    let value = reader["ipv6_cidr_block"]
    subnets[name]?.ipv6.append((value?.text ?? "", value?.range ?? reader.resource.range))
  }

  func enterGateway(_ reader: Reader, isEgressOnly: Bool) {
    var draft = GatewayDraft(
      resource: reader.resource, isEgressOnly: isEgressOnly, tags: reader.tags())
    if let value = written(reader, "vpc_id") {
      switch referred(value, Self.vpcTypes) {
      case .nothing: break
      case .name(let name): draft.vpc = name
      case .unknown(let reason): draft.unknownVPC = reason
      }
    } else if reader.resource.attributes["vpc_id"] == nil, origin != .template {
      draft.unknownVPC = "the input does not show its `vpc_id`"
    }
    gateways[reader.resource.address] = draft
  }

  func enterGatewayAttachment(_ reader: Reader) {
    let resource = reader.resource
    let vpn = reader["vpn_gateway_id"]
    let internet = reader["internet_gateway_id"]
    let vpc = referred(reader.shown("vpc_id"), Self.vpcTypes)
    if let vpn {
      attach(referred(vpn, Self.vpnGatewayTypes), to: vpc, by: resource)
      if internet == nil { return }
    }
    guard case .name(let name) = referred(internet, ["aws_internet_gateway"]), gateways[name] != nil
    else {
      // A gateway that is not described, or not known: it lets traffic into the VPC all the same.
      return unknown(resource, "which gateway it attaches is not described here")
    }
    switch vpc {
    case .name(let vpc): gateways[name]?.vpc = vpc
    case .nothing, .unknown:
      gateways[name]?.unknownVPC = "which VPC it is attached to is not known"
    }
  }
}
