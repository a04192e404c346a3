import NetworkModel

/// How one VPC's objects mention the addresses of others.
struct Mentions {
  /// The others, in the order in which the shape meets them.
  private(set) var partners: [ID<VPC>] = []
  /// One code for each constant of the shape: equal codes, equal meaning up to which VPC the partner is.
  private(set) var code: [UInt64] = []
  /// Constants that mean the same for everybody.
  private(set) var absolute: [CIDR] = []

  /// `partner` gives the VPC that alone has a range, if mentioning it may be told apart from who it is.
  init(_ constants: [CIDR], own: (ID<VPC>) -> [CIDR], partner: (CIDR) -> ID<VPC>?) {
    for range in constants {
      guard let other = partner(range),
        let place = own(other).firstIndex(where: { $0.contains(range) })
      else {
        absolute.append(range)
        code += [0, UInt64(range.family.rawValue)]
        write(range.base)
        code.append(UInt64(range.length))
        continue
      }
      let number = partners.firstIndex(of: other) ?? partners.count
      if number == partners.count { partners.append(other) }
      code += [1, UInt64(number), UInt64(place), UInt64(own(other)[place].length)]
      write(range.base - own(other)[place].base)
      code.append(UInt64(range.length))
    }
  }

  private mutating func write(_ value: UInt128) {
    code.append(UInt64(truncatingIfNeeded: value >> 64))
    code.append(UInt64(truncatingIfNeeded: value))
  }
}
