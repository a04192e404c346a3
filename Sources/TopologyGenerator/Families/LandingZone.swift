/// A whole company: peered hubs in the Regions, hubs with central firewalls, cells of peered VPCs, and VPCs joined with the company's
/// own network, in accounts of eight VPCs. Nothing joins the four parts with each other.
struct LandingZone {
  static let leastVPCs = 100
  /// Cells count through the /24s of 10/8, of which the site has some.
  static let mostVPCs = 200_000
  private static let vpcsPerAccount = 8

  /// Segments of each part are counted from here.
  private enum Segments {
    static let inspection = 1000
    static let hybrid = 2000
    static let mesh = 10_000
  }

  private let options: GeneratorOptions
  private let regions: HubFamily
  private let inspection: InspectionFamily
  private let hybrid: HybridFamily
  private let mesh: MeshFamily

  init(_ options: GeneratorOptions) throws(GeneratorError) {
    self.options = options
    let hybrids = options.vpcs / 10
    let cells = options.vpcs * 3 / 20
    let peered = min(options.vpcs / 2, HubFamily.mostInRegion * Regions.all.count)
    let inspected = options.vpcs - hybrids - cells - peered
    let faults = (0..<4).map { options.faults / 4 + ($0 < options.faults % 4 ? 1 : 0) }
    var origin = 0
    func part(
      _ family: Family, _ vpcs: Int, _ number: Int, segments: Int
    ) throws(GeneratorError) -> GeneratorOptions {
      var part = try GeneratorOptions(
        family: family, vpcs: vpcs, seed: RandomBits.mix(options.seed &* 4 &+ UInt64(number)),
        subnets: options.subnets, instances: options.instances, hubSize: options.hubSize,
        hasIPv6: options.hasIPv6, faults: faults[number], fileLimit: options.fileLimit)
      part.origin = origin
      part.segmentOrigin = segments
      part.isPart = true
      part.vpcsPerAccount = Self.vpcsPerAccount
      // The firewalls of a hub are VPCs too.
      origin += 2 * vpcs
      return part
    }
    regions = HubFamily(try part(.regions, peered, 0, segments: 0))
    inspection = InspectionFamily(try part(.inspection, inspected, 1, segments: Segments.inspection))
    hybrid = HybridFamily(try part(.hybrid, hybrids, 2, segments: Segments.hybrid))
    mesh = MeshFamily(try part(.mesh, cells, 3, segments: Segments.mesh))
  }

  /// What holds in the hubs holds everywhere; the other parts add their own.
  func expectations() throws(GeneratorError) -> Expectations {
    var result = try regions.expectations()
    inspection.expect(&result, in: Segments.inspection)
    hybrid.expect(&result, in: Segments.hybrid)
    for faults in try [
      inspection.expectations().faults, hybrid.expectations().faults, mesh.expectations().faults,
    ] {
      for fault in faults { result.add(fault) }
    }
    return result
  }

  func write(to network: String, _ count: inout GeneratedNetwork) throws(GeneratorError) {
    try regions.write(to: network, regions.expectations(), &count)
    try inspection.write(to: network, inspection.expectations(), &count)
    try hybrid.write(to: network, hybrid.expectations(), &count)
    try mesh.write(to: network, mesh.expectations(), &count)
  }
}
