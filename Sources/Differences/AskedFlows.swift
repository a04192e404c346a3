import ForwardingGraph
package import NetworkModel
package import PolicyTypes

/// Flows that somebody asked a change to open or to close (FIX-3): from one set to another on some traffic, without
/// exceptions.
package struct AskedFlows: Sendable {
  private struct Part {
    var from: [Party: [IPFamily: Intervals?]]
    var to: [Party: [IPFamily: Intervals?]]
    var traffic: Traffic
  }

  private let asked: Part
  private let exceptions: [Part]

  package init(_ claim: Claim, in network: NetworkModel) {
    asked = Self.part(claim.source, claim.destination, claim.traffic, network)
    exceptions = claim.exceptions.map { Self.part($0.source, $0.destination, $0.traffic, network) }
  }

  /// What of the pair's flows is not among these; empty when all is.
  package func rest(of boxes: [FlowBox], from: Party, to: Party) -> [FlowBox] {
    let wanted = Self.boxes(asked, from, to)
    guard !wanted.isEmpty else { return boxes }
    let outside = boxes.subtracting(wanted, limit: FlowDifference.pieceLimit) ?? boxes
    let released = exceptions.flatMap { Self.boxes($0, from, to) }
    let kept = boxes.flatMap { box in released.compactMap { box.intersection($0) } }
    return FlowBox.merged(outside + kept)
  }

  private static func part(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, _ network: NetworkModel
  ) -> Part {
    Part(from: parties(source, network), to: parties(destination, network), traffic: traffic)
  }

  /// Nil for all addresses of a family.
  private static func parties(
    _ set: EndpointSet, _ network: NetworkModel
  ) -> [Party: [IPFamily: Intervals?]] {
    var result: [Party: [IPFamily: Intervals?]] = [:]
    for member in set.members {
      var own: [IPFamily: Intervals?] = [:]
      for family in IPFamily.allCases {
        // Under which of its addresses a host is meant matters little for what was asked of it.
        own[family] = .some(nil)
      }
      result[.interface(network.interfaces[member.interface].name)] = own
    }
    if let outside = set.outside { result[.internet] = addresses(outside) }
    if let sites = set.onPremises { result[.onPremises] = addresses(sites) }
    return result
  }

  private static func addresses(_ set: AddressSet) -> [IPFamily: Intervals?] {
    Dictionary(uniqueKeysWithValues: IPFamily.allCases.map { ($0, Intervals(set.ranges, family: $0)) })
  }

  private static func boxes(_ part: Part, _ from: Party, _ to: Party) -> [FlowBox] {
    guard let sources = part.from[from], let destinations = part.to[to] else { return [] }
    return IPFamily.allCases.flatMap { family -> [FlowBox] in
      guard let source = sources[family], let destination = destinations[family] else { return [] }
      return part.traffic.entries.map { entry in
        var lanes = HeaderField.allCases.map { field in
          field.width(family) == 128 ? Intervals(0, .max) : Intervals(0, (1 << UInt128(field.width(family))) - 1)
        }
        func restrict(_ field: HeaderField, _ range: ClosedRange<UInt16>?) {
          if let range { lanes[field.rawValue] = Intervals(UInt128(range.lowerBound), UInt128(range.upperBound)) }
        }
        if let source { lanes[HeaderField.source.rawValue] = source }
        if let destination { lanes[HeaderField.destination.rawValue] = destination }
        if let proto = entry.proto { lanes[HeaderField.proto.rawValue] = Intervals(UInt128(proto)) }
        restrict(.destinationPort, entry.ports)
        restrict(.icmpType, entry.icmpType.map { UInt16($0)...UInt16($0) })
        restrict(.icmpCode, entry.icmpCode.map { UInt16($0)...UInt16($0) })
        return FlowBox(family: family, lanes: lanes)
      }
    }
  }
}

extension PairFlows {
  package init(_ from: Party, _ to: Party, _ boxes: [FlowBox]) {
    self.init(from: from, to: to, boxes: boxes)
  }
}
