/// A small seeded generator (splitmix64): the same seed gives the same numbers on every machine and compiler.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number in `range`; uniform enough for tests.
  package mutating func int(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
  }

  /// True in `percent` of 100 cases.
  package mutating func chance(_ percent: Int) -> Bool { int(0...99) < percent }

  /// One element; nil when there is none.
  package mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element? {
    guard !choices.isEmpty else { return nil }
    return choices[choices.index(choices.startIndex, offsetBy: int(0...(choices.count - 1)))]
  }

  /// One element of a list that is never empty.
  package mutating func among<T>(_ first: T, _ others: T...) -> T {
    let index = int(0...others.count)
    return index == 0 ? first : others[index - 1]
  }

  /// An index, drawn in proportion to `weights` (their sum is positive).
  package mutating func weighted(_ weights: [Int]) -> Int {
    var rest = int(0...(weights.reduce(0, +) - 1))
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }

  /// An address inside `range`.
  package mutating func value(in range: ClosedRange<UInt128>) -> UInt128 {
    let (width, overflow) = (range.upperBound - range.lowerBound).addingReportingOverflow(1)
    let raw = UInt128(next()) << 64 | UInt128(next())
    return overflow ? raw : range.lowerBound + raw % width
  }
}
