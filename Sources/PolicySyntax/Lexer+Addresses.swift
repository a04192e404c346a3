import SourceText

extension Lexer {
  /// Lexes an address or CIDR when one starts here: digits with dots, or hex digits with two
  /// colons.
  mutating func lexAddress() -> Bool {
    guard let first = peek(), first.isHexDigit || first == UInt8(ascii: ":") else { return false }
    var end = position
    var colons = 0
    var dots = 0
    scan: while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: ":"): colons += 1
      case UInt8(ascii: "."): dots += 1
      case let byte where byte.isHexDigit: break
      default: break scan
      }
      end += 1
    }
    if end < bytes.count, bytes[end].isWordPart { return false }
    if colons >= 2 {
      lexIPv6(upTo: end)
      return true
    }
    guard first.isDigit, dots > 0, colons == 0 else { return false }
    guard bytes[position..<end].allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else {
      return false
    }
    lexIPv4(upTo: end)
    return true
  }

  private mutating func lexIPv4(upTo end: Int) {
    let start = position
    position = end
    var bits: UInt128 = 0
    var isBroken = false
    let parts = bytes[start..<end].split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if parts.count != 4 || parts.contains(where: \.isEmpty) {
      report(
        "PS004", "expected an IPv4 address of four numbers, found `\(text(start, end))`", start, end
      )
      isBroken = true
    } else {
      for part in parts {
        let digits = text(part.startIndex, part.endIndex)
        if let octet = UInt8(digits), digits.count == 1 || !digits.hasPrefix("0") {
          bits = bits << 8 | UInt128(octet)
        } else {
          report(
            "PS004", "expected a number from 0 to 255, found `\(digits)`",
            part.startIndex, part.endIndex,
            notes: digits.hasPrefix("0") ? ["leave out leading zeros"] : [])
          isBroken = true
        }
      }
    }
    finishAddress(.ipv4, bits: bits, from: start, isBroken: isBroken)
  }

  private mutating func lexIPv6(upTo end: Int) {
    let start = position
    position = end
    let bits = Self.ipv6Bits(text(start, end))
    if bits == nil {
      report(
        "PS005", "expected an IPv6 address, found `\(text(start, end))`", start, end,
        notes: ["eight groups of up to four hexadecimal digits; `::` once for a run of zeros"])
    }
    finishAddress(.ipv6, bits: bits ?? 0, from: start, isBroken: bits == nil)
  }

  /// The 128 bits of an IPv6 address in text form (RFC 4291 §2.2, with `::` but no dotted tail).
  static func ipv6Bits(_ text: String) -> UInt128? {
    func groups(_ part: Substring) -> [UInt128]? {
      if part.isEmpty { return [] }
      var values: [UInt128] = []
      for group in part.split(separator: ":", omittingEmptySubsequences: false) {
        guard (1...4).contains(group.utf8.count), let value = UInt16(group, radix: 16) else {
          return nil
        }
        values.append(UInt128(value))
      }
      return values
    }
    let values: [UInt128]
    let utf8 = Array(text.utf8)
    if let gap = utf8.indices.dropLast().first(where: {
      utf8[$0] == UInt8(ascii: ":") && utf8[$0 + 1] == UInt8(ascii: ":")
    }) {
      guard let head = groups(text.prefix(gap)), let tail = groups(text.dropFirst(gap + 2)),
        head.count + tail.count <= 7
      else { return nil }
      values = head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    } else {
      guard let all = groups(text[...]), all.count == 8 else { return nil }
      values = all
    }
    return values.reduce(0) { $0 << 16 | $1 }
  }

  /// Reads `/length` when it follows at once, and adds the token.
  private mutating func finishAddress(
    _ family: AddressValue.Family, bits: UInt128, from start: Int, isBroken: Bool
  ) {
    var isBroken = isBroken
    var value = AddressValue(family: family, bits: bits)
    if peek() == UInt8(ascii: "/"), peek(1)?.isDigit == true {
      position += 1
      let lengthStart = position
      while let byte = peek(), byte.isDigit { position += 1 }
      let digits = text(lengthStart, position)
      if let length = UInt8(digits), length <= family.width {
        value.prefixLength = length
      } else {
        report(
          "PS006", "expected a prefix length from 0 to \(family.width), found `\(digits)`",
          lengthStart, position)
        isBroken = true
      }
    }
    if !isBroken, value.bits & value.hostMask != 0 {
      report(
        "PS007", "`\(text(start, position))` has bits outside its prefix", start, position,
        severity: .warning, notes: ["it is read as `\(value.masked)`"])
    }
    add(isBroken ? .broken : .address(value), text: text(start, position), from: start)
  }
}
