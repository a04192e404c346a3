import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// Proxied exchanges (APP-3): what a `forbid` without `direct` says beyond packets.
extension Checker {
  /// Whatever the sources may send to a proxy, of any traffic: the next leg has ports of its own.
  mutating func judgeProxies(
    _ claim: Claim, _ starts: [Start], _ families: [IPFamily], _ unknowns: inout UnknownCollector
  ) throws(CheckError) {
    guard network.hasProxies else { return }
    let options = ExplorerOptions(uncollectedFilters: .open, receivers: [])
    for start in starts {
      for family in families {
        let everywhere = Intervals(0, family.maximum)
        for probe in probes(start, family, .any, everywhere, twoWay: false) {
          var found = Exploration(exploration, probe, options: options)
          for end in found.forwardEnds {
            guard let beyond = unknownBeyond(end) else { continue }
            if try holds(found.condition(end), found, &unknowns) { unknowns.insert(beyond) }
          }
        }
      }
    }
  }

  /// Why the packets of this end may go on to anywhere.
  private func unknownBeyond(_ end: PathEnd) -> Unknown? {
    switch end.ending {
    case .dropped, .delivered(.internet), .delivered(.service): return nil
    case .unknown(let unknown): return end.state.atService == nil ? nil : unknown
    case .delivered(.interface(let id)):
      guard case .interfaceEndpoint(let endpoint) = network.interfaces[id].kind else { return nil }
      return network.vpcEndpoints[endpoint].unknownBeyond.map { network[$0] }
    }
  }
}
