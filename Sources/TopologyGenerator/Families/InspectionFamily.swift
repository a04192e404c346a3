/// Isolated hubs whose VPCs reach each other by way of a firewall only: every packet from a VPC goes to the attachment of the
/// inspection VPC, in appliance mode, and there to a host that forwards, one in each zone.
///
/// The groups of the firewalls admit web traffic and replication, so that log-ins end there. What a firewall does with what it
/// admits is not declared: whether replication arrives is unknown, by construction.
struct InspectionFamily {
  static let range = "10.255.255.0/24"
  private static let zones = 3
  private static let replication = "no replication past the firewalls"

  let options: GeneratorOptions
  let plan: HubPlan
  let ids: Identifiers
  let shape: TieredShape

  init(_ options: GeneratorOptions) {
    self.options = options
    plan = HubPlan(
      vpcs: options.vpcs, segments: (options.vpcs + options.hubSize - 1) / options.hubSize)
    ids = Identifiers(seed: options.seed)
    shape = TieredShape(options)
  }

  /// Objects of an inspection VPC are named after those of the VPCs.
  private func centre(_ hub: Int) -> Int { options.vpcs + hub }

  private static func account(_ hub: Int, _ member: Int) -> String {
    String(500_000_000_000 + hub * 1000 + member)
  }

  func expectations() throws(GeneratorError) -> Expectations {
    var result = Expectations(tiered: options, samples: [])
    expect(&result, in: nil)
    try sow(&result)
    return result
  }

