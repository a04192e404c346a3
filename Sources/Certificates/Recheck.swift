import ForwardingGraph
package import NetworkModel
package import PolicyTypes
import Quotient
package import SolverZ3

/// Judges the certificates of one claim against a network that was read again. It derives graph, problems and obligations
/// itself and takes from the files nothing but the annotation.
package struct Recheck: ~Copyable {
  /// What became of the certificates of one claim.
  package enum Outcome: Sendable {
    /// Every obligation holds: obligations, and how many of them were asked as distinct questions.
    case accepted(obligations: Int, calls: Int)
    case rejected(String)
  }

  let network: NetworkModel
  let ends: Ends
  var solver: SolverContext
  struct Key: Hashable {
    var family: IPFamily
    var scope: VPCScope
    /// Nil: the graph of everything that may happen.
    var leg: ExchangeLeg?
  }

  let transit: TransitPlan
  private let quotient: Quotient
  var graphs: [Key: ForwardingGraph] = [:]
  /// The distinct obligations of the last claim, if it was accepted.
  package internal(set) var forms: [CanonicalObligation] = []
  /// What Z3 said so far: claims share many obligations.
  var known: [CanonicalObligation: Bool] = [:]

  package init(_ network: NetworkModel) throws(SolverError) {
    self.network = network
    ends = Ends(network: network, plan: AddressPlan(network))
    transit = TransitPlan(network)
    quotient = Quotient(network)
    solver = try SolverContext()
  }

  /// The VPCs over which a claim is examined, the others being like some of them; nil: all.
  package func examined(_ claim: Claim) -> [String]? {
    let scope = quotient.scope(of: claim)
    return scope.isEverything ? nil : scope.vpcs(of: network).map { network.vpcs[$0].name }
  }

  /// `files` by family and number of the problem, from 1.
  package mutating func judge(
    _ claim: Claim, files: [CertificateKey: CertificateFile]
  ) throws(SolverError) -> Outcome {
    forms = []
    // SOUNDNESS: such a claim is about other networks than this one.
    guard claim.failures == nil, !claim.ignoresFilters else {
      return .rejected("certificates of claims about changed networks are not known")
    }
    guard network.globalUnknowns.isEmpty else {
      return .rejected("something that concerns every answer is unknown in this input")
    }
    guard claim.source.doubts.isEmpty, claim.destination.doubts.isEmpty, claim.vacuity(internet: NetworkIndex(network).internet).isEmpty else {
      return .rejected("the sets of the claim are empty or not known to the end in this input")
    }
    let scope = quotient.scope(of: claim)
    let claim = claim.limited(to: scope, network)
    switch claim.kind {
    case .forbid, .forbidDirect, .forbidConnections: return try judgeSafety(claim, scope, files)
    case .require, .requireOneWay: return try judgeGuarantee(claim, scope, files)
    case .everyPath: return .rejected("certificates of claims about ways are not known")
    }
  }

  /// Every claim starts from the graph as it was built, as its certificate did.
  mutating func graph(
    _ family: IPFamily, _ scope: VPCScope, leg: ExchangeLeg? = nil
  ) -> ForwardingGraph {
    let key = Key(family: family, scope: scope, leg: leg)
    if let known = graphs[key] { return known }
    let made =
      if let leg {
        ForwardingGraph(
          certain: leg, network, plan: ends.plan, transit: transit, family: family, scope: scope)
      } else {
        ForwardingGraph(
          network, plan: ends.plan, transit: transit, family: family, scope: scope)
      }
    graphs[key] = made
    return made
  }

  private mutating func judgeSafety(
    _ claim: Claim, _ scope: VPCScope, _ files: [CertificateKey: CertificateFile]
  ) throws(SolverError) -> Outcome {
    var discharge = Discharge(known: known)
    defer { known.merge(discharge.solved) { $1 } }
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, .all, families: families)
    var used = 0
    for family in families {
      var graph = graph(family, scope)
      let problems = SafetyProblems(claim, starts, family, network, ends, in: &graph).problems
      for (index, problem) in problems.enumerated() {
        let key = CertificateKey(family: family, part: index + 1)
        guard let file = files[key] else { return .rejected("the certificate of \(key) is missing") }
        used += 1
        guard !file.hasRanks else { return .rejected("\(key) has ranks, which its claim does not need") }
        let annotation: Annotation
        do throws(CertificateFile.Flaw) {
          annotation = try file.annotation(in: &graph)
        } catch {
          return .rejected("\(key), line \(error.line): \(error.message)")
        }
        let derived = CertificateText(graph, problem, annotation).statement()
        // Byte by byte: strings that only look the same are others.
        guard let derived, derived.utf8.elementsEqual(file.statement.utf8) else {
          return .rejected("\(key) states another graph or claim than this input gives")
        }
        if let failed = try discharge.firstFailure(problem, annotation, in: &graph, with: &solver) {
          return .rejected("\(key): \(failed.reason.text)")
        }
      }
    }
    guard used == files.count else { return .rejected("there are certificates of parts that the claim lacks") }
    forms = Array(discharge.solved.keys)
    return .accepted(obligations: discharge.obligations, calls: discharge.calls)
  }
}

/// Which part of a claim a certificate is about.
package struct CertificateKey: Hashable, Sendable, CustomStringConvertible {
  package var family: IPFamily
  package var part: Int

  package init(family: IPFamily, part: Int) {
    self.family = family
    self.part = part
  }

  package var description: String { "IP\(family == .v4 ? "v4" : "v6") part \(part)" }
}

extension Obligation.Reason {
  /// Why a certificate fails here.
  var text: String {
    switch self {
    case .start(let node): "a packet that the claim starts at place \(node) is outside the invariant"
    case .edge(let from, let to): "the invariant is not closed under the edge from place \(from) to \(to)"
    case .bad(let node): "the invariant holds forbidden packets at place \(node)"
    case .receiver(let node): "packets of the invariant are delivered at place \(node) to others than the receivers"
    case .progress(let node): "packets of the invariant may be dropped at place \(node)"
    case .rank(let from, let to): "the rank does not fall along the edge from place \(from) to \(to)"
    case .length(let node): "the rank of place \(node) is above \(Ranks.limit)"
    case .exact(let from, let to): "packets are changed on the edge from place \(from) to \(to)"
    }
  }
}
