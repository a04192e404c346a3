internal import NetworkModel

/// Chooses addresses for objects that the provider gives one later.
///
/// SOUNDNESS: renaming one free address of a subnet to another changes no answer as long as no range that the network
/// names holds one of them without the other. `cut` finds such a range; then the choice is unknown, not made in silence.
struct AddressChooser {
  /// Every range that a rule, an entry, a list or a route names.
  private var named: [CIDR] = []
  private var ranges: [(text: String, range: CIDR)] = []
  private var taken: [String: Set<UInt128>] = [:]
  private var takenPublic: Set<UInt128> = []
  private var nextPublic: UInt128 = 0
  private var nextRange: UInt128 = 0
  private var nextSubnet: [String: UInt128] = [:]
  private var nextHost: UInt128 = 16

  init(_ describer: Describer) {
    for text in describer.namedRanges.sorted() {
      guard let range = CIDR(text) else { continue }
      ranges.append((text, range))
    }
  }

  /// Addresses that objects have already.
  mutating func reserve(_ describer: Describer) {
    for (_, draft) in describer.interfaces.all {
      let vpc = describer.subnets[draft.subnet]?.vpc ?? ""
      for text in draft.ipv4 {
        if let address = IPAddress(text) { taken[vpc, default: []].insert(address.value) }
      }
      if let text = draft.publicAddress, let address = IPAddress(text) {
        takenPublic.insert(address.value)
      }
    }
    for (_, draft) in describer.nats.all {
      let vpc = describer.subnets[draft.subnet]?.vpc ?? ""
      if let text = draft.privateAddress, let address = IPAddress(text) {
        taken[vpc, default: []].insert(address.value)
      }
    }
    for (_, draft) in describer.addresses.all {
      if let text = draft.publicAddress, let address = IPAddress(text) {
        takenPublic.insert(address.value)
      }
    }
  }

  /// A named range that holds some free addresses of this one and not others.
  func cut(of text: String, in vpc: String) -> String? {
    guard let range = CIDR(text) else { return nil }
    for (shown, named) in ranges where named.family == range.family {
      guard range.contains(named), named != range else { continue }
      // The host prefix of an address that somebody has already is no question of the free ones.
      if named.length == named.family.width, taken[vpc]?.contains(named.base) == true { continue }
      return shown
    }
    return nil
  }

  /// A free address of the subnet, beyond the first four and before the last one, which the provider keeps.
  mutating func privateAddress(in text: String, of vpc: String) -> String? {
    guard let range = CIDR(text), range.family == .v4, range.length <= 30 else { return nil }
    let size = UInt128(1) << UInt128(32 - range.length)
    var offset: UInt128 = 4
    while offset < size - 1 {
      let bits = range.base + offset
      let isNamed = ranges.contains { $0.range == CIDR(.v4, base: bits, length: 32) }
      if !isNamed, taken[vpc]?.contains(bits) != true {
        taken[vpc, default: []].insert(bits)
        return IPAddress(.v4, bits).description
      }
      offset += 1
      if offset > 1 << 16 { return nil }
    }
    return nil
  }

  /// A public address outside every named range.
  mutating func publicAddress() -> String {
    // 52.0.0.0 and what follows, then 3.0.0.0: provider addresses.
    for start in [UInt128(0x3400_0000), 0x0300_0000, 0x1200_0000, 0x2c00_0000] {
      var bits = start + 0x0001_0101 + nextPublic
      var tries = 0
      while tries < 4096 {
        let host = IPAddress(.v4, bits)
        if let range = ranges.first(where: { $0.range.length > 0 && $0.range.contains(host) })?
          .range
        {
          // Go on behind the range.
          let next = range.base + (UInt128(1) << UInt128(32 - range.length))
          if next >= start + 0x0100_0000 { break }
          bits = max(next, bits + 1)
        } else if takenPublic.contains(bits) {
          bits += 1
        } else {
          takenPublic.insert(bits)
          nextPublic = (bits - start) &- 0x0001_0101
          if nextPublic > 0x00f0_0000 { nextPublic = 0 }
          return host.description
        }
        tries += 1
      }
    }
    // Every candidate is named by some rule: an address that nobody can have by chance.
    return "52.255.255.255"
  }

  mutating func ipv6Range() -> String {
    while true {
      let base = (UInt128(0x2600_1f1f) << 96) | (nextRange << 72)
      nextRange += 1
      let range = CIDR(.v6, base: base, length: 56)
      if nextRange > 0x00ff_ffff
        || !ranges.contains(where: { $0.range.length > 0 && $0.range.overlaps(range) })
      {
        return range.description
      }
    }
  }

  /// The next /64 of the VPC's first range.
  mutating func ipv6Subnet(of vpc: VPCDraft?) -> String? {
    guard let text = vpc?.ipv6.first?.text, let range = CIDR(text), range.family == .v6,
      range.length <= 56
    else { return nil }
    // From the upper half: the lower ones are the usual ones to be written out.
    let number = 128 + nextSubnet[text, default: 0]
    guard number < 256 else { return nil }
    nextSubnet[text, default: 0] += 1
    return CIDR(.v6, base: range.base | (number << 64), length: 64).description
  }

  mutating func ipv6Address(in text: String) -> String? {
    guard let range = CIDR(text), range.family == .v6, range.length <= 96 else { return nil }
    nextHost += 1
    return IPAddress(.v6, range.base | nextHost).description
  }
}
