import NetworkModel
import PolicyTypes
import SourceText

/// Judges claims about objects that need no packet: finite properties of what is configured.
struct ObjectJudge {
  let network: NetworkModel
  let claim: ObjectClaim
  var findings: [ObjectFinding] = []
  var unknowns = UnknownCollector()
  /// Objects that were looked at; none makes the claim vacuous.
  var seen = 0

  init(_ network: NetworkModel, _ claim: ObjectClaim) {
    self.network = network
    self.claim = claim
    unknowns.insert(Array(claim.doubts))
  }

  mutating func find(_ object: String, _ kind: String, _ reason: String, _ origin: SourceRange?) {
    findings.append(ObjectFinding(object: object, kind: kind, reason: reason, origin: origin))
  }

  func result(obligations: Int = 0) -> ObjectResult {
    let verdict: Verdict =
      !findings.isEmpty ? .violated : !unknowns.isEmpty ? .unknown : seen == 0 ? .vacuous : .proved
    return ObjectResult(
      claim: claim, verdict: verdict, findings: findings, unknowns: verdict == .unknown ? unknowns.sorted : [],
      emptiness: verdict == .vacuous ? "no such object is in this network" : nil, obligations: obligations)
  }

  // MARK: Whose objects

  func isMeant(_ group: ID<SecurityGroup>) -> Bool {
    guard let subject = claim.subject else { return true }
    return subject.contains { network.interfaces[$0].groups.contains(.resolved(group)) }
  }

  /// SOUNDNESS: objects that the claim is about and that the input does not show are no reason for a proof: groups that
  /// interfaces have and nobody described, and classes that were not listed to the end (OBJ-1).
  mutating func noteUnlisted() {
    switch claim.kind {
    case .unusedGroups, .shadowedRules, .equivalentGroups:
      noteMissingGroups()
      if claim.subject == nil { noteUnlisted(.securityGroups) }
    case .unmatchedRules, .lostReferences, .wideRules: noteMissingGroups()
    case .encryptionBlockers: for kind in ListedClass.allCases where kind != .securityGroups { noteUnlisted(kind) }
    case .blockedReplies, .blackholeRoutes, .reachableBlackholes, .routingLoops, .routesTo, .detours, .defaultRoutes,
      .nextHop:
      break
    }
  }

  private mutating func noteUnlisted(_ kind: ListedClass) {
    if let unknown = network.unlisted[kind] { unknowns.insert(unknown) }
  }

  private mutating func noteMissingGroups() {
    for id in network.interfaces.ids where claim.subject?.contains(id) ?? true {
      let interface = network.interfaces[id]
      for case .missing(let unknown) in interface.groups { unknowns.insert(network[unknown]) }
      if interface.kind == .ordinary, interface.groups.isEmpty {
        unknowns.insert(
          Unknown(
            object: interface.name, kind: "networkInterface", reason: "the input names no security group of it",
            rule: "OBJ-1"))
      }
    }
  }

  /// Subnets with an interface of the subject; all where none is named.
  var subnets: [ID<Subnet>] {
    guard let subject = claim.subject else { return Array(network.subnets.ids) }
    let meant = Set(subject.map { network.interfaces[$0].subnet })
    return network.subnets.ids.filter(meant.contains)
  }

  func name(_ rule: SecurityGroupRule, _ index: Int, in group: SecurityGroup) -> String {
    rule.name ?? "\(group.name) \(rule.direction.rawValue) \(index + 1)"
  }
}
