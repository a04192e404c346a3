extension IPAddress: LosslessStringConvertible {
  /// Parses dotted IPv4 or RFC 4291 IPv6 text (`::` and an embedded IPv4 tail included); nil when malformed.
  package init?(_ text: String) {
    if let value = IPAddress.parseV4(text.utf8[...]) {
      self.init(.v4, UInt128(value))
    } else if let value = IPAddress.parseV6(text) {
      self.init(.v6, value)
    } else {
      return nil
    }
  }

  /// Dotted IPv4, or IPv6 in the canonical form of RFC 5952.
  package var description: String {
    switch family {
    case .v4:
      return (0..<4).map { String((value >> UInt128(24 - 8 * $0)) & 0xff) }.joined(separator: ".")
    case .v6:
      return describeV6()
    }
  }

  private static func parseV4(_ bytes: Substring.UTF8View) -> UInt32? {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count) else { return nil }
      var octet: UInt32 = 0
      for byte in part {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
      }
      guard octet <= 255, part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
      value = value << 8 | octet
    }
    return value
  }

  private static func parseV6(_ text: String) -> UInt128? {
    guard text.utf8.contains(UInt8(ascii: ":")) else { return nil }
    let halves = splitAtDoubleColon(text)
    guard let halves, let head = groups(halves.head) else { return nil }
    guard let tailText = halves.tail else {
      return head.count == 8 ? join(head) : nil
    }
    guard let tail = groups(tailText), head.count + tail.count < 8 else { return nil }
    return join(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  /// Text before and after the only `::`; tail nil when there is none; nil when there are two.
  private static func splitAtDoubleColon(_ text: String) -> (head: Substring, tail: Substring?)? {
    var index = text.startIndex
    var found: (Substring, Substring?)?
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ":", next < text.endIndex, text[next] == ":" {
        guard found == nil else { return nil }
        let after = text.index(after: next)
        found = (text[..<index], text[after...])
        index = after
      } else {
        index = next
      }
    }
    return found ?? (text[...], nil)
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    if text.isEmpty { return [] }
    var result: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains(".") {
        guard index == parts.count - 1, let v4 = parseV4(part.utf8) else { return nil }
        result += [UInt16(v4 >> 16), UInt16(v4 & 0xffff)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexDigit),
          let value = UInt16(part, radix: 16)
        else { return nil }
        result.append(value)
      }
    }
    return result.count <= 8 ? result : nil
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func join(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  private func describeV6() -> String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> UInt128(112 - 16 * $0)) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start >= 2, end - start > best.count { best = start..<end }
      start = max(end, start + 1)
    }
    let text = groups.map { String($0, radix: 16) }
    guard !best.isEmpty else { return text.joined(separator: ":") }
    return text[..<best.lowerBound].joined(separator: ":") + "::"
      + text[best.upperBound...].joined(separator: ":")
  }
}

extension CIDR: CustomStringConvertible {
  /// Parses `address/length`. Host bits may be set; compare `isCanonical(_:)` to warn (CNV-7).
  package init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"),
      let address = IPAddress(String(text[..<slash])),
      let length = CIDR.parseLength(text[text.index(after: slash)...]),
      length <= address.family.width
    else { return nil }
    self.init(address.family, base: address.value, length: length)
  }

  /// Whether the text of a CIDR that parses has no host bits set.
  package static func isCanonical(_ text: String) -> Bool {
    guard let cidr = CIDR(text), let slash = text.firstIndex(of: "/"),
      let address = IPAddress(String(text[..<slash]))
    else { return false }
    return address.value == cidr.base
  }

  package var description: String { "\(IPAddress(family, base))/\(length)" }

  private static func parseLength(_ text: Substring) -> Int? {
    guard (1...3).contains(text.utf8.count),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(text)
  }
}
