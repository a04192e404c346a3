import SourceText

/// User text in XML 1.0: what the format forbids or a reader could mistake is written so that it is seen.
enum XMLText {
  static func attribute(_ text: String) -> String { escaped(DisplayText.escape(text)) }

  /// Lines of text between tags; line ends stay.
  static func content(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escaped(DisplayText.escape(String($0))) }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
