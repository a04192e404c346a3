internal import Importers
internal import SourceText

extension Describer {
  static let instanceTypes = ["aws_instance"]
  static let interfaceTypes = ["aws_network_interface"]

  func enterInterface(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "description", "mac_address", "private_dns_name", "private_ip_list_enabled",
      "ipv6_address_list_enabled", "enable_primary_ipv6", "interface_type", "outpost_arn",
      "private_ip_list", "ipv6_address_list", "network_interface_id", "public_dns_name",
      "ena_srd_specification")
    guard
      var draft = interface(
        reader, subnet: "subnet_id", groups: ["security_groups"], at: resource.range)
    else { return }
    if let type = resource.attributes["interface_type"]?.text, type != "interface" {
      draft.type = type
    }
    draft.isAttached = false
    draft.checks = flag(reader, "source_dest_check", standard: true)
    draft.tags = reader.tags()
    switch openList(reader, "attachment") {
    case .absent: break
    case .unknown(let reason): unknown(resource, "what it is attached to is not known: \(reason)")
    case .known(let entries):
      for entry in entries {
        draft.device = entry["device_index"]?.number ?? 0
        attach(&draft, to: entry["instance"], of: resource)
      }
    }
    interfaces[resource.address] = draft
    noteTags(reader, kind: .interface)
  }

  private func attach(_ draft: inout InterfaceDraft, to value: Attribute?, of resource: Resource) {
    switch referred(value, Self.instanceTypes) {
    case .nothing: break
    case .name(let name):
      draft.isAttached = true
      draft.instance = name
    case .unknown(let reason): unknown(resource, "what it is attached to is not known: \(reason)")
    }
  }

  /// What interfaces and instances say alike: subnet, groups and addresses. Nil where the subnet is not known.
  private func interface(
    _ reader: Reader, subnet key: String, groups keys: [String], at range: SourceRange
  ) -> InterfaceDraft? {
    let resource = reader.resource
    guard case .name(let subnet) = referred(reader.shown(key), Self.subnetTypes) else {
      unknown(resource, "its subnet is not known or not described here")
      return nil
    }
    var draft = InterfaceDraft(resource: resource, subnet: subnet, range: range)
    setGroups(&draft, reader, keys)
    setAddresses(&draft, reader)
    return draft
  }

  private func setGroups(_ draft: inout InterfaceDraft, _ reader: Reader, _ keys: [String]) {
    for key in keys {
      guard let value = reader.shown(key) else { continue }
      if case .later = value.shape, reader.isWritten(key) == false { continue }
      if case .list(let elements) = value.shape, elements.isEmpty { continue }
      if case .unknown = value.shape, reader.resource.attributes[key] == nil, key != keys.first {
        continue
      }
      let groups = referredList(value, Self.groupTypes)
      let gone = departedGroups(of: reader.resource)
      draft.groups = (draft.groups ?? []) + groups.names.filter { !gone.contains($0) }
      draft.unknownGroups = draft.unknownGroups ?? groups.unknown
      if reader.isWritten(key) == true, groups.names.contains(where: gone.contains) {
        draft.unknownGroups =
          draft.unknownGroups ?? "its list names a group that the plan takes away from it"
      }
      return
    }
  }

  /// Groups that were attached to the interface and that the plan takes away (IAC-1a).
  private func departedGroups(of resource: Resource) -> Set<String> {
    let ids = ["id", "primary_network_interface_id"].compactMap { resource.attributes[$0]?.text }
    return Set(
      departed.filter { $0.type == "aws_network_interface_sg_attachment" }
        .filter { $0.attributes["network_interface_id"]?.text.map { ids.contains($0) } ?? false }
        .compactMap { name(of: $0, at: "security_group_id") })
  }

  private func setAddresses(_ draft: inout InterfaceDraft, _ reader: Reader) {
    let resource = reader.resource
    let primary = written(reader, "private_ip")
    if let text = primary?.text, !text.isEmpty { draft.ipv4.append(text) }
    for key in ["private_ips", "secondary_private_ips"] {
      guard let list = written(reader, key) else { continue }
      guard case .list(let elements) = list.shape else {
        unknown(
          resource, "its addresses are not known: \(list.firstUnknown ?? "`\(key)` is no list")")
        continue
      }
      for element in elements {
        let value = element["private_ip_address"] ?? element["PrivateIpAddress"] ?? element
        if let text = value.text {
          if !draft.ipv4.contains(text) { draft.ipv4.append(text) }
        } else {
          draft.laterIPv4 += 1
        }
      }
    }
    if draft.ipv4.isEmpty, draft.laterIPv4 == 0 { draft.laterIPv4 = 1 }
    for key in ["private_ips_count", "secondary_private_ip_address_count"] {
      guard let count = written(reader, key) else { continue }
      guard let number = count.number, (0...64).contains(number) else {
        unknown(resource, "how many addresses it has is not known", at: count.range)
        continue
      }
      draft.laterIPv4 += max(0, number - (draft.ipv4.count + draft.laterIPv4 - 1))
    }
    for key in ["ipv6_addresses", "ipv6_address"] {
      guard let list = written(reader, key) else { continue }
      let elements: [Attribute]
      if case .list(let inner) = list.shape { elements = inner } else { elements = [list] }
      for element in elements where !element.isEmpty {
        if let text = (element["ipv6_address"] ?? element["Ipv6Address"] ?? element).text {
          draft.ipv6.append(text)
        } else {
          draft.laterIPv6 = true
        }
      }
    }
    if let count = written(reader, "ipv6_address_count"), count.number != 0, draft.ipv6.isEmpty {
      draft.laterIPv6 = true
    }
    takeIPv6(of: &draft, reader)
    for key in [
      "ipv4_prefixes", "ipv6_prefixes", "ipv4_prefix_count", "ipv6_prefix_count",
    ] {
      guard let value = written(reader, key), !value.isEmpty, value.number != 0 else { continue }
      unknown(resource, "delegated prefixes of a template are not modelled", at: value.range)
    }
  }

  /// The IPv6 address that a subnet gives to every new interface. An interface that exists shows what it has.
  private func takeIPv6(of draft: inout InterfaceDraft, _ reader: Reader) {
    guard let subnet = subnets[draft.subnet], !subnet.ipv6.isEmpty, draft.ipv6.isEmpty,
      !draft.laterIPv6
    else { return }
    if origin != .template, let shown = reader.resource.attributes["ipv6_addresses"] {
      switch shown.shape {
      case .null, .list: return
      case .bool, .number, .text, .object, .reference, .later, .parameter, .unknown: break
      }
    }
    switch subnet.assignsIPv6 {
    case true: draft.laterIPv6 = true
    case false: break
    case nil:
      unknown(
        reader.resource, "whether its subnet gives it an IPv6 address is not known", rule: "IAC-2")
    }
  }

  func enterInterfaceAttachment(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "attachment_id", "status", "delete_on_termination", "network_card_index",
      "ena_srd_specification")
    guard
      case .name(let name) = referred(reader.shown("network_interface_id"), Self.interfaceTypes),
      var draft = interfaces[name]
    else { return unknown(resource, "which interface it attaches is not known") }
    draft.device = reader["device_index"]?.number ?? 1
    attach(&draft, to: reader.shown("instance_id"), of: resource)
    interfaces[name] = draft
  }

  func enterGroupAttachment(_ reader: Reader) {
    let resource = reader.resource
    let interface = referred(
      reader.shown("network_interface_id"), Self.interfaceTypes + Self.instanceTypes)
    guard case .name(let found) = interface else {
      return unknown(resource, "which interface gets a group is not known")
    }
    let name = interfaces[found] != nil ? found : found + "/eth0"
    guard var draft = interfaces[name] else {
      return unknown(resource, "the interface that gets a group is not described here")
    }
    switch referred(reader.shown("security_group_id"), Self.groupTypes) {
    case .name(let group):
      draft.groups = (draft.groups ?? standardGroups(draft)) + [group]
    case .nothing: draft.unknownGroups = "a group that is attached to it is not named"
    case .unknown(let reason): draft.unknownGroups = reason
    }
    interfaces[name] = draft
  }

  /// The group that an interface has when nobody names one.
  func standardGroups(_ draft: InterfaceDraft) -> [String] {
    guard let vpc = subnets[draft.subnet]?.vpc, vpcs[vpc] != nil else { return [] }
    return [defaultGroup(of: vpc)]
  }

  func enterInstance(_ reader: Reader) {
    let resource = reader.resource
    for member in resource.attributes.members where Self.irrelevantToInstances(member.key) {
      reader.ignore(member.key)
    }
    var draft = InstanceDraft(
      resource: resource, type: reader["instance_type"]?.text, tags: reader.tags())
    noteTags(reader, kind: .instance)
    if let state = written(reader, "instance_state")?.text { draft.state = state }
    let template = launchTemplate(reader)
    let lists = ["network_interface", "network_interfaces", "primary_network_interface"]
    for key in lists {
      switch openList(reader, key) {
      case .absent: continue
      case .unknown(let reason):
        if resource.attributes[key] != nil {
          unknown(resource, "its interfaces are not known: \(reason)")
        }
      case .known(let entries):
        for (index, entry) in entries.enumerated() { add(entry, index, to: &draft) }
      }
    }
    // An instance's public address may come from the block of its interface.
    let asks = written(reader, "associate_public_ip_address")
    let address = written(reader, "public_ip")
    if draft.interfaces.isEmpty {
      addOwnInterface(reader, template, asks, address, to: &draft)
    } else {
      reader.ignore(
        "subnet_id", "vpc_security_group_ids", "security_groups", "private_ip", "source_dest_check",
        "secondary_private_ips", "ipv6_addresses", "ipv6_address_count")
    }
    instances[resource.address] = draft
  }

  private static func irrelevantToInstances(_ key: String) -> Bool {
    [
      "ami", "image_id", "availability_zone", "key_name", "user_data", "user_data_base64",
      "user_data_replace_on_change", "iam_instance_profile", "monitoring", "tenancy", "host_id",
      "host_resource_group_arn", "placement_group", "placement_partition_number", "private_dns",
      "public_dns", "ebs_optimized", "ebs_block_device", "root_block_device",
      "ephemeral_block_device", "credit_specification", "cpu_core_count", "cpu_threads_per_core",
      "cpu_options", "disable_api_stop", "disable_api_termination", "get_password_data",
      "password_data",
      "hibernation", "instance_initiated_shutdown_behavior", "maintenance_options",
      "metadata_options", "enclave_options", "capacity_reservation_specification",
      "outpost_arn", "primary_network_interface_id", "instance_lifecycle",
      "instance_market_options",
      "spot_instance_request_id", "private_dns_name_options", "volume_tags", "network_interface_id",
      "block_device_mappings", "volumes", "ssm_associations", "placement_group_id", "force_destroy",
      "enable_primary_ipv6", "license_specifications", "elastic_gpu_specifications",
      "elastic_inference_accelerators", "affinity", "kernel_id", "ramdisk_id",
      "propagate_tags_to_volume_on_creation", "secondary_network_interface",
    ].contains(key)
  }

  /// What a launch template says in the place of the instance; a reason where it cannot be read.
  private enum Template {
    case none
    case resource(Resource)
    case unknown(String)
  }

  /// Why the described version of a launch template may not be the one that is meant.
  private func otherVersion(_ version: Attribute?, of template: Resource) -> String? {
    // One that is made only now has one version.
    guard origin != .template, template.attributes["id"]?.text != nil else { return nil }
    let latest = template.attributes["latest_version"]?.number
    if let version, !version.isEmpty {
      if version.text == "$Latest" { return nil }
      if let number = version.number, number == latest { return nil }
      if case .later(let later) = version.shape, !later.isOpaque, !later.pointers.isEmpty,
        later.pointers.allSatisfy({ $0 == Pointer(template.address, "latest_version") })
      {
        return nil
      }
      guard version.text == "$Default" else {
        return "its version of the launch template is not described here"
      }
    }
    let standard = template.attributes["default_version"]?.number
    return standard != nil && standard == latest
      ? nil : "the default version of its launch template is not described here"
  }

  private func launchTemplate(_ reader: Reader) -> Template {
    guard let value = written(reader, "launch_template"), !value.isEmpty else { return .none }
    let entry: Attribute
    if case .list(let elements) = value.shape, let first = elements.first {
      entry = first
    } else {
      entry = value
    }
    let id = entry["id"] ?? entry["launch_template_id"] ?? entry
    if case .name(let name) = referred(id, ["aws_launch_template"]), let found = byAddress[name] {
      return otherVersion(entry["version"], of: found).map { .unknown($0) } ?? .resource(found)
    }
    return .unknown("its launch template is not described here")
  }

  private func addOwnInterface(
    _ reader: Reader, _ template: Template, _ asks: Attribute?, _ address: Attribute?,
    to draft: inout InstanceDraft
  ) {
    let resource = reader.resource
    let range = resource.range
    guard
      var own = interface(
        reader, subnet: "subnet_id", groups: ["vpc_security_group_ids", "security_groups"],
        at: range)
    else { return }
    own.instance = resource.address
    own.checks = flag(reader, "source_dest_check", standard: true)
    switch template {
    case .none: break
    case .unknown(let reason): if own.groups == nil { own.unknownGroups = reason }
    case .resource(let template):
      if template.attributes["network_interfaces"]?.isEmpty == false {
        unknown(resource, "interfaces of a launch template are not modelled")
      }
      if own.groups == nil {
        let groups = referredList(template.attributes["vpc_security_group_ids"], Self.groupTypes)
        if !groups.names.isEmpty { own.groups = groups.names }
        own.unknownGroups = groups.unknown
        for key in ["security_group_names", "security_groups", "launch_template_data"]
        where template.attributes[key]?.isEmpty == false {
          own.unknownGroups =
            own.unknownGroups ?? "what its launch template says about groups is not understood"
        }
      }
    }
    if let text = address?.text, departedAddresses.contains(text) {
      // The plan takes the address away; the instance still shows it.
      own.publicAddress = nil
    } else if let text = address?.text, !text.isEmpty {
      own.publicAddress = text
    } else if let asks {
      if asks.bool == nil {
        unknown(resource, "whether it has a public address is not known", at: asks.range)
      }
      own.hasLaterPublic = asks.bool ?? true
    } else if origin == .state {
      if address == nil, resource.attributes["public_ip"] == nil {
        unknown(resource, "the input does not show whether it has a public address")
      }
    } else {
      own.hasLaterPublic = subnets[own.subnet]?.mapsPublic ?? false
    }
    let name = resource.address + "/eth0"
    if let id = resource.attributes["primary_network_interface_id"]?.text, !id.isEmpty {
      addressOfID[id] = addressOfID[id] ?? name
    }
    interfaces[name] = own
    draft.interfaces.append(name)
    draft.subnet = own.subnet
  }

  /// One entry of an instance's list of interfaces: one that exists, or one that is made with the instance.
  private func add(_ entry: Attribute, _ index: Int, to draft: inout InstanceDraft) {
    let resource = draft.resource
    guard case .object = entry.shape else {
      return unknown(resource, "one of its interfaces is not known", at: entry.range)
    }
    let device = entry["device_index"]?.number ?? index
    if let own = entry["network_interface_id"], !own.isEmpty {
      guard case .name(let name) = referred(own, Self.interfaceTypes), interfaces[name] != nil
      else {
        return unknown(resource, "one of its interfaces is not described here", at: own.range)
      }
      interfaces[name]?.instance = resource.address
      interfaces[name]?.isAttached = true
      interfaces[name]?.device = device
      draft.interfaces.append(name)
      return
    }
    guard case .object(let members) = entry.shape else { return }
    var inner = resource
    inner.attributes = Attribute(.object(members.filter { $0.key != "device_index" }), entry.range)
    let reader = Reader(inner, showsAll: true)
    reader.ignore("delete_on_termination", "description", "network_card_index", "device_index")
    guard
      var own = interface(
        reader, subnet: "subnet_id", groups: ["group_set", "security_groups"], at: entry.range)
    else { return }
    let asks = reader["associate_public_ip_address"]
    own.hasLaterPublic = asks.map { $0.bool ?? true } ?? (subnets[own.subnet]?.mapsPublic ?? false)
    own.instance = resource.address
    own.device = device
    finish(reader)
    let name = "\(resource.address)/eth\(device)"
    interfaces[name] = own
    draft.interfaces.append(name)
  }
}
