import NetworkModel
import PolicySyntax
package import PolicyTypes
import RuleHygiene
import SolverZ3
import SourceText

/// Claims about objects (OBJ-1 and following).
extension Checker {
  package mutating func objects(of policy: CheckedPolicy) throws(CheckError) -> [ObjectResult] {
    var results: [ObjectResult] = []
    for claim in policy.objectClaims { results.append(try check(claim)) }
    return results
  }

  package mutating func check(_ claim: ObjectClaim) throws(CheckError) -> ObjectResult {
    var judge = ObjectJudge(network, claim)
    let before = obligations
    switch claim.kind {
    case .unusedGroups, .shadowedRules, .equivalentGroups: try judgeHygiene(&judge)
    case .blockedReplies: judge.judgeReplies()
    case .blackholeRoutes: judge.judgeBlackholes()
    case .encryptionBlockers: judge.judgeEnforcement()
    case .defaultRoutes(let places): judge.judgeDefaults(places)
    case .nextHop(let prefix, let places): judge.judgeNextHop(prefix, places)
    case .routesTo(let prefix): judge.judgeRoutesTo(prefix)
    case .detours(let places): judge.judgeDetours(places)
    case .reachableBlackholes: try judgeDrops(&judge, [.badStateRoute, .transitBadStateRoute])
    case .routingLoops: try judgeDrops(&judge, [.loop])
    case .wideRules: try judgeWideRules(&judge)
    case .unmatchedRules: try judgeRules(&judge, referencesOnly: false)
    case .lostReferences: try judgeRules(&judge, referencesOnly: true)
    }
    judge.noteUnlisted()
    judge.unknowns.insert(globalUnknowns)
    return try finished(judge.result(obligations: obligations - before))
  }

  private mutating func judgeHygiene(_ judge: inout ObjectJudge) throws(CheckError) {
    do throws(SolverError) {
      obligations += try judge.judgeHygiene()
    } catch {
      throw .solver(error.description)
    }
  }

  /// OBJ-3, OBJ-5: a rule is unmatched iff the claim that forbids what it admits is proved or is about nobody.
  private mutating func judgeRules(_ judge: inout ObjectJudge, referencesOnly: Bool) throws(CheckError) {
    let index = NetworkIndex(network)
    let hygiene = try hygiene()
    for id in network.securityGroups.ids where judge.isMeant(id) {
      let group = network.securityGroups[id]
      guard network.interfaces.elements.contains(where: { $0.groups.contains(.resolved(id)) }) else { continue }
      for (number, rule) in group.rules.enumerated() {
        if referencesOnly, !isReference(rule, from: group) { continue }
        judge.seen += 1
        let name = judge.name(rule, number, in: group)
        let reason =
          referencesOnly
          ? "nothing from members of the group that it names is known as theirs when it arrives"
          : "no packet that it admits arrives"
        // HYG-2 says the same without a claim.
        switch try hygiene.isAboutNobody(rule, in: group) ? .yes : unmatched(rule, of: group, index) {
        case .yes: judge.find(name, "securityGroupRule", reason, rule.origin)
        case .no: continue
        case .unknown(let reasons): judge.unknowns.insert(reasons)
        }
      }
    }
  }

  private func hygiene() throws(CheckError) -> RuleHygiene {
    do throws(SolverError) {
      return try RuleHygiene(network)
    } catch {
      throw .solver(error.description)
    }
  }

  private enum Match { case yes, no, unknown([Unknown]) }

  enum RuleClaim {
    case claim(Claim)
    /// The rule's peer is nobody.
    case nobody
    case unknown(Unknown)
  }

