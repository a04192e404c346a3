package import NetworkModel

/// The VPCs that an examination enters. A packet that would enter another one is not followed further: whoever narrows the
/// scope shows that some packet that is followed meets the same fate (Specs/Design/Quotient.md).
package struct VPCScope: Hashable, Sendable {
  /// One entry for each VPC; nil: all of them.
  private let kept: ContiguousArray<Bool>?

  package static let everything = VPCScope(kept: nil)

  package init(kept: ContiguousArray<Bool>?) { self.kept = kept }

  package var isEverything: Bool { kept == nil }

  package func contains(_ vpc: ID<VPC>) -> Bool {
    guard let kept else { return true }
    return kept[Int(vpc.index)]
  }

  /// The VPCs of this scope in order.
  package func vpcs(of network: NetworkModel) -> [ID<VPC>] {
    guard let kept else { return network.vpcs.ids }
    return kept.indices.lazy.filter { kept[$0] }.map { ID(index: $0) }
  }

  package func union(_ other: VPCScope) -> VPCScope {
    guard let kept, let others = other.kept else { return .everything }
    return VPCScope(kept: ContiguousArray(zip(kept, others).map { $0 || $1 }))
  }

  package func isSubset(of other: VPCScope) -> Bool {
    guard let others = other.kept else { return true }
    guard let kept else { return false }
    return zip(kept, others).allSatisfy { !$0 || $1 }
  }

  /// Whether what leaves a transit gateway here may be followed: an attachment of a VPC outside the scope is none.
  package func admits(_ attachment: TransitGatewayAttachment) -> Bool {
    guard case .vpc(let side) = attachment.kind, let vpc = side.vpc.id else { return true }
    return contains(vpc)
  }
}
