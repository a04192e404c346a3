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

/// One parsed JSON text: an array of nodes in document order, and which keys were read.
///
/// Every token was validated; nesting is at most 256; no object holds a key twice. Immutable except for the ledger
/// of consumed keys, which is behind a lock.
package final class JSONDocument: Sendable {
  package let file: FileID
  let nodes: [isola_json_node]
  let arena: [UInt8]
  /// Where the parts of a text that a program wrote come from; nil for a text as it was found.
  private let origins: OriginMap?
  /// One bit per node; only those of keys are used.
  private let consumed: Mutex<[UInt64]>

  /// Parses the text. Cost: one pass, about 28 bytes of memory per token.
  package init(parsing text: [UInt8], file: FileID, origins: OriginMap? = nil) throws(JSONError) {
    var raw = isola_json_document()
    var error = isola_json_error()
    let succeeded = text.withUnsafeBufferPointer {
      isola_json_parse($0.baseAddress, $0.count, &raw, &error)
    }
    guard succeeded == 1 else {
      let message = withUnsafeBytes(of: error.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw JSONError(offset: UInt32(clamping: error.offset), message: message)
    }
    self.file = file
    self.origins = origins
    nodes = Array(UnsafeBufferPointer(start: raw.nodes, count: raw.count))
    arena = UnsafeBufferPointer(start: raw.arena, count: raw.arena_length).map {
      UInt8(bitPattern: $0)
    }
    consumed = Mutex(Array(repeating: 0, count: raw.count / 64 + 1))
    isola_json_release(&raw)
  }

  package var root: JSONValue { JSONValue(document: self, index: 0) }

  func markConsumed(_ index: Int) {
    consumed.withLock { $0[index / 64] |= 1 << UInt64(index % 64) }
  }

  func markConsumed(_ range: Range<Int>) {
    consumed.withLock { bits in
      for index in range { bits[index / 64] |= 1 << UInt64(index % 64) }
    }
  }

  func isConsumed(_ index: Int) -> Bool {
    consumed.withLock { $0[index / 64] & (1 << UInt64(index % 64)) != 0 }
  }

  /// Whether every key among these nodes was read; no strings are made.
  func isConsumed(_ range: Range<Int>) -> Bool {
    consumed.withLock { bits in
      for index in range where isola_json_kind(nodes[index].kind) == ISOLA_JSON_KEY {
        if bits[index / 64] & (1 << UInt64(index % 64)) == 0 { return false }
      }
      return true
    }
  }

  func range(of index: Int) -> SourceRange {
    if let origin = origins?.origin(of: nodes[index].start) { return origin }
    return SourceRange(file: file, start: nodes[index].start, end: nodes[index].end)
  }

  /// The bytes of a key or a string, decoded.
  func bytes(of index: Int) -> ArraySlice<UInt8> {
    let payload = nodes[index].payload
    let start = Int(payload & 0xFFFF_FFFF)
    return arena[start..<start + Int(payload >> 32)]
  }

  func text(of index: Int) -> String { String(decoding: bytes(of: index), as: UTF8.self) }
}
