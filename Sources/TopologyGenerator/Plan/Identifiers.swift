/// A small generator of random numbers (SplitMix64), the same on every machine.
struct RandomBits {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number below `bound`, which is positive.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A bijection: different inputs give different outputs.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Names of objects, from a seed: unique for each prefix, and the same for the same place in the plan.
struct Identifiers {
  let seed: UInt64

  /// `vpc-0` and 16 digits. INVARIANT: the pair (`owner` below 2^32, `part` below 2^32) is used once for each prefix.
  func name(_ prefix: String, _ owner: Int, _ part: Int = 0) -> String {
    let number = RandomBits.mix(
      (UInt64(owner) << 32 | UInt64(part)) ^ RandomBits.mix(seed &+ 0x6973_6F6C_61))
    return "\(prefix)-0\(Self.hexadecimal(number))"
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { buffer in
      for position in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * position)) & 15
        buffer[position] = digit < 10 ? 48 + digit : 87 + digit
      }
      return 16
    }
  }
}

/// IPv4 addresses as numbers.
enum IPv4 {
  static func text(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  static func range(_ base: UInt32, _ length: Int) -> String { "\(text(base))/\(length)" }

  static let ten: UInt32 = 10 << 24

  /// Public addresses, one after the other from 54.0.0.0 on.
  static func publicAddress(_ number: Int) -> String {
    text(54 << 24 &+ UInt32(truncatingIfNeeded: number) &+ 10)
  }
}
