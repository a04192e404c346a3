package import Certificates
package import NetworkModel
package import PolicyTypes
package import SolverZ3
import SourceText

/// What a bundle's inputs say when they are read again.
package struct ReadInputs: Sendable {
  package var network: NetworkModel
  package var policies: [CheckedPolicy]
  package var layout: String
  /// Every file that was read for the network, by its name below the bundle.
  package var files: [Manifest.File]
  package var policyFiles: [Manifest.File]

  package init(
    network: NetworkModel, policies: [CheckedPolicy], layout: String, files: [Manifest.File],
    policyFiles: [Manifest.File]
  ) {
    self.network = network
    self.policies = policies
    self.layout = layout
    self.files = files
    self.policyFiles = policyFiles
  }
}

/// The rungs of a re-check that need the inputs. It derives claims, class map, obligations and replays from them and takes
/// nothing from the bundle but annotations and choices.
package struct Ladder {
  package let bundle: Bundle
  package let inputs: ReadInputs
  package private(set) var standings: [Standing] = []
  /// Distinct obligations by key, of all certificates that were accepted.
  package private(set) var forms: [String: CanonicalObligation] = [:]

  private var manifest: Manifest { bundle.manifest }

  package init(_ bundle: Bundle, _ inputs: ReadInputs) {
    self.bundle = bundle
    self.inputs = inputs
  }

  /// The inputs are those of the manifest, and its claims are those of the policies.
  package func statements() -> Rung {
    let name = "inputs and claims"
    func rejected(_ reason: String) -> Rung { Rung(name, .rejected(reason)) }
    let listed = Set(manifest.inputs)
    for file in inputs.files where !listed.contains(file) {
      return rejected("the input `\(file.path)` is not as the manifest has it")
    }
    guard inputs.files.count == listed.count, inputs.policyFiles == manifest.policies else {
      return rejected("the inputs are not those of the manifest")
    }
    guard inputs.layout == manifest.layout else { return rejected("the network has another layout") }
    let assumptions = inputs.network.assumptions.map {
      Manifest.Assumption(name: $0.name, text: $0.text)
    }
    guard assumptions == manifest.assumptions else {
      return rejected("the assumptions are not those of this input")
    }
    let unknowns = inputs.network.unknowns.map(Self.text)
    guard unknowns == manifest.unknowns else {
      return rejected("what is unknown is not what is unknown in this input")
    }
    var rest = manifest.claims[...]
    for policy in inputs.policies {
      for (index, claim) in policy.claims.enumerated() {
        guard let stated = rest.popFirst() else { return rejected("a claim of the policies is missing") }
        guard stated.policy == policy.name, stated.number == index + 1,
          stated.text == ClaimText.of(claim),
          stated.exceptions == claim.exceptions.map(Self.exception)
        else { return rejected("the claims are not those of the policies, from `\(policy.name)` on") }
      }
      for (index, claim) in policy.objectClaims.enumerated() {
        guard let stated = rest.popFirst() else { return rejected("a claim of the policies is missing") }
        guard stated.policy == policy.name, stated.number == policy.claims.count + index + 1,
          stated.text == claim.text, stated.exceptions.isEmpty, stated.certificates.isEmpty, stated.counterexample == nil
        else { return rejected("the claims are not those of the policies, from `\(policy.name)` on") }
      }
    }
    guard rest.isEmpty else { return rejected("the policies do not have all of the claims") }
    return Rung(
      name,
      .passed("\(inputs.files.count) files of the network and \(manifest.claims.count) claims, read again"))
  }

  package static func text(_ unknown: Unknown) -> String {
    "\(unknown.object) (\(unknown.kind)): \(unknown.reason) [\(unknown.rule)]"
  }

  package static func exception(_ exception: Claim.Exception) -> Manifest.Exception {
    .init(
      text: "\(exception.source.text) -> \(exception.destination.text) on \(exception.traffic.text)",
      reason: exception.reason)
  }

  /// Every certificate: class map, statement, and each distinct obligation by Z3; and every counterexample by the simulator. Ends
  /// with the first claim whose evidence is rejected.
  package mutating func evidence() throws(SolverError) -> [Rung] {
    var recheck = try Recheck(inputs.network)
    var numbers = manifest.claims.makeIterator()
    var (certified, replayed, obligations) = (0, 0, 0)
    judging: for policy in inputs.policies {
      for claim in policy.claims {
        guard let stated = numbers.next() else { break judging }
        var outcome = Standing.Outcome.onTrust("")
        switch stated.verdict {
        case .proved where !stated.certificates.isEmpty:
          outcome = try judge(claim, stated, policy, &recheck)
          if case .certified(let count, _) = outcome {
            certified += 1
            obligations += count
          }
        case .violated where stated.counterexample != nil:
          outcome = replay(claim, stated)
          if case .replayed = outcome { replayed += 1 }
        case .proved, .violated, .unknown, .vacuous: break
        }
        standings.append(Standing(claim: stated, outcome: outcome))
        if case .rejected = outcome { break judging }
      }
      // Claims about objects have no evidence but the input itself.
      for _ in policy.objectClaims {
        guard let stated = numbers.next() else { break judging }
        standings.append(Standing(claim: stated, outcome: .onTrust("")))
      }
    }
    if let flaw = standings.last, case .rejected(let reason) = flaw.outcome {
      let text = "`\(flaw.claim.policy)`, claim \(flaw.claim.number): \(reason)"
      return [Rung(flaw.claim.verdict == .violated ? "counterexamples" : "certificates with Z3", .rejected(text))]
    }
    return [
      Rung(
        "certificates with Z3",
        .passed(
          "\(certified) claims; \(obligations) obligations hold, Z3 decided the distinct ones of each claim (\(forms.count) in all)")),
      Rung("counterexamples", .passed("the simulator replayed \(replayed)")),
    ]
  }

  private mutating func judge(
    _ claim: Claim, _ stated: Manifest.Claim, _ policy: CheckedPolicy, _ recheck: inout Recheck
  ) throws(SolverError) -> Standing.Outcome {
    guard stated.examined == recheck.examined(claim) else {
      return .rejected("the classes of VPCs are not those of this input")
    }
    let files: [CertificateKey: CertificateFile]
    do throws(EvidenceFlaw) {
      files = try bundle.certificates(of: stated, policy: DisplayText.escape(policy.name))
    } catch {
      return .rejected(error.message)
    }
    switch try recheck.judge(claim, files: files) {
    case .rejected(let reason): return .rejected(reason)
    case .accepted(let obligations, let calls):
      var keys: [String] = []
      for form in recheck.forms {
        let key = ObligationText.key(form)
        keys.append(key)
        forms[key] = form
      }
      guard keys.sorted() == stated.obligations else {
        return .rejected("the list of obligations is not the one that follows from the inputs")
      }
      return .certified(obligations: obligations, distinct: calls)
    }
  }

  private func replay(_ claim: Claim, _ stated: Manifest.Claim) -> Standing.Outcome {
    let subject = CounterexampleSubject(
      policy: stated.policy, claim: stated.number, snapshot: manifest.snapshot,
      policySet: manifest.policySet)
    do throws(EvidenceFlaw) {
      let bytes = bundle.files[stated.counterexample ?? ""] ?? []
      let example = try Counterexample(bytes, subject, inputs.network)
      if let objection = CounterexampleJudge(claim, in: inputs.network).objection(to: example) {
        return .rejected(objection)
      }
      return .replayed(way: claim.way != nil)
    } catch {
      return .rejected(error.message)
    }
  }

  /// The texts of the obligations are those that follow from the certificates.
  package func obligationTexts() -> Rung {
    let name = "obligation files"
    for key in forms.keys.sorted() {
      guard let form = forms[key],
        bundle.files[ObligationText.path(key)] == Array(ObligationText.smtLIB(form).utf8)
      else { return Rung(name, .rejected("`\(ObligationText.path(key))` asks something else")) }
    }
    return Rung(name, .passed("\(forms.count) files ask what the certificates need"))
  }

  /// Claims that no evidence was written for.
  package var openClaims: [Claim] {
    let all = inputs.policies.flatMap { policy -> [Claim?] in
      policy.claims.map { Optional($0) } + policy.objectClaims.map { _ in nil }
    }
    return zip(all, standings).compactMap { claim, standing in
      if case .onTrust = standing.outcome { claim } else { nil }
    }
  }

  /// What no evidence was written for, answered again by `answer`; nil from it: left on trust. Claims about objects have the
  /// numbers behind those about packets.
  package mutating func repeating(
    _ answer: (_ policy: Int, _ claim: Int) throws -> Manifest.Claim?
  ) throws -> Rung {
    let name = "verdicts without evidence"
    var repeated = 0
    var left = 0
    var position = 0
    for (number, policy) in inputs.policies.enumerated() {
      for index in 0..<(policy.claims.count + policy.objectClaims.count) where standings.indices.contains(position) {
        let stated = standings[position].claim
        defer { position += 1 }
        guard case .onTrust = standings[position].outcome else { continue }
        guard let own = try answer(number, index) else {
          left += 1
          standings[position] = Standing(
            claim: stated, outcome: .onTrust("it was not asked for again"))
          continue
        }
        guard own.verdict == stated.verdict, own.unknowns == stated.unknowns,
          own.because == stated.because, own.objects == stated.objects
        else {
          let reason = "the verdict is \(own.verdict.rawValue) when it is asked for again"
          standings[position] = Standing(claim: stated, outcome: .rejected(reason))
          return Rung(
            name, .rejected("`\(stated.policy)`, claim \(stated.number): \(reason)"))
        }
        repeated += 1
        standings[position] = Standing(claim: stated, outcome: .repeated)
      }
    }
    if left > 0 { return Rung(name, .left("\(left) claims stay on trust")) }
    return Rung(name, .passed("Isola's engine gives the same \(repeated) verdicts again"))
  }
}
