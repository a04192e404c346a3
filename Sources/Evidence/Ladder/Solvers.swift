package import Certificates
import Collection

/// Rungs of a re-check that other programs climb. A program that is not there leaves its rung, and says so.
package struct OtherJudges: Sendable {
  /// Larger sets of clauses are not given to a proof checker.
  package var clauseLimit = 200_000
  package var proofLimit = 64 << 20
  package var seconds = 600
  package var cvc5 = "cvc5"
  package var cadical = "cadical"
  package var verified = "isola-verified"

  package init() {}

  // MARK: A second solver

  /// cvc5 on the SMT-LIB text of every distinct obligation.
  package func second(_ forms: [String: CanonicalObligation]) -> Rung {
    let name = "obligations with cvc5"
    guard !forms.isEmpty else { return Rung(name, .left("there are no obligations")) }
    let keys = forms.keys.sorted()
    do throws(BundleProblem) {
      let folder = try WorkFolder()
      var text = ""
      for key in keys {
        if let form = forms[key] { text += ObligationText.smtLIB(form) + "(reset)\n" }
      }
      let path = try folder.write(Array(text.utf8), "obligations.smt2")
      guard let run = try started(cvc5, ["--lang=smt2", "--incremental", path]) else {
        return Rung(name, .left("there is no `\(cvc5)` here"))
      }
      let answers = String(decoding: run.output, as: UTF8.self).split(separator: "\n")
      for (key, answer) in zip(keys, answers) where answer != "unsat" {
        return Rung(name, .rejected("cvc5 says `\(answer.prefix(40))` to the obligation \(key)"))
      }
      guard answers.count == keys.count, run.status == 0 else {
        return Rung(name, .left("cvc5 answered \(answers.count) of \(keys.count) before it ended"))
      }
      return Rung(name, .passed("cvc5 agrees on all \(keys.count) distinct ones"))
    } catch {
      return Rung(name, .left(error.message))
    }
  }

  // MARK: Propositional proofs

  /// CaDiCaL writes a proof of each distinct obligation as clauses; our own checker follows it.
  package func propositional(_ forms: [String: CanonicalObligation]) -> Rung {
    let name = "propositional proofs"
    guard !forms.isEmpty else { return Rung(name, .left("there are no obligations")) }
    var checked = 0
    var large = 0
    do throws(BundleProblem) {
      let folder = try WorkFolder()
      for key in forms.keys.sorted() {
        guard let form = forms[key] else { continue }
        let encoding = OrderEncoding(form)
        guard encoding.clauses.count <= clauseLimit else {
          large += 1
          continue
        }
        let formula = try folder.write(Array(encoding.dimacs.utf8), "formula.cnf")
        let proof = folder.path + "/proof.drat"
        guard let run = try started(cadical, ["-q", "--no-binary", formula, proof]) else {
          return Rung(name, .left("there is no `\(cadical)` here"))
        }
        guard run.status == 20 else {
          return run.status == 10
            ? Rung(name, .rejected("CaDiCaL finds a model of the obligation \(key)"))
            : Rung(name, .left("CaDiCaL did not decide the obligation \(key)"))
        }
        let text = try folder.read("proof.drat")
        guard text.count <= proofLimit else {
          large += 1
          continue
        }
        if case .refused(let step, let reason) = ProofChecker.check(encoding, proof: text) {
          return Rung(name, .rejected("step \(step) of the proof of \(key): \(reason)"))
        }
        checked += 1
      }
    } catch {
      return Rung(name, .left(error.message))
    }
    let rest = large == 0 ? "" : "; \(large) are too large and not checked at this rung"
    return Rung(name, .passed("CaDiCaL's proofs of \(checked) distinct ones are right\(rest)"))
  }

  // MARK: The extracted checker

  /// The checker that is extracted from the machine-checked model judges every certificate file.
  package func extracted(_ bundle: Bundle) -> Rung {
    let name = "isola-verified"
    let paths = bundle.manifest.claims.flatMap(\.certificates)
    guard !paths.isEmpty else { return Rung(name, .left("there are no certificates")) }
    do throws(BundleProblem) {
      let folder = try WorkFolder()
      for (index, path) in paths.enumerated() {
        let file = try folder.write(bundle.files[path] ?? [], "\(index).cert")
        guard let run = try started(verified, ["check", file]) else {
          return Rung(name, .left("there is no `\(verified)` here"))
        }
        guard run.status == 0, run.output.starts(with: Array("accepted".utf8)) else {
          return Rung(name, .rejected("it does not accept `\(path)`"))
        }
      }
      return Rung(
        name, .passed("the checker extracted from the proofs accepts all \(paths.count) certificates"))
    } catch {
      return Rung(name, .left(error.message))
    }
  }

  private func started(
    _ program: String, _ arguments: [String]
  ) throws(BundleProblem) -> CommandResult? {
    do throws(CommandProblem) {
      let result = try Command.run(program, arguments, seconds: seconds)
      if result.isTimedOut { throw CommandProblem.notStarted(program, reason: "it took too long") }
      return result
    } catch {
      switch error {
      case .notFound: return nil
      case .notStarted(let program, let reason): throw BundleProblem("`\(program)`: \(reason)")
      }
    }
  }
}
