import ForwardingGraph
import NetworkModel
package import PolicyTypes

extension Claim {
  /// Which addresses its senders use (REA-3b) if it requires something.
  package var requiredReading: AddressReading { addresses == .all ? .all : .primary }

  /// Whether it demands any packet: some sender and some host of the destination are distinct and have a family in common.
  /// Sites and addresses that nobody owns are not looked at.
  package func demandsSomething(of starts: [Start], _ ends: Ends) -> Bool {
    for family in addresses.families {
      let boxes = ProtocolBox.boxes(traffic, family, echoOnly: true)
      if boxes.allSatisfy(\.protocols.isEmpty) { continue }
      let outside =
        destination.outside?.intervals(family).intersection(ends.plan.internet(family))
        .subtracting(Intervals(ends.network.closedProviderRanges, family: family)) ?? .empty
      for start in starts where !(start.sources[family] ?? .empty).isEmpty {
        if start.emitter != .internet, destination.written == nil, !outside.isEmpty { return true }
        for member in destination.members where member.interface != start.member?.interface {
          if !ends.targets(member, from: start.emitter, family, mode: addresses).isEmpty {
            return true
          }
        }
      }
    }
    return false
  }
}
