import NetworkModel

extension HeaderSpace {
  /// The headers of phase `new` that a firewall may let pass (NFW-2, NFW-11): what is not understood may.
  mutating func passing(_ filter: InspectionFilter) -> HeaderSet {
    guard case .rules(let rules) = filter else { return HeaderSet([everything]) }
    var passing: [HeaderBox] = []
    let forwarded = run(rules.stateless, on: HeaderSet([everything]), &passing)
    _ = run(rules.stateful, on: forwarded, &passing)
    return merged(passing)
  }

  /// Adds what an engine may let pass of `start`; returns what it may hand on.
  private mutating func run(
    _ rules: [FirewallRule], on start: HeaderSet, _ passing: inout [HeaderBox]
  ) -> HeaderSet {
    var open = start
    var forwarded: [HeaderBox] = []
    for rule in rules {
      if open.isEmpty { break }
      let match = HeaderSet(boxes(of: rule.match))
      switch rule.action {
      case .pass, .unknown: passing += intersection(open, match).boxes
      case .forward: forwarded += intersection(open, match).boxes
      case .drop: break
      }
      open = subtracting(open, match)
    }
    return merged(forwarded)
  }

  private mutating func boxes(of match: FirewallMatch) -> [HeaderBox] {
    var parts: [(HeaderField, Intervals)] = []
    if let sources = match.sources { parts.append((.source, Intervals(union: sources[family].spans))) }
    if let destinations = match.destinations {
      parts.append((.destination, Intervals(union: destinations[family].spans)))
    }
    var protocols = match.protocols
    for (field, ports) in [
      (HeaderField.sourcePort, match.sourcePorts), (.destinationPort, match.destinationPorts),
    ] {
      guard let ports else { continue }
      protocols = (protocols ?? [IPProtocol.tcp, IPProtocol.udp]).intersection([IPProtocol.tcp, IPProtocol.udp])
      parts.append((field, Intervals(union: ports.map { UInt128($0.lowerBound)...UInt128($0.upperBound) })))
    }
    if let protocols {
      parts.append((.proto, Intervals(union: protocols.map { UInt128($0)...UInt128($0) })))
    }
    if parts.contains(where: { $0.1.isEmpty }) { return [] }
    return [box(parts)]
  }
}
