/// Diagnostics as text for people.
///
/// Shape of one diagnostic:
/// ```
/// path:3:8: error[PT004]: unknown set `weeb`
///    3 | forbid weeb -> db
///      |        ^^^^
///   note: did you mean `web`?
/// ```
package struct DiagnosticRenderer: Sendable {
  package let map: SourceMap
  package let colour: Bool

  /// Excerpts of longer lines (a minified file is one line) show a window of this many bytes around the range.
  private static let window = 96

  package init(files: SourceFiles, colour: Bool = false) {
    self.init(map: SourceMap(files), colour: colour)
  }

  package init(map: SourceMap, colour: Bool = false) {
    self.map = map
    self.colour = colour
  }

  /// All diagnostics in order of file, offset and code, one blank line between them.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.sorted(by: Self.precedes).map(render).joined(separator: "\n")
  }

  /// One diagnostic; ends with a line end.
  package func render(_ diagnostic: Diagnostic) -> String {
    let title = paint(
      "\(diagnostic.severity.rawValue)[\(diagnostic.code)]", Self.code(of: diagnostic.severity))
    let place = diagnostic.range.map { map.location(of: $0) + ": " } ?? ""
    var text = "\(place)\(title): \(DisplayText.escape(diagnostic.message))\n"
    if let range = diagnostic.range {
      text += excerpt(
        of: range, mark: "^", message: nil, colour: Self.code(of: diagnostic.severity))
    }
    for label in diagnostic.labels {
      if label.range.file != diagnostic.range?.file {
        text += "  \(map.location(of: label.range)):\n"
      }
      text += excerpt(of: label.range, mark: "-", message: label.message, colour: "36")
    }
    for note in diagnostic.notes {
      text += "  \(paint("note", "36")): \(DisplayText.escape(note))\n"
    }
    return text
  }

  /// By file, offset, code and message; those without a place come last.
  package static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    switch (a.range, b.range) {
    case (let x?, let y?) where x != y: x < y
    case (_?, nil): true
    case (nil, _?): false
    case _: (a.code, a.message) < (b.code, b.message)
    }
  }

  private func excerpt(
    of range: SourceRange, mark: Character, message: String?, colour: String
  ) -> String {
    let text = map.files.contents(of: range.file)
    let lines = map.lines(of: range.file)
    let position = lines.position(of: Int(range.start))
    let line = lines.bytes(ofLine: position.line, in: text)
    guard line.upperBound <= text.count else { return "" }
    let start = min(max(Int(range.start), line.lowerBound), line.upperBound)
    let end = min(max(Int(range.end), start), line.upperBound)
    var from = line.lowerBound
    var to = line.upperBound
    if line.count > Self.window {
      from = boundary(max(line.lowerBound, start - Self.window / 3), in: text, within: line)
      to = boundary(min(line.upperBound, from + Self.window), in: text, within: line)
    }
    let prefix = (from > line.lowerBound ? "…" : "") + DisplayText.excerpt(text[from..<start])
    let shownEnd = min(end, max(to, start))
    let marked = DisplayText.excerpt(text[start..<shownEnd])
    let rest = DisplayText.excerpt(text[shownEnd..<max(shownEnd, to)])
    let number = String(position.line)
    let gutter = String(repeating: " ", count: max(4, number.count))
    let padding = String(gutter.dropLast(number.count))
    let underline = String(repeating: mark, count: max(1, DisplayText.width(marked)))
    let ending = to < line.upperBound ? "…" : ""
    let remark = message.map { " " + DisplayText.escape($0) } ?? ""
    return "\(padding)\(number) | \(prefix)\(marked)\(rest)\(ending)\n"
      + "\(gutter) | \(String(repeating: " ", count: DisplayText.width(prefix)))"
      + "\(paint(underline, colour))\(remark)\n"
  }

  /// The nearest start of a character at or before `offset`, so that a window never cuts one.
  private func boundary(_ offset: Int, in text: [UInt8], within line: Range<Int>) -> Int {
    var offset = offset
    while offset > line.lowerBound, offset < text.count, text[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }

  private func paint(_ text: String, _ code: String) -> String {
    colour ? "\u{1B}[1;\(code)m\(text)\u{1B}[0m" : text
  }

  private static func code(of severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "31"
    case .warning: "33"
    case .note: "36"
    }
  }
}
