import NetworkModel
import PolicyTypes
import TermGraph

/// The packet that claims are about: protocol, destination port, ICMP type and code (LANG-11).
struct LintPacket {
  let proto: VariableID
  let port: VariableID
  let type: VariableID
  let code: VariableID

  init(in graph: inout TermGraph) {
    proto = graph.variable("protocol", width: 8)
    port = graph.variable("destinationPort", width: 16)
    type = graph.variable("icmpType", width: 8)
    code = graph.variable("icmpCode", width: 8)
  }

  /// PKT-1, PKT-2: fields without meaning are zero, ICMP belongs to one family.
  func facts(_ isIPv6: TermID, in graph: inout TermGraph) -> [TermID] {
    let hasPorts = graph.or(graph.equal(proto, 6), graph.equal(proto, 17))
    let isICMP = graph.or(graph.equal(proto, 1), graph.equal(proto, 58))
    return [
      graph.or(hasPorts, graph.equal(port, 0)),
      graph.or(isICMP, graph.and(graph.equal(type, 0), graph.equal(code, 0))),
      graph.implies(graph.equal(proto, 1), graph.not(isIPv6)),
      graph.implies(graph.equal(proto, 58), isIPv6),
    ]
  }

  /// The packet belongs to the traffic.
  func term(_ traffic: Traffic, in graph: inout TermGraph) -> TermID {
    var ways: [TermID] = []
    for entry in traffic.entries {
      var parts: [TermID] = []
      if let number = entry.proto { parts.append(graph.equal(proto, UInt128(number))) }
      if let ports = entry.ports {
        parts.append(graph.member(port, UInt128(ports.lowerBound), UInt128(ports.upperBound)))
      }
      if let value = entry.icmpType { parts.append(graph.equal(type, UInt128(value))) }
      if let value = entry.icmpCode { parts.append(graph.equal(code, UInt128(value))) }
      ways.append(graph.and(parts))
    }
    return graph.or(ways)
  }
}

/// A class of packets of which every claim holds all or none.
struct TrafficCell: Hashable {
  var entry: Traffic.Entry

  /// The cells that a traffic consists of: its entries, their ports cut wherever another claim starts or stops.
  static func cells(of traffic: Traffic, cuts: Set<UInt16>) -> [TrafficCell] {
    traffic.entries.flatMap { entry -> [TrafficCell] in
      guard let proto = entry.proto, IPProtocol.hasPorts(proto) else { return [TrafficCell(entry: entry)] }
      let ports = entry.ports ?? 0...65535
      var cells: [TrafficCell] = []
      var low = ports.lowerBound
      for cut in cuts.sorted() where cut > low && cut <= ports.upperBound {
        cells.append(TrafficCell(entry: .init(proto: proto, ports: low...(cut - 1))))
        low = cut
      }
      cells.append(TrafficCell(entry: .init(proto: proto, ports: low...ports.upperBound)))
      return cells
    }
  }

  /// Where the ports of a traffic start and stop.
  static func cuts(of traffic: Traffic) -> [UInt16] {
    traffic.entries.flatMap { entry -> [UInt16] in
      guard let ports = entry.ports else { return [] }
      return ports.upperBound < .max
        ? [ports.lowerBound, ports.upperBound + 1] : [ports.lowerBound]
    }
  }

  /// `tcp/443`, for a message.
  var text: String {
    guard let proto = entry.proto else { return "any" }
    let name = IPProtocol.name(proto)
    if let ports = entry.ports, ports != 0...65535 {
      return ports.count == 1
        ? "\(name)/\(ports.lowerBound)" : "\(name)/\(ports.lowerBound)-\(ports.upperBound)"
    }
    guard let type = entry.icmpType else { return name }
    return entry.icmpCode.map { "\(name)/\(type)/\($0)" } ?? "\(name)/\(type)"
  }
}
