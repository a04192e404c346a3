internal import CSimdJSON
package import SourceText
internal import Synchronization

/// Why a text is not a JSON document: the byte at fault and a sentence "expected …, found …".
package struct JSONError: Error, Hashable, Sendable {
  package let offset: UInt32
  package let message: String

  /// The error as an import error that points at the byte.
  package func diagnostic(in file: FileID) -> Diagnostic {
    let end = offset == .max ? offset : offset + 1
    return Diagnostic(
      code: "IM001", message: message, range: SourceRange(file: file, start: offset, end: end))
  }
}

/// One parsed JSON text: its nodes in document order, and which keys were read.
///
/// Every token was validated; nesting is at most 256; no object holds a key twice. Immutable except for the ledger
/// of consumed keys, whose bits are set atomically. The text is shared with the caller, not copied; nodes lie in memory
/// of the parser, 16 bytes a token.
package final class JSONDocument: @unchecked Sendable {
  package let file: FileID
  let text: [UInt8]
  let nodes: UnsafeBufferPointer<isola_json_node>
  private var raw: isola_json_document
  /// Where the parts of a text that a program wrote come from; nil for a text as it was found.
  private let origins: OriginMap?
  /// One bit per node; only those of keys are used.
  private let consumed: UnsafeMutablePointer<Atomic<UInt64>>

  /// Parses the text in one pass. A text with `ISOLA_JSON_PADDING` bytes of capacity behind it is not copied.
  package init(parsing text: [UInt8], file: FileID, origins: OriginMap? = nil) throws(JSONError) {
    var raw = isola_json_document()
    var error = isola_json_error()
    let succeeded = text.withUnsafeBufferPointer {
      isola_json_parse($0.baseAddress, $0.count, text.capacity, &raw, &error)
    }
    guard succeeded == 1 else {
      let message = withUnsafeBytes(of: error.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw JSONError(offset: UInt32(clamping: error.offset), message: message)
    }
    self.file = file
    self.text = text
    self.raw = raw
    self.origins = origins
    nodes = UnsafeBufferPointer(start: raw.nodes, count: raw.count)
    consumed = .allocate(capacity: raw.count / 64 + 1)
    for word in 0...raw.count / 64 { (consumed + word).initialize(to: Atomic(0)) }
  }

  deinit {
    consumed.deinitialize(count: raw.count / 64 + 1)
    consumed.deallocate()
    isola_json_release(&raw)
  }

  package var root: JSONValue { JSONValue(document: self, index: 0) }

  func kind(of index: Int) -> isola_json_kind { isola_json_kind(nodes[index].kind & 0xFF) }

  func next(after index: Int) -> Int { Int(nodes[index].next) }

  func range(of index: Int) -> SourceRange {
    if let origin = origins?.origin(of: nodes[index].start) { return origin }
    return SourceRange(file: file, start: nodes[index].start, end: nodes[index].end)
  }
}

/// Texts: the bytes between the quotes, or what the parser decoded where there were escapes.
extension JSONDocument {
  /// The bytes of a key or a string, decoded; of any other scalar, as it stands in the text.
  func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let node = nodes[index]
    let number = Int(node.kind >> 8)
    if number > 0 {
      let range = raw.decoded[number - 1]
      return raw.arena.withMemoryRebound(to: UInt8.self, capacity: raw.arena_length) {
        body(UnsafeBufferPointer(start: $0 + Int(range.start), count: Int(range.end - range.start)))
      }
    }
    let quote =
      switch kind(of: index) {
      case ISOLA_JSON_STRING, ISOLA_JSON_KEY: 1
      case _: 0
      }
    return text.withUnsafeBufferPointer {
      body(
        UnsafeBufferPointer(rebasing: $0[Int(node.start) + quote..<Int(node.end) - quote]))
    }
  }

  func text(of index: Int) -> String {
    withBytes(of: index) { String(decoding: $0, as: UTF8.self) }
  }

  /// True for a key or string without a character.
  func isEmptyText(_ index: Int) -> Bool { nodes[index].end - nodes[index].start == 2 }

  /// The index of the key in the object at `object`, if it is there.
  func find(_ key: String, in object: Int) -> Int? {
    guard kind(of: object) == ISOLA_JSON_OBJECT else { return nil }
    var key = key
    return key.withUTF8 { wanted in
      text.withUnsafeBufferPointer { text in
        let end = next(after: object)
        var index = object + 1
        while index < end {
          let node = nodes[index]
          if node.kind >> 8 != 0 {
            if withBytes(of: index, { $0.elementsEqual(wanted) }) { return index }
          } else if Int(node.end - node.start) == wanted.count + 2,
            text[Int(node.start) + 1..<Int(node.end) - 1].elementsEqual(wanted)
          {
            return index
          }
          index = Int(node.next)
        }
        return nil
      }
    }
  }
}

/// The ledger of keys.
extension JSONDocument {
  func markConsumed(_ index: Int) {
    consumed[index / 64].bitwiseOr(1 << UInt64(index % 64), ordering: .relaxed)
  }

  func markConsumed(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let count = min(64 - index % 64, range.upperBound - index)
      let ones: UInt64 = count == 64 ? .max : (1 << UInt64(count)) - 1
      consumed[index / 64].bitwiseOr(ones << UInt64(index % 64), ordering: .relaxed)
      index += count
    }
  }

  func isConsumed(_ index: Int) -> Bool {
    consumed[index / 64].load(ordering: .relaxed) & (1 << UInt64(index % 64)) != 0
  }

  /// Whether every key among these nodes was read.
  func isConsumed(_ range: Range<Int>) -> Bool {
    range.allSatisfy { kind(of: $0) != ISOLA_JSON_KEY || isConsumed($0) }
  }
}
