import ForwardingGraph
import NetworkModel
import PolicyTypes

/// OBJ-12: rules that admit ports on which nothing of theirs arrives.
extension Checker {
  /// So many boxes of packets are looked at for one rule.
  private static let boxLimit = 256

  /// For every rule of a group that an interface has, with tcp or udp ports (all traffic has those of both): for each port,
  /// some packet from its peer to a member with this destination port is delivered. The ports of whole boxes of `flows` are
  /// used for certain; of the others the claim that forbids what the rule admits on them has to be proved.
  mutating func judgeWideRules(_ judge: inout ObjectJudge) throws(CheckError) {
    let index = NetworkIndex(network)
    for id in network.securityGroups.ids where judge.isMeant(id) {
      let group = network.securityGroups[id]
      guard network.interfaces.elements.contains(where: { $0.groups.contains(.resolved(id)) }) else { continue }
      for (number, rule, proto) in Self.portRules(of: group) {
        judge.seen += 1
        switch ruleClaim(rule, of: group, index) {
        // Such a rule lets nobody in: that is another finding (OBJ-3).
        case .nobody: continue
        case .unknown(let unknown): judge.unknowns.insert(unknown)
        case .claim(let claim):
          let gaps = try unusedPorts(rule, proto, claim, &judge)
          guard !gaps.isEmpty else { continue }
          if let other = otherSender(rule) {
            let reason = "packets of others may arrive with its addresses, and the rule may serve them"
            judge.unknowns.insert(Unknown(object: other, kind: "place", reason: reason, rule: "OBJ-12"))
            continue
          }
          let texts = gaps.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
          judge.find(
            judge.name(rule, number, in: group), "securityGroupRule",
            "nothing that it admits arrives on \(proto == IPProtocol.tcp ? "tcp" : "udp")/\(texts.joined(separator: ", "))",
            rule.origin)
        }
      }
    }
  }

  /// The rules of a group that have ports, by place; one for all traffic is one of tcp and one of udp.
  private static func portRules(of group: SecurityGroup) -> [(place: Int, rule: SecurityGroupRule, proto: UInt8)] {
    group.rules.enumerated().flatMap { place, rule -> [(place: Int, rule: SecurityGroupRule, proto: UInt8)] in
      switch rule.service.proto {
      case .number(let proto): return IPProtocol.hasPorts(proto) ? [(place, rule, proto)] : []
      case .any:
        return [IPProtocol.tcp, IPProtocol.udp].map { proto in
          var part = rule
          part.service = ServiceMatch(.number(proto))
          return (place, part, proto)
        }
      }
    }
  }

  /// Ranges of the rule's ports on which nothing arrives, for certain; what is open goes to the unknowns.
  private mutating func unusedPorts(
    _ rule: SecurityGroupRule, _ proto: UInt8, _ claim: Claim, _ judge: inout ObjectJudge
  ) throws(CheckError) -> [ClosedRange<UInt16>] {
    let ports = rule.service.ports ?? 0...65535
    let found = try flows(claim.source, claim.destination, claim.traffic, twoWay: false, limit: Self.boxLimit)
    var left = Intervals(UInt128(ports.lowerBound), UInt128(ports.upperBound))
    for row in found.rows where row.isWhole {
      if let used = row.destinationPorts { left = left.subtracting(used) }
    }
    var result: [ClosedRange<UInt16>] = []
    for span in left.spans {
      let gap = UInt16(clamping: span.lowerBound)...UInt16(clamping: span.upperBound)
      var part = claim
      part.traffic = Traffic(entries: [.init(proto: proto, ports: gap)], text: claim.traffic.text)
      let verdict = try check(part)
      switch verdict.verdict {
      case .proved, .vacuous: result.append(gap)
      case .unknown: judge.unknowns.insert(verdict.unknowns)
      case .violated:
        let reason = "on which of the ports \(gap.lowerBound) to \(gap.upperBound) something arrives is not told"
        judge.unknowns.insert(
          Unknown(object: claim.destination.text, kind: "securityGroup", reason: reason, rule: "OBJ-12"))
      }
    }
    return result
  }
}
