package import Checker
import Configuration
import Differences
import NetworkModel
import PolicySyntax
package import PolicyTypes
import Simulator
package import SolverZ3
import SourceText

/// What `isola baseline write` found.
package struct BaselineDraft: Sendable {
  /// Merged, in the order of the policies.
  package var entries: [BaselineEntry] = []
  /// Policies with violations that no entry covers, and why.
  package var left: [(policy: String, reason: String)] = []

  /// The file. The same flows always give the same bytes.
  package var text: String {
    func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
    var lines = [
      "# Violations that `isola check --baseline` accepts: written by `isola baseline write`. Whatever violates a policy beyond",
      "# these flows still fails the check.", entries.isEmpty ? "baseline: []" : "baseline:",
    ]
    for entry in entries {
      lines.append("  - policy: " + quoted(entry.policy))
      lines.append("    from: " + quoted(entry.from.joined(separator: ", ")))
      lines.append("    to: " + quoted(entry.to.joined(separator: ", ")))
      lines.append("    on: " + quoted(entry.on.joined(separator: ", ")))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Session {
  /// Entries stand for at most this many pairs of one policy.
  private static let mostPairs = 1000
  private static let mostMerged = 256

  /// The violating flows of every `forbid`: counterexample by counterexample, each widened to all flows of its pair of ends that
  /// certainly arrive, until the claim is proved for everything else. Other claims are left, with the reason. Nil when cancelled.
  package func baseline(
    _ policies: CheckedPolicies, started: (Interrupter) -> Void, isCancelled: () -> Bool
  ) throws(CheckError) -> BaselineDraft? {
    var draft = BaselineDraft()
    var checker = try checker(started)
    let words = BaselineWords(network: network, map: FlowMap(network))
    let index = NetworkIndex(network)
    var flows: [Party: [Party: [FlowBox]]] = [:]
    for policy in policies.policies {
      var entries: [BaselineEntry] = []
      var reasons: [String] = []
      for claim in policy.claims {
        // What one claim found is accepted for the whole policy.
        var claim = claim
        for entry in entries { accept(entry, in: &claim, index) }
        while true {
          if isCancelled() { return nil }
          let result = try checker.check(claim)
          guard result.verdict == .violated else { break }
          guard entries.count < Self.mostPairs else {
            reasons.append("more than \(Self.mostPairs) pairs of ends violate it")
            break
          }
          guard let witness = result.witness, let found = entry(policy.name, claim, witness, words, &flows),
            !entries.contains(found)
          else {
            reasons.append(Self.reason(claim))
            break
          }
          entries.append(found)
          accept(found, in: &claim, index)
        }
      }
      draft.entries += BaselineEntry.merged(entries)
      for reason in Set(reasons).sorted() { draft.left.append((policy.name, reason)) }
    }
    return draft
  }

  private static func reason(_ claim: Claim) -> String {
    switch claim.kind {
    case .require, .requireOneWay, .everyPath: "a baseline accepts flows, and this claim asks for some: write an exception"
    case .forbid, .forbidDirect, .forbidConnections:
      "the flow goes on through a load balancer, or the language has no words for exactly it: write an exception"
    }
  }

  private func entry(
    _ policy: String, _ claim: Claim, _ witness: Witness, _ words: BaselineWords,
    _ flows: inout [Party: [Party: [FlowBox]]]
  ) -> BaselineEntry? {
    switch claim.kind {
    case .require, .requireOneWay, .everyPath: return nil
    case .forbid, .forbidDirect, .forbidConnections: break
    }
    guard !claim.ignoresFilters else { return nil }
    guard witness.relays.isEmpty, case .delivered(let receiver) = witness.exchange.forward.disposition else { return nil }
    let (from, to) = (FlowMap.party(witness.emitter, network), FlowMap.party(receiver, network))
    let all = flows[from] ?? words.map.delivered(from: from)
    flows[from] = all
    guard var boxes = all[to] else { return nil }
    // Paths cut what belongs together.
    if boxes.count <= Self.mostMerged { boxes = FlowBox.merged(boxes) }
    guard let box = boxes.first(where: { $0.contains(witness.packet) }) else { return nil }
    return words.entry(policy, claim, from: from, to: to, like: box, among: boxes)
  }

  /// The entry as an exception of the claim, by the way that every exception takes.
  private func accept(_ entry: BaselineEntry, in claim: inout Claim, _ index: NetworkIndex) {
    let text = "deliver \(entry.from.joined(separator: ", ")) -> \(entry.to.joined(separator: ", ")) on \(entry.on.joined(separator: ", "))"
    let parsed = Parser.parseQuestion(Array(text.utf8), file: FileID(index: .max))
    guard !parsed.hasErrors, let tree = parsed.tree, case .deliver(let flow) = tree else { return }
    var types = TypeChecker(index: index)
    guard let source = types.check(endpoint: flow.source, isSource: true),
      let destination = types.check(endpoint: flow.destination, isSource: false)
    else { return }
    let traffic = flow.traffic.flatMap { types.check(traffic: $0) } ?? .any
    claim.exceptions.append(
      .init(source: source, destination: destination, traffic: traffic, reason: "baseline", range: nil))
  }
}
