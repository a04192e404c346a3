/// Finds every member of every object of a JSON text, to cut it out or to set it to null. The text must be well-formed.
package struct JSONMembers {
  package struct Member: Sendable {
    /// Keys and indices from the top, e.g. `Vpcs.0.CidrBlock`.
    package var path: String
    /// From the quote of its key to the end of its value.
    package var whole: Range<Int>
    package var value: Range<Int>
    /// What to cut so that the rest is well-formed: the member and one comma.
    package var cut: Range<Int>
  }

  private let bytes: [UInt8]
  private var place = 0
  package private(set) var all: [Member] = []

  package init(_ text: String) {
    bytes = Array(text.utf8)
    value("")
  }

  package func text(without member: Member) -> String {
    String(decoding: bytes[..<member.cut.lowerBound] + bytes[member.cut.upperBound...], as: UTF8.self)
  }

  package func text(blanking member: Member) -> String {
    String(
      decoding: bytes[..<member.value.lowerBound] + Array("null".utf8)
        + bytes[member.value.upperBound...], as: UTF8.self)
  }

  /// The text with the value of a member replaced, and another text put in at an offset.
  package func text(
    replacing member: Member, with value: String, inserting more: String = "", at offset: Int? = nil
  ) -> String {
    var edits = [(member.value, value)]
    if let offset { edits.append((offset..<offset, more)) }
    return text(edits)
  }

  /// The text without a member, and with another text put in at an offset.
  package func text(without member: Member, inserting more: String, at offset: Int) -> String {
    text([(member.cut, ""), (offset..<offset, more)])
  }

  private func text(_ edits: [(Range<Int>, String)]) -> String {
    var result = bytes
    for (range, text) in edits.sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
      result.replaceSubrange(range, with: Array(text.utf8))
    }
    return String(decoding: result, as: UTF8.self)
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte <= 0x20 { place += 1 }
  }

  private mutating func value(_ path: String) {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): object(path)
    case UInt8(ascii: "["): array(path)
    case UInt8(ascii: "\""): _ = string()
    case nil: return
    case _?:
      while let byte = next, byte > 0x20, !",]}".utf8.contains(byte) { place += 1 }
    }
  }

  private mutating func string() -> String {
    let start = place + 1
    place = start
    while let byte = next, byte != UInt8(ascii: "\"") {
      place += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    place += 1
    return String(decoding: bytes[start..<place - 1], as: UTF8.self)
  }

  private mutating func array(_ path: String) {
    place += 1
    var index = 0
    while true {
      skipSpace()
      guard let byte = next else { return }
      if byte == UInt8(ascii: "]") {
        place += 1
        return
      }
      if byte == UInt8(ascii: ",") {
        place += 1
        continue
      }
      value("\(path)\(index).")
      index += 1
    }
  }

  private mutating func object(_ path: String) {
    place += 1
    var own: [Member] = []
    while true {
      skipSpace()
      guard let byte = next else { return }
      if byte == UInt8(ascii: "}") {
        place += 1
        break
      }
      if byte == UInt8(ascii: ",") {
        place += 1
        continue
      }
      let start = place
      let key = string()
      skipSpace()
      place += 1
      skipSpace()
      let valueStart = place
      value("\(path)\(key).")
      own.append(
        Member(
          path: path + key, whole: start..<place, value: valueStart..<place, cut: start..<place))
    }
    for index in own.indices {
      if index + 1 < own.count {
        own[index].cut = own[index].whole.lowerBound..<own[index + 1].whole.lowerBound
      } else if index > 0 {
        own[index].cut = own[index - 1].whole.upperBound..<own[index].whole.upperBound
      }
    }
    all += own
  }
}
