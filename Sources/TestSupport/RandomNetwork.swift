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
    /// Whether there are interface endpoints.
    package var hasServices: Bool

    package init(
      vpcs: ClosedRange<Int>, subnets: ClosedRange<Int>, interfaces: ClosedRange<Int>, unknowns: Int = 25,
      hasTransitGateways: Bool = false, hasServices: Bool = false
    ) {
      self.vpcs = vpcs
      self.subnets = subnets
      self.interfaces = interfaces
      self.unknowns = unknowns
      self.hasTransitGateways = hasTransitGateways
      self.hasServices = hasServices
    }

    /// One VPC, at most two subnets and four interfaces.
    package static let tiny = Size(vpcs: 1...1, subnets: 1...2, interfaces: 1...2)
    package static let small = Size(vpcs: 1...3, subnets: 1...3, interfaces: 1...3)
    /// Two to four VPCs on one to three transit gateways.
    package static let transit = Size(
      vpcs: 2...4, subnets: 1...3, interfaces: 1...2, unknowns: 35, hasTransitGateways: true)

    /// What the differential tests take: two networks of three have transit gateways, half of them services.
    package static func mixed(_ seed: UInt64) -> Size {
      var size = seed % 3 == 0 ? small : transit
      size.hasServices = seed % 4 >= 2
      return size
    }
  }

  /// The network of `seed`; the same for the same arguments.
  package static func make(seed: UInt64, size: Size = .small) -> NetworkModel {
    var maker = NetworkMaker(seed: seed, size: size)
    return maker.make()
  }
}
