import SourceText

/// A piece of HTML. Every text and every attribute that goes into it is escaped; nothing else can go in.
struct HTML {
  private(set) var text = ""

  init() {}

  /// An element with content; attributes in the order given, those without a value left out.
  mutating func add(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>,
    _ content: (inout HTML) -> Void
  ) {
    open(name, attributes)
    content(&self)
    text += "</\(name)>"
  }

  /// An element that holds a text.
  mutating func add(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>, _ words: String
  ) {
    add(name, attributes) { $0.write(words) }
  }

  mutating func add(_ name: StaticString, _ content: (inout HTML) -> Void) {
    add(name, [:], content)
  }

  mutating func add(_ name: StaticString, _ words: String) { add(name, [:], words) }

  /// An element without content, such as `meta`.
  mutating func open(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?>
  ) {
    text += "<\(name)"
    for (key, value) in attributes {
      if let value { text += " \(key)=\"\(HTML.escaped(value))\"" }
    }
    text += ">"
  }

  mutating func write(_ words: String) { text += HTML.escaped(words) }

  mutating func newLine() { text += "\n" }

  /// A style sheet of ours; nobody else's text may come here.
  mutating func style(_ sheet: StaticString) { text += "<style>\(sheet)</style>\n" }

  /// Characters that HTML reads as its own, and those that steer terminals or turn the direction of text.
  static func escaped(_ words: String) -> String {
    var result = ""
    for scalar in DisplayText.escape(words).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "`": result += "&#96;"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  // MARK: Common parts

  /// A table with one header row; the first column names the row.
  mutating func table(
    _ caption: String, _ headings: [String], _ rows: [[String]], className: String? = nil
  ) {
    add("table", ["class": className]) { html in
      html.add("caption", caption)
      html.add("thead") { html in
        html.add("tr") { html in
          for heading in headings { html.add("th", ["scope": "col"], heading) }
        }
      }
      html.add("tbody") { html in
        for row in rows {
          html.add("tr") { html in
            for (index, cell) in row.enumerated() {
              if index == 0 {
                html.add("th", ["scope": "row"], cell)
              } else {
                html.add("td", cell)
              }
            }
          }
          html.newLine()
        }
      }
    }
    newLine()
  }

  mutating func list(_ items: [String]) {
    guard !items.isEmpty else { return }
    add("ul") { html in for item in items { html.add("li", item) } }
    newLine()
  }

  mutating func paragraph(_ words: String) {
    add("p", words)
    newLine()
  }

  /// Names and values in two columns.
  mutating func facts(_ facts: [(String, String)]) {
    add("dl") { html in
      for (name, value) in facts {
        html.add("dt", name)
        html.add("dd", value)
      }
    }
    newLine()
  }
}
