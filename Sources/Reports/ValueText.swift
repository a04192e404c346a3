import Checker
import ForwardingGraph
import NetworkModel

/// Sets of field values as people write them.
enum ValueText {
  /// `10.0.0.0/24, 10.0.1.5, 10.0.2.3–10.0.2.7`; `any` for every address.
  static func addresses(_ set: Intervals, _ family: IPFamily) -> String {
    if set == Intervals(0, family.maximum) { return "any" }
    return set.spans.map { span in
      let length = family.width - (span.lowerBound ^ span.upperBound).nonzeroBitCount
      let block = CIDR(family, base: span.lowerBound, length: length)
      if span.count == 1 { return IPAddress(family, span.lowerBound).description }
      if block.first == span.lowerBound, block.last == span.upperBound { return block.description }
      return "\(IPAddress(family, span.lowerBound))–\(IPAddress(family, span.upperBound))"
    }.joined(separator: ", ")
  }

  /// `443, 8000-8100`; `any` for all of `whole`.
  static func numbers(_ set: Intervals, whole: ClosedRange<UInt128>) -> String {
    if set.spans == [whole] { return "any" }
    return set.spans.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }

  static func protocols(_ set: Intervals) -> String {
    if set == Intervals(0, 255) { return "any" }
    return set.spans.map { span in
      guard span.count == 1 else { return "\(span.lowerBound)-\(span.upperBound)" }
      return IPProtocol.name(UInt8(clamping: span.lowerBound))
    }.joined(separator: ", ")
  }
}

extension FlowRow {
  /// Destination ports, or ICMP type and code; empty for protocols that have neither.
  var service: String {
    if let destinationPorts {
      return ValueText.numbers(destinationPorts, whole: 0...65535)
    }
    guard let icmpTypes, let icmpCodes else { return "" }
    let types = ValueText.numbers(icmpTypes, whole: 0...255)
    let codes = ValueText.numbers(icmpCodes, whole: 0...255)
    return codes == "any" ? "type \(types)" : "type \(types) code \(codes)"
  }

  var clientPorts: String {
    sourcePorts.map { ValueText.numbers($0, whole: 0...65535) } ?? ""
  }
}
