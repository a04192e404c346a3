package import NetworkModel
package import SolverZ3
import TermGraph

/// HYG-6: groups of one VPC that let the same packets through.
extension RuleHygiene {
  /// The groups that equal an earlier one of their VPC among `groups`, in both directions and families, with that one. Groups
  /// with rules that are not clear, and groups without rules, are left out.
  package mutating func equivalents(
    among groups: [ID<SecurityGroup>]
  ) throws(SolverError) -> [(group: ID<SecurityGroup>, equals: ID<SecurityGroup>)] {
    var result: [(group: ID<SecurityGroup>, equals: ID<SecurityGroup>)] = []
    let clear = groups.filter { unclear($0).isEmpty && !network.securityGroups[$0].rules.isEmpty }
    let probes = Self.probes(clear.map { network.securityGroups[$0] })
    var buckets: [Bucket: [ID<SecurityGroup>]] = [:]
    for id in clear {
      let group = network.securityGroups[id]
      guard let vpc = group.vpc else { continue }
      let bucket = Bucket(vpc: vpc, answers: probes.map { answers(group, $0) })
      var twin: ID<SecurityGroup>?
      for earlier in buckets[bucket] ?? [] where twin == nil {
        if try areEquivalent(network.securityGroups[earlier], group) { twin = earlier }
      }
      if let twin { result.append((id, twin)) } else { buckets[bucket, default: []].append(id) }
    }
    return result
  }

  /// Groups with different answers are not equivalent.
  private struct Bucket: Hashable {
    var vpc: ID<VPC>
    var answers: [Bool]
  }

  private struct Probe: Hashable {
    var direction: Direction
    var address: IPAddress
    var proto: UInt8
    var port: UInt16
  }

  /// A corner of each of the first ranges: enough to tell most groups apart without the solver.
  private static func probes(_ groups: [SecurityGroup]) -> [Probe] {
    var result: [Probe] = []
    var seen: Set<Probe> = []
    for rule in groups.lazy.flatMap(\.rules) {
      guard result.count < 64 else { break }
      guard case .range(let range) = rule.peer else { continue }
      var proto = IPProtocol.tcp
      if case .number(let number) = rule.service.proto { proto = number }
      let port = IPProtocol.hasPorts(proto) ? rule.service.ports?.lowerBound ?? 0 : 0
      let probe = Probe(
        direction: rule.direction, address: IPAddress(range.family, range.first), proto: proto, port: port)
      if seen.insert(probe).inserted { result.append(probe) }
    }
    return result
  }

  /// The packet of a stranger, who is in no group; ICMP probes are left to the solver.
  private func answers(_ group: SecurityGroup, _ probe: Probe) -> Bool {
    guard !IPProtocol.isICMP(probe.proto) else { return false }
    return group.rules.contains { rule in
      guard rule.direction == probe.direction else { return false }
      switch rule.service.proto {
      case .any: break
      case .number(let number):
        guard number == probe.proto else { return false }
        if IPProtocol.hasPorts(number), let ports = rule.service.ports, !ports.contains(probe.port) { return false }
      }
      switch rule.peer {
      case .range(let range): return range.contains(probe.address)
      case .prefixList(.resolved(let list)):
        guard case .known(let ranges) = network.prefixLists[list].entries else { return false }
        return ranges.contains { $0.contains(probe.address) }
      case .group, .prefixList(.missing), .stale, .unknown: return false
      }
    }
  }

  /// No packet, whoever sends it, is let through by one and not by the other.
  private mutating func areEquivalent(
    _ one: SecurityGroup, _ other: SecurityGroup
  ) throws(SolverError) -> Bool {
    for direction in [Direction.ingress, .egress] {
      for family in IPFamily.allCases {
        var terms = RuleTerms(network, family)
        let packet = terms.packet()
        var sides: [TermID] = []
        for group in [one, other] {
          var rules: [TermID] = []
          for rule in group.rules where rule.direction == direction {
            guard let term = terms.term(rule) else { return false }
            rules.append(term)
          }
          sides.append(terms.graph.or(rules))
        }
        let differs = terms.graph.or([
          terms.graph.and(sides[0], terms.graph.not(sides[1])),
          terms.graph.and(sides[1], terms.graph.not(sides[0])),
        ])
        guard try isImpossible(terms.graph.and([packet, differs]), terms.graph) else { return false }
      }
    }
    return true
  }
}
