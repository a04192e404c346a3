import SourceText

/// An answer as rows, for programs that read columns and for Markdown.
package struct DataTable: Hashable, Sendable {
  package var columns: [String]
  package var rows: [[String]]

  package init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The first `limit` rows, and how many are left out.
  package func limited(to limit: Int) -> (table: DataTable, left: Int) {
    (DataTable(columns: columns, rows: Array(rows.prefix(limit))), max(0, rows.count - limit))
  }

  /// Columns side by side under a line, for people.
  package var text: String {
    let all = [columns] + rows.map { $0.map(DisplayText.escape) }
    let widths = columns.indices.map { column in
      all.map { $0.count > column ? DisplayText.width($0[column]) : 0 }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      var result = ""
      for (column, cell) in cells.enumerated() where column < widths.count {
        let isLast = column == cells.count - 1
        let gap = isLast ? 0 : widths[column] - DisplayText.width(cell) + 2
        result += cell + String(repeating: " ", count: gap)
      }
      return result + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    let count = counted(rows.count, "row")
    return line(columns) + rule + all.dropFirst().map(line).joined() + "(\(count))\n"
  }

  /// RFC 4180, with a header, LF at the ends of lines. A cell that a spreadsheet would take for a formula gets a quote in
  /// front.
  package var csv: String {
    ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    let isFormula = cell.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + cell : cell
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  package var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(Self.plain).joined(separator: " | ") + " |\n"
    }
    return line(columns) + "|" + columns.map { _ in " --- |" }.joined() + "\n" + rows.map(line).joined()
  }

  private static func plain(_ cell: String) -> String {
    var result = ""
    for character in DisplayText.escape(cell) {
      if "|\\`*_<[".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// One object for each row, with the columns as keys.
  package var json: [JSONNode] {
    rows.map { row in
      .object(zip(columns, row).map { .init(key: $0, value: .string($1)) })
    }
  }
}
