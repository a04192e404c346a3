import Certificates
import Evidence
import ForwardingGraph
import NetworkModel
import PacketSets
import PolicyTypes
import Quotient
import TestSupport
import Toolkit

/// Certificates for claims that are false, as somebody would write them who knows everything but a proof: graph, claim and
/// starts are those of the input, and the annotation is what is really reached, less what gives the claim away.
struct ForgedProofs {
  private let network: NetworkModel
  private let policies: [CheckedPolicy]
  private let manifest: Manifest
  private let ends: Ends
  private let transit: TransitPlan
  private let quotient: Quotient

  init(_ network: NetworkModel, _ policies: [CheckedPolicy], _ manifest: Manifest) {
    self.network = network
    self.policies = policies
    self.manifest = manifest
    ends = Ends(network: network, plan: AddressPlan(network))
    transit = TransitPlan(network)
    quotient = Quotient(network)
  }

  /// Files for the claim at a position of the manifest; empty where it can have no certificate.
  func files(for position: Int, _ random: inout SplitMix64) -> [(path: String, text: String)] {
    var rest = position
    for (number, policy) in policies.enumerated() {
      guard rest >= policy.claims.count else {
        return files(of: policy.claims[rest], policy, (number + 1, rest + 1), &random)
      }
      rest -= policy.claims.count
    }
    return []
  }

  private func files(
    of claim: Claim, _ policy: CheckedPolicy, _ position: (policy: Int, claim: Int),
    _ random: inout SplitMix64
  ) -> [(path: String, text: String)] {
    let scope = quotient.scope(of: claim)
    let limited = claim.limited(to: scope, network)
    let parts: [(CertificateKey, String)]
    switch claim.kind {
    case .forbid, .forbidDirect, .forbidConnections: parts = safety(limited, scope, &random)
    case .require, .requireOneWay: parts = guarantee(limited, scope, &random)
    case .everyPath: parts = []
    }
    let header =
      [
        ("network", manifest.network), ("strict", manifest.isStrict ? "yes" : "no"),
        ("snapshot", manifest.snapshot), ("policies", manifest.policySet),
      ] + manifest.policies.enumerated().map { ("policy-file-\($0 + 1)", $1.path) }
    return parts.map { key, text in
      let family = key.family == .v4 ? "4" : "6"
      let about =
        header + [
          ("policy", policy.name), ("claim", "\(position.claim)"), ("family", family), ("part", "\(key.part)"),
        ]
      let lines = about.map { "# \($0) \($1)\n" }.joined()
      let path = "certificates/\(position.policy)-forged-claim\(position.claim)-ipv\(family)-part\(key.part).cert"
      return (
        path,
        CertificateText.firstLine + "\n" + lines + text.dropFirst(CertificateText.firstLine.count + 1)
      )
    }
  }

  private func safety(
    _ claim: Claim, _ scope: VPCScope, _ random: inout SplitMix64
  ) -> [(CertificateKey, String)] {
    var result: [(CertificateKey, String)] = []
    let starts = ends.starts(claim.source, .all, families: claim.addresses.families)
    for family in claim.addresses.families {
      var graph = ForwardingGraph(
        network, plan: ends.plan, transit: transit, family: family, scope: scope)
      let problems = SafetyProblems(claim, starts, family, network, ends, in: &graph).problems
      for (index, problem) in problems.enumerated() {
        var annotation = Propagation.annotation(
          from: problem.starts, in: &graph, limit: random.chance(50) ? 16 : 4096)
        for bad in problem.bad {
          annotation[bad.node] = graph.space.subtracting(annotation[bad.node], bad.headers)
        }
        for node in graph.nodes.indices where graph.nodes[node].isUnknown {
          annotation[node] = .empty
        }
        thin(&annotation, &random)
        if let text = CertificateText(graph, problem, annotation).text() {
          result.append((CertificateKey(family: family, part: index + 1), text))
        }
      }
    }
    return result
  }

  private func guarantee(
    _ claim: Claim, _ scope: VPCScope, _ random: inout SplitMix64
  ) -> [(CertificateKey, String)] {
    var result: [(CertificateKey, String)] = []
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, claim.requiredReading, families: families)
    for family in families {
      guard let problems = GuaranteeProblems(claim, starts, family, network, ends) else { return [] }
      for (index, part) in problems.parts.enumerated() {
        var graph = ForwardingGraph(
          certain: part.leg, network, plan: ends.plan, transit: transit, family: family, scope: scope)
        guard let problem = part.problem(in: &graph) else { return [] }
        var annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: 4096)
        thin(&annotation, &random)
        var ranks = Ranks(graph)
        // A rank that falls with the distance from the starts, as far as there are no loops.
        var waiting = problem.starts.map(\.node)
        for node in waiting { ranks[node] = Ranks.limit }
        while !waiting.isEmpty {
          let node = waiting.removeFirst()
          for edge in graph.edges(of: node) where ranks[edge.to] == 0 && ranks[node] > 1 {
            ranks[edge.to] = ranks[node] - 1
            waiting.append(edge.to)
          }
        }
        if let text = CertificateText(graph, problem, annotation, ranks).text() {
          result.append((CertificateKey(family: family, part: index + 1), text))
        }
      }
    }
    return result
  }

  /// Forgets some of what is reached, sometimes.
  private func thin(_ annotation: inout Annotation, _ random: inout SplitMix64) {
    guard random.chance(60) else { return }
    for _ in 0..<random.int(1...6) {
      guard let node = random.pick(annotation.sets.indices.filter({ !annotation[$0].isEmpty })) else {
        return
      }
      let boxes = annotation[node].boxes
      annotation[node] = random.chance(50) ? .empty : HeaderSet(Array(boxes.dropLast()))
    }
  }
}
