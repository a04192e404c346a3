import Checker
import Explanations
import Reports

/// How a statement ended; the numbers are those of the contract.
package enum ReplyStatus: Int32, Sendable {
  case answered = 0
  case violated = 1
  case mistake = 2
  case unknown = 3
  case failure = 4
  case interrupted = 130

  /// Of several statements the worst counts: 4, 2, 1, 3, 0; an interruption counts as unknown.
  package static func worst(_ a: ReplyStatus, _ b: ReplyStatus) -> ReplyStatus {
    a.weight >= b.weight ? a : b
  }

  private var weight: Int {
    switch self {
    case .answered: 0
    case .unknown, .interrupted: 1
    case .violated: 2
    case .mistake: 3
    case .failure: 4
    }
  }
}

/// The answer to one statement, in every form that a mode may ask for.
struct Reply {
  var status = ReplyStatus.answered
  var text: (_ colour: Bool) -> String
  var json: JSONNode
  var table: DataTable
  /// What pictures show.
  var subject = Subject.none

  enum Subject {
    case none
    /// With a packet that arrives, if one does.
    case pair(PairQuestion, Witness?)
    case witnesses([Witness])
  }

  init(
    status: ReplyStatus = .answered, json: JSONNode, table: DataTable, subject: Subject = .none,
    text: @escaping (_ colour: Bool) -> String
  ) {
    self.status = status
    self.json = json
    self.table = table
    self.subject = subject
    self.text = text
  }

  /// A table that is its own text.
  init(_ table: DataTable) {
    self.init(json: .array(table.json.map { $0 }), table: table) { _ in table.text }
  }
}

/// `.mode`
enum OutputMode: String, CaseIterable {
  case text, table, json, ndjson, csv, markdown, dot, svg, smt2
}

extension Reply {
  /// The reply as it is printed. At most `limit` rows of a table.
  func rendered(_ mode: OutputMode, limit: Int, colour: Bool) -> String {
    switch mode {
    case .text, .dot, .svg, .smt2: return text(colour)
    case .json: return JSONWriter.write(json)
    case .ndjson: return JSONWriter.line(json)
    case .csv: return table.limited(to: limit).table.csv
    case .table, .markdown:
      let (shown, left) = table.limited(to: limit)
      let body = mode == .table ? shown.text : shown.markdown
      return left > 0 ? body + "… and \(left) more; `.limit` says how many are shown\n" : body
    }
  }
}
