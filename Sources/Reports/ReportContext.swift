package import NetworkModel
package import SourceText

/// What every report needs beside its results: the network they speak of, and the files that say
/// where things stand.
package struct ReportContext: Sendable {
  package let network: NetworkModel
  package let map: SourceMap
  /// `--network` as it was given.
  package let networkPath: String
  /// The layout that was recognised, e.g. `aws-cli`.
  package let layout: String
  /// The folder that all files of the network stand in, with a slash at its end; places are told
  /// from here.
  let folder: String

  package init(network: NetworkModel, files: SourceFiles, networkPath: String, layout: String) {
    self.network = network
    map = SourceMap(files)
    self.networkPath = networkPath
    self.layout = layout
    folder = Self.commonFolder(of: files, below: networkPath)
  }

  /// The deepest folder that holds every file at or below `path`; empty when there is none.
  private static func commonFolder(of files: SourceFiles, below path: String) -> String {
    let root = path.hasSuffix("/") ? path : path + "/"
    let paths = files.ids.map(files.path(of:)).filter { $0.hasPrefix(root) }
    guard
      var common = paths.first.map({
        $0.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      })
    else { return "" }
    for path in paths.dropFirst() {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      common = common.prefix(zip(common, parts).prefix { $0 == $1 }.count)
    }
    return common.map { $0 + "/" }.joined()
  }

  /// The path as it was given, for programs.
  func file(_ range: SourceRange?) -> String? { range.map { map.files.path(of: $0.file) } }

  func line(_ range: SourceRange?) -> Int? { range.map { map.position(of: $0).line } }

  /// `file:line`, for what other modules put into reports.
  package func placeText(of range: SourceRange?) -> String? { place(range) }

  /// `file:line` for people; a file of the network is named below `folder`.
  func place(_ range: SourceRange?) -> String? {
    guard let range else { return nil }
    var path = map.files.path(of: range.file)
    if !folder.isEmpty, path.hasPrefix(folder) { path.removeFirst(folder.count) }
    return "\(DisplayText.escape(path)):\(map.position(of: range).line)"
  }

  /// The source text of a range on one line; nil when the range covers nothing.
  func excerpt(_ range: SourceRange?) -> String? {
    guard let range else { return nil }
    let contents = map.files.contents(of: range.file)
    let start = Int(range.start)
    let end = min(Int(range.end), contents.count)
    guard start < end else { return nil }
    let text = String(decoding: contents[start..<end], as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map(Self.withoutComment)
    let words = lines.flatMap { $0.split(separator: " ") }
    return words.isEmpty ? nil : DisplayText.escape(words.joined(separator: " "))
  }

  /// A claim may have comment lines inside.
  private static func withoutComment(_ line: Substring) -> Substring {
    line.drop { $0 == " " || $0 == "\t" }.hasPrefix("#") ? "" : line
  }
}
