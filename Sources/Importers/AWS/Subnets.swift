internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantSubnetKeys = [
    "AvailableIpAddressCount", "DefaultForAz", "AssignIpv6AddressOnCreation", "SubnetArn",
    "MapCustomerOwnedIpOnLaunch", "CustomerOwnedIpv4Pool", "EnableLniAtDeviceIndex", "EnableDns64",
    "PrivateDnsNameOptionsOnLaunch", "Ipv6Native", "Type",
  ]

  /// Subnets with their route table (RT-1) and network ACL (NACL-1), which must have been imported.
  func importSubnets() {
    forEach(.subnets) { record, element in
      guard let name = record.id("SubnetId"), isFirst(.subnets, name, element) else { return }
      record.ignore(Self.irrelevantSubnetKeys, type: "Subnets")
      guard let vpcName = record.id("VpcId") else { return }
      let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
      let zoneName = record.string("AvailabilityZone")
      let zoneID =
        record.string("AvailabilityZoneId") ?? zoneName.flatMap { zoneIDs[element.group]?[$0] }
      let scope = self.scope(
        of: element, owner: record.string("OwnerId"), vpc: vpc,
        region: zoneName.flatMap(FolderNames.region(ofZone:)))
      let zone = zoneID.map(Zone.init(id:)) ?? zoneName.map { Zone(name: $0, of: scope) }
      let ranges = (record.cidr("CidrBlock", .v4).map { [$0] } ?? []) + ipv6SubnetRanges(record, of: name)
      let mapsPublic = record.bool("MapPublicIpOnLaunch") ?? false
      var subnet = Subnet(
        name: name, vpc: vpc, scope: scope, zone: zone, ranges: ranges,
        routeTable: routeTable(ofSubnet: name, in: vpc, element),
        networkACL: networkACL(ofSubnet: name, in: vpc, element),
        tags: record.tags(), mapsPublicAddress: mapsPublic, origin: record.range)
      subnet.zoneName = zoneName
      let lacking: (ObjectAttribute, String)? =
        zone == nil
        ? (.zone, "a zone")
        : zoneID == nil
          ? (.zoneID, "the id of its zone") : zoneName == nil ? (.zoneName, "the name of its zone") : nil
      if let (attribute, what) = lacking {
        subnet.gaps[attribute] = unknown(
          name, "subnet", "it comes without \(what)", rule: "IMP-3a", at: record.range)
      }
      let blocking = record.record("BlockPublicAccessStates")?.string("InternetGatewayBlockMode")
      guard let id = model.subnets.insert(subnet) else { return }
      noteSpecials(record, id)
      applyPublicAccess(
        to: id, states: blocking, zones: [zoneName, zoneID].compactMap(\.self), at: record.range)
    }
    for group in gathered.truncatedGroups(.subnets) {
      unknownEverywhere(
        "subnets of \(title(ofGroup: group))", "class", "subnets were not collected to the end",
        rule: "IMP-3")
    }
  }

  private func noteSpecials(_ record: Record, _ subnet: ID<Subnet>) {
    let name = model.subnets[subnet].name
    if let state = record.string("State"), state != "available" {
      brokenSubnets.insert(subnet)
      if !["pending", "unavailable", "failed", "failed-insufficient-capacity"].contains(state) {
        unknownEverywhere(
          name, "subnet", "its state `\(state)` is not known", rule: "IMP-5", at: record.range)
      }
      warn(
        "IM013", "the subnet `\(name)` is in the state `\(state)`; its interfaces do not work",
        at: record.range.shortened)
    }
    if let outpost = record.string("OutpostArn") {
      keepUnmodelled(outpost, kind: "outpost", scope: model.subnets[subnet].scope, at: record.range)
      model.subnets[subnet].isOnOutpost = true
    }
  }

  private func ipv6SubnetRanges(_ record: Record, of name: String) -> [CIDR] {
    record.records("Ipv6CidrBlockAssociationSet").compactMap { association in
      association.ignore(
        ["AssociationId", "Ipv6AddressAttribute", "IpSource"],
        type: "Subnets.Ipv6CidrBlockAssociationSet")
      let state = association.record("Ipv6CidrBlockState")
      state?.ignore(["StatusMessage"], type: "Subnets.Ipv6CidrBlockAssociationSet")
      guard isAssociated(state, name, "subnet") else { return nil }
      return association.required("Ipv6CidrBlock", association.cidr("Ipv6CidrBlock", .v6))
    }
  }

  /// RT-1: the explicit association, else the main table of the VPC.
  private func routeTable(ofSubnet name: String, in vpc: ID<VPC>, _ element: Element) -> Reference<
    RouteTable
  > {
    if let table = tableOfSubnet[name] { return .resolved(table) }
    if let missing = tablesWithoutSubnets[vpc] ?? tablesWithoutSubnets[nil] {
      return .missing(missing)
    }
    let isTruncated = gathered.isTruncated(.routeTables, in: element.group)
    if !isTruncated, let main = mainTable[vpc] { return .resolved(main) }
    let reason =
      isTruncated
      ? "route tables were not collected to the end"
      : gathered.isPresentAnywhere(.routeTables)
        ? "no route table is associated and the VPC has no main one"
        : "route tables were not collected"
    return .missing(unknown("route table of \(name)", "routeTable", reason, rule: "IMP-3a"))
  }

  /// NACL-1: the association, else the default one of the VPC, else what the profile says (IMP-3a b).
  private func networkACL(ofSubnet name: String, in vpc: ID<VPC>, _ element: Element) -> SubnetACL {
    if let acl = aclOfSubnet[name] { return .acl(acl) }
    if let missing = aclsWithoutSubnets[vpc] ?? aclsWithoutSubnets[nil] { return .missing(missing) }
    if gathered.isTruncated(.networkACLs, in: element.group) {
      return .missing(
        unknown(
          "network ACL of \(name)", "networkAcl", "network ACLs were not collected to the end",
          rule: "IMP-3"))
    }
    if let standard = defaultACL[vpc] { return .acl(standard) }
    if !gathered.isPresent(.networkACLs, in: element.group) {
      if profile.openNetworkACLs {
        assume(
          "network-acls-allow-all", "subnets without a collected network ACL let all traffic pass")
        return .assumedOpen
      }
      return .notCollected(
        unknown(
          "NetworkAcls of \(title(ofGroup: element.group))", "class",
          "network ACLs were not collected", rule: "IMP-3a"))
    }
    return .missing(
      unknown(
        "network ACL of \(name)", "networkAcl", "none is associated and the VPC has no default one",
        rule: "NACL-1"))
  }
}
