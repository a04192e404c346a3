package import Checker
package import Configuration
import PolicySyntax
import PolicyTypes
package import SourceText

/// What became of one accepted flow in a run.
package struct ExceptionState: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable { case active, unused, expired }

  package var flow: AcceptedFlow
  package var kind: Kind
}

extension Session {
  /// Reads a file of exceptions; any mistake ends the run.
  package mutating func accepted(
    at paths: [String], baseline: String? = nil, days: (String) -> Int?,
    read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> [AcceptedFlow] {
    var flows: [AcceptedFlow] = []
    var diagnostics: [Diagnostic] = []
    for (path, isBaseline) in paths.map({ ($0, false) }) + (baseline.map { [($0, true)] } ?? []) {
      let contents: [UInt8]
      do throws(InputProblem) {
        contents = try read(path)
      } catch {
        throw failure("CL008", error.message)
      }
      let file = add(contents, named: path)
      let found =
        isBaseline
        ? AcceptedFlows.readBaseline(contents, file: file, days: days)
        : AcceptedFlows.read(contents, file: file, days: days)
      flows += found.flows
      diagnostics += found.diagnostics
    }
    guard diagnostics.isEmpty else { throw failure(diagnostics) }
    return flows
  }

  /// The policies with the flows as further exceptions of every claim of the policy that each names. Those that ended before
  /// `today` are left out, with a warning.
  mutating func apply(
    _ flows: [AcceptedFlow], today: Int, to trees: inout [PolicyFile]
  ) throws(InputFailure) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    var errors: [Diagnostic] = []
    let names = trees.flatMap(\.declarations).compactMap { declaration -> String? in
      if case .policy(let policy) = declaration { policy.name.text } else { nil }
    }
    for flow in flows {
      guard names.contains(flow.policy.text) else {
        let near = Spelling.note(for: flow.policy.text, among: names)
        errors.append(
          Diagnostic(
            code: "CF006", message: "there is no policy `\(DisplayText.escape(flow.policy.text))`",
            range: flow.policy.range, notes: near.map { [$0] } ?? []))
        continue
      }
      guard flow.expires >= today else {
        let note =
          switch flow.kind {
          case .exception: "ask \(DisplayText.escape(flow.owner)) about \(DisplayText.escape(flow.ticket)), or remove it"
          case .baseline: "repair what it accepts, or write it again: isola baseline write"
          }
        warnings.append(
          Diagnostic(
            code: "CF005", severity: .warning, message: "\(flow.kind.words) ended on \(flow.expiryText)", range: flow.range,
            notes: [note]))
        continue
      }
      switch clause(flow) {
      case .failure(let failure): errors += failure.diagnostics
      case .success(let clause): Self.add(clause, to: flow.policy.text, in: &trees)
      }
    }
    guard errors.isEmpty else { throw failure(errors) }
    return warnings
  }

  private static func add(_ clause: ExceptionClause, to name: String, in trees: inout [PolicyFile]) {
    for file in trees.indices {
      for index in trees[file].declarations.indices {
        guard case .policy(var policy) = trees[file].declarations[index], policy.name.text == name else { continue }
        for part in policy.clauses.indices {
          guard case .claim(var claim) = policy.clauses[part].content else { continue }
          claim.exceptions.append(clause)
          policy.clauses[part].content = .claim(claim)
        }
        trees[file].declarations[index] = .policy(policy)
      }
    }
  }

  /// The entry as a clause of the language. Each part is read by itself first: none can end the clause.
  private mutating func clause(_ flow: AcceptedFlow) -> Result<ExceptionClause, InputFailure> {
    let parts = [("from", flow.source.text), ("to", flow.destination.text)]
    var diagnostics: [Diagnostic] = []
    for (key, text) in parts {
      diagnostics += Parser.parseEndpoint(Array(text.utf8), file: add(text, named: "`\(key)` of an exception")).diagnostics
    }
    let traffic = flow.traffic.text
    if traffic != "any" {
      diagnostics += Parser.parseTraffic(Array(traffic.utf8), file: add(traffic, named: "`on` of an exception")).diagnostics
    }
    diagnostics.removeAll { $0.severity != .error }
    guard diagnostics.isEmpty else { return .failure(failure(diagnostics)) }
    let text =
      "policy p {\n forbid internet -> internet on any\n except \(flow.source.text) -> \(flow.destination.text) "
      + "on \(traffic) because \"\(Self.quoted(flow))\"\n}\n"
    let parsed = Parser.parseFile(Array(text.utf8), file: add(text, named: "an exception"))
    guard !parsed.diagnostics.contains(where: { $0.severity == .error }), parsed.tree.declarations.count == 1,
      case .policy(let policy)? = parsed.tree.declarations.first, policy.claims.count == 1,
      var clause = policy.claims.first?.exceptions.first, policy.claims.first?.exceptions.count == 1
    else { return .failure(failure(parsed.diagnostics)) }
    clause.range = flow.range
    return .success(clause)
  }

  private static func quoted(_ flow: AcceptedFlow) -> String {
    var result = ""
    let words =
      switch flow.kind {
      case .exception: "\(flow.reason) (\(flow.owner), \(flow.ticket), until \(flow.expiryText))"
      case .baseline: flow.reason
      }
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += "\\u{\(String(scalar.value, radix: 16))}"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Which flows did something: one is unused when every claim that has it is proved without it too.
  package func states(
    of flows: [AcceptedFlow], _ results: [PolicyResult], today: Int
  ) throws(CheckError) -> [ExceptionState] {
    var checker = try checker { _ in }
    var states: [ExceptionState] = []
    for flow in flows {
      guard flow.expires >= today else {
        states.append(ExceptionState(flow: flow, kind: .expired))
        continue
      }
      let claims = results.filter { $0.policy.name == flow.policy.text }.flatMap(\.claims)
      var isUsed = false
      for result in claims where !isUsed {
        var claim = result.claim
        let count = claim.exceptions.count
        claim.exceptions.removeAll { $0.range == flow.range }
        guard claim.exceptions.count < count else { continue }
        // What is not proved with it may be in its hands: only a proof without it shows that it is not needed.
        let without = try checker.check(claim).verdict
        isUsed = without != .proved && without != .vacuous
      }
      states.append(ExceptionState(flow: flow, kind: isUsed ? .active : .unused))
    }
    return states
  }

  /// The warnings about exceptions that nobody needs.
  package static func warnings(_ states: [ExceptionState]) -> [Diagnostic] {
    states.filter { $0.kind == .unused }.map { state in
      Diagnostic(
        code: "CF007", severity: .warning,
        message: "\(state.flow.kind.words) is not needed: `\(DisplayText.escape(state.flow.policy.text))` is proved without it",
        range: state.flow.range, notes: ["remove it"])
    }
  }
}

extension AcceptedFlow.Kind {
  fileprivate var words: String {
    switch self {
    case .exception: "the exception"
    case .baseline: "the entry of the baseline"
    }
  }
}
