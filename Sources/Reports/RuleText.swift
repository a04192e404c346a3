import NetworkModel

/// Parts of rules in words.
enum RuleText {
  /// `tcp/443`, `icmp type 8`, `all traffic`.
  static func service(_ service: ServiceMatch) -> String {
    guard case .number(let proto) = service.proto else { return "all traffic" }
    let name = IPProtocol.name(proto)
    if IPProtocol.hasPorts(proto), let ports = service.ports, ports != 0...65535 {
      return ports.count == 1
        ? "\(name)/\(ports.lowerBound)" : "\(name)/\(ports.lowerBound)-\(ports.upperBound)"
    }
    guard IPProtocol.isICMP(proto), let type = service.icmpType else { return name }
    return service.icmpCode.map { "\(name) type \(type) code \($0)" } ?? "\(name) type \(type)"
  }
}

extension ReportContext {
  /// The entry of a network ACL that a hop speaks of; nil when it cannot be told apart from others.
  func entry(_ hop: Hop) -> NetworkACLEntry? {
    guard let acl = network.networkACLs.id(named: hop.component) else { return nil }
    let found = network.networkACLs[acl].entries.filter { entry in
      hop.rule == "rule \(entry.number) \(entry.allows ? "allow" : "deny")"
        && (entry.origin ?? network.networkACLs[acl].origin) == hop.origin
    }
    return found.count == 1 ? found.first : nil
  }
}
