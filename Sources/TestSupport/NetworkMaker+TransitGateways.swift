import NetworkModel

/// Transit gateways, their attachments and zones. Most of them are right, so that packets get through; every rule of
/// TGW-1 to TGW-11 and SG-9 has networks in which it decides.
extension NetworkMaker {
  /// What was made of one gateway.
  struct Hub {
    /// An attachment with what can be reached through it.
    struct Spoke {
      var attachment: ID<TransitGatewayAttachment>
      var site: Int?
      var ranges: [CIDR]
    }

    var gateway: ID<TransitGateway>
    /// The site through which everything goes, if there is one: the second table leads there, the first one to all.
    var inspection: Int?
    var tables: [ID<TransitGatewayRouteTable>] = []
    var spokes: [Spoke] = []
    /// One spoke for each gateway beyond a peering, with the number of that gateway.
    var peers: [(spoke: Spoke, hub: Int)] = []
  }

  mutating func makeTransitGateways() {
    guard size.hasTransitGateways else { return }
    for index in 0..<(1 + random.weighted([50, 40, 10])) { makeHub(index) }
    for far in hubs.indices.dropFirst() where random.chance(90) { makeTransitPeering(far - 1, far) }
    for hub in hubs.indices { fillTransitTables(hub) }
  }

  // MARK: Zones

  /// Zones in one of the ways in which snapshots give them: ids, names of the owner, now and then none at all.
  mutating func makeZones(_ site: Int) {
    guard size.hasTransitGateways else { return }
    let isNamed = random.chance(namesZones ? 85 : 4)
    let first = random.chance(8) ? 2 : random.weighted([80, 20])
    for (offset, subnet) in sites[site].subnets.enumerated() {
      let number = random.chance(25) ? random.int(0...2) : (first + offset) % 3
      let scope = net.model.subnets[subnet].scope
      let region = net.model.scopes[scope].region
      net.model.subnets[subnet].zone =
        isNamed
        ? Zone(name: region + ["a", "b", "c"][number], of: scope)
        : Zone(id: (region == "us-east-1" ? "use1-az" : "euw1-az") + String(number + 1))
      if random.chance(2) { net.model.subnets[subnet].zone = Zone(id: "use1-az3") }
      if unknownHere(10) { net.model.subnets[subnet].zone = nil }
    }
  }

  // MARK: Gateways and attachments

  private mutating func makeHub(_ index: Int) {
    let gateway = net.transitGateway(
      "tgw-\(index)", functional: random.chance(97), references: random.chance(80))
    if unknownHere(12) {
      net.model.transitGateways[gateway].unlistedAttachments = net.unknown(
        "TransitGatewayAttachments", kind: "class", reason: "was not collected")
    }
    var hub = Hub(gateway: gateway, tables: [net.transitTable(gateway)])
    for number in 0..<random.weighted([50, 35, 15]) {
      hub.tables.append(net.transitTable("tgw-rtb-\(index)-\(number)", of: gateway))
    }
    let homes = sites.indices.filter { isHome(index, of: $0) }
    if homes.count > 2, random.chance(45), let site = random.pick(homes) {
      hub.inspection = site
      if hub.tables.count < 2 { hub.tables.append(net.transitTable("tgw-rtb-\(index)-in", of: gateway)) }
    }
    hubs.append(hub)
    for site in sites.indices where random.chance(isHome(index, of: site) ? 94 : 18) {
      attach(site, to: index, name: "tgw-attach-\(index)-\(site)")
      if random.chance(3) { attach(site, to: index, name: "tgw-attach-\(index)-\(site)-b") }
    }
    if unknownHere(35) { attachStranger(to: index) }
  }

  /// The first gateway serves the first VPCs, the second one the rest.
  private func isHome(_ hub: Int, of site: Int) -> Bool { hub == 0 ? site < 3 : site >= 2 }

  private mutating func attach(_ site: Int, to index: Int, name: String) {
    let subnets = attachedSubnets(site)
    guard !subnets.isEmpty else { return }
    let v6 = random.chance(80)
    let id = net.attach(
      name, hubs[index].gateway, subnets, table: table(of: site, in: hubs[index]), propagatesTo: [],
      appliance: random.chance(15), v6: v6, references: random.chance(85),
      functional: random.chance(96))
    associateOddly(id)
    makeSubnetsOdd(id, site)
    let ranges = net.model.vpcs[sites[site].vpc].ranges.filter { v6 || $0.family == .v4 }
    hubs[index].spokes.append(Hub.Spoke(attachment: id, site: site, ranges: ranges))
  }

