import NetworkModel

extension HeaderSpace {
  /// SG-3, NACL-3. Exact.
  mutating func box(of service: ServiceMatch) -> HeaderBox {
    guard case .number(let number) = service.proto else { return everything }
    var parts: [(HeaderField, Intervals)] = [(.proto, Intervals(UInt128(number)))]
    if IPProtocol.hasPorts(number), let ports = service.ports {
      parts.append(
        (.destinationPort, Intervals(UInt128(ports.lowerBound), UInt128(ports.upperBound))))
    }
    if IPProtocol.isICMP(number) {
      if let type = service.icmpType { parts.append((.icmpType, Intervals(UInt128(type)))) }
      if let code = service.icmpCode { parts.append((.icmpCode, Intervals(UInt128(code)))) }
    }
    return box(parts)
  }

  /// NACL-2: what the first entry that matches lets pass, where `admits` says which entries do.
  mutating func firstMatches(
    _ acl: NetworkACL, _ direction: Direction, admits: (NetworkACLEntry) -> Bool
  ) -> HeaderSet {
    let field: HeaderField = direction == .ingress ? .source : .destination
    let entries = acl.entries
      .filter { $0.direction == direction && $0.range.family == family }
      .sorted { $0.number < $1.number }
    var decided: [HeaderBox] = []
    var allowed: [HeaderBox] = []
    for entry in entries {
      var box = box(of: entry.service)
      let range = values.number(of: Intervals(entry.range.first, entry.range.last))
      box[field] = values.intersection(box[field], range)
      if admits(entry) {
        allowed += subtracting(HeaderSet([box]), HeaderSet(decided)).boxes
      }
      decided.append(box)
      if box == everything { break }
    }
    return merged(allowed)
  }
}
