package import NetworkModel

/// Small legal networks drawn from a seed: most of their filters are rather open and most of their routes right, so that
/// packets get far; every rule of the semantics that the model can express occurs now and then.
package enum RandomNetwork {
  package struct Size: Hashable, Sendable {
    package var vpcs: ClosedRange<Int>
    package var subnets: ClosedRange<Int>
    /// Ordinary interfaces of each subnet.
    package var interfaces: ClosedRange<Int>
    /// Of 100 networks, how many may contain unknowns.
    package var unknowns: Int
    /// Whether the VPCs hang on transit gateways.
    package var hasTransitGateways: Bool
    /// Whether block-public-access modes and route tables of gateways occur.
    package var hasEdges: Bool
    /// Whether VPCs and transit gateways are connected with sites.
    package var hasSites: Bool

    /// Whether there are interface endpoints.
    package var hasServices: Bool
    /// Whether routes lead through endpoints that inspect.
    package var hasInspection: Bool

    package init(
      vpcs: ClosedRange<Int>, subnets: ClosedRange<Int>, interfaces: ClosedRange<Int>, unknowns: Int = 25,
      hasTransitGateways: Bool = false, hasEdges: Bool = false,
      hasSites: Bool = false, hasServices: Bool = false, hasInspection: Bool = false
    ) {
      self.vpcs = vpcs
      self.subnets = subnets
      self.interfaces = interfaces
      self.unknowns = unknowns
      self.hasTransitGateways = hasTransitGateways
      self.hasEdges = hasEdges
      self.hasSites = hasSites
      self.hasServices = hasServices
      self.hasInspection = hasInspection
    }

    /// One VPC, at most two subnets and four interfaces.
    package static let tiny = Size(vpcs: 1...1, subnets: 1...2, interfaces: 1...2)
    package static let small = Size(vpcs: 1...3, subnets: 1...3, interfaces: 1...3)
    /// Two to four VPCs on one to three transit gateways.
    package static let transit = Size(
      vpcs: 2...4, subnets: 1...3, interfaces: 1...2, unknowns: 35, hasTransitGateways: true)

    /// `small` with block-public-access modes and tables of gateways.
    package static let edges = Size(vpcs: 1...3, subnets: 1...3, interfaces: 1...3, hasEdges: true)

    /// VPCs with and without transit gateways, some of them connected with sites.
    package static let hybrid = Size(
      vpcs: 1...3, subnets: 1...2, interfaces: 1...2, unknowns: 30, hasTransitGateways: true,
      hasSites: true)

    /// What the differential tests take: two networks of three have transit gateways, some of them sites; of the others
    /// every other one has edges. Half of all have services.
    package static func mixed(_ seed: UInt64) -> Size {
      var size: Size =
        switch seed % 3 {
        case 0: seed % 2 == 0 ? .small : .edges
        case 1: seed % 2 == 0 ? .hybrid : .transit
        default: .transit
        }
      size.hasServices = seed % 4 >= 2
      size.hasInspection = seed % 4 == 1
      return size
    }
  }

  /// The network of `seed`; the same for the same arguments.
  package static func make(seed: UInt64, size: Size = .small) -> NetworkModel {
    var maker = NetworkMaker(seed: seed, size: size)
    maker.make()
    if size.hasInspection { maker.addInspection(seed: seed) }
    return maker.net.model
  }
}
