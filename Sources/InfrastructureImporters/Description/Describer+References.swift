internal import SourceText

/// What an attribute refers to.
enum Referred: Hashable {
  case nothing
  /// The name of an object, which may not be described here.
  case name(String)
  case unknown(String)
}

extension Describer {
  private static let ids: [String: String] = [
    "aws_vpc": "vpc_id", "aws_subnet": "subnet_id", "aws_security_group": "group_id",
    "aws_eip": "allocation_id", "aws_internet_gateway": "internet_gateway_id",
    "aws_nat_gateway": "nat_gateway_id", "aws_route_table": "route_table_id",
    "aws_ec2_managed_prefix_list": "prefix_list_id",
    "aws_networkfirewall_rule_group": "rule_group_arn",
    "aws_networkfirewall_firewall_policy": "firewall_policy_arn",
    "aws_networkfirewall_firewall": "firewall_arn", "aws_vpn_gateway": "vpngateway_id",
    "aws_vpn_connection": "vpn_connection_id", "aws_dx_gateway": "direct_connect_gateway_id",
  ]

  /// The object of one of the types that an attribute means (IAC-1).
  func referred(_ attribute: Attribute?, _ types: [String], depth: Int = 0) -> Referred {
    guard let attribute, depth < 16 else { return .nothing }
    switch attribute.shape {
    case .null: return .nothing
    case .text(let text): return text.isEmpty ? .nothing : .name(addressOfID[text] ?? text)
    case .reference(let pointer): return follow(pointer, types, depth)
    case .later(let later): return settle(later, types, depth)
    case .unknown(let reason): return .unknown(reason)
    case .parameter: return .unknown(attribute.firstUnknown ?? "a parameter has no default")
    case .bool, .number, .list, .object: return .unknown("it is no reference")
    }
  }

  /// The objects that a list means; nil reason where all are known.
  func referredList(_ attribute: Attribute?, _ types: [String]) -> (
    names: [String], unknown: String?
  ) {
    guard let attribute else { return ([], nil) }
    var names: [String] = []
    var reason: String?
    func add(_ referred: Referred) {
      switch referred {
      case .nothing: break
      case .name(let name): if !names.contains(name) { names.append(name) }
      case .unknown(let why): reason = reason ?? why
      }
    }
    switch attribute.shape {
    case .list(let elements):
      for element in elements {
        // A list in a list: a reference to a list of ids.
        if case .list = element.shape {
          let inner = referredList(element, types)
          for name in inner.names { add(.name(name)) }
          reason = reason ?? inner.unknown
        } else {
          add(referred(element, types))
        }
      }
    case .later(let later):
      // SOUNDNESS: a list may hold more than what a part of its expression refers to, or less.
      if later.isOpaque || later.pointers.isEmpty {
        add(.unknown(later.reason))
      } else if later.isIndexed {
        add(settle(later, types, 0))
      } else if later.mayChoose {
        add(.unknown(later.reason))
      } else {
        for pointer in later.pointers { add(follow(pointer, types, 0)) }
        assumeReferences()
      }
    case .null, .bool, .number, .text, .object, .reference, .parameter, .unknown:
      add(referred(attribute, types))
    }
    return (names, reason)
  }

  private func assumeReferences() {
    assume(
      "references-are-values",
      "a value that is known only after apply, and whose expression refers to objects of the plan alone, is those "
        + "objects")
  }

  private func settle(_ later: Later, _ types: [String], _ depth: Int) -> Referred {
    if !later.isOpaque {
      if let paired = later.paired, later.pointers.count > 1 {
        assume(
          "same-place",
          "where an element of a list refers to a list by its own place (count.index, each.key), it means the "
            + "element at the same place")
        return follow(paired, types, depth)
      }
      let found = Set(later.pointers.map { follow($0, types, depth) })
      if found.count == 1, let only = found.first {
        assumeReferences()
        return only
      }
    }
    if let only = onlyCandidate(types) {
      assume(
        "only-candidate",
        "a reference that the plan does not show (a local value), to an object that is made only on apply, means "
          + "the only object of its kind in the plan")
      return .name(only)
    }
    return .unknown(later.reason)
  }

