/// Where rules are cited: for each rule the declarations that cite it, in the order of files and lines.
struct Citations {
  private(set) var symbols: [String: [String]] = [:]

  init(_ files: [SourceTree.File]) {
    for file in files {
      for (index, line) in file.lines.enumerated() {
        for rule in Self.rules(in: line) {
          let symbol = "`\(file.name)`" + (Self.declaration(around: index, file).map { " \($0)" } ?? "")
          if symbols[rule]?.contains(symbol) != true { symbols[rule, default: []].append(symbol) }
        }
      }
    }
  }

  /// At most `count` of them; a dash where there are none.
  func cell(_ rule: String, atMost count: Int = 2) -> String {
    let all = symbols[rule] ?? []
    return all.isEmpty ? "—" : all.prefix(count).joined(separator: ", ")
  }

  /// Whether a cell of the table is true: each declaration in it cites the rule, and a dash means that none does.
  func confirms(_ cell: String, _ rule: String) -> Bool {
    guard let all = symbols[rule] else { return cell == "—" }
    return cell.split(separator: ", ").allSatisfy { all.contains(String($0)) }
  }

  func cites(_ rule: String) -> Bool { symbols[rule] != nil }

  /// Rule ids in a text: two to four capitals, a dash, a number, at most one letter: `SG-5`, `PCX-2a`.
  static func rules(in line: Substring) -> [String] {
    let bytes = Array(line.utf8)
    func isCapital(_ index: Int) -> Bool { (0x41...0x5A).contains(bytes[index]) }
    func isDigit(_ index: Int) -> Bool { (0x30...0x39).contains(bytes[index]) }
    func isWord(_ index: Int) -> Bool {
      isCapital(index) || isDigit(index) || (0x61...0x7A).contains(bytes[index])
        || bytes[index] == UInt8(ascii: "_")
    }
    var found: [String] = []
    for dash in bytes.indices where bytes[dash] == UInt8(ascii: "-") {
      var start = dash
      while start > 0, isCapital(start - 1) { start -= 1 }
      var end = dash + 1
      while end < bytes.count, isDigit(end) { end += 1 }
      guard (2...4).contains(dash - start), end > dash + 1, start == 0 || !isWord(start - 1) else {
        continue
      }
      if end < bytes.count, (0x61...0x7A).contains(bytes[end]) { end += 1 }
      if end < bytes.count, isWord(end) { continue }
      found.append(String(decoding: bytes[start..<end], as: UTF8.self))
    }
    return found
  }

  /// What is declared below a comment, or around a line of code.
  private static func declaration(around index: Int, _ file: SourceTree.File) -> String? {
    let trimmed = file.lines[index].trimmingPrefix { $0 == " " }
    if let own = name(in: file.lines[index]) { return own }
    if trimmed.hasPrefix("///") || trimmed.hasPrefix("@Test") {
      for line in file.lines[index...].prefix(12) {
        if let found = name(in: line) { return found }
      }
    }
    for line in file.lines[..<index].reversed() {
      if !line.contains(" let "), let found = name(in: line) { return found }
    }
    return nil
  }

  private static func name(in line: Substring) -> String? {
    let code = line.trimmingPrefix { $0 == " " }
    guard !code.hasPrefix("//") else { return nil }
    if let match = line.firstMatch(of: /\b(?:func|struct|enum|class|protocol)\s+([A-Za-z_]\w*)/) {
      return String(match.output.1)
    }
    if code.hasPrefix("init") || line.contains(" init(") { return "init" }
    if let match = line.firstMatch(of: /^\s*(?:package |private |static |fileprivate )*(?:var|let|case)\s+([A-Za-z_]\w*)/) {
      if ["nil", "let", "var", "_"].contains(match.output.1) { return nil }
      return line.hasPrefix("    ") && !line.contains("case ") ? nil : String(match.output.1)
    }
    return nil
  }
}
