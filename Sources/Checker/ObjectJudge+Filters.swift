import NetworkModel

/// OBJ-6: network ACLs that stop the replies of what they let through.
extension ObjectJudge {
  mutating func judgeReplies() {
    var known: Set<ID<NetworkACL>> = []
    for subnet in subnets {
      switch network.subnets[subnet].networkACL {
      case .acl(let id):
        guard known.insert(id).inserted else { continue }
        judge(network.networkACLs[id])
      case .assumedOpen: seen += 1
      case .notCollected(let unknown), .missing(let unknown): unknowns.insert(network[unknown])
      }
    }
  }

  /// Exact: between two bounds of the entries every address, and every port, has the same fate.
  private mutating func judge(_ acl: NetworkACL) {
    seen += 1
    for entry in acl.entries { if let unknown = entry.unknown { unknowns.insert(network[unknown]) } }
    for entry in acl.entries where entry.allows && entry.unknown == nil {
      guard let example = blocked(entry, acl) else { continue }
      find(
        "\(acl.name) \(entry.direction.rawValue) \(entry.number)", "networkAclEntry",
        "it lets \(example.proto == IPProtocol.tcp ? "tcp" : "udp")/\(example.port) with \(example.address) through, and no "
          + "reply to port \(example.client)", entry.origin)
    }
  }

  private struct Example {
    var proto: UInt8
    var address: IPAddress
    var port: UInt16
    var client: UInt16
  }

  private func blocked(_ entry: NetworkACLEntry, _ acl: NetworkACL) -> Example? {
    let addresses = starts(in: entry.range, acl.entries)
    for proto in [IPProtocol.tcp, IPProtocol.udp] {
      let ports = portStarts(acl.entries)
      for address in addresses {
        for port in ports where decides(entry, proto, port, address, acl) {
          for client in ports.map({ max($0, 1024) })
          where !passes(entry.direction == .ingress ? .egress : .ingress, proto, client, address, acl) {
            return Example(proto: proto, address: address, port: port, client: client)
          }
        }
      }
    }
    return nil
  }

  /// The first entry that matches is this one.
  private func decides(
    _ entry: NetworkACLEntry, _ proto: UInt8, _ port: UInt16, _ address: IPAddress, _ acl: NetworkACL
  ) -> Bool {
    acl.entries.first { $0.matches(entry.direction, proto, port, address) } == entry
  }

  private func passes(
    _ direction: Direction, _ proto: UInt8, _ port: UInt16, _ address: IPAddress, _ acl: NetworkACL
  ) -> Bool {
    acl.entries.first { $0.matches(direction, proto, port, address) }.map { $0.allows || $0.unknown != nil } ?? false
  }

  private func starts(in range: CIDR, _ entries: [NetworkACLEntry]) -> [IPAddress] {
    let inside = entries.map(\.range).filter { $0.family == range.family && range.contains($0) }
    let behind = entries.map(\.range).filter { $0.family == range.family && range.contains($0) && $0.last < range.last }
    let all = [range.first] + inside.map(\.first) + behind.map { $0.last + 1 }
    return Set(all).sorted().map { IPAddress(range.family, $0) }
  }

  private func portStarts(_ entries: [NetworkACLEntry]) -> [UInt16] {
    var all: Set<UInt16> = [0, 1024]
    for ports in entries.compactMap(\.service.ports) {
      all.insert(ports.lowerBound)
      if ports.upperBound < .max { all.insert(ports.upperBound + 1) }
    }
    return all.sorted()
  }
}

extension NetworkACLEntry {
  fileprivate func matches(_ way: Direction, _ proto: UInt8, _ port: UInt16, _ address: IPAddress) -> Bool {
    guard direction == way, range.contains(address) else { return false }
    switch service.proto {
    case .any: return true
    case .number(let own): return own == proto && (service.ports?.contains(port) ?? true)
    }
  }
}
