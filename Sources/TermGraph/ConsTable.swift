/// A closed interval of unsigned integers.
struct Interval: Hashable, Sendable {
  let low: UInt128
  let high: UInt128
}

/// One term as it lies in memory.
struct StoredNode: Sendable {
  enum Kind: UInt8, Sendable { case constant, member, equal, not, and, or }

  let kind: Kind
  /// Constant: 0 or 1. Member, equal: a variable. Not: a term. N-ary: start of the children.
  let first: UInt32
  /// Member: index into the bounds. Equal: a variable. N-ary: number of children.
  let second: UInt32

  /// Where the children of an n-ary node lie.
  var span: Range<Int> { Int(first)..<Int(first) + Int(second) }
}

/// Open addressing from hashes to term ids. The caller compares the terms.
struct ConsTable: Sendable {
  private var slots = ContiguousArray<UInt32>(repeating: Self.empty, count: 64)
  /// The hash of each term, by index: growing needs no look at the terms.
  private var hashes: ContiguousArray<UInt64> = []
  private static let empty = UInt32.max

  private var mask: Int { slots.count - 1 }

  func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & mask }
  func next(_ slot: Int) -> Int { (slot + 1) & mask }
  func hash(of term: TermID) -> UInt64 { hashes[Int(term.index)] }

  subscript(_ slot: Int) -> TermID? {
    slots[slot] == Self.empty ? nil : TermID(index: slots[slot])
  }

  /// Terms arrive in the order of their indices.
  mutating func insert(_ term: TermID, hash: UInt64) {
    hashes.append(hash)
    if hashes.count * 2 > slots.count { grow() } else { place(term.index, hash) }
  }

  private mutating func grow() {
    slots = ContiguousArray(repeating: Self.empty, count: slots.count * 2)
    for index in hashes.indices { place(UInt32(index), hashes[index]) }
  }

  private mutating func place(_ index: UInt32, _ hash: UInt64) {
    var slot = start(hash)
    while slots[slot] != Self.empty { slot = next(slot) }
    slots[slot] = index
  }
}

/// A fixed hash, so that runs do not depend on the seed of the process.
struct TermHash {
  private(set) var value: UInt64

  init(_ kind: StoredNode.Kind) { value = UInt64(kind.rawValue) &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func mix(_ word: UInt64) {
    var z = value ^ word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    value = (z ^ (z >> 31)) &+ 0x9E37_79B9_7F4A_7C15
  }

  mutating func mix(_ word: UInt128) {
    mix(UInt64(truncatingIfNeeded: word))
    mix(UInt64(truncatingIfNeeded: word >> 64))
  }
}
