package import Configuration
import PolicySyntax
import SourceText

/// Approvals, whether a file of their own has them or the policy files do: one form of data for both (POL-24).
extension Session {
  /// Reads files of approvals; any mistake ends the run.
  package mutating func approvals(
    at paths: [String], days: (String) -> Int?, read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> [Approval] {
    var approvals: [Approval] = []
    var diagnostics: [Diagnostic] = []
    for path in paths {
      let contents: [UInt8]
      do throws(InputProblem) {
        contents = try read(path)
      } catch {
        throw failure("CL008", error.message)
      }
      let found = Approvals.read(contents, file: add(contents, named: path), days: days)
      approvals += found.approvals
      diagnostics += found.diagnostics
    }
    guard diagnostics.isEmpty else { throw failure(diagnostics) }
    return approvals
  }

  /// The approvals that policy files declare.
  static func approvals(in trees: [PolicyFile]) -> [Approval] {
    trees.flatMap(\.declarations).compactMap { declaration -> Approval? in
      guard case .approval(let approval) = declaration, let until = Moment.days(of: approval.until.text) else { return nil }
      let flow = approval.flow
      return Approval(
        source: .init(text: Printer.print(flow.source), range: flow.source.range),
        destination: .init(text: Printer.print(flow.destination), range: flow.destination.range),
        traffic: .init(text: flow.traffic.map(Printer.print) ?? "any", range: flow.traffic?.range ?? flow.range),
        ticket: approval.ticket.text, by: approval.by.text, until: until, untilText: approval.until.text,
        range: approval.range)
    }
  }

  /// Those that have ended, as exceptions that have.
  static func warnings(_ approvals: [Approval], today: Int) -> [Diagnostic] {
    approvals.filter { $0.until < today }.map { approval in
      Diagnostic(
        code: "CF005", severity: .warning, message: "the approval ended on \(approval.untilText)", range: approval.range,
        notes: ["ask \(DisplayText.escape(approval.by)) about \(DisplayText.escape(approval.ticket)), or remove it"])
    }
  }
}
