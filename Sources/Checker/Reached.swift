import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// Membership of what was sent and of what arrived in endpoint sets, as terms.
extension Ends {
  /// The sender of a probe belongs to `set` under the source address that it uses; nil if it never does.
  func sent(_ set: EndpointSet, _ probe: Probe, _ found: inout Exploration) -> TermID? {
    switch probe.emitter {
    case .internet:
      guard let outside = set.outside else { return nil }
      return found.member(found.variables.source, of: outside.intervals(probe.family))
    case .onPremises:
      guard let sites = set.onPremises else { return nil }
      return found.member(found.variables.source, of: sites.intervals(probe.family))
    case .interface(let id):
      guard let member = set.members.first(where: { $0.interface == id }) else { return nil }
      guard let addresses = member.addresses else { return TermGraph.true }
      return found.member(found.variables.source, of: addresses.intervals(probe.family))
    }
  }

  /// The packet of a delivered end is in `set`: by receiver (and the address it was delivered to), by being outside, or
  /// by the destination that it was sent to when the set is written as addresses.
  func reached(
    _ set: EndpointSet, _ receiver: Receiver, _ end: PathEnd, _ probe: Probe,
    _ found: inout Exploration
  ) -> TermID {
    var ways: [TermID] = []
    switch receiver {
    case .interface(let id):
      // What a host sends to itself is no traffic between a source and a destination.
      if probe.emitter == .interface(id) { return TermGraph.false }
      for member in set.members where member.interface == id {
        guard let addresses = member.addresses else { return TermGraph.true }
        ways.append(
          found.member(end.arrivedHeader.destination, of: addresses.intervals(probe.family)))
      }
      if let written = set.written {
        ways.append(found.member(found.variables.destination, of: written.intervals(probe.family)))
      }
    case .internet:
      if let outside = set.outside, probe.emitter != .internet {
        ways.append(found.member(end.arrivedHeader.destination, of: outside.intervals(probe.family)))
      }
    case .onPremises:
      guard probe.emitter != .onPremises else { return TermGraph.false }
      if let sites = set.onPremises {
        ways.append(found.member(end.arrivedHeader.destination, of: sites.intervals(probe.family)))
      }
      if let written = set.written {
        ways.append(found.member(found.variables.destination, of: written.intervals(probe.family)))
      }
    case .service(let name):
      guard let written = set.written else { break }
      ways.append(
        found.member(
          found.variables.destination, of: serviceRanges(written, name).intervals(probe.family)))
    }
    return found.or(ways)
  }
}

extension PathEnd {
  /// The header as the receiver of the forward leg saw it.
  var arrivedHeader: SymbolicHeader { state.header }
}
