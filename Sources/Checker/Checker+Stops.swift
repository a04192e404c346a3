package import NetworkModel
package import PolicyTypes
import Simulator
package import SymbolicCompiler
import TermGraph

/// One place at which packets of a question are stopped, with one of them.
package struct Stop: Hashable, Sendable {
  package var code: DropCode
  package var leg: Blocker.LegName
  /// The filter that denies it, if it is one; it denies every packet of the same path alike.
  package var filter: FilterSite?
  /// The last hop, as the simulator sees it.
  package var hop: Hop?
  package var witness: Witness
}

extension Checker {
  /// Every place at which packets of a question are stopped: each path that ends in a drop is there with one packet, and
  /// paths that end in the same place count once. At most `limit`.
  package mutating func stops(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool, limit: Int
  ) throws(CheckError) -> (stops: [Stop], isCut: Bool) {
    examineEverything()
    var seen: Set<[String]> = []
    var result: [Stop] = []
    for (probe, goal) in asked(source, destination, traffic, twoWay: twoWay) {
      let options = ExplorerOptions(uncollectedFilters: .unknown, keepsDrops: true)
      var found = Exploration(exploration, probe, options: options)
      var ignored = UnknownCollector()
      var drops: [(end: PathEnd, isReply: Bool)] = []
      for end in found.forwardEnds {
        switch end.ending {
        case .unknown: continue
        case .dropped: drops.append((end, false))
        case .delivered(let receiver):
          guard twoWay, isReached(goal, receiver) else { continue }
          for reply in found.replies(to: end) {
            if case .dropped = reply.ending { drops.append((reply, true)) }
          }
        }
      }
      for (end, isReply) in drops {
        let term = found.condition(end)
        guard try holds(term, found, &ignored) else { continue }
        let shown = try witness(
          term, end, found, expecting: isReply ? .failingExchange : .failingForward,
          openFilters: false)
        guard let leg = isReply ? shown.exchange.reply : shown.exchange.forward,
          case .dropped(let code) = leg.disposition
        else { continue }
        let stop = Stop(
          code: code, leg: isReply ? .reply : .forward, filter: end.state.stoppedAt,
          hop: leg.dropDetail, witness: shown)
        guard seen.insert(stop.key).inserted else { continue }
        if result.count == limit { return (try finished(result), true) }
        result.append(stop)
      }
    }
    return (try finished(result), false)
  }
}

extension Stop {
  /// Stops with one key are stopped by the same thing.
  fileprivate var key: [String] {
    if let filter { return ["\(filter)", leg.rawValue] }
    // What is done about a missing route depends on where the packet goes.
    return [
      code.rawValue, leg.rawValue, hop?.component ?? "", hop?.rule ?? "",
      hop?.packet.destination.description ?? "",
    ]
  }
}
