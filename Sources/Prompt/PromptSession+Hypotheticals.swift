import Checker
import Differences
import NetworkEdits
import PolicySyntax
import PolicyTypes
import Reports
import SourceText
import Toolkit

/// Questions about a network that is not there (HYP-1 to HYP-4).
extension PromptSession {
  /// The inner statement, asked of a copy with the edits made.
  func hypothetically(
    _ statements: [EditStatement], _ inner: PromptStatement, _ text: String
  ) throws -> Reply {
    if case .declaration = inner { return notYet("nothing is declared in a hypothetical; write `let` by itself") }
    let edits = try workbench.edits(statements)
    var other = try workbench.changed(by: edits)
    let (question, found, asked) = (last, ways, claims)
    swap(&workbench, &other)
    defer {
      swap(&workbench, &other)
      workbench.resume()
      (last, ways, claims) = (question, found, asked)
    }
    var reply = try reply(to: inner, text: text)
    let body = reply.text
    let head = "In a copy of the network with \(edits.count == 1 ? "1 change" : "\(edits.count) changes"):\n\n"
    reply.text = { head + body($0) }
    return reply
  }

  /// `what changes if …`
  func changes(_ statements: [EditStatement]) throws -> Reply {
    let edits = try workbench.edits(statements)
    let found = try workbench.changes(edits) { [interruptions] in interruptions.isRequested }
    guard let (report, before, after) = found else { throw CheckError.interrupted }
    let isDoubtful = !report.difference.undecided.isEmpty
    return Reply(
      status: isDoubtful ? .unknown : .answered, json: report.json(before, after), table: report.table
    ) { report.text(before, after, colour: $0) }
  }

  /// `compare A and B [on T]`
  func compare(_ a: SetExpression, _ b: SetExpression, _ traffic: TrafficExpression?) throws -> Reply {
    let report = try workbench.compare(a, b, traffic)
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json, table: report.table
    ) { report.text(colour: $0) }
  }
}
