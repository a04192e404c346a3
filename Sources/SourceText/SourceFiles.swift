/// The files of one run: display path and contents, numbered in the order in which they were added.
package struct SourceFiles: Sendable {
  private var paths: [String] = []
  private var texts: [[UInt8]] = []

  package init() {}

  /// Registers a file and returns its number. Adding the same path twice gives two numbers.
  package mutating func add(path: String, contents: [UInt8]) -> FileID {
    let id = FileID(index: UInt32(clamping: paths.count))
    paths.append(path)
    texts.append(contents)
    return id
  }

  /// Registers a file whose text is at hand as a string (tests, the prompt).
  package mutating func add(path: String, text: String) -> FileID {
    add(path: path, contents: Array(text.utf8))
  }

  package var count: Int { paths.count }

  package var ids: [FileID] { paths.indices.map { FileID(index: UInt32(clamping: $0)) } }

  /// The path as the user should see it; `<unknown>` for a number that was never given out.
  package func path(of file: FileID) -> String {
    let index = Int(file.index)
    return paths.indices.contains(index) ? paths[index] : "<unknown>"
  }

  /// The bytes of the file; empty for a number that was never given out.
  package func contents(of file: FileID) -> [UInt8] {
    let index = Int(file.index)
    return texts.indices.contains(index) ? texts[index] : []
  }

  /// The number of the first file with this display path.
  package func file(at path: String) -> FileID? {
    paths.firstIndex(of: path).map { FileID(index: UInt32(clamping: $0)) }
  }
}
