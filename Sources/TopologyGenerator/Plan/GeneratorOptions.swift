/// Shapes of networks.
package enum Family: String, CaseIterable, Sendable {
  case hub, single, mesh, regions, inspection, hybrid
  case landingZone = "landing-zone"
}

/// What to generate. `init` refuses what would not be a legal network.
package struct GeneratorOptions: Sendable {
  package let family: Family
  package let vpcs: Int
  package let seed: UInt64
  package let subnets: Int
  /// Per subnet.
  package let instances: Int
  package let groups: Int
  /// The most VPCs of one hub.
  package let hubSize: Int
  package let hasIPv6: Bool
  package let faults: Int
  /// The most bytes of one file.
  package let fileLimit: Int

  /// Where this is one part of a larger network: what its public addresses and segments are counted from, so that no two parts
  /// share any, and how many VPCs an account has.
  var origin = 0
  var segmentOrigin = 0
  var isPart = false
  var vpcsPerAccount = 500

  /// The provider's limit of attachments of one transit gateway.
  package static let mostAttachments = 5000
  package static let mostVPCs = 1_000_000
  package static let mostInterfaces = 20_000_000

  package init(
    family: Family, vpcs: Int, seed: UInt64 = 1, subnets: Int? = nil, instances: Int? = nil,
    groups: Int? = nil, hubSize: Int = mostAttachments, hasIPv6: Bool = false, faults: Int = 0,
    fileLimit: Int = 64 << 20
  ) throws(GeneratorError) {
    self.family = family
    self.vpcs = vpcs
    self.seed = seed
    self.subnets = subnets ?? 4
    self.instances = instances ?? (family == .single ? 10 : 2)
    self.hubSize = hubSize
    self.hasIPv6 = hasIPv6
    self.faults = faults
    self.fileLimit = fileLimit
    let hosts = family == .single ? self.subnets.multipliedReportingOverflow(by: self.instances).partialValue : 0
    self.groups = groups ?? min(2500, max(7, hosts / 40))
    try check()
  }

  private func check() throws(GeneratorError) {
    func within(_ value: Int, _ range: ClosedRange<Int>, _ what: String, _ note: String? = nil)
      throws(GeneratorError)
    {
      guard range.contains(value) else {
        throw GeneratorError(
          "expected \(range.lowerBound) to \(range.upperBound) \(what), found \(value)", note: note)
      }
    }
    try within(faults, 0...10_000, "faults")
    try within(fileLimit, 4096...(64 << 20), "bytes a file")
    switch family {
    case .single:
      try within(vpcs, 1...1, "VPC for the family `single`")
      try within(subnets, 4...128, "subnets for the family `single`", "the network has 128 subnets of 4,091 hosts at most")
      try within(instances, 4...4000, "instances in a subnet")
      try within(subnets * instances, 16...100_000, "interfaces in one VPC", "lower --subnets or --instances")
      try within(groups, 7...2500, "security groups", "2,500 is the provider's limit in a Region")
    case .hub, .mesh, .regions, .inspection, .hybrid, .landingZone:
      let least =
        switch family {
        case .regions: 40
        case .landingZone: LandingZone.leastVPCs
        case .hub, .mesh, .inspection, .hybrid, .single: 10
        }
      let most =
        switch family {
        case .regions: HubFamily.mostInRegion * Regions.all.count
        case .hybrid: HybridFamily.mostVPCs
        case .landingZone: LandingZone.mostVPCs
        case .hub, .mesh, .inspection, .single: Self.mostVPCs
        }
      try within(vpcs, least...most, "VPCs for the family `\(family.rawValue)`")
      try within(subnets, 4...16, "subnets in a VPC", "the VPC is a /24")
      try within(
        instances, 1...TieredShape.mostInstances(subnets: subnets), "instances in a subnet",
        "the VPC is a /24 with \(subnets) subnets")
      try within(hubSize, 20...Self.mostAttachments, "VPCs of one hub", "5,000 is the provider's limit of attachments")
      guard vpcs * subnets * instances <= Self.mostInterfaces else {
        throw GeneratorError(
          "expected at most \(Self.mostInterfaces) interfaces, found \(vpcs * subnets * instances)",
          note: "lower --vpcs, --subnets or --instances")
      }
    }
  }
}
