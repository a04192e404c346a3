import Checker
import NetworkModel
import Simulator
import SourceText

/// One change after which the simulator no longer delivers a witness.
struct Remedy: Hashable {
  enum Change: Hashable {
    /// Rules of one group, removed together: each alone is covered by the others.
    case removeGroupRules(String, [Hop])
    case denyBefore(String, Hop)
    case removeRoute(String, Hop)
  }

  var change: Change
  /// Where the packet is stopped then.
  var outcome: DropCode
}

/// Looks for the smallest edits that stop one packet: the rules on its way are taken out of a copy
/// of the network, and the copy is simulated. Nothing is suggested that was not tried.
struct Remedies {
  private static let limit = 16
  let network: NetworkModel
  let witness: Witness
  /// True when a blocked reply is enough.
  let needsReply: Bool

  init(_ network: NetworkModel, _ witness: Witness, needsReply: Bool) {
    self.network = network
    self.witness = witness
    self.needsReply = needsReply
  }

  /// In the order in which the packet meets the rules; the filters nearest to the receiver first.
  var edits: [Remedy] {
    let hops = witness.exchange.forward.hops
    var result: [Remedy] = []
    for hop in hops.reversed() where hop.rule != nil {
      let edit: Remedy? =
        switch (hop.kind, hop.action) {
        case ("securityGroup", "allow"): removeGroupRules(hop)
        case ("networkAcl", "allow"): denyBefore(hop)
        case ("routeTable", "forward"): removeRoute(hop)
        case _: nil
        }
      if let edit, !result.contains(edit) { result.append(edit) }
    }
    return result
  }

  /// The code with which the packet is stopped in `changed`; nil when it still arrives, or nobody
  /// knows.
  private func outcome(in changed: NetworkModel) -> (code: DropCode?, leg: Leg) {
    let exchange = Simulator(changed).exchange(
      witness.packet, from: witness.emitter, choices: witness.choices,
      returnChoices: witness.replyChoices)
    switch (exchange.forward.disposition, exchange.outcome) {
    case (.dropped(let code), _): return (code, exchange.forward)
    case (.delivered, .replyFailed(let code)) where needsReply: return (code, exchange.forward)
    case (.delivered, _), (.unknown, _): return (nil, exchange.forward)
    }
  }

  // MARK: Security groups

  /// Takes out the rule that let the packet through; where another rule of the same interface takes
  /// its place, that one as well.
  private func removeGroupRules(_ hop: Hop) -> Remedy? {
    var changed = network
    var removed: [Hop] = []
    var next = hop
    for _ in 0..<Self.limit {
      guard remove(next, from: &changed) else { return nil }
      removed.append(next)
      let (code, leg) = outcome(in: changed)
      if let code {
        return Remedy(change: .removeGroupRules(hop.component, removed), outcome: code)
      }
      let position = witness.exchange.forward.hops.firstIndex(of: hop) ?? 0
      guard leg.hops.indices.contains(position), leg.hops[position].kind == "securityGroup",
        leg.hops[position].action == "allow"
      else { return nil }
      next = leg.hops[position]
    }
    return nil
  }

  private func remove(_ hop: Hop, from changed: inout NetworkModel) -> Bool {
    guard let group = changed.securityGroups.id(named: hop.component) else { return false }
    let rules = changed.securityGroups[group].rules
    let text = hop.rule ?? ""
    let index = rules.firstIndex { rule in
      if let name = rule.name { return text == name || text.hasPrefix(name + " ") }
      let isIngress = text.contains(" from ")
      guard rule.origin == nil || rule.origin == hop.origin,
        rule.direction == (isIngress ? .ingress : .egress)
      else { return false }
      return peerText(rule.peer).map { text.hasSuffix(" " + $0) } ?? false
    }
    guard let index else { return false }
    changed.securityGroups[group].rules.remove(at: index)
    return true
  }

  private func peerText(_ peer: SecurityGroupPeer) -> String? {
    switch peer {
    case .range(let range): range.description
    case .prefixList(.resolved(let list)): network.prefixLists[list].name
    case .group(.resolved(let group)): network.securityGroups[group].name
    case .prefixList(.missing), .group(.missing), .stale, .unknown: nil
    }
  }

  // MARK: Network ACLs

  /// A deny entry for exactly this packet in front of the entry that let it pass.
  private func denyBefore(_ hop: Hop) -> Remedy? {
    guard let acl = network.networkACLs.id(named: hop.component), let text = hop.rule else {
      return nil
    }
    let entries = network.networkACLs[acl].entries
    let packet = hop.packet
    let isEntry = { (entry: NetworkACLEntry) in
      entry.allows && (entry.origin == nil || entry.origin == hop.origin)
        && text == "rule \(entry.number) allow" && entry.number > 1
    }
    for index in entries.indices where isEntry(entries[index]) {
      let peer = entries[index].direction == .ingress ? packet.source : packet.destination
      let deny = NetworkACLEntry(
        number: entries[index].number - 1, direction: entries[index].direction, allows: false,
        service: ServiceMatch(.number(packet.proto), ports: ports(packet)), range: CIDR(host: peer))
      var changed = network
      changed.networkACLs[acl].entries.insert(deny, at: index)
      if let code = outcome(in: changed).code {
        return Remedy(change: .denyBefore(hop.component, hop), outcome: code)
      }
    }
    return nil
  }

  private func ports(_ packet: Packet) -> ClosedRange<UInt16>? {
    IPProtocol.hasPorts(packet.proto) ? packet.destinationPort...packet.destinationPort : nil
  }

  // MARK: Routes

  /// Local routes cannot be removed and are left out.
  private func removeRoute(_ hop: Hop) -> Remedy? {
    guard let table = network.routeTables.id(named: hop.component), let origin = hop.origin else {
      return nil
    }
    let routes = network.routeTables[table].routes
    let found = routes.indices.filter { routes[$0].origin == origin && routes[$0].target != .local }
    guard let index = found.first, found.count == 1 else { return nil }
    var changed = network
    changed.routeTables[table].routes.remove(at: index)
    return outcome(in: changed).code.map {
      Remedy(change: .removeRoute(hop.component, hop), outcome: $0)
    }
  }
}

extension Remedy {
  func words(_ context: ReportContext) -> String {
    switch change {
    case .removeGroupRules(let group, let rules):
      let list = rules.map { quoted($0, context) }.joined(separator: " and ")
      let noun = rules.count == 1 ? "the rule" : "the rules"
      return
        "in security group \(context.title(group, kind: "securityGroup")), remove or narrow \(noun) \(list)"
    case .denyBefore(let acl, let hop):
      let service = PacketText.service(hop.packet)
      let name = context.title(acl, kind: "networkAcl")
      return
        "in network ACL \(name), deny \(service) for this peer in an entry before \(quoted(hop, context))"
    case .removeRoute(let table, let hop):
      return
        "in route table \(context.title(table, kind: "routeTable")), remove the route \(quoted(hop, context))"
        + "; this cuts all traffic that uses it"
    }
  }

  private func quoted(_ hop: Hop, _ context: ReportContext) -> String {
    let place = context.place(hop.origin).map { " (\($0))" } ?? ""
    return "`\(DisplayText.escape(hop.rule ?? ""))`\(place)"
  }
}
