package import NetworkModel

/// A network of a few kinds of VPCs, several of each, around one or two transit gateways, as estates are built from modules:
/// VPCs of a kind differ in their addresses, and in which other VPC a rule of theirs mentions.
package struct SymmetricNetwork {
  package private(set) var builder = NetworkBuilder()
  /// The interfaces of each VPC by their place in the kind.
  package private(set) var hosts: [[ID<Interface>]] = []
  package private(set) var kinds: [Int] = []
  private var random: SplitMix64
  private var vpcs: [ID<VPC>] = []

  package var network: NetworkModel { builder.model }

  /// The same for the same seed. `faults` VPCs then differ from their kind in one thing.
  package init(seed: UInt64, faults: Int = 0) {
    random = SplitMix64(seed: seed ^ 0x7175_6f74)
    let gateway = builder.transitGateway("tgw-0", references: random.chance(30))
    let tables = [
      builder.transitTable(gateway), builder.transitTable("tgw-rtb-x", of: gateway),
    ]
    let isPartial = random.chance(50)
    for kind in 0..<random.int(1...3) {
      let plan = Kind(&random)
      for _ in 0..<random.int(2...5) {
        add(plan, kind, gateway, tables, isPartial: isPartial)
      }
    }
    mention()
    if random.chance(30) { addEgress(gateway, tables) }
    if random.chance(30) {
      builder.route(in: tables[0], "10.0.0.0/9")
    }
    if random.chance(20) { addBalancer(gateway, tables) }
    for _ in 0..<faults { breakOne() }
  }

  /// What VPCs of a kind have in common.
  private struct Kind {
    var subnets: Int
    var hosts: Int
    var hasGateway: Bool
    var hasNAT: Bool
    var isDualStack: Bool
    var port: UInt16
    var refersToOwnGroup: Bool
    var filters: Bool
    var table: Int
    var toHub: String
    var isLenient: Bool
    var hasUnknownRoute: Bool
    var isAttached: Bool
    /// Who may come: some ranges hold a few VPCs of a kind and not the others.
    var clients: String

    init(_ random: inout SplitMix64) {
      subnets = random.int(1...2)
      hosts = random.int(1...2)
      hasGateway = random.chance(60)
      hasNAT = random.chance(30)
      isDualStack = random.chance(25)
      port = random.among(22, 443, 5432)
      refersToOwnGroup = random.chance(50)
      filters = random.chance(40)
      table = random.int(0...1)
      toHub = random.among("10.0.0.0/8", "0.0.0.0/0", "10.0.0.0/12")
      isLenient = random.chance(8)
      hasUnknownRoute = random.chance(15)
      isAttached = random.chance(85)
      clients = random.among("10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/14", "10.2.0.0/15")
    }
  }

  private mutating func add(
    _ kind: Kind, _ number: Int, _ gateway: ID<TransitGateway>,
    _ tables: [ID<TransitGatewayRouteTable>], isPartial: Bool
  ) {
    let k = vpcs.count
    let six = kind.isDualStack ? [NetworkBuilder.cidr("2600:1f18:0:\(k + 1)00::/56")] : []
    let vpc = builder.vpc("vpc-\(k)", ranges: [NetworkBuilder.cidr("10.\(k).0.0/16")] + six)
    vpcs.append(vpc)
    kinds.append(number)
    let own = builder.group("sg-own-\(k)", in: vpc)
    var rules: [SecurityGroupRule] = [
      .egress(.any, "0.0.0.0/0"), .egress(.any, "::/0"), .ingress(.tcp(kind.port), kind.clients),
    ]
    if kind.hasGateway { rules.append(.ingress(.tcp(443), "0.0.0.0/0")) }
    if kind.isDualStack { rules.append(.ingress(.tcp(443), "::/0")) }
    if kind.refersToOwnGroup { rules.append(.ingress(.any, own)) }
    builder.model.securityGroups[own].rules = rules
    var acl: ID<NetworkACL>?
    if kind.filters {
      acl = builder.acl(
        "acl-\(k)", in: vpc,
        [
          .deny(10, .ingress, .tcp(22), "10.\(k).128.0/17"), .allow(20, .ingress, .any, "0.0.0.0/0"),
          .allow(20, .egress, .any, "0.0.0.0/0"),
        ])
    }
    var subnets: [ID<Subnet>] = []
    for s in 0..<kind.subnets {
      subnets.append(
        builder.subnet(
          "subnet-\(k)-\(s)", in: vpc,
          ranges: [NetworkBuilder.cidr("10.\(k).\(s * 128).0/24")]
            + (kind.isDualStack ? [NetworkBuilder.cidr("2600:1f18:0:\(k + 1)0\(s)::/64")] : []),
          acl: s == 0 ? nil : acl))
    }
    var members: [ID<Interface>] = []
    for (s, subnet) in subnets.enumerated() {
      for h in 0..<kind.hosts {
        let public4 = kind.hasGateway && s == 0 ? "198.51.\(k).\(h + 1)" : nil
        let addresses =
          ["10.\(k).\(s * 128).\(10 + h)"]
          + (kind.isDualStack ? ["2600:1f18:0:\(k + 1)0\(s)::\(h + 1)"] : [])
        members.append(
          host("eni-\(k)-\(s)-\(h)", subnet, addresses, own, public4, check: !kind.isLenient))
      }
    }
    hosts.append(members)
    if kind.hasGateway {
      let igw = builder.internetGateway("igw-\(k)", vpc)
      if kind.toHub != "0.0.0.0/0" {
        builder.route(in: builder.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
      }
      builder.route(in: builder.mainTable(vpc), "::/0", .internetGateway(.resolved(igw)))
    }
    if kind.hasNAT {
      let nat = builder.nat("nat-\(k)", in: subnets[0], ["10.\(k).0.200"], public: ["198.51.\(k).200"])
      builder.route(in: builder.mainTable(vpc), "198.18.0.0/15", .natGateway(.resolved(nat)))
    }
    if kind.hasUnknownRoute {
      let unknown = builder.unknown("eni-appliance", kind: "networkInterface")
      builder.route(in: builder.mainTable(vpc), "203.0.113.0/24", .unmodelled(unknown))
    }
    guard kind.isAttached else { return }
    builder.route(vpc, kind.toHub, gateway)
    builder.attach(
      "tgw-attach-\(k)", gateway, [subnets[0]], table: tables[kind.table],
      propagatesTo: isPartial ? [tables[1 - kind.table]] : tables, v6: kind.isDualStack)
  }

  private mutating func host(
    _ name: String, _ subnet: ID<Subnet>, _ addresses: [String], _ group: ID<SecurityGroup>,
    _ publicAddress: String?, check: Bool
  ) -> ID<Interface> {
    addresses.count == 1
      ? builder.host(
        name, in: subnet, addresses[0], groups: [group], public: publicAddress, check: check)
      : builder.host(
        name, in: subnet, addresses[0], addresses[1], groups: [group], public: publicAddress,
        check: check)
  }

  /// Each VPC of a kind lets another one in, in a ring; or all let the same one in.
  private mutating func mention() {
    guard random.chance(60), vpcs.count > 2 else { return }
    let isRing = random.chance(70)
    let part = random.among("0.0/16", "0.0/17", "0.0/24")
    for (k, vpc) in vpcs.enumerated() {
      guard let group = builder.model.securityGroups.id(named: "sg-own-\(k)") else { continue }
      let other = isRing ? (k + 1) % vpcs.count : 0
      if other == k { continue }
      builder.model.securityGroups[group].rules.append(
        .ingress(.udp(53), "10.\(other).\(part)"))
      if random.chance(5) {
        builder.route(in: builder.mainTable(vpc), "10.\(other).128.0/24", .local, state: .blackhole)
      }
    }
  }

  /// A VPC through which others reach the Internet.
  private mutating func addEgress(
    _ gateway: ID<TransitGateway>, _ tables: [ID<TransitGatewayRouteTable>]
  ) {
    let vpc = builder.vpc("vpc-egress", "10.250.0.0/16")
    let outer = builder.table("rtb-outer", in: vpc)
    let inner = builder.subnet("subnet-inner", in: vpc, "10.250.0.0/24")
    let public4 = builder.subnet("subnet-outer", in: vpc, "10.250.1.0/24", table: outer)
    let igw = builder.internetGateway("igw-egress", vpc)
    let nat = builder.nat("nat-egress", in: public4, ["10.250.1.5"], public: ["203.0.113.5"])
    builder.route(in: outer, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    builder.route(in: outer, "10.0.0.0/8", .transitGateway(.resolved(gateway)))
    builder.route(in: builder.mainTable(vpc), "0.0.0.0/0", .natGateway(.resolved(nat)))
    let attachment = builder.attach("tgw-attach-egress", gateway, [inner], propagatesTo: tables)
    builder.route(in: tables[random.int(0...1)], "0.0.0.0/0", attachment)
  }

  /// A VPC with a load balancer that everybody may use, in front of one host under one of its addresses.
  private mutating func addBalancer(
    _ gateway: ID<TransitGateway>, _ tables: [ID<TransitGatewayRouteTable>]
  ) {
    guard let target = random.pick(hosts.flatMap { $0 }) else { return }
    let addresses = builder.model.interfaces[target].privateAddresses
    guard let address = addresses.first else { return }
    let place: Target.Place =
      random.chance(50)
      ? .interface(.resolved(target)) : .address(address.publicAddress ?? address.address)
    let vpc = builder.vpc("vpc-balancer", "10.251.0.0/16")
    let subnet = builder.subnet("subnet-balancer", in: vpc, "10.251.0.0/24")
    let igw = builder.internetGateway("igw-balancer", vpc)
    builder.route(in: builder.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
    builder.route(in: builder.mainTable(vpc), "10.0.0.0/8", .transitGateway(.resolved(gateway)))
    let group = builder.targetGroup("tg", [Target(place: place, port: random.among(22, 443, 5432))])
    let listener = Listener(transport: .tcp, port: 443, forwards: [Forward(group: .resolved(group))])
    let balancer = builder.loadBalancer("lb", .application, vpc, listeners: [listener], crossZone: true)
    let node = builder.host("eni-lb", in: subnet, "10.251.0.10", public: "203.0.113.9")
    builder.model.interfaces[node].kind = .loadBalancer(balancer)
    builder.attach("tgw-attach-balancer", gateway, [subnet], propagatesTo: tables)
  }

  /// One VPC differs from its kind.
  private mutating func breakOne() {
    let k = random.int(0...(vpcs.count - 1))
    let vpc = vpcs[k]
    guard let group = builder.model.securityGroups.id(named: "sg-own-\(k)"), let host = hosts[k].last
    else { return }
    switch random.int(0...8) {
    case 0: builder.model.securityGroups[group].rules.append(.ingress(.any, "0.0.0.0/0"))
    case 1: builder.model.securityGroups[group].rules.removeAll { $0.direction == .egress }
    case 2: builder.route(in: builder.mainTable(vpc), "10.0.0.0/10", .local, state: .blackhole)
    case 3: builder.model.interfaces[host].isFunctional = false
    case 4: builder.model.interfaces[host].groups = []
    case 5:
      guard let first = builder.model.transitGatewayRouteTables.ids.first else { return }
      builder.route(in: first, "10.\(k).0.0/24")
    case 6: builder.model.networkACLs[builder.defaultACL(vpc)].entries = []
    case 7:
      guard let id = builder.model.transitGatewayAttachments.id(named: "tgw-attach-\(k)") else { return }
      builder.model.transitGatewayAttachments[id].association = .none
    case _:
      // Somebody else lets in a part of it.
      let other = (k + 1) % vpcs.count
      guard let group = builder.model.securityGroups.id(named: "sg-own-\(other)") else { return }
      builder.model.securityGroups[group].rules.append(.ingress(.any, "10.\(k).0.0/25"))
    }
  }
}
