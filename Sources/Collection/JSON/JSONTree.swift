/// A JSON value that keeps the order of members and the text of numbers, so that an answer is written as it came.
package indirect enum JSONTree: Hashable, Sendable {
  case null
  case boolean(Bool)
  /// As it was written.
  case number(String)
  case string(String)
  case array([JSONTree])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package let key: String
    package var value: JSONTree

    package init(_ key: String, _ value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  package static func object(_ members: KeyValuePairs<String, JSONTree>) -> JSONTree {
    .object(members.map { Member($0.key, $0.value) })
  }

  /// The first member of this name; nil where there is none, or this is no object.
  package subscript(key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  package var bool: Bool? {
    guard case .boolean(let value) = self else { return nil }
    return value
  }

  package var members: [Member] {
    guard case .object(let members) = self else { return [] }
    return members
  }

  package var elements: [JSONTree] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// Without members of these names, at any depth.
  func without(_ keys: Set<String>) -> JSONTree {
    switch self {
    case .null, .boolean, .number, .string: self
    case .array(let elements): .array(elements.map { $0.without(keys) })
    case .object(let members):
      .object(
        members.filter { !keys.contains($0.key) }.map { Member($0.key, $0.value.without(keys)) })
    }
  }

  /// One text for all values that differ only in the order of members and of list elements.
  ///
  /// The lists of an answer are sets: the provider promises no order, and where one matters (the numbers of entries, the
  /// priorities of rules) a member says it.
  var canonical: String {
    switch self {
    case .null, .boolean, .number, .string: return text(indent: nil)
    case .array(let elements):
      return "[" + elements.map(\.canonical).sorted().joined(separator: ",") + "]"
    case .object(let members):
      let parts = members.map { JSONTree.quoted($0.key) + ":" + $0.value.canonical }.sorted()
      return "{" + parts.joined(separator: ",") + "}"
    }
  }
}
