internal import CSimdJSON
package import SourceText

package enum JSONKind: Hashable, Sendable {
  case object, array, string, number, boolean, null

  /// The name used in messages.
  package var name: String {
    switch self {
    case .object: "an object"
    case .array: "a list"
    case .string: "a string"
    case .number: "a number"
    case .boolean: "true or false"
    case .null: "null"
    }
  }
}

/// A value inside a document. Cheap to copy; keeps the document alive.
package struct JSONValue: Sendable {
  package let document: JSONDocument
  let index: Int

  package var kind: JSONKind {
    switch document.kind(of: index) {
    case ISOLA_JSON_OBJECT: .object
    case ISOLA_JSON_ARRAY: .array
    case ISOLA_JSON_STRING: .string
    case ISOLA_JSON_TRUE, ISOLA_JSON_FALSE: .boolean
    case ISOLA_JSON_NULL: .null
    case _: .number
    }
  }

  package var range: SourceRange { document.range(of: index) }

  package var string: String? { kind == .string ? document.text(of: index) : nil }

  /// The number, if it is written as an integer and fits; 5.0 is not an integer.
  package var int: Int? {
    guard document.kind(of: index) == ISOLA_JSON_INTEGER else { return nil }
    return document.withBytes(of: index) { digits in
      var value: Int64 = 0
      for digit in digits where digit != UInt8(ascii: "-") {
        let ones = Int64(digit) - Int64(UInt8(ascii: "0"))
        let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isLarger) = tens.subtractingReportingOverflow(ones)
        if isLarge || isLarger { return nil }
        value = sum
      }
      if digits.first == UInt8(ascii: "-") { return Int(exactly: value) }
      let (positive, overflows) = (0 as Int64).subtractingReportingOverflow(value)
      return overflows ? nil : Int(exactly: positive)
    }
  }

  package var bool: Bool? {
    switch document.kind(of: index) {
    case ISOLA_JSON_TRUE: true
    case ISOLA_JSON_FALSE: false
    case _: nil
    }
  }

  /// Whether two numbers of one notation are equal.
  func isSameNumber(as other: JSONValue) -> Bool {
    if document.kind(of: index) != other.document.kind(of: other.index) { return false }
    let (mine, theirs) = (document.text(of: index), other.document.text(of: other.index))
    guard document.kind(of: index) == ISOLA_JSON_DOUBLE else { return mine == theirs }
    return Double(mine) == Double(theirs)
  }

  package var isNull: Bool { kind == .null }

  /// True for null, `[]`, `{}` and `""`: nothing that could be misunderstood.
  package var isEmpty: Bool {
    switch kind {
    case .object, .array: document.next(after: index) == index + 1
    case .string: document.isEmptyText(index)
    case .null: true
    case .number, .boolean: false
    }
  }

  /// The elements of a list in order; nothing for any other kind.
  package var elements: JSONElements { JSONElements(self) }

  /// The members of an object in order; nothing for any other kind. Walking them consumes no key.
  package var members: JSONMembers { JSONMembers(self) }

  /// The member with this key, null included. Consumes the key.
  package func member(_ key: String) -> JSONValue? {
    guard let member = find(key) else { return nil }
    document.markConsumed(member.keyIndex)
    return member.value
  }

  /// The member with this key, unless it is absent or null. Consumes the key.
  package subscript(key: String) -> JSONValue? {
    guard let value = member(key), !value.isNull else { return nil }
    return value
  }

  /// True when there is such a key; consumes nothing.
  package func has(_ key: String) -> Bool { find(key) != nil }

  /// Whether the member is there with a value, which may be empty; `null` is none.
  package func states(_ key: String) -> Bool { peek(key).map { $0.kind != .null } ?? false }

  /// The member with this key; consumes nothing.
  package func peek(_ key: String) -> JSONValue? { find(key)?.value }

  /// Marks every key below this value as read: it is kept whole or reviewed as irrelevant.
  package func markConsumed() { document.markConsumed(index..<document.next(after: index)) }

  private func find(_ key: String) -> JSONMember? {
    document.find(key, in: index).map { JSONMember(document: document, keyIndex: $0) }
  }

  /// Members below this value whose keys were never read, in document order. What lies under an unread key is
  /// not listed apart.
  package func unconsumed() -> [UnconsumedKey] {
    var found: [UnconsumedKey] = []
    if document.isConsumed(index..<document.next(after: index)) { return found }
    collect(path: "", shape: "", into: &found)
    return found
  }

  private func collect(path: String, shape: String, into found: inout [UnconsumedKey]) {
    switch kind {
    case .object:
      for member in members {
        let dot = shape.isEmpty ? "" : "."
        let name = member.key
        let (memberPath, memberShape) = (
          path + (path.isEmpty ? "" : ".") + name, shape + dot + name
        )
        if !document.isConsumed(member.keyIndex) {
          found.append(
            UnconsumedKey(
              path: memberPath, shape: memberShape, range: member.keyRange, value: member.value))
        } else {
          member.value.collect(path: memberPath, shape: memberShape, into: &found)
        }
      }
    case .array:
      for (position, element) in elements.enumerated() {
        element.collect(path: "\(path)[\(position)]", shape: shape + "[]", into: &found)
      }
    case .string, .number, .boolean, .null:
      break
    }
  }
}

/// A key that was in the input and that nobody read.
package struct UnconsumedKey: Sendable {
  /// With positions: `Vpcs[3].Foo`.
  package let path: String
  /// Without positions, for counting: `Vpcs[].Foo`.
  package let shape: String
  package let range: SourceRange
  package let value: JSONValue
}

package struct JSONMember: Sendable {
  let document: JSONDocument
  let keyIndex: Int

  package var key: String { document.text(of: keyIndex) }
  package var keyRange: SourceRange { document.range(of: keyIndex) }
  package var value: JSONValue { JSONValue(document: document, index: keyIndex + 1) }

  /// Marks the key and everything below it as read.
  package func markConsumed() {
    document.markConsumed(keyIndex..<document.next(after: keyIndex))
  }
}

package struct JSONElements: Sequence, IteratorProtocol, Sendable {
  private let document: JSONDocument
  private var next_: Int
  private let end: Int

  init(_ value: JSONValue) {
    document = value.document
    next_ = value.index + 1
    end = value.kind == .array ? value.document.next(after: value.index) : next_
  }

  package mutating func next() -> JSONValue? {
    guard next_ < end else { return nil }
    defer { next_ = document.next(after: next_) }
    return JSONValue(document: document, index: next_)
  }
}

package struct JSONMembers: Sequence, IteratorProtocol, Sendable {
  private let document: JSONDocument
  private var next_: Int
  private let end: Int

  init(_ value: JSONValue) {
    document = value.document
    next_ = value.index + 1
    end = value.kind == .object ? value.document.next(after: value.index) : next_
  }

  package mutating func next() -> JSONMember? {
    guard next_ < end else { return nil }
    defer { next_ = document.next(after: next_) }
    return JSONMember(document: document, keyIndex: next_)
  }
}