  /// The one resource of these types whose id is not known yet; none for types of which the provider makes some by
  /// itself.
  private func onlyCandidate(_ types: [String]) -> String? {
    guard origin == .plan, types != Self.groupTypes, types != Self.aclTypes,
      types != Self.tableTypes
    else { return nil }
    if types == Self.attachmentTypes {
      let candidates = transit.attachments.all.filter { $0.element.resource.attributes["id"]?.text == nil }
      return candidates.count == 1 ? candidates.first?.name : nil
    }
    let candidates = resources.filter {
      types.contains($0.type) && $0.attributes["id"]?.text == nil
        && (types != Self.endpointTypes || takesRoutes($0))
    }
    return candidates.count == 1 ? candidates.first?.address : nil
  }

  private func follow(_ pointer: Pointer, _ types: [String], _ depth: Int) -> Referred {
    guard let resource = byAddress[pointer.resource] else {
      return .unknown("`\(pointer.resource)` is not in the input")
    }
    let attribute = pointer.attribute
    let isIdentity = ["id", "arn", Self.ids[resource.type] ?? "id"].contains(attribute)
    if types.contains(resource.type), isIdentity { return .name(resource.address) }
    if types == Self.attachmentTypes, attribute == "transit_gateway_attachment_id",
      transit.attachments[resource.address + "/attachment"] != nil
    {
      return .name(resource.address + "/attachment")
    }
    if types == Self.endpointTypes, isEndpoint(attribute, of: resource) { return .name(resource.address) }
    if resource.type == "aws_vpc" || resource.type == "aws_default_vpc" {
      let vpc = resource.address
      if types.contains("aws_security_group"),
        isIdentity || ["default_security_group_id", "default_security_group"].contains(attribute)
      {
        return .name(defaultGroup(of: vpc))
      }
      if types.contains("aws_network_acl"),
        isIdentity || ["default_network_acl_id", "default_network_acl"].contains(attribute)
      {
        return .name(defaultACL(of: vpc))
      }
      if types.contains("aws_route_table"),
        isIdentity || ["default_route_table_id", "main_route_table_id"].contains(attribute)
      {
        return .name(defaultTable(of: vpc))
      }
    }
    if let value = resource.attributes[attribute], !isIdentity {
      return referred(value, types, depth: depth + 1)
    }
    // Old plans name the resource alone.
    if isIdentity, types.contains("aws_vpc"), let value = resource.attributes["vpc_id"] {
      return referred(value, types, depth: depth + 1)
    }
    return .unknown("it is the `\(attribute)` of `\(resource.address)`")
  }

  /// The name of the group, ACL or table that comes with a VPC: its managing resource's, if there is one.
  func defaultGroup(of vpc: String) -> String {
    managing("aws_default_security_group", of: vpc) ?? vpc + "/default-security-group"
  }

  func defaultACL(of vpc: String) -> String {
    managing("aws_default_network_acl", of: vpc) ?? vpc + "/default-network-acl"
  }

  func defaultTable(of vpc: String) -> String {
    managing("aws_default_route_table", of: vpc) ?? vpc + "/main-route-table"
  }

  private func managing(_ type: String, of vpc: String) -> String? {
    resources.first { $0.type == type && vpcOfDefault($0) == .name(vpc) }?.address
  }

  /// The VPC of a resource that takes over what came with it.
  func vpcOfDefault(_ resource: Resource) -> Referred {
    if let value = resource.attributes["vpc_id"], let text = value.text, !text.isEmpty {
      return .name(addressOfID[text] ?? text)
    }
    if let value = resource.attributes["vpc_id"], case .later(let later) = value.shape,
      !later.isOpaque
    {
      return referred(value, ["aws_vpc", "aws_default_vpc"])
    }
    for key in ["default_route_table_id", "default_network_acl_id"] {
      guard let value = resource.attributes[key] else { continue }
      if let text = value.text {
        let owner = resources.first {
          $0.type == "aws_vpc" && ($0.attributes[key]?.text ?? "") == text
        }
        if let owner { return .name(owner.address) }
      }
      return referred(value, ["aws_vpc", "aws_default_vpc"])
    }
    return referred(resource.attributes["vpc_id"], ["aws_vpc", "aws_default_vpc"])
  }

  /// The name of an object that must be there. What is not known has a name that nothing else has, so that the
  /// importer meets a missing object, and the reason is noted for every answer.
  func required(_ referred: Referred, _ what: String, of resource: Resource) -> String {
    switch referred {
    case .name(let name): return name
    case .nothing:
      unknown(resource, "it names no \(what)")
      return "unknown \(what) of \(resource.address)"
    case .unknown(let reason):
      unknown(resource, "its \(what) is not known: \(reason)")
      return "unknown \(what) of \(resource.address)"
    }
  }
}
