/// A place in a document as the protocol counts: lines from 0, UTF-16 code units from 0.
package struct TextPosition: Hashable, Sendable, Comparable {
  package var line: Int
  package var character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }

  package static func < (a: TextPosition, b: TextPosition) -> Bool { (a.line, a.character) < (b.line, b.character) }
}

/// Between byte offsets of a text in UTF-8 and places in UTF-16. Lines end at LF, CRLF or CR. Every place has an offset: one behind
/// the end of its line is the end of the line, one inside of a character its start.
package struct TextLines: Sendable {
  package let bytes: [UInt8]
  /// Of each line, without its end.
  private var lines: [Range<Int>] = []

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D {
        lines.append(start..<index)
        let isPair = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
        index += isPair ? 2 : 1
        start = index
      } else {
        index += 1
      }
    }
    lines.append(start..<bytes.count)
  }

  /// 0-based.
  package func line(_ number: Int) -> Range<Int>? { lines.indices.contains(number) ? lines[number] : nil }
  package var end: TextPosition { position(of: bytes.count) }

  package func position(of offset: Int) -> TextPosition {
    let offset = min(max(offset, 0), bytes.count)
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].lowerBound <= offset { low = middle } else { high = middle }
    }
    let line = lines[low]
    let units = bytes[line.lowerBound..<min(offset, line.upperBound)].reduce(0) { $0 + Self.units($1) }
    return TextPosition(line: low, character: units)
  }

  package func offset(of position: TextPosition) -> Int {
    guard position.line >= 0 else { return 0 }
    guard let line = line(position.line) else { return bytes.count }
    var offset = line.lowerBound
    var left = position.character
    while offset < line.upperBound {
      let units = Self.units(bytes[offset])
      guard left >= units, left > 0 else { break }
      left -= units
      offset += 1
      while offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }

  /// UTF-16 code units of the character that begins with this byte.
  private static func units(_ byte: UInt8) -> Int {
    switch byte {
    case 0x80..<0xC0: 0
    case 0xF0...: 2
    case _: 1
    }
  }
}
