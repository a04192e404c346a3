/// Writes the objects of VPCs of three tiers.
struct TieredVPCWriter {
  let shape: TieredShape
  let ids: Identifiers

  func write(_ vpc: TieredVPC, to folder: inout RegionFolder) throws(GeneratorError) {
    let id = ids.name("vpc", vpc.number)
    let account = folder.account
    let six =
      shape.hasIPv6
      ? #","Ipv6CidrBlockAssociationSet":[{"AssociationId":"\#(ids.name("vpc-cidr-assoc", vpc.number, 1))","#
        + #""Ipv6CidrBlock":"\#(sixRange(vpc))","Ipv6CidrBlockState":{"State":"associated"}}]"# : ""
    try folder.add(
      .vpcs,
      #"{"VpcId":"\#(id)","CidrBlock":"\#(vpc.range)","State":"available","IsDefault":false,"#
        + #""InstanceTenancy":"default","OwnerId":"\#(account)","DhcpOptionsId":"dopt-0a1b2c3d","#
        + #""CidrBlockAssociationSet":[{"AssociationId":"\#(ids.name("vpc-cidr-assoc", vpc.number))","#
        + #""CidrBlock":"\#(vpc.range)","CidrBlockState":{"State":"associated"}}]\#(six),"#
        + #""Tags":[{"Key":"Name","Value":"\#(vpc.environment)-\#(vpc.number)"},"#
        + #"{"Key":"Environment","Value":"\#(vpc.environment)"},{"Key":"Segment","Value":"\#(vpc.segment + shape.segmentOrigin)"},"#
        + #"{"Key":"Role","Value":"\#(vpc.role)"}]}"#)
    try writeGateways(vpc, id, &folder)
    try writeGroups(vpc, id, &folder)
    for subnet in 0..<shape.subnets { try writeSubnet(vpc, id, subnet, &folder) }
    try writeACLs(vpc, id, &folder)
    try writeTables(vpc, id, &folder)
    for subnet in 0..<shape.subnets {
      for instance in 0..<shape.instances { try writeInstance(vpc, id, subnet, instance, &folder) }
    }
  }

  private func sixRange(_ vpc: TieredVPC) -> String {
    "2600:1f\(hex((vpc.number + shape.origin) >> 16 & 255)):\(String((vpc.number + shape.origin) & 65535, radix: 16)):100::/56"
  }

  private func sixPrefix(_ vpc: TieredVPC, _ subnet: Int) -> String {
    "2600:1f\(hex((vpc.number + shape.origin) >> 16 & 255)):\(String((vpc.number + shape.origin) & 65535, radix: 16)):1\(hex(subnet))::"
  }

  private func hex(_ value: Int) -> String {
    (value < 16 ? "0" : "") + String(value, radix: 16)
  }

  private func writeGateways(
    _ vpc: TieredVPC, _ id: String, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let account = folder.account
    let attachment = #""Attachments":[{"State":"available","VpcId":"\#(id)"}],"Tags":[]}"#
    try folder.add(
      .internetGateways,
      #"{"InternetGatewayId":"\#(ids.name("igw", vpc.number))","OwnerId":"\#(account)",\#(attachment)"#)
    if shape.hasIPv6 {
      try folder.add(
        .egressOnlyGateways,
        #"{"EgressOnlyInternetGatewayId":"\#(ids.name("eigw", vpc.number))",\#(attachment)"#)
    }
    try NATWriter.write(
      number: vpc.number, ids: ids, vpc: id, subnet: ids.name("subnet", vpc.number),
      zone: zone(0, folder), address: IPv4.text(vpc.base + 4),
      publicAddress: IPv4.publicAddress((vpc.number + shape.origin) * shape.publicAddresses), to: &folder)
  }

  private func zone(_ subnet: Int, _ folder: RegionFolder) -> String {
    folder.region + ["a", "b", "c"][subnet % 3]
  }

  private func group(_ vpc: TieredVPC, _ tier: TieredShape.Tier?) -> String {
    let part: Int
    switch tier {
    case nil: part = 0
    case .web: part = 1
    case .app: part = 2
    case .db: part = 3
    }
    return ids.name("sg", vpc.number, part)
  }

  private func writeGroups(
    _ vpc: TieredVPC, _ id: String, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let account = folder.account
    let everywhere = shape.hasIPv6 ? ["::/0"] : []
    func tcp(_ port: Int, _ ranges: [String], six: [String] = [], group: String? = nil) -> String {
      Rules.tcp(port, ranges, six: six, groups: group.map { [$0] } ?? [], account: account)
    }
    var open = ["10.0.0.0/8"]
    if vpc.fault == .openPort { open.append("0.0.0.0/0") }
    let groups: [(TieredShape.Tier?, [String])] = [
      (nil, [Rules.all([], groups: [group(vpc, nil)], account: account)]),
      (
        .web,
        [
          tcp(80, ["0.0.0.0/0"], six: everywhere), tcp(443, ["0.0.0.0/0"], six: everywhere),
          tcp(22, open),
        ]
      ),
      (.app, [tcp(8080, [], group: group(vpc, .web)), tcp(22, vpc.adminRanges)]),
      (.db, [tcp(5432, [], group: group(vpc, .app)), tcp(5433, [vpc.partnerRange])]),
    ]
    let egress = Rules.all(["0.0.0.0/0"], six: everywhere, groups: [], account: account)
    for (tier, rules) in groups {
      let name = tier?.rawValue ?? "default"
      try folder.add(
        .groups,
        #"{"GroupId":"\#(group(vpc, tier))","GroupName":"\#(tier == nil ? name : "\(name)-\(vpc.number)")","#
          + #""Description":"\#(name)","OwnerId":"\#(account)","VpcId":"\#(id)","#
          + #""IpPermissions":[\#(rules.joined(separator: ","))],"IpPermissionsEgress":[\#(egress)],"Tags":[]}"#)
    }
  }

  private func writeSubnet(
    _ vpc: TieredVPC, _ id: String, _ subnet: Int, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let name = ids.name("subnet", vpc.number, subnet)
    let isPublic = subnet < shape.publicSubnets
    let six =
      shape.hasIPv6
      ? #"{"AssociationId":"\#(ids.name("subnet-cidr-assoc", vpc.number, subnet))","#
        + #""Ipv6CidrBlock":"\#(sixPrefix(vpc, subnet))/64","Ipv6CidrBlockState":{"State":"associated"}}"# : ""
    try folder.add(
      .subnets,
      #"{"SubnetId":"\#(name)","VpcId":"\#(id)","#
        + #""CidrBlock":"\#(IPv4.range(shape.subnetBase(vpc.base, subnet), shape.prefixLength))","#
        + #""State":"available","AvailabilityZone":"\#(zone(subnet, folder))","#
        + #""AvailabilityZoneId":"\#(Regions.shortName(folder.region))-az\#(subnet % 3 + 1)","#
        + #""AvailableIpAddressCount":0,"DefaultForAz":false,"MapPublicIpOnLaunch":\#(isPublic),"#
        + #""OwnerId":"\#(folder.account)","Ipv6CidrBlockAssociationSet":[\#(six)],"#
        + #""Tags":[{"Key":"Name","Value":"\#(isPublic ? "public" : "private")-\#(subnet)"}]}"#)
  }

  private func writeACLs(
    _ vpc: TieredVPC, _ id: String, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let open = [
      Rules.entry(100, egress: true, allow: true, "-1", "0.0.0.0/0"),
      Rules.entry(100, egress: false, allow: true, "-1", "0.0.0.0/0"),
    ]
    let closed = [
      Rules.entry(100, egress: true, allow: true, "-1", "0.0.0.0/0"),
      Rules.entry(90, egress: false, allow: false, "6", vpc.partnerRange, ports: 22...22),
      Rules.entry(100, egress: false, allow: true, "-1", "10.0.0.0/8"),
      Rules.entry(110, egress: false, allow: true, "6", "0.0.0.0/0", ports: 1024...65535),
    ]
    let halves = [0..<shape.publicSubnets, shape.publicSubnets..<shape.subnets]
    for (number, subnets) in halves.enumerated() {
      let name = ids.name("acl", vpc.number, number)
      let associations = subnets.map { subnet in
        #"{"NetworkAclAssociationId":"\#(ids.name("aclassoc", vpc.number, subnet))","#
          + #""NetworkAclId":"\#(name)","SubnetId":"\#(ids.name("subnet", vpc.number, subnet))"}"#
      }
      let entries = (number == 0 ? open : closed) + Rules.lastEntries(hasIPv6: shape.hasIPv6)
      try folder.add(
        .acls,
        #"{"NetworkAclId":"\#(name)","VpcId":"\#(id)","IsDefault":\#(number == 0),"#
          + #""OwnerId":"\#(folder.account)","Associations":[\#(associations.joined(separator: ","))],"#
          + #""Entries":[\#(entries.joined(separator: ","))],"Tags":[]}"#)
    }
  }

  private func writeTables(
    _ vpc: TieredVPC, _ id: String, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    var local = [Rules.route(vpc.range, "GatewayId", "local", origin: "CreateRouteTable")]
    if shape.hasIPv6 { local.append(Rules.localSix(sixRange(vpc))) }
    let igw = ids.name("igw", vpc.number)
    let isMisled = vpc.fault == .wrongRouteTarget
    var outside = [Rules.route("0.0.0.0/0", "GatewayId", igw)]
    var inside = [
      isMisled
        ? Rules.route("0.0.0.0/0", "GatewayId", igw)
        : Rules.route("0.0.0.0/0", "NatGatewayId", ids.name("nat", vpc.number))
    ]
    if shape.hasIPv6 {
      outside.append(Rules.routeSix("GatewayId", igw))
      inside.append(
        Rules.routeSix("EgressOnlyInternetGatewayId", ids.name("eigw", vpc.number)))
    }
    let tables: [(routes: [String], subnets: Range<Int>)] = [
      ([], 0..<0), (vpc.routes + outside, 0..<shape.publicSubnets),
      (
        (vpc.fault == .missingRoute ? [] : vpc.routes) + inside,
        shape.publicSubnets..<shape.subnets
      ),
    ]
    for (number, table) in tables.enumerated() {
      let propagating = number == 0 ? "" : vpc.vpnGateway.map { #"{"GatewayId":"\#($0)"}"# } ?? ""
      let name = ids.name("rtb", vpc.number, number)
      var associations = table.subnets.map { subnet in
        #"{"Main":false,"RouteTableAssociationId":"\#(ids.name("rtbassoc", vpc.number, subnet + 1))","#
          + #""RouteTableId":"\#(name)","SubnetId":"\#(ids.name("subnet", vpc.number, subnet))","#
          + #""AssociationState":{"State":"associated"}}"#
      }
      if number == 0 {
        associations.append(
          #"{"Main":true,"RouteTableAssociationId":"\#(ids.name("rtbassoc", vpc.number))","#
            + #""RouteTableId":"\#(name)","AssociationState":{"State":"associated"}}"#)
      }
      try folder.add(
        .tables,
        #"{"RouteTableId":"\#(name)","VpcId":"\#(id)","OwnerId":"\#(folder.account)","PropagatingVgws":[\#(propagating)],"#
          + #""Tags":[],"Associations":[\#(associations.joined(separator: ","))],"#
          + #""Routes":[\#((local + table.routes).joined(separator: ","))]}"#)
    }
  }

  private func writeInstance(
    _ vpc: TieredVPC, _ id: String, _ subnet: Int, _ instance: Int, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let part = subnet * shape.instances + instance + 1
    let tier = shape.tier(subnet: subnet, instance: instance)
    let host = Host(
      instance: ids.name("i", vpc.number, part), interface: ids.name("eni", vpc.number, part),
      attachment: ids.name("eni-attach", vpc.number, part),
      reservation: ids.name("r", vpc.number, part), vpc: id,
      subnet: ids.name("subnet", vpc.number, subnet), zone: zone(subnet, folder),
      address: IPv4.text(shape.subnetBase(vpc.base, subnet) + 5 + UInt32(instance)),
      publicAddress: tier == .web
        ? IPv4.publicAddress((vpc.number + shape.origin) * shape.publicAddresses + part) : nil,
      addressSix: shape.hasIPv6
        ? sixPrefix(vpc, subnet) + String(instance + 16, radix: 16) : nil,
      groups: [group(vpc, tier)], tier: tier.rawValue,
      name: "\(tier.rawValue)-\(vpc.number)-\(subnet)-\(instance)")
    try host.write(to: &folder)
  }
}
