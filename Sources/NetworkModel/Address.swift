/// The two disjoint worlds of CNV-5.
package enum IPFamily: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  case v4 = 4
  case v6 = 6

  /// Address width in bits: 32 or 128.
  package var width: Int {
    switch self {
    case .v4: 32
    case .v6: 128
    }
  }

  /// The largest address of the family as an integer.
  package var maximum: UInt128 {
    switch self {
    case .v4: 0xffff_ffff
    case .v6: .max
    }
  }

  package static func < (a: IPFamily, b: IPFamily) -> Bool { a.rawValue < b.rawValue }
}

/// One IP address as an integer in network order; `value <= family.maximum`.
package struct IPAddress: Hashable, Comparable, Sendable {
  package let family: IPFamily
  package let value: UInt128

  package init(_ family: IPFamily, _ value: UInt128) {
    precondition(value <= family.maximum, "address \(value) does not fit \(family)")
    self.family = family
    self.value = value
  }

  package static func < (a: IPAddress, b: IPAddress) -> Bool {
    a.family == b.family ? a.value < b.value : a.family < b.family
  }
}

/// A prefix in canonical form: host bits are zero (CNV-7).
package struct CIDR: Hashable, Comparable, Sendable {
  package let family: IPFamily
  /// Network address; host bits zero.
  package let base: UInt128
  /// Prefix length, 0…32 or 0…128.
  package let length: Int

  /// Masks host bits away. `length` must fit the family.
  package init(_ family: IPFamily, base: UInt128, length: Int) {
    precondition(length >= 0 && length <= family.width, "prefix length \(length) for \(family)")
    self.family = family
    self.length = length
    self.base = base & CIDR.mask(family, length)
  }

  package init(host address: IPAddress) {
    self.init(address.family, base: address.value, length: address.family.width)
  }

  /// The network mask: `length` leading ones within the family's width.
  package static func mask(_ family: IPFamily, _ length: Int) -> UInt128 {
    length == 0 ? 0 : (family.maximum << UInt128(family.width - length)) & family.maximum
  }

  package var first: UInt128 { base }
  package var last: UInt128 { base | (family.maximum & ~CIDR.mask(family, length)) }

  package func contains(_ address: IPAddress) -> Bool {
    address.family == family && address.value & CIDR.mask(family, length) == base
  }

  package func contains(_ other: CIDR) -> Bool {
    other.family == family && other.length >= length
      && other.base & CIDR.mask(family, length) == base
  }

  package func overlaps(_ other: CIDR) -> Bool { contains(other) || other.contains(self) }

  package static func < (a: CIDR, b: CIDR) -> Bool {
    (a.family, a.base, a.length) < (b.family, b.base, b.length)
  }
}