  /// The claim that forbids what a rule admits, between its peer and the members of its group.
  func ruleClaim(_ rule: SecurityGroupRule, of group: SecurityGroup, _ index: NetworkIndex) -> RuleClaim {
    let peers: [String]
    switch rule.peer {
    case .range(let range): peers = [range.description]
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .known(let entries): peers = entries.map(\.description)
      case .unknown(let unknown): return .unknown(network[unknown])
      }
    case .group(.resolved(let other)): peers = [Printer.quoted(network.securityGroups[other].name)]
    case .stale: return .nobody
    case .prefixList(.missing(let unknown)), .group(.missing(let unknown)), .unknown(let unknown):
      return .unknown(network[unknown])
    }
    if peers.isEmpty { return .nobody }
    let (peer, own) = (peers.joined(separator: ", "), Printer.quoted(group.name))
    let ends = rule.direction == .ingress ? "\(peer) -> \(own)" : "\(own) -> \(peer)"
    let text = "policy p { forbid direct \(ends) on \(rule.service.traffic) }"
    let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 0))
    guard let claim = TypeChecker.check([parsed.tree], index: index).policies.first?.claims.first else {
      let reason = "its packets cannot be written as a claim"
      return .unknown(Unknown(object: group.name, kind: "securityGroup", reason: reason, rule: "OBJ-3"))
    }
    return .claim(claim)
  }

  /// A reference to a group with interfaces, in another VPC.
  private func isReference(_ rule: SecurityGroupRule, from group: SecurityGroup) -> Bool {
    guard case .group(.resolved(let other)) = rule.peer else { return false }
    return network.securityGroups[other].vpc != group.vpc
      && network.interfaces.elements.contains { $0.groups.contains(.resolved(other)) }
  }

  private mutating func unmatched(
    _ rule: SecurityGroupRule, of group: SecurityGroup, _ index: NetworkIndex
  ) throws(CheckError) -> Match {
    let claim: Claim
    switch ruleClaim(rule, of: group, index) {
    case .nobody: return .yes
    case .unknown(let unknown): return .unknown([unknown])
    case .claim(let made): claim = made
    }
    let result = try check(claim)
    switch result.verdict {
    case .proved, .vacuous:
      guard let other = otherSender(rule) else { return .yes }
      let reason = "packets of others may arrive with its addresses, and the rule may serve them"
      return .unknown([Unknown(object: other, kind: "place", reason: reason, rule: "OBJ-3")])
    case .violated: return .no
    case .unknown: return .unknown(result.unknowns)
    }
  }
}

extension Checker {
  /// SOUNDNESS: whose packets may match the rule without starting at its peer: gateways that translate, load balancers, and
  /// sites, whose hosts no range of addresses means (LANG-5). A rule that serves them is no finding.
  func otherSender(_ rule: SecurityGroupRule) -> String? {
    let ranges: [CIDR]
    switch rule.peer {
    case .range(let range): ranges = [range]
    case .prefixList(.resolved(let list)):
      guard case .known(let entries) = network.prefixLists[list].entries else { return nil }
      ranges = entries
    case .group(.resolved(let group)):
      return network.interfaces.elements.first {
        $0.kind != .ordinary && $0.groups.contains(.resolved(group))
      }?.name
    case .prefixList, .group, .stale, .unknown: return nil
    }
    if let connection = network.privateConnections.elements.first { return connection.name }
    let open = network.transitGatewayAttachments.elements.first { attachment in
      switch attachment.kind {
      case .vpc: false
      case .peering, .connection, .unmodelled: true
      }
    }
    if let open { return open.name }
    return network.interfaces.elements.first { interface in
      let addresses = interface.privateAddresses.flatMap { [$0.address, $0.publicAddress].compactMap { $0 } }
      return interface.kind != .ordinary && addresses.contains { address in ranges.contains { $0.contains(address) } }
    }?.name
  }
}

extension ServiceMatch {
  /// As a policy writes it.
  fileprivate var traffic: String {
    guard case .number(let number) = proto else { return "any" }
    let code = icmpCode.map { "/\($0)" } ?? ""
    let kind = icmpType.map { "/\($0)\(code)" } ?? ""
    let range = ports.map { "/\($0.lowerBound)-\($0.upperBound)" } ?? ""
    return switch number {
    case IPProtocol.tcp: "tcp" + range
    case IPProtocol.udp: "udp" + range
    case IPProtocol.icmp where !kind.isEmpty: "icmp" + kind
    case IPProtocol.icmp6 where !kind.isEmpty: "icmpv6" + kind
    case _: "protocol/\(number)"
    }
  }
}
