import Checker
import NetworkModel
import PolicyTypes

extension QueryReport {
  /// One row for an answer about two ends, one for each class otherwise.
  package func table(_ context: ReportContext) -> DataTable {
    if isAboutSets {
      return DataTable(
        columns: ["class", "answer", "count", "members", "traffic"],
        rows: result.rows.map { row in
          [
            row.text, row.answer.rawValue, "\(row.members.count)", row.members.joined(separator: " "),
            row.traffic.map(PacketText.traffic).joined(separator: " "),
          ]
        })
    }
    let stopped = result.blockers.map { "\($0.code.rawValue) \($0.hop?.component ?? "")" }
    return DataTable(
      columns: ["question", "answer", "packet", "stopped by"],
      rows: [
        [
          question, result.answer.rawValue, result.witness.map { PacketText.line($0.packet) } ?? "",
          stopped.joined(separator: "; "),
        ]
      ])
  }
}

extension CheckReport {
  package func table(_ context: ReportContext) -> DataTable {
    DataTable(
      columns: ["policy", "verdict", "severity", "packet"],
      rows: policies.map { result in
        let witness = result.claims.lazy.compactMap(\.witness).first
        return [
          result.policy.name, result.verdict.rawValue, result.policy.severity.rawValue,
          witness.map { PacketText.line($0.packet) } ?? "",
        ]
      })
  }
}
