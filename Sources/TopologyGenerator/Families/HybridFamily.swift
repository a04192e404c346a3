/// VPCs that are joined with the company's own network, each by itself: the even ones by a VPN connection with BGP, the odd ones by
/// Direct Connect. Nothing joins the VPCs with each other.
///
/// The site has 10.200.0.0/16: its office, 10.200.5.0/24, administers the application hosts, its warehouse, 10.200.9.0/24, takes
/// what the databases replicate.
struct HybridFamily {
  static let vpcsPerAccount = 20

  /// The /24s of 10.0.0.0 up to 10.199.255.0; the site has the next ones.
  static let mostVPCs = 200 * 256

  static let site = "10.200.0.0/16"
  static let office = "10.200.5.0/24"
  static let warehouse = "10.200.9.0/24"

  private static let administers = "the office administers every application host"
  private static let replicates = "the warehouse replicates with every database"
  private static let reports = "application hosts report to the office"

  let options: GeneratorOptions
  let plan: HubPlan
  let ids: Identifiers
  let shape: TieredShape

  init(_ options: GeneratorOptions) {
    self.options = options
    plan = HubPlan(vpcs: options.vpcs, segments: 1)
    ids = Identifiers(seed: options.seed)
    shape = TieredShape(options)
  }

  private static func account(_ vpc: Int) -> String {
    String(400_000_000_000 + vpc / vpcsPerAccount)
  }

  private static func region(_ vpc: Int) -> String {
    Regions.all[vpc / vpcsPerAccount % Regions.all.count]
  }

  func expectations() throws(GeneratorError) -> Expectations {
    var result = Expectations(tiered: options, samples: [])
    expect(&result, in: nil)
    try sow(&result)
    return result
  }

