package import SourceText

/// Where something stands, for programs that show source text.
package struct Place: Hashable, Sendable {
  /// As the run names the file.
  package var path: String
  /// Lines and columns from 1; columns count Unicode scalars; the end column is the first that does not belong to it.
  package var startLine: Int
  package var startColumn: Int
  package var endLine: Int
  package var endColumn: Int

  package init(path: String, startLine: Int, startColumn: Int, endLine: Int, endColumn: Int) {
    self.path = path
    self.startLine = startLine
    self.startColumn = startColumn
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

extension ReportContext {
  /// The place of a range in a file; nil for texts that are no files, such as standard input.
  package func place(of range: SourceRange?) -> Place? {
    guard let range else { return nil }
    let path = map.files.path(of: range.file)
    guard !path.isEmpty, !path.hasPrefix("<") else { return nil }
    let (start, end) = (position(Int(range.start), range.file), position(Int(range.end), range.file))
    return Place(
      path: path, startLine: start.line, startColumn: start.column, endLine: max(start.line, end.line),
      endColumn: end.line > start.line ? end.column : max(start.column + 1, end.column))
  }

  private func position(_ offset: Int, _ file: FileID) -> SourcePosition {
    let lines = map.lines(of: file)
    let position = lines.position(of: offset)
    let contents = map.files.contents(of: file)
    let start = lines.starts[position.line - 1]
    let text = String(decoding: contents[start..<max(start, min(offset, contents.count))], as: UTF8.self)
    return SourcePosition(line: position.line, column: text.unicodeScalars.count + 1)
  }
}
