import ForwardingGraph
package import NetworkEdits
import NetworkModel

/// The VPCs in which changes are felt, where they keep what enters them (DIF-8).
///
/// A packet that neither starts nor ends in one of them meets the same filters, routes and hosts before and after: it never
/// passes through one. So it is enough to compare all packets of senders there, and of others those that end there, those that
/// load balancers pass on, and those whose fate is not known.
package struct ChangedPlaces: Hashable, Sendable {
  let vpcs: Set<ID<VPC>>
  /// The VPCs into which packets of senders elsewhere are followed: these, and all that packets leave again.
  let scope: VPCScope

  /// Nil where the edits are felt elsewhere too, or packets pass through the VPCs in which they are felt.
  package init?(_ edits: [NetworkEdit], from before: FlowMap, to after: FlowMap) {
    var vpcs: Set<ID<VPC>> = []
    for edit in edits {
      guard let was = edit.places(in: before.network), let will = edit.places(in: after.network) else { return nil }
      vpcs.formUnion(was.union(will))
    }
    // LB-5: which targets are healthy after a change is felt wherever load balancers send to them.
    let (was, will) = (before.network.targetGroups.elements, after.network.targetGroups.elements)
    guard was.map(\.targets) == will.map(\.targets) else { return nil }
    let (keptBefore, keptAfter) = (before.deadEnds, after.deadEnds)
    guard vpcs.allSatisfy({ keptBefore.contains($0) && keptAfter.contains($0) }) else { return nil }
    self.vpcs = vpcs
    scope = VPCScope(
      kept: ContiguousArray(
        before.network.vpcs.ids.map { vpcs.contains($0) || !keptBefore.contains($0) || !keptAfter.contains($0) }))
  }
}
