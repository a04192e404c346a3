internal import Importers
internal import SourceText

extension Describer {
  func enterAddress(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "vpc", "domain", "allocation_id", "association_id", "public_dns", "private_dns",
      "public_ipv4_pool",
      "network_border_group", "carrier_ip", "customer_owned_ip", "customer_owned_ipv4_pool",
      "address", "ipam_pool_id", "ptr_record", "transfer_address")
    var draft = AddressDraft(resource: resource)
    if let value = reader["public_ip"], let text = value.text, !text.isEmpty {
      draft.publicAddress = text
      if addressOfID[text] == nil { addressOfID[text] = resource.address }
    }
    if let id = resource.attributes["allocation_id"]?.text, !id.isEmpty, addressOfID[id] == nil {
      addressOfID[id] = resource.address
    }
    for key in ["associate_with_private_ip", "private_ip"] {
      if let text = written(reader, key)?.text, !text.isEmpty { draft.privateAddress = text }
    }
    let gone = departed(["aws_eip_association"], at: "allocation_id", of: resource)
    if gone.isEmpty || reader.isWritten("instance") == true
      || reader.isWritten("network_interface") == true
    {
      place(&draft, written(reader, "network_interface"), written(reader, "instance"))
    } else {
      reader.ignore("network_interface", "instance")
    }
    addresses[resource.address] = draft
  }

  private func place(
    _ draft: inout AddressDraft, _ interface: Attribute?, _ instance: Attribute?
  ) {
    switch referred(interface, Self.interfaceTypes) {
    case .nothing: break
    case .name(let name): draft.interface = name
    case .unknown(let reason):
      unknown(draft.resource, "which interface has the address is not known: \(reason)")
    }
    switch referred(instance, Self.instanceTypes) {
    case .nothing: break
    case .name(let name): draft.instance = name
    case .unknown(let reason):
      unknown(draft.resource, "which instance has the address is not known: \(reason)")
    }
  }

  func enterAddressAssociation(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("allow_reassociation", "association_id")
    let value =
      written(reader, "allocation_id") ?? written(reader, "eip") ?? written(reader, "public_ip")
    reader.ignore("public_ip", "eip")
    guard case .name(let name) = referred(value, ["aws_eip"]) else {
      return unknown(resource, "which address it gives away is not known")
    }
    var draft = addresses[name] ?? AddressDraft(resource: resource)
    if addresses[name] == nil {
      // An address that is not described: somebody owns it from now on, with a value that is not known.
      draft.publicAddress = nil
      draft.isForeign = true
    }
    if let text = written(reader, "private_ip_address")?.text, !text.isEmpty {
      draft.privateAddress = text
    }
    place(&draft, written(reader, "network_interface_id"), written(reader, "instance_id"))
    if draft.interface == nil, draft.instance == nil, !draft.isTaken {
      unknown(resource, "what gets the address is not known")
    }
    addresses[name] = draft
  }

  func enterNAT(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "association_id", "network_interface_id", "vpc_id", "max_drain_duration_seconds",
      "secondary_private_ip_address_count", "regional_nat_gateway_address", "route_table_id",
      "regional_nat_gateway_auto_mode", "auto_provision_zones", "auto_scaling_ips", "nat_gateway_id"
    )
    var draft = NATDraft(resource: resource, subnet: "", tags: reader.tags())
    if let mode = written(reader, "availability_mode"), mode.text != "zonal" {
      draft.isRegional = true
    }
    if let zones = written(reader, "availability_zone_address"), !zones.isEmpty {
      draft.isRegional = true
    }
    if let kind = written(reader, "connectivity_type") {
      if kind.text != "public" && kind.text != "private" {
        unknown(resource, "whether it is public is not known", at: kind.range)
      }
      draft.isPublic = kind.text != "private"
    }
    draft.privateAddress = written(reader, "private_ip")?.text.flatMap { $0.isEmpty ? nil : $0 }
    draft.publicAddress = written(reader, "public_ip")?.text.flatMap { $0.isEmpty ? nil : $0 }
    for key in ["allocation_id", "secondary_allocation_ids"] {
      guard let value = written(reader, key) else { continue }
      let found = referredList(value, ["aws_eip"])
      draft.addresses += found.names.filter { !draft.addresses.contains($0) }
      if found.unknown != nil { draft.hasUnknownAddress = true }
    }
    if let more = written(reader, "secondary_private_ip_addresses"), !more.isEmpty {
      unknown(resource, "further private addresses of a NAT gateway are not modelled")
    }
    if !draft.isRegional {
      guard case .name(let subnet) = referred(reader.shown("subnet_id"), Self.subnetTypes) else {
        // Routes to it are unknown, as to every gateway that no snapshot shows.
        return unknown(resource, "its subnet is not known or not described here")
      }
      draft.subnet = subnet
    } else {
      reader.ignore("subnet_id")
    }
    for name in draft.addresses { addresses[name]?.isTaken = true }
    nats[resource.address] = draft
  }

  // MARK: Addresses that the provider chooses (IAC-4)

  /// An address for every place that has none yet.
  func chooseAddresses() {
    var chooser = AddressChooser(self)
    let written = Set(vpcs.all.filter { !$0.element.ipv6.isEmpty }.map(\.name))
    for (name, draft) in vpcs.all where draft.hasLaterIPv6 && draft.ipv6.isEmpty {
      let range = chooser.ipv6Range()
      vpcs[name]?.ipv6.append((range, draft.resource.range))
      assumeElsewhere()
    }
    for (name, draft) in subnets.all {
      for (index, entry) in draft.ipv6.enumerated() where entry.text.isEmpty {
        // SOUNDNESS: of a range that the input gives rules may name the part that is the subnet's.
        if written.contains(draft.vpc), let ranges = vpcs[draft.vpc]?.ipv6,
          ranges.count > 1 || ranges.contains(where: { chooser.cut(of: $0.text, in: draft.vpc) != nil })
        {
          unknown(draft.resource, "which part of its VPC's IPv6 range it has is not known, and rules tell these apart")
        }
        if let text = chooser.ipv6Subnet(of: vpcs[draft.vpc]) {
          subnets[name]?.ipv6[index].text = text
        } else {
          unknown(draft.resource, "its IPv6 range is not known before deployment")
          subnets[name]?.ipv6.removeAll { $0.text.isEmpty }
        }
      }
    }
    chooser.reserve(self)
    for (name, draft) in interfaces.all { fill(name, draft, &chooser) }
    for (name, draft) in nats.all where !draft.isRegional {
      if draft.privateAddress == nil {
        nats[name]?.privateAddress = later(name + "/eni", draft.subnet, draft.resource, &chooser)
      }
    }
    for (name, draft) in addresses.all where draft.publicAddress == nil {
      addresses[name]?.publicAddress = chooser.publicAddress()
      if draft.isForeign { assumeForeign() } else { assumeElsewhere() }
    }
    for (name, draft) in nats.all where draft.isPublic && !draft.isRegional {
      let known =
        draft.addresses.first.flatMap { addresses[$0]?.publicAddress } ?? draft.publicAddress
      nats[name]?.publicAddress = known ?? chooser.publicAddress()
      if draft.publicAddress == nil {
        markLater(name + "/eni", isPublic: true, draft.resource.range)
      }
      guard known == nil else { continue }
      if draft.addresses.isEmpty && !draft.hasUnknownAddress { assumeElsewhere() } else { assumeForeign() }
    }
  }

  private func assumeForeign() {
    assume(
      "named-addresses-elsewhere",
      "elastic addresses that exist already, and that the input names without their value, lie in none of the ranges that "
        + "rules, lists, routes and policies name, whole families apart")
  }

  private func assumeElsewhere() {
    assume(
      "assigned-addresses-elsewhere",
      "public addresses and IPv6 ranges that the provider assigns later lie in none of the ranges that rules, lists, "
        + "routes and policies name, whole families apart")
  }

  private func markLater(_ interface: String, isPublic: Bool, _ range: SourceRange) {
    remarks.append(.laterAddress(interface: interface, isPublic: isPublic, at: range.first))
  }

  /// A private address for an interface; nil, and unknown for every answer, where rules tell the addresses of its
  /// subnet apart.
  private func later(
    _ interface: String, _ subnet: String, _ resource: Resource, _ chooser: inout AddressChooser
  ) -> String? {
    guard let own = subnets[subnet], let range = own.ipv4 else {
      unknown(
        resource, "its private address is not known, nor the range of its subnet", rule: "IAC-4")
      return nil
    }
    if let cut = chooser.cut(of: range, in: own.vpc) {
      unknown(
        resource,
        "its private address is assigned later, and `\(cut)` tells the addresses of `\(subnet)` apart",
        rule: "IAC-4")
    }
    guard let text = chooser.privateAddress(in: range, of: own.vpc) else {
      unknown(resource, "`\(subnet)` has no address left for it", rule: "IAC-4")
      return nil
    }
    assume(
      "any-free-address",
      "private addresses that the provider assigns later stand for any free one of their subnet; no rule tells them apart"
    )
    markLater(interface, isPublic: false, resource.range)
    return text
  }

  private func fill(_ name: String, _ draft: InterfaceDraft, _ chooser: inout AddressChooser) {
    for _ in 0..<draft.laterIPv4 {
      if let text = later(name, draft.subnet, draft.resource, &chooser) {
        interfaces[name]?.ipv4.append(text)
      }
    }
    if draft.laterIPv6 {
      if let range = subnets[draft.subnet]?.ipv6.first?.text,
        let text = chooser.ipv6Address(in: range)
      {
        if let cut = chooser.cut(of: range, in: subnets[draft.subnet]?.vpc ?? "") {
          unknown(
            draft.resource,
            "its IPv6 address is assigned later, and `\(cut)` tells addresses apart",
            rule: "IAC-4")
        }
        interfaces[name]?.ipv6.append(text)
        markLater(name, isPublic: true, draft.range)
      } else {
        unknown(draft.resource, "its IPv6 address is not known", rule: "IAC-4")
      }
    } else if !draft.ipv6.isEmpty,
      subnets[draft.subnet].map({ vpcs[$0.vpc]?.hasLaterIPv6 == true }) == true
    {
      markLater(name, isPublic: true, draft.range)
    }
    let hasElastic = addresses.all.contains {
      $0.element.interface == name
        || ($0.element.instance != nil && $0.element.instance == draft.instance
          && draft.device == 0)
    }
    if draft.hasLaterPublic, draft.publicAddress == nil, !hasElastic {
      interfaces[name]?.publicAddress = chooser.publicAddress()
      assumeElsewhere()
    }
    if draft.hasLaterPublic || hasElastic { markLater(name, isPublic: true, draft.range) }
  }
}
