import NetworkModel

/// The state of one draw. The order of the steps is the order of references: ranges, gateways, tables, subnets, then
/// interfaces, and last the rules and routes that name them.
struct NetworkMaker {
  /// What the default routes of a table are meant to do.
  enum TableRole { case publicSide, privateSide, isolated }

  /// What was made for one VPC.
  struct Site {
    var vpc: ID<VPC>
    var internetGateway: ID<InternetGateway>?
    var egressOnly: ID<EgressOnlyInternetGateway>?
    var tables: [(id: ID<RouteTable>, role: TableRole)] = []
    var acls: [ID<NetworkACL>] = []
    var groups: [ID<SecurityGroup>] = []
    var subnets: [ID<Subnet>] = []
    var hosts: [ID<Interface>] = []
    var gateways: [ID<NATGateway>] = []
    var endpoints: [ID<VPCEndpoint>] = []
    var vpnGateway: ID<VPNGateway>?
    var interfaceEndpoints: [ID<VPCEndpoint>] = []
    var balancers: [ID<LoadBalancer>] = []
  }

  /// Addresses of a subnet that nobody has yet.
  struct FreeSpace {
    var v4: [IPAddress]
    var v4Prefixes: [CIDR]
    var v6: [IPAddress]
    var v6Prefixes: [CIDR]
  }

  var random: SplitMix64
  let size: RandomNetwork.Size
  let hasIPv6: Bool
  let allowsUnknowns: Bool
  /// Around this port most ranges begin and end.
  let port: UInt16
  var net = NetworkBuilder()
  var sites: [Site] = []
  var free: [ID<Subnet>: FreeSpace] = [:]
  var lists: [ID<PrefixList>] = []
  var peerings: [ID<Peering>] = []
  var hubs: [Hub] = []
  /// Zones are written as names of their owners, not as ids.
  private(set) var namesZones = false
  private var publicAddresses = 0

  init(seed: UInt64, size: RandomNetwork.Size) {
    self.size = size
    random = SplitMix64(seed: seed)
    hasIPv6 = random.chance(50)
    allowsUnknowns = random.chance(size.unknowns)
    port = random.among(22, 80, 443, 1024, 3306, 8080)
    if size.hasTransitGateways { namesZones = random.chance(25) }
  }

  mutating func make() {
    makeVPCs()
    makePrefixLists()
    makePeerings()
    for site in sites.indices {
      makeTables(site)
      makeACLs(site)
      makeGroups(site)
      makeSubnets(site)
      makeZones(site)
    }
    for site in sites.indices {
      makeNATGateways(site)
      makeHosts(site)
      makePublicAccess(site)
      makeEdgeTable(site)
    }
    for site in sites.indices { fillLoadBalancers(site) }
    makeTransitGateways()
    makeSites()
    for site in sites.indices {
      fillTables(site)
      fillACLs(site)
      fillGroups(site)
    }
    for _ in 0..<random.weighted([60, 30, 10]) {
      net.model.unassociatedPublicAddresses.append(nextPublicAddress())
    }
    if random.chance(15) {
      net.model.closedProviderRanges = [random.among("198.51.100.0/24", "203.0.113.128/25")].map(
        NetworkBuilder.cidr)
      if hasIPv6, random.chance(50) {
        net.model.closedProviderRanges.append(NetworkBuilder.cidr("2600:1f18::/32"))
      }
    }
  }

  /// True in `percent` of 100 cases if this network may contain unknowns.
  mutating func unknownHere(_ percent: Int) -> Bool { allowsUnknowns && random.chance(percent) }

  mutating func missing<T>(_ name: String, _ kind: String) -> Reference<T> {
    .missing(net.unknown(name, kind: kind))
  }

  /// Public addresses are handed out once each, in runs that touch each other.
  mutating func nextPublicAddress() -> IPAddress {
    publicAddresses += 1
    let base: UInt128 = publicAddresses % 3 == 0 ? 0xcb00_7180 : 0xc633_6440
    return IPAddress(.v4, base + UInt128(publicAddresses))
  }

