import Differences
import ForwardingGraph
import NetworkModel

extension DiffReport {
  /// One row for each box of flows that differs.
  package var table: DataTable {
    func rows(_ list: [Row], _ word: String) -> [[String]] {
      list.flatMap { row in
        (row.flows.pairs.first?.boxes ?? []).map { box in
          let words = FlowWords(box)
          return [
            word, row.flows.from.map(\.text).joined(separator: " "), row.flows.to.map(\.text).joined(separator: " "),
            words.traffic, words.addresses(.source).joined(separator: " "),
            words.addresses(.destination).joined(separator: " "),
          ]
        }
      }
    }
    let doubts = difference.undecided.map {
      ["unknown", $0.from.map(\.text).joined(separator: " "), "", $0.reason.object, "", ""]
    }
    return DataTable(
      columns: ["change", "from", "to", "traffic", "source", "destination"],
      rows: rows(opened, "opened") + rows(closed, "closed") + doubts)
  }
}
