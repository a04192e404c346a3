import Evidence
import Glibc
import SourceText
import Toolkit

/// Bundles: every step, then one sentence for each claim.
extension RecheckCommand {
  func judgeBundle() throws {
    var recheck = BundleRecheck()
    recheck.network = network
    recheck.policies = policies
    recheck.repeats = !onlyEvidence
    recheck.others?.verified = verified
    if let key {
      guard let bytes = Console.contents(of: key) else {
        throw complaint("cannot read `\(key)`: \(Console.lastError)")
      }
      recheck.key = String(decoding: bytes, as: UTF8.self)
    }
    let report: BundleRecheck.Report
    do {
      report = try Failures.reported { try recheck.judge(evidence, read: CheckCommand.read) }
    } catch let problem as BundleProblem {
      throw complaint(problem.message)
    } catch let flaw as EvidenceFlaw {
      throw complaint(flaw.message)
    }
    print(report)
    if report.isRejected { throw ExitStatus.violated }
  }

  private func print(_ report: BundleRecheck.Report) {
    let manifest = report.manifest
    var text = "Bundle of isola \(manifest.isola), made \(manifest.created)\n\n"
    for rung in report.rungs {
      let (word, words) =
        switch rung.outcome {
        case .passed(let words): ("passed   ", words)
        case .rejected(let words): ("REJECTED ", words)
        case .left(let words): ("not done ", words)
        }
      text += "\(word) \(rung.name): \(DisplayText.escape(words))\n"
    }
    Console.print(text)
    guard !report.isRejected else {
      Console.print("\nThe bundle is rejected: none of its claims is established by it.\n")
      return
    }
    Console.print("\n" + report.standings.map { sentence($0, report) + "\n" }.joined())
    var rest = ""
    if !manifest.assumptions.isEmpty {
      rest += "\nAssumed, because the input does not say:\n"
      for assumption in manifest.assumptions {
        rest += "  - \(DisplayText.escape(assumption.text)) [\(DisplayText.escape(assumption.name))]\n"
      }
    }
    if manifest.policies.contains(where: { $0.path.hasSuffix(".yaml") || $0.path.hasSuffix(".yml") }) {
      rest += "\nExceptions count as on the day that the bundle names, \(DisplayText.escape(String(manifest.created.prefix(10)))).\n"
    }
    Console.print(
      rest + "\nTaken on trust for all of it: that the input describes the network, its reading, which of its VPCs stand for"
        + " others like them, who is in sets that say what they reach (LANG-6a), and the forwarding graph or simulator made of it. Reports in the bundle were not compared.\n")
  }

  /// What was established, by whom, and what that leaves on trust.
  private func sentence(_ standing: Standing, _ report: BundleRecheck.Report) -> String {
    let claim = standing.claim
    let subject = "\(DisplayText.escape(claim.policy)), claim \(claim.number)"
    let text = DisplayText.escape(claim.text)
    switch standing.outcome {
    case .certified(let obligations, let distinct):
      return "ACCEPTED  \(subject): \(text) holds for every packet; \(obligations) obligations,"
        + " \(distinct) distinct, decided by \(judges(report))"
    case .replayed(way: false):
      return "ACCEPTED  \(subject): \(text) is violated; the simulator replayed the packet; which ends the policy means"
        + " is left on trust"
    case .replayed(way: true):
      return "ACCEPTED  \(subject): \(text) is violated; the simulator replayed the packet and the way that it takes;"
        + " which ends and places the policy means is left on trust, and of encryption what the provider promises for a hop"
    case .repeated:
      return "REPEATED  \(subject): \(text) is \(claim.verdict.rawValue); only Isola's engine with Z3 says so, it"
        + " said so again, and no evidence can be checked without it"
    case .onTrust:
      return "ON TRUST  \(subject): \(text) is said to be \(claim.verdict.rawValue); nobody looked at it again"
    case .rejected(let reason): return "REJECTED  \(subject): \(DisplayText.escape(reason))"
    }
  }

  private func judges(_ report: BundleRecheck.Report) -> String {
    let names = [
      ("obligations with cvc5", "cvc5"), ("propositional proofs", "a checked propositional proof"),
      ("isola-verified", "the verified checker"),
    ]
    var result = ["Z3"]
    for (rung, name) in names {
      let isPassed = report.rungs.contains {
        if case .passed = $0.outcome { $0.name == rung } else { false }
      }
      if isPassed { result.append(name) }
    }
    return result.count == 1
      ? "Z3 alone" : result.dropLast().joined(separator: ", ") + " and " + (result.last ?? "")
  }

  private func complaint(_ message: String) -> ExitStatus {
    Console.complain("error: \(DisplayText.escape(message))\n")
    return .input
  }
}
