package import Checker
import SourceText

/// Two ends beside each other (HYP-4): the other ends that one of them reaches, or is reached by, on other traffic than the
/// other.
package struct CompareReport: Sendable {
  package struct Row: Hashable, Sendable {
    package enum Way: String, Hashable, Sendable { case from, to }

    /// `from`: traffic that the other end starts.
    package var way: Way
    package var end: String
    /// Nil: nothing.
    package var first: String?
    package var second: String?
  }

  package let names: (String, String)
  package let rows: [Row]
  /// Ends that do the same with both.
  package let same: Int
  package let isDefinite: Bool

  package init(
    names: (String, String), reachedBy: ([ReachRow], [ReachRow]), reaching: ([ReachRow], [ReachRow])
  ) {
    self.names = names
    var rows: [Row] = []
    var same = 0
    for (way, (a, b)) in [(Row.Way.from, reachedBy), (.to, reaching)] {
      let (first, second) = (Self.traffic(a), Self.traffic(b))
      for end in Set(first.keys).union(second.keys).sorted() {
        if first[end] == second[end] {
          same += 1
        } else {
          rows.append(Row(way: way, end: end, first: first[end], second: second[end]))
        }
      }
    }
    self.rows = rows
    self.same = same
    let all = reachedBy.0 + reachedBy.1 + reaching.0 + reaching.1
    isDefinite = all.allSatisfy { $0.unknowns.isEmpty }
  }

  private static func traffic(_ rows: [ReachRow]) -> [String: String] {
    var result: [String: String] = [:]
    for row in rows {
      let words =
        row.answer == .reachable ? row.traffic.map(PacketText.traffic).joined(separator: ", ") : "unknown"
      for member in row.members { result[member] = words }
    }
    return result
  }

  /// `isola.compare/1`
  package var json: JSONNode {
    [
      "schema": "isola.compare/1", "first": .string(names.0), "second": .string(names.1),
      "rows": .array(
        rows.map {
          [
            "way": .string($0.way.rawValue), "end": .string($0.end), "first": .optional($0.first),
            "second": .optional($0.second),
          ]
        }),
      "same": .number(same), "isDefinite": .bool(isDefinite),
    ]
  }

  package var table: DataTable {
    DataTable(
      columns: ["way", "end", names.0, names.1],
      rows: rows.map { [$0.way.rawValue, $0.end, $0.first ?? "", $0.second ?? ""] })
  }

  package func text(colour: Bool) -> String {
    let ends = counted(same, "end does", "ends do")
    guard !rows.isEmpty else { return "no difference: \(ends) the same with both\n" }
    return table.text + "\(ends) the same with both\n"
  }
}