  /// `segment`: where these VPCs are part of a larger network, the tag that tells them.
  func expect(_ result: inout Expectations, in segment: Int?) {
    func joined(_ tier: String) -> String {
      guard let segment else { return tier }
      result.define(
        "joined_\(tier)", #"instances where tag.Tier == "\#(tier)" and vpc.tag.Segment == "\#(segment)""#)
      return "joined_\(tier)"
    }
    let (web, app, db) = (joined("web"), joined("app"), joined("db"))
    result.define("office", Self.office)
    result.define("warehouse", Self.warehouse)
    result.expect(.proved, Self.administers, "require office -> \(app) on tcp/22")
    result.expect(.proved, Self.replicates, "require warehouse -> \(db) on tcp/5433")
    result.expect(.proved, Self.reports, "require \(app) -> office on tcp/443")
    result.expect(.proved, "the site does not query databases", "forbid onprem -> \(db) on tcp/5432")
    result.expect(
      .proved, "only the office logs in to application hosts",
      "forbid onprem -> \(app) on tcp/22\n    except office -> \(app) on tcp/22 because \"it administers them\"")
    result.expect(.violated, "the site does not log in to web hosts", "forbid onprem -> \(web) on tcp/22")
    result.expect(.violated, "databases do not reach the site", "forbid \(db) -> onprem on tcp/443")
  }

  private func sow(_ result: inout Expectations) throws(GeneratorError) {
    let kinds: [FaultKind] = [.tunnelDown, .openPort, .missingRoute, .wrongRouteTarget]
    var draw = FaultDraw(plan, seed: options.seed)
    for number in 0..<options.faults {
      guard let vpc = draw.vpc() else { throw FaultDraw.exhausted }
      result.add(fault(kinds[number % kinds.count], vpc))
    }
  }

  private func fault(_ kind: FaultKind, _ vpc: Int) -> Fault {
    var fault = Fault(
      kind: kind, place: vpc, object: ids.name("rtb", vpc, 2), account: Self.account(vpc),
      region: Self.region(vpc), violates: [])
    switch kind {
    case .tunnelDown:
      fault.object = usesVPN(vpc) ? ids.name("vpn", vpc) : ids.name("dxvif", vpc)
      fault.violates = [Self.administers, Self.replicates, Self.reports]
    case .missingRoute: fault.violates = [Self.administers, Self.replicates, Self.reports]
    case .openPort:
      fault.object = ids.name("sg", vpc, 1)
      fault.violates = TieredPolicy.opened(HubPlan.environment(vpc) ?? 0)
    case .wrongRouteTarget: fault.violates = [TieredPolicy.mirror, TieredPolicy.mirrorDB]
    case .wrongAssociation, .extraPropagation, .missingIsolationRoute, .wideStaticRoute,
      .extraPeering, .wrongReference, .bypassedFirewall:
      break
    }
    return fault
  }

  private func usesVPN(_ vpc: Int) -> Bool { vpc % 2 == 0 }

  func write(
    to network: String, _ expectations: Expectations, _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    let faults = Dictionary(grouping: expectations.faults, by: \.place)
    let writer = TieredVPCWriter(shape: shape, ids: ids)
    for start in stride(from: 0, to: options.vpcs, by: Self.vpcsPerAccount) {
      var folder = try RegionFolder(
        network: network, account: Self.account(start), region: Self.region(start),
        limit: options.fileLimit)
      for vpc in start..<min(start + Self.vpcsPerAccount, options.vpcs) {
        let fault = faults[vpc]?.first?.kind
        let base = IPv4.ten + UInt32(vpc) << 8
        let gateway = ids.name("vgw", vpc)
        var tiered = TieredVPC(
          number: vpc, base: base, environment: HubPlan.environmentName(vpc), segment: 0,
          role: options.isPart ? "plain" : HubPlan.role(vpc), adminRanges: [Self.office], partnerRange: Self.warehouse,
          routes: [
            Rules.route(Self.site, "GatewayId", gateway, origin: "EnableVgwRoutePropagation")
          ], fault: fault)
        tiered.vpnGateway = gateway
        try writer.write(tiered, to: &folder)
        try writeGateway(vpc, &folder)
        if usesVPN(vpc) {
          try writeVPN(vpc, isUp: fault != .tunnelDown, &folder)
        } else {
          try writeDirectConnect(vpc, tiered.range, isUp: fault != .tunnelDown, &folder)
        }
        count.interfaces += shape.interfaces
      }
      count.add(try folder.close())
    }
  }

  private func writeGateway(_ vpc: Int, _ folder: inout RegionFolder) throws(GeneratorError) {
    try folder.add(
      .vpnGateways,
      #"{"VpnGatewayId":"\#(ids.name("vgw", vpc))","State":"available","Type":"ipsec.1","AmazonSideAsn":64512,"#
        + #""VpcAttachments":[{"State":"attached","VpcId":"\#(ids.name("vpc", vpc))"}],"Tags":[]}"#)
  }

  private func writeVPN(
    _ vpc: Int, isUp: Bool, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let customer = ids.name("cgw", vpc)
    try folder.add(
      .customerGateways,
      #"{"CustomerGatewayId":"\#(customer)","BgpAsn":"65010","IpAddress":"203.0.113.10","State":"available","#
        + #""Type":"ipsec.1","Tags":[]}"#)
    let tunnels = ["198.51.100.21", "198.51.100.22"].map { address in
      #"{"AcceptedRouteCount":\#(isUp ? 1 : 0),"OutsideIpAddress":"\#(address)","#
        + #""Status":"\#(isUp ? "UP" : "DOWN")","StatusMessage":""}"#
    }
    try folder.add(
      .vpnConnections,
      #"{"VpnConnectionId":"\#(ids.name("vpn", vpc))","VpnGatewayId":"\#(ids.name("vgw", vpc))","#
        + #""CustomerGatewayId":"\#(customer)","State":"available","Category":"VPN","Type":"ipsec.1","#
        + #""CustomerGatewayConfiguration":"","Options":{"StaticRoutesOnly":false},"Routes":[],"#
        + #""VgwTelemetry":[\#(tunnels.joined(separator: ","))],"Tags":[]}"#)
  }

  /// A gateway of its own for each VPC, and one private virtual interface.
  private func writeDirectConnect(
    _ vpc: Int, _ range: String, isUp: Bool, _ folder: inout RegionFolder
  ) throws(GeneratorError) {
    let gateway = ids.name("dxgw", vpc)
    try folder.add(
      .directConnectGateways,
      #"{"directConnectGatewayId":"\#(gateway)","directConnectGatewayName":"site-\#(vpc)","amazonSideAsn":64512,"#
        + #""ownerAccount":"\#(folder.account)","directConnectGatewayState":"available"}"#)
    try folder.add(
      .virtualInterfaces,
      #"{"virtualInterfaceId":"\#(ids.name("dxvif", vpc))","virtualInterfaceType":"private","#
        + #""virtualInterfaceState":"available","directConnectGatewayId":"\#(gateway)","#
        + #""bgpPeers":[{"amazonAddress":"169.254.9.1/30","customerAddress":"169.254.9.2/30","#
        + #""bgpStatus":"\#(isUp ? "up" : "down")","addressFamily":"ipv4"}]}"#)
    try folder.add(
      .directConnectAssociations,
      #"{"directConnectGatewayId":"\#(gateway)","associationState":"associated","#
        + #""associatedGateway":{"id":"\#(ids.name("vgw", vpc))","type":"virtualPrivateGateway","#
        + #""ownerAccount":"\#(folder.account)","region":"\#(folder.region)"},"#
        + #""allowedPrefixesToDirectConnectGateway":[{"cidr":"\#(range)"}]}"#)
  }
}
