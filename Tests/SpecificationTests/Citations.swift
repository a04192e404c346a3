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

  func cites(_ rule: String) -> Bool { symbols[rule] != nil }

  /// Rule ids in a text: `SG-5`, `PCX-2a`; `TGW-1…11` names its ends.
  static func rules(in line: Substring) -> [String] {
    line.matches(of: /\b([A-Z]{2,4}-[0-9]+[a-z]?)\b/).map { String($0.output.1) }
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
      if let found = name(in: line), !line.contains(" let ") || found.isEmpty { return found }
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
      return line.hasPrefix("    ") && !line.contains("case ") ? nil : String(match.output.1)
    }
    return nil
  }
}