  private mutating func makeVPCs() {
    let count = random.int(size.vpcs)
    let overlap = count >= 2 && random.chance(25)
    for index in 0..<count {
      let length = random.among(16, 20, 22)
      let second = overlap && index == 1 ? 0 : index
      var ranges = [CIDR(.v4, base: 0x0a00_0000 + UInt128(second) << 16, length: length)]
      if random.chance(4) { ranges = [CIDR(.v4, base: 0x1700_0000 + UInt128(index) << 16, length: 20)] }
      if random.chance(20) {
        ranges.append(CIDR(.v4, base: (random.chance(50) ? 0x6440_0000 : 0xac10_0000) + UInt128(index) << 16, length: 22))
      }
      if hasIPv6, random.chance(85) {
        // Globally routable ranges never overlap.
        let publicBase = UInt128(0x2600_1f18_0000_0000) + UInt128(index) << 8
        ranges.append(CIDR(.v6, base: publicBase << 64, length: 56))
      }
      if hasIPv6, random.chance(20) {
        ranges.append(CIDR(.v6, base: (UInt128(0xfd12_0000_0000_0000) + UInt128(index) << 8) << 64, length: 56))
      }
      let scope = random.chance(20) ? net.scope(region: "eu-west-1") : net.scope
      makeSite(net.vpc("vpc-\(index)", ranges: ranges, scope: scope), index)
    }
  }

  private mutating func makeSite(_ vpc: ID<VPC>, _ index: Int) {
    var site = Site(vpc: vpc)
    if random.chance(80) {
      let gateway = net.internetGateway("igw-\(index)", vpc)
      site.internetGateway = gateway
      if unknownHere(8) {
        net.model.internetGateways[gateway].edgeTable = .missing(
          net.unknown(
            "igw-\(index)", kind: "internetGateway", reason: "an edge route table redirects its ingress",
            rule: "RT-12"))
      }
    }
    if hasIPv6, random.chance(45) { site.egressOnly = net.egressOnlyGateway("eigw-\(index)", vpc) }
    for number in 0..<random.weighted([65, 30, 5]) {
      let id = net.gatewayEndpoint("vpce-\(index)-\(number)", vpc)
      site.endpoints.append(id)
      if random.chance(8) { net.model.vpcEndpoints[id].isFunctional = false }
      if unknownHere(10) { net.model.vpcEndpoints[id].kind = .other("GatewayLoadBalancer") }
    }
    makeInterfaceEndpoints(&site, index)
    makeLoadBalancers(&site, index)
    if unknownHere(10) {
      let id = net.unknown("vpc-\(index)", kind: "vpcBlockPublicAccess", rule: "BPA-1")
      net.model.vpcs[vpc].blockPublicAccess = random.chance(50) ? .notCollected(id) : .unmodelled(id)
    }
    sites.append(site)
  }

  private mutating func makePrefixLists() {
    for index in 0..<random.int(1...3) {
      var entries: [CIDR] = []
      for _ in 0..<random.int(1...3) { entries.append(randomRange(around: nil)) }
      if random.chance(60) { entries.append(NetworkBuilder.cidr("203.0.113.0/24")) }
      let name = "pl-\(index)"
      let known = PrefixListEntries.known(Array(Set(entries)).sorted())
      let content =
        unknownHere(15) ? .unknown(net.unknown(name, kind: "prefixList", rule: "IMP-5")) : known
      if let id = net.model.prefixLists.insert(PrefixList(name: name, entries: content)) {
        lists.append(id)
      }
    }
  }

  private mutating func makePeerings() {
    for a in sites.indices {
      for b in sites.indices where a < b {
        let (first, second) = (net.model.vpcs[sites[a].vpc], net.model.vpcs[sites[b].vpc])
        let overlapping = first.ranges.contains { mine in second.ranges.contains(where: mine.overlaps) }
        guard !overlapping, random.chance(size.hasTransitGateways ? 30 : 70) else { continue }
        let id = net.peering("pcx-\(a)-\(b)", sites[a].vpc, sites[b].vpc, active: random.chance(88))
        if random.chance(20) { net.model.peerings[id].accepter.ranges = [] }
        if random.chance(10) { net.model.peerings[id].requester.ranges = Array(first.ranges.prefix(1)) }
        peerings.append(id)
      }
    }
    if let site = sites.first, unknownHere(30) {
      let id = net.model.peerings.insert(
        Peering(
          name: "pcx-far", requester: net.side(site.vpc),
          accepter: PeeringSide(
            vpcName: "vpc-far", vpc: missing("vpc-far", "vpc"), account: "999988887777",
            region: "us-east-1", ranges: [NetworkBuilder.cidr("10.200.0.0/16")])))
      if let id { peerings.append(id) }
    }
  }
}
