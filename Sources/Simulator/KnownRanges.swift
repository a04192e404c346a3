import NetworkModel

/// Address ranges with a meaning of their own.
enum KnownRanges {
  private static func v4(_ a: UInt128, _ b: UInt128, _ c: UInt128, _ d: UInt128, _ length: Int)
    -> CIDR
  {
    CIDR(.v4, base: a << 24 | b << 16 | c << 8 | d, length: length)
  }

  private static func v6(_ group0: UInt128, _ group1: UInt128, _ length: Int) -> CIDR {
    CIDR(.v6, base: group0 << 112 | group1 << 96, length: length)
  }

  static let rfc1918 = [v4(10, 0, 0, 0, 8), v4(172, 16, 0, 0, 12), v4(192, 168, 0, 0, 16)]
  static let rfc6598 = v4(100, 64, 0, 0, 10)
  /// IPv4 addresses that no Internet host has (REA-6), apart from RFC1918 and RFC6598.
  static let neverInternet = [
    v4(0, 0, 0, 0, 8), v4(127, 0, 0, 0, 8), v4(169, 254, 0, 0, 16), v4(224, 0, 0, 0, 3),
  ]
  static let multicast4 = v4(224, 0, 0, 0, 4)
  static let broadcast4 = v4(255, 255, 255, 255, 32)
  static let multicast6 = v6(0xff00, 0, 8)
  static let globalUnicast6 = v6(0x2000, 0, 3)
  static let uniqueLocal6 = v6(0xfc00, 0, 7)
  static let nat64 = v6(0x64, 0xff9b, 96)
  static let linkLocal4 = v4(169, 254, 0, 0, 16)
  static let provider6 = v6(0xfd00, 0xec2, 32)
  /// The Route 53 Resolver apart from its address inside each VPC (ENI-7).
  static let resolvers = [
    v4(169, 254, 169, 253, 32), CIDR(.v6, base: 0xfd00_0ec2 << 96 | 0x253, length: 128),
  ]
  /// Metadata, time and licence services at fixed addresses (SG-12, NACL-8).
  static let hostServices =
    [
      v4(169, 254, 169, 254, 32), v4(169, 254, 169, 123, 32), v4(169, 254, 169, 250, 32),
      v4(169, 254, 169, 251, 32), v4(169, 254, 170, 2, 32),
    ] + [0x254, 0x123, 0x250, 0x23].map { CIDR(.v6, base: 0xfd00_0ec2 << 96 | $0, length: 128) }

  static func isRFC1918(_ address: IPAddress) -> Bool { rfc1918.contains { $0.contains(address) } }
  static func isRFC6598(_ address: IPAddress) -> Bool { rfc6598.contains(address) }

  /// Whether the address may be an Internet host's as far as its number goes (REA-6).
  static func isInternet(_ address: IPAddress) -> Bool {
    switch address.family {
    case .v4:
      !isRFC1918(address) && !isRFC6598(address) && !neverInternet.contains { $0.contains(address) }
    case .v6: globalUnicast6.contains(address)
    }
  }

  /// Never forwarded by any table (RT-8).
  static func isNeverForwarded(_ address: IPAddress) -> Bool {
    linkLocal4.contains(address) || provider6.contains(address)
  }
}
