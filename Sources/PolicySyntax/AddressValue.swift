/// An address, or a CIDR when `prefixLength` is set, as a policy writes it (host bits kept).
///
/// Shape: an IPv4 value uses the low 32 bits; prefix length 0…32 (IPv4) or 0…128 (IPv6).
package struct AddressValue: Hashable, Sendable {
  package enum Family: String, Hashable, Sendable {
    case ipv4, ipv6

    package var width: UInt8 {
      switch self {
      case .ipv4: 32
      case .ipv6: 128
      }
    }
  }

  package var family: Family
  package var bits: UInt128
  package var prefixLength: UInt8?

  package init(family: Family, bits: UInt128, prefixLength: UInt8? = nil) {
    self.family = family
    self.bits = bits
    self.prefixLength = prefixLength
  }

  /// The bits outside the prefix, all ones; zero for a single address.
  package var hostMask: UInt128 {
    guard let length = prefixLength, length < family.width else { return 0 }
    // The shift is at most 128 wide, and the smart shift gives 0 for 128.
    return ((UInt128(1) << UInt128(family.width - length)) &- 1)
  }

  /// The canonical network address: host bits masked ([CNV-7]).
  package var masked: AddressValue {
    AddressValue(family: family, bits: bits & ~hostMask, prefixLength: prefixLength)
  }
}

extension AddressValue: CustomStringConvertible {
  /// Dotted quad, or IPv6 in the form of RFC 5952 (lower case, longest run of zeros shortened).
  package var description: String {
    let address =
      switch family {
      case .ipv4: Self.dottedQuad(bits)
      case .ipv6: Self.colonHex(bits)
      }
    guard let prefixLength else { return address }
    return "\(address)/\(prefixLength)"
  }

  private static func dottedQuad(_ bits: UInt128) -> String {
    [24, 16, 8, 0].map { String((bits >> UInt128($0)) & 0xff) }.joined(separator: ".")
  }

  private static func colonHex(_ bits: UInt128) -> String {
    let groups = (0..<8).map { (bits >> UInt128(112 - 16 * $0)) & 0xffff }
    var best = 0..<0
    var index = 0
    while index < 8 {
      guard groups[index] == 0 else {
        index += 1
        continue
      }
      let start = index
      while index < 8, groups[index] == 0 { index += 1 }
      if index - start > best.count { best = start..<index }
    }
    func hex(_ slice: ArraySlice<UInt128>) -> String {
      slice.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard best.count >= 2 else { return hex(groups[...]) }
    return hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
  }
}