  /// `segment`: where these hubs are part of a larger network, the tag that tells the first.
  func expect(_ result: inout Expectations, in segment: Int?) {
    let place = segment.map { #" and vpc.tag.Segment == "\#($0)""# } ?? ""
    result.define("firewalls", #"instances where tag.Tier == "firewall""#)
    result.define(
      "partner", #"instances where vpc.tag.Role == "partner" and tag.Tier == "db"\#(place)"#)
    result.define(
      "sample", #"instances where vpc.tag.Role == "sample" and tag.Tier == "db"\#(place)"#)
    result.expect(
      .proved, "nobody logs in to firewalls", "forbid (web, app, db, internet) -> firewalls on tcp/22")
    result.expect(.unknown, Self.replication, "forbid partner -> sample on tcp/5433")
    result.expect(.violated, "firewalls take no web traffic", "forbid app -> firewalls on tcp/443")
  }

  private func sow(_ result: inout Expectations) throws(GeneratorError) {
    let kinds: [FaultKind] = [.bypassedFirewall, .openPort, .wrongRouteTarget]
    var draw = FaultDraw(plan, seed: options.seed)
    for number in 0..<options.faults {
      guard let vpc = draw.vpc() else { throw FaultDraw.exhausted }
      result.add(fault(kinds[number % kinds.count], vpc))
    }
  }

  private func fault(_ kind: FaultKind, _ vpc: Int) -> Fault {
    let hub = plan.segment(of: vpc)
    let place = vpc - plan.first(hub)
    let own = HubPlan.environment(place) ?? 0
    var fault = Fault(
      kind: kind, place: vpc, segment: hub, object: ids.name("rtb", vpc, 2),
      account: Self.account(hub, 1 + place / options.vpcsPerAccount),
      region: HubFamily.region(hub), violates: [])
    switch kind {
    case .bypassedFirewall:
      fault.object = table(hub, isFirewall: false)
      fault.account = Self.account(hub, 0)
      fault.violates = (0..<HubPlan.environments).filter { $0 != own }.map {
        TieredPolicy.apart($0, own)
      }
    case .openPort:
      fault.object = ids.name("sg", vpc, 1)
      fault.violates = TieredPolicy.opened(own)
    case .wrongRouteTarget: fault.violates = [TieredPolicy.mirror, TieredPolicy.mirrorDB]
    case .missingRoute, .wrongAssociation, .extraPropagation, .missingIsolationRoute,
      .wideStaticRoute, .extraPeering, .wrongReference, .tunnelDown:
      break
    }
    return fault
  }

  /// The table of the VPCs, or that of the inspection VPC.
  private func table(_ hub: Int, isFirewall: Bool) -> String {
    TransitHub(ids: ids, number: hub).table(isFirewall ? TransitHub.shared : 0)
  }

  func write(
    to network: String, _ expectations: Expectations, _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    let faults = Dictionary(grouping: expectations.faults, by: \.place)
    let writer = TieredVPCWriter(shape: shape, ids: ids)
    for number in 0..<plan.segments {
      let hub = TransitHub(ids: ids, number: number)
      var centre = try RegionFolder(
        network: network, account: Self.account(number, 0), region: HubFamily.region(number),
        limit: options.fileLimit)
      try hub.writeGateway(to: &centre)
      try writeInspection(number, hub, &centre)
      count.interfaces += Self.zones
      let size = plan.size(number)
      for start in stride(from: 0, to: size, by: options.vpcsPerAccount) {
        var folder = try RegionFolder(
          network: network, account: Self.account(number, 1 + start / options.vpcsPerAccount),
          region: HubFamily.region(number), limit: options.fileLimit)
        for place in start..<min(start + options.vpcsPerAccount, size) {
          let vpc = plan.first(number) + place
          try writer.write(
            TieredVPC(
              number: vpc, base: base(place), environment: HubPlan.environmentName(place),
              segment: number, role: role(place), adminRanges: [IPv4.range(base(0), 24)],
              partnerRange: IPv4.range(base(HubPlan.partner(of: place, size: size)), 24),
              routes: [Rules.route("10.0.0.0/8", "TransitGatewayId", hub.gateway)],
              fault: faults[vpc]?.first?.kind), to: &folder)
          try hub.attach(vpc, owner: folder.account, table: 0, to: &centre)
          count.interfaces += shape.interfaces
        }
        count.add(try folder.close())
      }
      try writeRoutes(number, hub, faults, &centre)
      count.add(try centre.close())
    }
  }

  /// In a larger network only the hubs in Regions have administrators and a quarantine.
  private func role(_ place: Int) -> String {
    let role = HubPlan.role(place)
    return options.isPart && ["admin", "quarantine"].contains(role) ? "plain" : role
  }

  private func base(_ place: Int) -> UInt32 { IPv4.ten + UInt32(place) << 8 }

  /// VPCs send everything to the firewalls, but for those that somebody let past them; the firewalls know all VPCs.
  private func writeRoutes(
    _ number: Int, _ hub: TransitHub, _ faults: [Int: [Fault]], _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    var direct: [String] = []
    var all: [String] = []
    for place in 0..<plan.size(number) {
      let vpc = plan.first(number) + place
      let route = hub.propagated(vpc, IPv4.range(base(place), 24))
      all.append(route)
      if faults[vpc]?.first?.kind == .bypassedFirewall { direct.append(route) }
    }
    let inspection = centre(number)
    let everything =
      #"{"DestinationCidrBlock":"0.0.0.0/0","TransitGatewayAttachments":[{"ResourceId":"\#(ids.name("vpc", inspection))","#
      + #""TransitGatewayAttachmentId":"\#(hub.attachment(inspection))","ResourceType":"vpc"}],"#
      + #""Type":"static","State":"active"}"#
    for table in 0..<TransitHub.tables {
      let routes = table == 0 ? [everything] + direct : table == TransitHub.shared ? all : []
      try folder.addSearch(table: hub.table(table), routes: routes)
    }
  }

  // MARK: The inspection VPC

  private func writeInspection(
    _ number: Int, _ hub: TransitHub, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let vpc = centre(number)
    let id = ids.name("vpc", vpc)
    let account = folder.account
    try folder.add(
      .vpcs,
      #"{"VpcId":"\#(id)","CidrBlock":"\#(Self.range)","State":"available","IsDefault":false,"#
        + #""InstanceTenancy":"default","OwnerId":"\#(account)","DhcpOptionsId":"dopt-0a1b2c3d","#
        + #""CidrBlockAssociationSet":[{"AssociationId":"\#(ids.name("vpc-cidr-assoc", vpc))","#
        + #""CidrBlock":"\#(Self.range)","CidrBlockState":{"State":"associated"}}],"#
        + #""Tags":[{"Key":"Name","Value":"inspection-\#(number)"},{"Key":"Role","Value":"inspection"}]}"#)
    let group = ids.name("sg", vpc)
    let rules = [443, 5433].map { Rules.tcp($0, ["10.0.0.0/8"], account: account) }
    try folder.add(
      .groups,
      #"{"GroupId":"\#(group)","GroupName":"firewall","Description":"firewall","OwnerId":"\#(account)","#
        + #""VpcId":"\#(id)","IpPermissions":[\#(rules.joined(separator: ","))],"#
        + #""IpPermissionsEgress":[\#(Rules.all(["0.0.0.0/0"], groups: [], account: account))],"Tags":[]}"#)
    let entries = [
      Rules.entry(100, egress: true, allow: true, "-1", "0.0.0.0/0"),
      Rules.entry(100, egress: false, allow: true, "-1", "0.0.0.0/0"),
    ]
    let associations = (0..<2 * Self.zones).map { subnet in
      #"{"NetworkAclAssociationId":"\#(ids.name("aclassoc", vpc, subnet))","#
        + #""NetworkAclId":"\#(ids.name("acl", vpc))","SubnetId":"\#(ids.name("subnet", vpc, subnet))"}"#
    }
    try folder.add(
      .acls,
      #"{"NetworkAclId":"\#(ids.name("acl", vpc))","VpcId":"\#(id)","IsDefault":true,"OwnerId":"\#(account)","#
        + #""Associations":[\#(associations.joined(separator: ","))],"#
        + #""Entries":[\#((entries + Rules.lastEntries(hasIPv6: false)).joined(separator: ","))],"Tags":[]}"#)
    try writeTables(vpc, id, hub, &folder)
    for zone in 0..<Self.zones { try writeZone(zone, vpc, id, group, &folder) }
    try attach(vpc, id, hub, &folder)
  }

  private func zone(_ number: Int, _ folder: RegionFolder) -> String {
    folder.region + ["a", "b", "c"][number]
  }

  /// Subnets 0 to 2 take what comes over the attachment, 3 to 5 hold the firewalls.
  private func writeZone(
    _ number: Int, _ vpc: Int, _ id: String, _ group: String, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let base = IPv4.ten + 255 << 16 + 255 << 8
    for subnet in [number, number + Self.zones] {
      try folder.add(
        .subnets,
        #"{"SubnetId":"\#(ids.name("subnet", vpc, subnet))","VpcId":"\#(id)","#
          + #""CidrBlock":"\#(IPv4.range(base + UInt32(subnet) << 4, 28))","State":"available","#
          + #""AvailabilityZone":"\#(zone(number, folder))","#
          + #""AvailabilityZoneId":"\#(Regions.shortName(folder.region))-az\#(number + 1)","#
          + #""AvailableIpAddressCount":0,"DefaultForAz":false,"MapPublicIpOnLaunch":false,"#
          + #""OwnerId":"\#(folder.account)","Ipv6CidrBlockAssociationSet":[],"#
          + #""Tags":[{"Key":"Name","Value":"\#(subnet < Self.zones ? "attachment" : "firewall")-\#(number)"}]}"#)
    }
    var host = Host(
      instance: ids.name("i", vpc, number), interface: ids.name("eni", vpc, number),
      attachment: ids.name("eni-attach", vpc, number), reservation: ids.name("r", vpc, number),
      vpc: id, subnet: ids.name("subnet", vpc, number + Self.zones), zone: zone(number, folder),
      address: IPv4.text(base + UInt32(number + Self.zones) << 4 + 5), publicAddress: nil,
      addressSix: nil, groups: [group], tier: "firewall", name: "firewall-\(vpc)-\(number)")
    host.forwards = true
    try host.write(to: &folder)
  }

  private func writeTables(
    _ vpc: Int, _ id: String, _ hub: TransitHub, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let local = Rules.route(Self.range, "GatewayId", "local", origin: "CreateRouteTable")
    let back = Rules.route("10.0.0.0/8", "TransitGatewayId", hub.gateway)
    // The main table, which no subnet uses; one for each zone of the attachment; one for the firewalls.
    var tables: [(routes: [String], subnets: [Int])] = [([local], [])]
    for zone in 0..<Self.zones {
      tables.append(
        ([local, Rules.route("0.0.0.0/0", "NetworkInterfaceId", ids.name("eni", vpc, zone))], [zone]))
    }
    tables.append(([local, back], (0..<Self.zones).map { $0 + Self.zones }))
    for (number, table) in tables.enumerated() {
      let name = ids.name("rtb", vpc, number)
      var associations = table.subnets.map { subnet in
        #"{"Main":false,"RouteTableAssociationId":"\#(ids.name("rtbassoc", vpc, subnet + 1))","#
          + #""RouteTableId":"\#(name)","SubnetId":"\#(ids.name("subnet", vpc, subnet))","#
          + #""AssociationState":{"State":"associated"}}"#
      }
      if number == 0 {
        associations.append(
          #"{"Main":true,"RouteTableAssociationId":"\#(ids.name("rtbassoc", vpc))","#
            + #""RouteTableId":"\#(name)","AssociationState":{"State":"associated"}}"#)
      }
      try folder.add(
        .tables,
        #"{"RouteTableId":"\#(name)","VpcId":"\#(id)","OwnerId":"\#(folder.account)","PropagatingVgws":[],"#
          + #""Tags":[],"Associations":[\#(associations.joined(separator: ","))],"#
          + #""Routes":[\#(table.routes.joined(separator: ","))]}"#)
    }
  }

  private func attach(
    _ vpc: Int, _ id: String, _ hub: TransitHub, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let name = hub.attachment(vpc)
    let subnets = (0..<Self.zones).map { #""\#(ids.name("subnet", vpc, $0))""# }.joined(separator: ",")
    try folder.add(
      .attachments,
      #"{"TransitGatewayAttachmentId":"\#(name)","TransitGatewayId":"\#(hub.gateway)","#
        + #""TransitGatewayOwnerId":"\#(folder.account)","ResourceOwnerId":"\#(folder.account)","ResourceType":"vpc","#
        + #""ResourceId":"\#(id)","State":"available","#
        + #""Association":{"TransitGatewayRouteTableId":"\#(hub.table(TransitHub.shared))","State":"associated"},"#
        + #""Tags":[]}"#)
    try folder.add(
      .vpcAttachments,
      #"{"TransitGatewayAttachmentId":"\#(name)","TransitGatewayId":"\#(hub.gateway)","VpcId":"\#(id)","#
        + #""VpcOwnerId":"\#(folder.account)","State":"available","SubnetIds":[\#(subnets)],"#
        + #""Options":{"DnsSupport":"enable","SecurityGroupReferencingSupport":"disable","#
        + #""Ipv6Support":"disable","ApplianceModeSupport":"enable"},"Tags":[]}"#)
  }
}
