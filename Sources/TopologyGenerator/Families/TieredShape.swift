/// How a VPC of three tiers is cut: a /24, half of its subnets public with web hosts, the others private with
/// application and database hosts in turn.
struct TieredShape {
  let subnets: Int
  let instances: Int
  let hasIPv6: Bool
  /// What VPCs are counted from where their numbers become addresses, and segments where they become tags.
  let origin: Int
  let segmentOrigin: Int

  init(_ options: GeneratorOptions) {
    subnets = options.subnets
    instances = options.instances
    hasIPv6 = options.hasIPv6
    origin = options.origin
    segmentOrigin = options.segmentOrigin
  }

  var publicSubnets: Int { subnets / 2 }
  var prefixLength: Int { Self.prefixLength(subnets: subnets) }

  static func prefixLength(subnets: Int) -> Int { subnets <= 4 ? 26 : subnets <= 8 ? 27 : 28 }

  /// The provider keeps five addresses of a subnet, the NAT gateway takes one.
  static func mostInstances(subnets: Int) -> Int { 1 << (32 - prefixLength(subnets: subnets)) - 6 }

  /// Public addresses of one VPC: the web hosts and the NAT gateway.
  var publicAddresses: Int { publicSubnets * instances + 1 }
  /// Network interfaces of one VPC.
  var interfaces: Int { subnets * instances + 1 }

  enum Tier: String { case web, app, db }

  func tier(subnet: Int, instance: Int) -> Tier {
    if subnet < publicSubnets { return .web }
    return (subnet + instance) % 2 == 0 ? .app : .db
  }

  func subnetBase(_ base: UInt32, _ subnet: Int) -> UInt32 {
    base + UInt32(subnet) << UInt32(32 - prefixLength)
  }
}

/// One VPC of three tiers and all that differs between such VPCs.
struct TieredVPC {
  /// Counted through the whole network.
  let number: Int
  /// The first address of its /24.
  let base: UInt32
  /// `environment-1`, or `shared`.
  let environment: String
  /// The hub or cell it belongs to.
  let segment: Int
  /// `admin`, `quarantine`, `sample` or `plain`: what the policies tell apart.
  let role: String
  /// Ranges from which the application tier takes ssh.
  let adminRanges: [String]
  /// The range from which the databases take replication.
  let partnerRange: String
  /// Routes to other VPCs and to sites, as objects of a route table.
  let routes: [String]
  let fault: FaultKind?
  /// Whose routes its tables receive.
  var vpnGateway: String?

  var range: String { IPv4.range(base, 24) }
}
