import Explanations
import PolicyTypes
import Reports
import Toolkit

/// `fix …` (FIX-1 to FIX-5), and what changes cost.
extension PromptSession {
  func fix(_ claims: [Claim], _ text: String) throws -> Reply {
    let report = try workbench.fix(claims, text: text, costs: costs) { [interruptions] in interruptions.isRequested }
    let context = workbench.context
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json(context), table: report.table(context)
    ) { report.text(context, colour: $0) }
  }

  /// `.cost`, `.cost KIND N`
  func setCost(_ argument: String) -> ReplyStatus {
    let words = argument.split(separator: " ")
    guard !words.isEmpty else {
      let rows = RepairCosts.Kind.allCases.map { [$0.rawValue, "\(costs[$0])"] }
      publish(Reply(DataTable(columns: ["change", "cost"], rows: rows)).rendered(mode, limit: limit, colour: false))
      return .answered
    }
    guard words.count == 2, let kind = RepairCosts.Kind(rawValue: String(words[0])), let cost = Int(words[1]),
      (0...1000).contains(cost)
    else {
      return mistake("expected a kind of change and a number up to 1000", ".cost lists the kinds")
    }
    costs[kind] = cost
    return .answered
  }
}
