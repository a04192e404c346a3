import SourceText

/// User text in Markdown: every character that could mean something is written so that it means itself.
enum MarkdownText {
  /// Text within a paragraph or a cell of a table.
  static func inline(_ text: String) -> String {
    var result = ""
    for scalar in DisplayText.escape(text).unicodeScalars {
      switch scalar {
      // Entities and no backslashes: other formats give backslashes a meaning of their own. Mentions and numbers are looked
      // for after entities are read, so that a space without width has to part them.
      case "@", "#": result += "\(scalar)&#8203;"
      case "&", "<", ">", "|", "\\", "`", "*", "_", "[", "]", "{", "}", "~", "$", ":":
        result += "&#\(scalar.value);"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Lines that keep their shape.
  static func preformatted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      let escaped = XMLText.content(String(line))
      return escaped.isEmpty ? "&#8203;" : escaped
    }
    return "<pre>" + lines.joined(separator: "\n") + "</pre>"
  }
}
