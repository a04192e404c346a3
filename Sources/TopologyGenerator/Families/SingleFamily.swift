/// One VPC with many interfaces and groups. Groups come in pods of three: hosts of a pod's web group reach its
/// application group, those its database group. Each group has 60 rules, most of them about ranges that nobody owns.
struct SingleFamily {
  static let rules = 60

  let options: GeneratorOptions
  let ids: Identifiers

  init(_ options: GeneratorOptions) {
    self.options = options
    ids = Identifiers(seed: options.seed)
  }

  private var publicSubnets: Int { options.subnets / 4 }
  private var pods: Int { max(2, min((options.groups - 1) / 3, publicSubnets * options.instances)) }
  private var account: String { "300000000000" }
  private var region: String { Regions.all[0] }
  private var vpc: String { ids.name("vpc", 0) }

  private static let noSkip = "web does not skip the application tier"

  func expectations() throws(GeneratorError) -> Expectations {
    var result = Expectations()
    for tier in ["web", "app", "db"] {
      result.define(tier, #"instances where tag.Tier == "\#(tier)""#)
      for pod in 0..<2 where tier != "web" || pod == 0 {
        result.define(
          "\(tier)\(pod)", #"instances where tag.Tier == "\#(tier)" and tag.Pod == "\#(pod)""#)
      }
    }
    result.define("planned", #"instances where tag.Tier == "payments""#)
    result.define("mirror", "192.0.2.10/32")
    result.expect(.proved, "the internet reaches every web host", "require internet -> web on tcp/443")
    result.expect(.proved, TieredPolicy.noSSH, "forbid internet -> web on tcp/22")
    result.expect(.proved, "application hosts are not reachable from the internet", "forbid internet -> app on any")
    result.expect(.proved, "databases are not reachable from the internet", "forbid internet -> db on any")
    result.expect(.proved, Self.noSkip, "forbid web -> db on tcp/5432")
    result.expect(.proved, TieredPolicy.mirror, "require app -> mirror on tcp/443")
    result.expect(.proved, TieredPolicy.mirrorDB, "require db -> mirror on tcp/443")
    result.expect(
      .proved, "the tiers of a pod reach each other", "require web0 -> app0 on tcp/8080",
      "require app0 -> db0 on tcp/5432")
    result.expect(
      .proved, "pods are apart", "forbid app0 -> db1 on any", "forbid web0 -> app1 on any")
    result.expect(.violated, "databases take no queries", "forbid app -> db on tcp/5432")
    result.expect(.violated, "databases do not reach the internet", "forbid db -> internet on tcp/443")
    result.expect(.violated, "no plain web traffic", "forbid internet -> web on tcp/80")
    result.expect(.violated, "all web hosts talk to all application hosts", "require web -> app on tcp/8080")
    result.expect(.vacuous, "payments are not reachable from the internet", "forbid internet -> planned on any")
    try sow(&result)
    return result
  }

  private func sow(_ result: inout Expectations) throws(GeneratorError) {
    guard options.faults <= pods - 2 else {
      throw GeneratorError(
        "expected at most \(pods - 2) faults in this network, found \(options.faults)",
        note: "raise --groups or lower --faults")
    }
    var random = RandomBits(seed: options.seed ^ 0xFA17)
    var used: Set<Int> = []
    while used.count < options.faults {
      let kind: FaultKind = used.count % 2 == 0 ? .openPort : .wrongReference
      let pod = 2 + random.below(pods - 2)
      guard used.insert(pod).inserted else { continue }
      result.add(
        Fault(
          kind: kind, place: pod, object: group(pod, kind == .openPort ? 0 : 2), account: account,
          region: region, violates: [kind == .openPort ? TieredPolicy.noSSH : Self.noSkip]))
    }
  }

  func write(
    to network: String, _ expectations: Expectations, _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    var folder = try RegionFolder(
      network: network, account: account, region: region, limit: options.fileLimit)
    try writeVPC(&folder)
    let faults = Dictionary(grouping: expectations.faults, by: \.place)
    for pod in 0..<pods { try writeGroups(pod, faults[pod]?.first?.kind, &folder) }
    try writeTables(&folder)
    for subnet in 0..<options.subnets {
      try writeSubnet(subnet, &folder)
      for instance in 0..<options.instances { try writeHost(subnet, instance, &folder) }
    }
    count.interfaces = options.subnets * options.instances + 1
    count.add(try folder.close())
  }

  private func group(_ pod: Int, _ tier: Int) -> String { ids.name("sg", 0, 3 * pod + tier + 1) }
  private func subnet(_ number: Int) -> String { ids.name("subnet", 0, number) }
  private func base(_ subnet: Int) -> UInt32 { IPv4.ten + UInt32(subnet) << 12 }
  private func ranges() -> [String] {
    (0...(options.subnets - 1) / 16).map { IPv4.range(IPv4.ten + UInt32($0) << 16, 16) }
  }
  private static let six = "2600:1f00:0:100::/56"
  private func sixPrefix(_ subnet: Int) -> String {
    "2600:1f00:0:1\(subnet < 16 ? "0" : "")\(String(subnet, radix: 16))::"
  }
  private func zone(_ subnet: Int) -> String { region + ["a", "b", "c"][subnet % 3] }

  private func writeVPC(_ folder: inout RegionFolder) throws(GeneratorError) {
    let associations = ranges().enumerated().map { number, range in
      #"{"AssociationId":"\#(ids.name("vpc-cidr-assoc", 0, number))","CidrBlock":"\#(range)","#
        + #""CidrBlockState":{"State":"associated"}}"#
    }
    let six =
      options.hasIPv6
      ? #","Ipv6CidrBlockAssociationSet":[{"AssociationId":"\#(ids.name("vpc-cidr-assoc", 1))","#
        + #""Ipv6CidrBlock":"\#(Self.six)","Ipv6CidrBlockState":{"State":"associated"}}]"# : ""
    try folder.add(
      .vpcs,
      #"{"VpcId":"\#(vpc)","CidrBlock":"10.0.0.0/16","State":"available","IsDefault":false,"#
        + #""InstanceTenancy":"default","OwnerId":"\#(account)","DhcpOptionsId":"dopt-0a1b2c3d","#
        + #""CidrBlockAssociationSet":[\#(associations.joined(separator: ","))]\#(six),"#
        + #""Tags":[{"Key":"Name","Value":"single"}]}"#)
    let attachments = #""Attachments":[{"State":"available","VpcId":"\#(vpc)"}],"Tags":[]}"#
    try folder.add(
      .internetGateways,
      #"{"InternetGatewayId":"\#(ids.name("igw", 0))","OwnerId":"\#(account)",\#(attachments)"#)
    if options.hasIPv6 {
      try folder.add(
        .egressOnlyGateways,
        #"{"EgressOnlyInternetGatewayId":"\#(ids.name("eigw", 0))",\#(attachments)"#)
    }
    let standard = ids.name("sg", 0)
    let rule = Rules.all([], groups: [standard], account: account)
    let egress = Rules.all(
      ["0.0.0.0/0"], six: options.hasIPv6 ? ["::/0"] : [], groups: [], account: account)
    try folder.add(
      .groups,
      #"{"GroupId":"\#(standard)","GroupName":"default","Description":"default","OwnerId":"\#(account)","#
        + #""VpcId":"\#(vpc)","IpPermissions":[\#(rule)],"IpPermissionsEgress":[\#(egress)],"Tags":[]}"#)
    try NATWriter.write(
      number: 0, ids: ids, vpc: vpc, subnet: subnet(0), zone: zone(0),
      address: IPv4.text(base(0) + 4), publicAddress: IPv4.publicAddress(0), to: &folder)
  }

  private func writeGroups(
    _ pod: Int, _ fault: FaultKind?, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let everywhere = options.hasIPv6 ? ["::/0"] : []
    let egress = Rules.all(["0.0.0.0/0"], six: everywhere, groups: [], account: account)
    for (tier, name) in ["web", "app", "db"].enumerated() {
      var rules: [String]
      switch tier {
      case 0:
        rules = [80, 443].map { Rules.tcp($0, ["0.0.0.0/0"], six: everywhere, account: account) }
        let ranges = ["10.0.0.0/8"] + (fault == .openPort ? ["0.0.0.0/0"] : [])
        rules.append(Rules.tcp(22, ranges, account: account))
      case 1:
        rules = [Rules.tcp(8080, [], groups: [group(pod, 0)], account: account)]
      case _:
        let sources = [group(pod, 1)] + (fault == .wrongReference ? [group(pod, 0)] : [])
        rules = [Rules.tcp(5432, [], groups: sources, account: account)]
      }
      let said = rules.count + 3
      for number in 0..<(Self.rules - said) {
        let base = IPv4.ten + 200 << 16 + UInt32(pod & 255) << 8 + UInt32(number) << 2
        rules.append(Rules.tcp(9000 + number, [IPv4.range(base, 30)], account: account))
      }
      try folder.add(
        .groups,
        #"{"GroupId":"\#(group(pod, tier))","GroupName":"\#(name)-\#(pod)","Description":"\#(name)","#
          + #""OwnerId":"\#(account)","VpcId":"\#(vpc)","IpPermissions":[\#(rules.joined(separator: ","))],"#
          + #""IpPermissionsEgress":[\#(egress)],"Tags":[]}"#)
    }
  }

  private func writeTables(_ folder: inout RegionFolder) throws(GeneratorError) {
    let halves = [0..<publicSubnets, publicSubnets..<options.subnets]
    var local = ranges().map {
      Rules.route($0, "GatewayId", "local", origin: "CreateRouteTable")
    }
    var exits = [
      [Rules.route("0.0.0.0/0", "GatewayId", ids.name("igw", 0))],
      [Rules.route("0.0.0.0/0", "NatGatewayId", ids.name("nat", 0))],
    ]
    if options.hasIPv6 {
      local.append(Rules.localSix(Self.six))
      exits[0].append(Rules.routeSix("GatewayId", ids.name("igw", 0)))
      exits[1].append(Rules.routeSix("EgressOnlyInternetGatewayId", ids.name("eigw", 0)))
    }
    for (number, subnets) in halves.enumerated() {
      let table = ids.name("rtb", 0, number)
      var associations = subnets.map {
        #"{"Main":false,"RouteTableAssociationId":"\#(ids.name("rtbassoc", 0, $0 + 1))","#
          + #""RouteTableId":"\#(table)","SubnetId":"\#(subnet($0))","AssociationState":{"State":"associated"}}"#
      }
      if number == 1 {
        associations.append(
          #"{"Main":true,"RouteTableAssociationId":"\#(ids.name("rtbassoc", 0))","#
            + #""RouteTableId":"\#(table)","AssociationState":{"State":"associated"}}"#)
      }
      try folder.add(
        .tables,
        #"{"RouteTableId":"\#(table)","VpcId":"\#(vpc)","OwnerId":"\#(account)","PropagatingVgws":[],"#
          + #""Tags":[],"Associations":[\#(associations.joined(separator: ","))],"#
          + #""Routes":[\#((local + exits[number]).joined(separator: ","))]}"#)
    }
    let acl = ids.name("acl", 0)
    let associations = (0..<options.subnets).map {
      #"{"NetworkAclAssociationId":"\#(ids.name("aclassoc", 0, $0))","NetworkAclId":"\#(acl)","#
        + #""SubnetId":"\#(subnet($0))"}"#
    }
    let entries =
      [true, false].map { Rules.entry(100, egress: $0, allow: true, "-1", "0.0.0.0/0") }
      + Rules.lastEntries(hasIPv6: options.hasIPv6)
    try folder.add(
      .acls,
      #"{"NetworkAclId":"\#(acl)","VpcId":"\#(vpc)","IsDefault":true,"OwnerId":"\#(account)","#
        + #""Associations":[\#(associations.joined(separator: ","))],"#
        + #""Entries":[\#(entries.joined(separator: ","))],"Tags":[]}"#)
  }

  private func writeSubnet(_ number: Int, _ folder: inout RegionFolder) throws(GeneratorError) {
    let six =
      options.hasIPv6
      ? #"{"AssociationId":"\#(ids.name("subnet-cidr-assoc", 0, number))","#
        + #""Ipv6CidrBlock":"\#(sixPrefix(number))/64","Ipv6CidrBlockState":{"State":"associated"}}"# : ""
    try folder.add(
      .subnets,
      #"{"SubnetId":"\#(subnet(number))","VpcId":"\#(vpc)","CidrBlock":"\#(IPv4.range(base(number), 20))","#
        + #""State":"available","AvailabilityZone":"\#(zone(number))","#
        + #""AvailabilityZoneId":"\#(Regions.shortName(region))-az\#(number % 3 + 1)","#
        + #""AvailableIpAddressCount":0,"DefaultForAz":false,"MapPublicIpOnLaunch":\#(number < publicSubnets),"#
        + #""OwnerId":"\#(account)","Ipv6CidrBlockAssociationSet":[\#(six)],"Tags":[]}"#)
  }

  private func writeHost(
    _ number: Int, _ instance: Int, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let part = number * options.instances + instance + 1
    let isPublic = number < publicSubnets
    let place = part - 1 - (isPublic ? 0 : publicSubnets * options.instances)
    let tier = isPublic ? 0 : 1 + place % 2
    let pod = (isPublic ? place : place / 2) % pods
    let name = ["web", "app", "db"][tier]
    let host = Host(
      instance: ids.name("i", 0, part), interface: ids.name("eni", 0, part),
      attachment: ids.name("eni-attach", 0, part), reservation: ids.name("r", 0, part), vpc: vpc,
      subnet: subnet(number), zone: zone(number),
      address: IPv4.text(base(number) + 5 + UInt32(instance)),
      publicAddress: isPublic ? IPv4.publicAddress(part) : nil,
      addressSix: options.hasIPv6
        ? sixPrefix(number) + String(instance + 16, radix: 16) : nil,
      groups: [group(pod, tier)], tier: name, name: "\(name)-\(number)-\(instance)", pod: pod)
    try host.write(to: &folder)
  }
}
