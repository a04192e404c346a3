internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantInterfaceKeys = [
    "MacAddress", "PrivateDnsName", "PublicDnsName", "PublicIpDnsNameOptions",
    "NetworkInterfaceArn", "OwnerId",
    "AvailabilityZone", "AvailabilityZoneId", "AvailabilityZoneIdSource",
    "ConnectionTrackingConfiguration",
    "Operator", "AssociatedSubnets",
  ]
  static let irrelevantAttachmentKeys = [
    "AttachTime", "AttachmentId", "DeleteOnTermination", "InstanceOwnerId",
    "NetworkCardIndex",
    "EnaSrdSpecification", "EnaQueueCount",
  ]
  private static let irrelevantAssociationKeys = [
    "IpOwnerId", "PublicDnsName", "AllocationId", "AssociationId",
  ]

  func importInterfaces() {
    forEach(.networkInterfaces) { record, element in
      guard let name = record.id("NetworkInterfaceId"), isFirst(.networkInterfaces, name, element)
      else { return }
      addInterface(record, name: name, element)
    }
    for group in gathered.truncatedGroups(.networkInterfaces) {
      unknownEverywhere(
        "network interfaces of \(title(ofGroup: group))", "class",
        "network interfaces were not collected to the end",
        rule: "IMP-3")
    }
  }

  /// Enters an interface from describe-network-interfaces or, without an attachment's instance id, from an instance.
  @discardableResult
  func addInterface(
    _ record: Record, name: String, _ element: Element, instance known: String? = nil
  )
    -> ID<Interface>?
  {
    record.ignore(
      Self.irrelevantInterfaceKeys.filter { $0 != "OwnerId" }, type: "NetworkInterfaces")
    let owner = record.string("OwnerId")
    guard let (vpc, subnet) = place(record, name, element) else { return nil }
    let text = record.string("Description") ?? ""
    let attachment = record.record("Attachment")
    attachment?.ignore(Self.irrelevantAttachmentKeys, type: "NetworkInterfaces.Attachment")
    let attachmentStatus = attachment?.string("Status")
    let device = attachment?.int("DeviceIndex")
    let instanceName = known ?? attachment?.string("InstanceId")
    let type = record.value.peek("InterfaceType")?.string
    let groups = interfaceGroups(record, element)
    let addresses = privateAddresses(record, name)
    var interface = Interface(
      name: name, vpc: vpc, subnet: subnet,
      scope: scope(of: element, owner: owner, vpc: vpc),
      isFunctional: true, sourceDestinationCheck: record.bool("SourceDestCheck") ?? true,
      deniesInternetGatewayTraffic: record.bool("DenyAllIgwTraffic") ?? false, groups: groups,
      privateAddresses: addresses, ipv6Addresses: ipv6Addresses(record),
      delegatedPrefixes: prefixes(record, "Ipv4Prefixes", "Ipv4Prefix", .v4)
        + prefixes(record, "Ipv6Prefixes", "Ipv6Prefix", .v6),
      tags: record.tags("TagSet"), text: text, origin: record.range)
    if known != nil, record.isMissing("TagSet") {
      interface.gaps[.tags] = unknown(
        name, "networkInterface", "only its instance is described", rule: "IMP-3a",
        at: record.range)
    }
    setKind(&interface, record, text)
    requireGroups(&interface)
    setStatus(&interface, record, subnet)
    noteEntrance(interface)
    requireAddresses(interface)
    guard let id = model.interfaces.insert(interface) else { return nil }
    if isOfEndpoint(interface) { endpointInterfaces[name] = id }
    if let device { deviceIndexes[id] = device }
    if let attachmentStatus, attachmentStatus != "attached", model.interfaces[id].isFunctional {
      unknownEverywhere(
        name, "networkInterface",
        "it is in use, but its attachment is in the state `\(DisplayText.escape(attachmentStatus))`", rule: "CNV-4",
        at: attachment?.range)
    }
    if let instanceName {
      if let type, Self.typesOfOtherHosts.contains(type) {
        unknownEverywhere(
          name, "networkInterface", "it is of the type `\(type)`, but attached to an instance", rule: "IMP-5",
          at: attachment?.range ?? record.range)
      }
      attach(id, to: instanceName, element, at: attachment?.range ?? record.range)
    }
    return id
  }

  /// Interfaces of hosts that are no instances.
  private static let typesOfOtherHosts: Set<String> = ["lambda", "efs", "quicksight", "iot_rules_managed"]

  private func place(_ record: Record, _ name: String, _ element: Element) -> (ID<VPC>, ID<Subnet>)?
  {
    let vpcName = record.string("VpcId")
    guard let subnetName = record.id("SubnetId") else { return nil }
    if let subnet = model.subnets.id(named: subnetName) {
      let vpc = model.subnets[subnet].vpc
      if let vpcName, model.vpcs[vpc].name != vpcName {
        error(
          "IM009", "`\(name)` is in the VPC `\(vpcName)`, its subnet in `\(model.vpcs[vpc].name)`",
          at: record.range.shortened)
      }
      return (vpc, subnet)
    }
    guard let vpcName = vpcName ?? record.id("VpcId") else { return nil }
    let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
    return (vpc, self.subnet(named: subnetName, vpc: vpc, for: element, at: record.range.shortened))
  }

  private func interfaceGroups(_ record: Record, _ element: Element) -> [Reference<SecurityGroup>] {
    record.records("Groups").compactMap { group in
      group.ignore(["GroupName"], type: "NetworkInterfaces.Groups")
      guard let name = group.id("GroupId") else { return nil }
      groupsOfInterfaces.insert(name)
      return reference(
        model.securityGroups, name, .securityGroups, term: "securityGroup", group: element.group,
        at: group.range)
    }
  }

  /// Private addresses with their public mapping (ENI-2), the primary one first.
  private func privateAddresses(_ record: Record, _ name: String) -> [PrivateAddress] {
    var addresses: [PrivateAddress] = []
    for entry in record.records("PrivateIpAddresses") {
      entry.ignore(["PrivateDnsName"], type: "NetworkInterfaces.PrivateIpAddresses")
      let isPrimary = entry.bool("Primary") ?? false
      let mapped = publicAddress(entry.record("Association"), name)
      guard let address = entry.address("PrivateIpAddress", .v4) else {
        if entry.isMissing("PrivateIpAddress") {
          error(
            "IM004", "expected an entry with a `PrivateIpAddress`, found one without",
            at: entry.range)
        }
        continue
      }
      if let index = addresses.firstIndex(where: { $0.address == address }) {
        // ENI-2: one private address has one public address.
        if addresses[index].publicAddress != mapped {
          unknownEverywhere(
            name, "networkInterface", "it lists one private address twice with different public addresses",
            rule: "ENI-2", at: entry.range)
        }
        continue
      }
      addresses.append(
        PrivateAddress(address: address, isPrimary: isPrimary, publicAddress: mapped))
    }
    let mapped = publicAddress(record.record("Association"), name)
    if let primary = record.address("PrivateIpAddress", .v4) {
      if let index = addresses.firstIndex(where: { $0.address == primary }) {
        let has = addresses[index].publicAddress
        if let has, let mapped, has != mapped {
          warn(
            "IM015", "`\(name)` names two public addresses, `\(has)` and `\(mapped)`",
            at: record.range.shortened)
        }
        addresses[index].publicAddress = has ?? mapped
      } else {
        addresses.append(
          PrivateAddress(address: primary, isPrimary: addresses.isEmpty, publicAddress: mapped))
      }
    }
    return addresses.filter(\.isPrimary) + addresses.filter { !$0.isPrimary }
  }

  /// The public address of an association; carrier and customer-owned addresses are other maps, not modelled.
  private func publicAddress(_ association: Record?, _ name: String) -> IPAddress? {
    guard let association else { return nil }
    association.ignore(Self.irrelevantAssociationKeys, type: "NetworkInterfaces.Association")
    for (key, kind) in [
      ("CarrierIp", "carrierAddress"), ("CustomerOwnedIp", "customerOwnedAddress"),
    ] {
      if let text = association.string(key) {
        keepUnmodelled(text, kind: kind, scope: nil, at: association.range)
      }
    }
    return association.address("PublicIp", .v4)
  }

  private func ipv6Addresses(_ record: Record) -> [IPAddress] {
    var addresses: [IPAddress] = record.records("Ipv6Addresses").compactMap { entry in
      entry.ignore(["PublicIpv6DnsName"], type: "NetworkInterfaces.Ipv6Addresses")
      _ = entry.bool("IsPrimaryIpv6")
      return entry.required("Ipv6Address", entry.address("Ipv6Address", .v6))
    }
    if let only = record.address("Ipv6Address", .v6), !addresses.contains(only) {
      addresses.append(only)
    }
    return addresses
  }

  private func prefixes(
    _ record: Record, _ key: String, _ field: String, _ family: IPFamily
  ) -> [CIDR] {
    record.records(key).compactMap { $0.required(field, $0.cidr(field, family)) }
  }

  /// Without the key, the description alone says whether a service stands behind it.
  private func isRequesterManaged(_ record: Record) -> Bool {
    let requester = record.string("RequesterId") ?? ""
    return (record.bool("RequesterManaged") ?? true) || requester.hasPrefix("amazon-")
  }

  private func isOfEndpoint(_ interface: Interface) -> Bool {
    guard case .unmodelledService(let id) = interface.kind else { return false }
    return model[id].kind == "vpcEndpoint"
  }

  /// The interface of a host or an endpoint has at least one group. One without is not described whole, and must not
  /// count as closed.
  func requireGroups(_ interface: inout Interface) {
    switch interface.kind {
    case .ordinary, .interfaceEndpoint: break
    case .natGateway, .transparentService, .loadBalancer, .unmodelledService: return
    }
    guard interface.groups.isEmpty else { return }
    interface.groups = [
      .missing(
        unknown(
          interface.name, "networkInterface", "the input names no security group of it",
          rule: "IMP-3a", at: interface.origin))
    ]
  }

  /// IMP-3a (c): an interface through which a service lets in what comes from outside the VPC. No route leads to it.
  private func noteEntrance(_ interface: Interface) {
    let entrances: Set<String> = [
      "globalAccelerator", "apiGateway", "verifiedAccess", "instanceConnectEndpoint",
      "resourceGateway",
    ]
    guard interface.isFunctional, case .unmodelledService(let id) = interface.kind,
      entrances.contains(model[id].kind)
    else { return }
    unknownEverywhere(
      interface.name, model[id].kind, "it lets in what comes from outside the VPC",
      rule: "IMP-3a", at: interface.origin)
  }

  /// ENI-1: without an address it could neither send nor receive, so one that works has some.
  private func requireAddresses(_ interface: Interface) {
    guard interface.kind == .ordinary, interface.isFunctional, interface.ownedRanges.isEmpty else {
      return
    }
    unknownEverywhere(
      interface.name, "networkInterface", "the input names no address of it", rule: "IMP-3a",
      at: interface.origin)
  }

  private func setKind(_ interface: inout Interface, _ record: Record, _ text: String) {
    let type = record.string("InterfaceType")
    let role = InterfaceRole.of(
      type: type, description: text, isRequesterManaged: isRequesterManaged(record))
    switch role {
    case .ordinary?: interface.kind = .ordinary
    case .natGateway?: interface.kind = .natGateway
    case .transparent(let kind)?: interface.kind = .transparentService(kind)
    case .unmodelled(let kind)?:
      interface.kind = .unmodelledService(
        unknown(
          interface.name, kind, "what passes through a service of this kind is not modelled",
          rule: "IMP-5"))
    case nil:
      let shown = DisplayText.escape(type ?? "")
      warn("IM013", "the interface type `\(shown)` is not known", at: record.range.shortened)
      interface.kind = .unmodelledService(
        unknown(
          interface.name, "networkInterface", "the interface type `\(shown)` is not known",
          rule: "IMP-5"))
    }
  }

  /// CNV-4: only an interface in use emits and receives.
  private func setStatus(_ interface: inout Interface, _ record: Record, _ subnet: ID<Subnet>) {
    let status = record.string("Status")
    switch status {
    case nil, "in-use": break
    case "available", "associated", "attaching", "detaching", "pending":
      interface.isFunctional = false
    case let other?:
      warn(
        "IM013", "the interface status `\(DisplayText.escape(other))` is not known",
        at: record.range.shortened)
      interface.kind = .unmodelledService(
        unknown(
          interface.name, "networkInterface", "its status `\(other)` is not known", rule: "IMP-5"))
    }
    if brokenSubnets.contains(subnet) { interface.isFunctional = false }
  }
}
