/// User text made safe for a terminal and a log.
package enum DisplayText {
  /// The text with control characters, line ends and direction-changing characters written as `\u{…}`.
  package static func escape(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  /// The bytes as text: invalid UTF-8 becomes U+FFFD, unsafe characters are escaped, a tab is two spaces.
  package static func excerpt(_ bytes: some Sequence<UInt8>) -> String {
    var result = ""
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
      if scalar == "\t" { result += "  " } else { append(scalar, to: &result) }
    }
    return result
  }

  /// The number of terminal cells that `excerpt` takes: one per character, two for wide East Asian ones.
  package static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let wide = character.unicodeScalars.first.map { isWide($0.value) } ?? false
      return sum + (wide ? 2 : 1)
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    guard isUnsafe(scalar) else { return result.unicodeScalars.append(scalar) }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    result += "\\u{" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits + "}"
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    case 0xE0000...0xE007F: true
    case _: false
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    case _: false
    }
  }
}
