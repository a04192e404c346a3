internal import NetworkModel
internal import SourceText

/// An object of the input with typed access to its members. A member that is absent or null is nil; one of the wrong
/// kind is an error with its position. Every access consumes the key.
struct Record {
  let value: JSONValue
  let state: ImportState

  init(_ value: JSONValue, _ state: ImportState) {
    self.value = value
    self.state = state
  }

  var range: SourceRange { value.range }

  func string(_ key: String) -> String? {
    guard let member = value[key] else { return nil }
    guard let text = member.string else { return mismatch(member, "a string", key) }
    return text.isEmpty ? nil : text
  }

  /// The id of the object, which must be there.
  func id(_ key: String) -> String? { required(key, string(key)) }

  /// What was read under `key`, which must be there; what is there and cannot be read is reported already.
  func required<Value>(_ key: String, _ read: Value?) -> Value? {
    if read == nil, isMissing(key) {
      state.error(
        "IM004", "expected an object with a `\(key)`, found one without", at: range.shortened)
    }
    return read
  }

  /// True when the key is absent, null or empty: nothing was read, and nothing was reported.
  func isMissing(_ key: String) -> Bool { value.peek(key)?.isEmpty ?? true }

  func bool(_ key: String) -> Bool? {
    guard let member = value[key] else { return nil }
    if let bool = member.bool { return bool }
    return mismatch(member, "true or false", key)
  }

  /// An integer, also when it is written as a string ("6").
  func int(_ key: String) -> Int? {
    guard let member = value[key] else { return nil }
    if let int = member.int { return int }
    if let text = member.string, let int = Int(text) { return int }
    return mismatch(member, "an integer", key)
  }

  func list(_ key: String) -> [JSONValue] {
    guard let member = value[key] else { return [] }
    if member.kind == .array { return Array(member.elements) }
    let nothing: Int? = mismatch(member, "a list", key)
    _ = nothing
    return []
  }

  /// The objects of a list; an element of another kind is an error.
  func records(_ key: String) -> [Record] {
    list(key).compactMap { element in
      guard element.kind == .object else {
        state.error(
          "IM005", "expected an object in `\(key)`, found \(element.kind.name)", at: element.range)
        return nil
      }
      return Record(element, state)
    }
  }

  func record(_ key: String) -> Record? {
    guard let member = value[key] else { return nil }
    guard member.kind == .object else { return mismatch(member, "an object", key) }
    return Record(member, state)
  }

  /// A range of the given family, or of any.
  func cidr(_ key: String, _ family: IPFamily? = nil) -> CIDR? {
    guard let text = string(key), let member = value.peek(key) else { return nil }
    return state.cidr(text, family, at: member.range)
  }

  func address(_ key: String, _ family: IPFamily? = nil) -> IPAddress? {
    guard let text = string(key), let member = value.peek(key) else { return nil }
    guard let address = IPAddress(text), family == nil || address.family == family else {
      state.error(
        "IM006", "expected an IP address, found `\(DisplayText.escape(text))`", at: member.range)
      return nil
    }
    return address
  }

  /// The tags as a dictionary; the last of two equal keys wins.
  func tags(_ key: String = "Tags") -> Tags {
    var tags: Tags = [:]
    for tag in records(key) {
      guard let name = tag.string("Key") else { continue }
      tags[name] = tag.string("Value") ?? ""
    }
    return tags
  }

  /// Leaves keys aside that say nothing about forwarding.
  func ignore(_ keys: [String], type: String) {
    for key in keys {
      guard let member = value.member(key) else { continue }
      if member.isEmpty { continue }
      member.markConsumed()
      state.ledger.ignored(type: type, key: key, at: member.range)
    }
  }

  /// Keys of this object (or below it) that nobody read and that hold something.
  var unread: [UnconsumedKey] { value.unconsumed().filter { !$0.value.isEmpty } }

  private func mismatch<T>(_ member: JSONValue, _ expected: String, _ key: String) -> T? {
    state.error(
      "IM005", "expected \(expected) under `\(key)`, found \(member.kind.name)", at: member.range)
    return nil
  }
}

extension ImportState {
  /// CNV-7: host bits are masked away, with a warning.
  func cidr(_ text: String, _ family: IPFamily? = nil, at range: SourceRange) -> CIDR? {
    guard let cidr = CIDR(text), family == nil || cidr.family == family else {
      let example = family == .v6 ? "2001:db8::/56" : "10.0.0.0/16"
      error(
        "IM006",
        "expected an address range such as `\(example)`, found `\(DisplayText.escape(text))`",
        at: range)
      return nil
    }
    if !CIDR.isCanonical(text) {
      warn("IM007", "`\(text)` has host bits set; read as `\(cidr)`", at: range)
    }
    return cidr
  }
}
