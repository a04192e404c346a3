import NetworkModel

/// The two engines of a firewall (NFW-2, NFW-3, NFW-8, NFW-10, NFW-11).
extension Walk {
  /// Nil where the packet goes on; what is not known to pass is noted (K2).
  mutating func inspect(_ filter: InspectionFilter, at endpoint: ID<VPCEndpoint>) -> Disposition? {
    let rules: FirewallRules
    switch filter {
    case .unknown(let unknown):
      if !has(.inspectionLetsEverythingPass) { note(unknown) }
      return nil
    case .rules(let known): rules = known
    }
    guard phase == .new else {
      note(rules.replies)
      return nil
    }
    memory.inspection = rules.replies
    if !has(.firewallSkipsStateless) {
      switch decide(rules.stateless, at: endpoint, "NFW-2") {
      case .decided(let end): return end
      case .forwarded: break
      }
    }
    switch decide(rules.stateful, at: endpoint, "NFW-11") {
    case .decided(let end): return end
    case .forwarded: return nil
    }
  }

  private enum Decision {
    case decided(Disposition?)
    case forwarded
  }

  private mutating func decide(
    _ rules: [FirewallRule], at endpoint: ID<VPCEndpoint>, _ semantics: String
  ) -> Decision {
    // Behind the default action, which is the last one, nothing stands.
    let explicit = has(.firewallLastMatchWins) ? rules.dropLast().reversed() + rules.suffix(1) : rules
    for rule in explicit where matches(rule.match) {
      let site = Site.firewallRule(endpoint, rule.text, rule.origin)
      switch rule.action {
      case .pass:
        record("allow", at: site, semantics)
        return .decided(nil)
      case .drop: return .decided(dropped(.firewallRules, at: site, semantics))
      case .forward:
        record("forward", at: site, semantics)
        return .forwarded
      case .unknown(let unknown):
        note(unknown)
        return .decided(nil)
      }
    }
    return .forwarded
  }

  private func matches(_ match: FirewallMatch) -> Bool {
    if let protocols = match.protocols, !protocols.contains(packet.proto) { return false }
    if let sources = match.sources, !sources.contains(packet.source) { return false }
    if let destinations = match.destinations, !destinations.contains(packet.destination) { return false }
    if match.sourcePorts != nil || match.destinationPorts != nil, !IPProtocol.hasPorts(packet.proto) {
      return false
    }
    if let ports = match.sourcePorts, !ports.contains(where: { $0.contains(packet.sourcePort) }) { return false }
    if let ports = match.destinationPorts, !has(.firewallIgnoresPorts),
      !ports.contains(where: { $0.contains(packet.destinationPort) })
    {
      return false
    }
    return true
  }
}
