import Synchronization

/// A place for people: both numbers start at 1, and the column counts UTF-8 bytes.
package struct SourcePosition: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Where the lines of one text start. A line ends at LF; the CR of a CRLF belongs to the line end.
package struct LineIndex: Sendable {
  /// Ascending byte offsets; never empty, the first is 0.
  package let starts: [Int]
  package let length: Int

  /// One pass over the text.
  package init(_ text: [UInt8]) {
    var starts = [0]
    for (offset, byte) in text.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    self.starts = starts
    length = text.count
  }

  /// The line and column of a byte offset; an offset past the end is clamped to the end. O(log lines).
  package func position(of offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), length)
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return SourcePosition(line: low + 1, column: offset - starts[low] + 1)
  }

  /// The bytes of a 1-based line without its line end; empty for a line that does not exist.
  package func bytes(ofLine line: Int, in text: [UInt8]) -> Range<Int> {
    guard line >= 1, line <= starts.count else { return 0..<0 }
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] - 1 : min(length, text.count)
    if end > start, end <= text.count, text[end - 1] == 0x0D { end -= 1 }
    return start..<max(start, end)
  }
}

/// Lines and columns for the files of a run. Each file is indexed when it is first asked for.
package final class SourceMap: Sendable {
  package let files: SourceFiles
  private let indexes = Mutex<[FileID: LineIndex]>([:])

  package init(_ files: SourceFiles) { self.files = files }

  package func lines(of file: FileID) -> LineIndex {
    indexes.withLock { indexes in
      if let known = indexes[file] { return known }
      let made = LineIndex(files.contents(of: file))
      indexes[file] = made
      return made
    }
  }

  /// Where the range starts.
  package func position(of range: SourceRange) -> SourcePosition {
    lines(of: range.file).position(of: Int(range.start))
  }

  /// `path:line:column` of the start of the range; the path is escaped for display.
  package func location(of range: SourceRange) -> String {
    let position = position(of: range)
    return "\(DisplayText.escape(files.path(of: range.file))):\(position.line):\(position.column)"
  }
}
