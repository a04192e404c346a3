import SourceText

/// Text for people, line by line, wrapped at 100 columns, with colour only where a terminal shows
/// it.
struct TextPage {
  static let width = 100
  let colour: Bool
  private(set) var text = ""

  init(colour: Bool) { self.colour = colour }

  mutating func line(_ line: String = "") { text += line + "\n" }

  /// Words at an indent; what does not fit goes on under `hanging`.
  mutating func wrap(_ words: String, indent: Int = 0, hanging: Int? = nil) {
    let first = String(repeating: " ", count: indent)
    let next = String(repeating: " ", count: hanging ?? indent)
    for line in Self.wrapped(words, first: first, next: next) { self.line(line) }
  }

  /// A heading of one part of a report.
  mutating func heading(_ words: String, indent: Int = 2) {
    line(String(repeating: " ", count: indent) + paint(words, .strong))
  }

  /// The text cut into lines at spaces; a word that is longer than a line stays whole.
  static func wrapped(_ words: String, first: String, next: String) -> [String] {
    var lines: [String] = []
    var current = first
    var isEmpty = true
    for word in words.split(separator: " ") {
      let extra = DisplayText.width(String(word)) + (isEmpty ? 0 : 1)
      if !isEmpty, DisplayText.width(current) + extra > width {
        lines.append(current)
        current = next + word
      } else {
        current += (isEmpty ? "" : " ") + word
      }
      isEmpty = false
    }
    lines.append(current)
    return lines
  }

  /// Rows as columns, the last one wrapped; each column but the last is as wide as its widest cell,
  /// up to its limit. `notes` stand under the last column, one for each row, faint.
  mutating func table(_ rows: [[String]], indent: Int, limits: [Int], notes: [String?] = []) {
    let widths = limits.indices.map { column in
      min(
        limits[column],
        rows.map { $0.count > column ? DisplayText.width($0[column]) : 0 }.max() ?? 0)
    }
    for (index, row) in rows.enumerated() {
      var head = String(repeating: " ", count: indent)
      for (column, width) in widths.enumerated() where column < row.count - 1 {
        let cell = row[column]
        head += cell + String(repeating: " ", count: max(0, width - DisplayText.width(cell)) + 2)
      }
      let next = String(repeating: " ", count: indent + widths.reduce(0) { $0 + $1 + 2 })
      for line in Self.wrapped(row.last ?? "", first: head, next: next) { self.line(line) }
      if notes.indices.contains(index), let note = notes[index] { line(next + paint(note, .faint)) }
    }
  }

  enum Paint: String {
    case strong = "1"
    case good = "1;32"
    case bad = "1;31"
    case doubtful = "1;33"
    case faint = "2"
  }

  func paint(_ words: String, _ paint: Paint) -> String {
    colour ? "\u{1B}[\(paint.rawValue)m\(words)\u{1B}[0m" : words
  }
}

/// `1 policy`, `2 policies`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
  "\(count) \(count == 1 ? one : many ?? one + "s")"
}
