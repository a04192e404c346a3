internal import Importers
internal import SourceText

extension Attribute {
  /// A JSON value as it stands.
  init(_ value: JSONValue) {
    self.init(Self.shape(of: value), value.range)
  }

  private static func shape(of value: JSONValue) -> Shape {
    switch value.kind {
    case .null: return .null
    case .boolean: return .bool(value.bool ?? false)
    case .number:
      return value.int.map { .number($0) } ?? .unknown("a number that is not a whole one")
    case .string: return .text(value.string ?? "")
    case .array: return .list(value.elements.map { Attribute($0) })
    case .object:
      return .object(value.members.map { Member(key: $0.key, value: Attribute($0.value)) })
    }
  }

  /// A value of a plan and the marks of what is known only after it was applied: `true`, or the same shape with `true`
  /// in it. `reason` says of which attribute that is.
  init(_ value: JSONValue?, unknown marks: JSONValue?, at range: SourceRange, _ reason: String) {
    if marks?.bool == true {
      self.init(.unknown(reason), value?.range ?? range)
      return
    }
    guard let marks, marks.kind == .object || marks.kind == .array else {
      self = value.map { Attribute($0) } ?? Attribute(.null, range)
      return
    }
    let place = value?.range ?? range
    if marks.kind == .array {
      let values = value?.kind == .array ? value.map { Array($0.elements) } ?? [] : []
      let unknown = Array(marks.elements)
      self.init(
        .list(
          (0..<max(values.count, unknown.count)).map { index in
            Attribute(
              index < values.count ? values[index] : nil,
              unknown: index < unknown.count ? unknown[index] : nil, at: place, reason)
          }), place)
      return
    }
    guard value == nil || value?.kind == .object || value?.kind == .null else {
      self = value.map { Attribute($0) } ?? Attribute(.null, range)
      return
    }
    var members: [Member] = []
    for member in value.map({ Array($0.members) }) ?? [] {
      members.append(
        Member(
          key: member.key,
          value: Attribute(
            member.value, unknown: marks.peek(member.key), at: place, reason)))
    }
    for mark in marks.members where value?.has(mark.key) != true && mark.value.mentionsTrue {
      members.append(
        Member(key: mark.key, value: Attribute(nil, unknown: mark.value, at: place, reason)))
    }
    self.init(members.isEmpty && value == nil ? .null : .object(members), place)
  }
}

extension JSONValue {
  /// Whether some mark in it says "known after apply".
  fileprivate var mentionsTrue: Bool {
    switch kind {
    case .boolean: bool == true
    case .array: elements.contains { $0.mentionsTrue }
    case .object: members.contains { $0.value.mentionsTrue }
    case .null, .number, .string: false
    }
  }
}
