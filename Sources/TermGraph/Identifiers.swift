/// An integer variable of one `TermGraph`, numbered in the order of creation.
package struct VariableID: Hashable, Comparable, Sendable {
  package let index: UInt32

  package init(index: UInt32) { self.index = index }

  package static func < (a: VariableID, b: VariableID) -> Bool { a.index < b.index }
}

/// A Boolean term of one `TermGraph`. Children have smaller indices than their parents.
package struct TermID: Hashable, Comparable, Sendable {
  package let index: UInt32

  package init(index: UInt32) { self.index = index }

  package static func < (a: TermID, b: TermID) -> Bool { a.index < b.index }
}

/// An unsigned integer of `width` bits, 1...128. The name is for people and need not be unique.
package struct Variable: Hashable, Sendable {
  package let name: String
  package let width: Int

  /// The largest value: 2^width - 1.
  package var maximum: UInt128 { UInt128.max >> UInt128(128 - width) }
}
