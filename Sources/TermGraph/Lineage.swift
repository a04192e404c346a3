import Synchronization

/// What makes one growing graph recognisable: two graphs with the same number agree on every term
/// that both have.
///
/// The graph holds the only reference while it is not copied. A mutation that finds the reference
/// shared takes a new lineage first, so of two copies that diverge at most one keeps the number.
final class Lineage: Sendable {
  let number: UInt64

  init() {
    number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
  }

  private static let counter = Atomic<UInt64>(0)
}