  private mutating func table(of site: Int, in hub: Hub) -> ID<TransitGatewayRouteTable>? {
    guard let inspection = hub.inspection, hub.tables.count > 1, random.chance(92) else {
      return random.pick(hub.tables)
    }
    return hub.tables[site == inspection ? 0 : 1]
  }

  /// One subnet of each zone, now and then fewer, now and then all.
  private mutating func attachedSubnets(_ site: Int) -> [ID<Subnet>] {
    if random.chance(12) { return sites[site].subnets }
    var found: [ID<Subnet>] = []
    var zones: Set<Zone?> = []
    for subnet in random.chance(50) ? sites[site].subnets : sites[site].subnets.reversed() {
      if zones.insert(net.model.subnets[subnet].zone).inserted { found.append(subnet) }
    }
    if found.count > 1, random.chance(18) { found.removeLast() }
    return found
  }

  private mutating func associateOddly(_ id: ID<TransitGatewayAttachment>) {
    if random.chance(3) { net.model.transitGatewayAttachments[id].association = .none }
    guard unknownHere(6) else { return }
    let unknown = net.unknown(
      net.model.transitGatewayAttachments[id].name, kind: "transitGatewayAttachment",
      reason: "its association is changing", rule: "TGW-2")
    net.model.transitGatewayAttachments[id].association =
      random.chance(50) ? .unknown(unknown) : .table(.missing(unknown))
  }

  private mutating func makeSubnetsOdd(_ id: ID<TransitGatewayAttachment>, _ site: Int) {
    guard unknownHere(12), case .vpc(var side) = net.model.transitGatewayAttachments[id].kind else { return }
    let other = sites[(site + 1) % sites.count].subnets
    switch random.int(0...3) {
    case 0: side.subnets = []
    case 1: side.subnets.insert(missing("subnet-gone", "subnet"), at: 0)
    case 2: side.subnets.append(missing("subnet-gone", "subnet"))
    case _: if let foreign = random.pick(other) { side.subnets = [.resolved(foreign)] }
    }
    net.model.transitGatewayAttachments[id].kind = .vpc(side)
  }

  /// A VPN, or the VPC of an account that was not read.
  private mutating func attachStranger(to index: Int) {
    let name = "tgw-attach-\(index)-far"
    let unknown = net.unknown(
      name, kind: "transitGatewayAttachment", reason: "what lies beyond is not modelled", rule: "TGW-1")
    let far = TransitGatewayVPC(
      vpc: missing("vpc-far", "vpc"), subnets: [missing("subnet-far", "subnet")])
    let id = net.transitAttachment(
      name, hubs[index].gateway, random.chance(60) ? .unmodelled(unknown) : .vpc(far))
    hubs[index].spokes.append(
      Hub.Spoke(attachment: id, site: nil, ranges: [NetworkBuilder.cidr("192.168.0.0/16")]))
  }

  private mutating func makeTransitPeering(_ near: Int, _ far: Int) {
    let sides = net.peer(
      "tgw-attach-p\(near)", hubs[near].gateway, hubs[far].gateway, functional: random.chance(97))
    for (side, here, there) in [(sides.near, near, far), (sides.far, far, near)] {
      if let table = random.pick(hubs[here].tables), random.chance(70) {
        net.model.transitGatewayAttachments[side].association = .table(.resolved(table))
      }
      associateOddly(side)
      if random.chance(2) { net.model.transitGatewayAttachments[side].isFunctional = false }
      if unknownHere(10) {
        net.model.transitGatewayAttachments[side].kind = .peering(
          missing("tgw-attach-gone", "transitGatewayAttachment"))
      }
      if unknownHere(4) {
        net.model.transitGatewayAttachments[side].gateway = missing("tgw-gone", "transitGateway")
      }
      let ranges = hubs[there].spokes.flatMap(\.ranges)
      hubs[here].peers.append(
        (Hub.Spoke(attachment: side, site: nil, ranges: ranges), there))
    }
  }
}
