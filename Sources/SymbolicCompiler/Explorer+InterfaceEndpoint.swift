import ForwardingGraph
import NetworkModel
import TermGraph

/// Interface endpoints (VPE-1, VPE-2, SG-9).
extension Explorer {
  /// A packet at one of its interfaces, past the subnet's network ACL.
  mutating func enterInterfaceEndpoint(
    _ state: PathState, _ id: ID<VPCEndpoint>, at interface: ID<Interface>
  ) {
    guard network.vpcEndpoints[id].isFunctional else { return drop(state, .badState) }
    var arriving = state
    if state.transit.passages > 0 { arriving.keepsGroups = false }
    for passed in passIngressGroups(arriving, interface) { accept(passed, at: interface) }
  }
}
