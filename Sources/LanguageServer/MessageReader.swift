/// The base protocol: `Content-Length: N`, other header fields, an empty line, and N bytes.
package struct MessageReader {
  package enum Item: Hashable, Sendable {
    case body([UInt8])
    /// The header says no usable length; reading goes on behind it.
    case broken(String)
  }

  /// Longer bodies and headers are not taken.
  package static let longestBody = 1 << 26
  private static let longestHeader = 1 << 13

  private var bytes: [UInt8] = []
  private var start = 0
  /// Bytes of a refused body that are still to come.
  private var refused = 0

  package init() {}

  package mutating func add(_ more: some Collection<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += more
  }

  /// The next whole message; nil: more bytes are needed.
  package mutating func next() -> Item? {
    let dropped = min(refused, bytes.count - start)
    start += dropped
    refused -= dropped
    guard refused == 0 else { return nil }
    guard let end = headerEnd() else {
      guard bytes.count - start > Self.longestHeader else { return nil }
      start = bytes.count
      return .broken("the header is too long")
    }
    let header = bytes[start..<end]
    guard let length = Self.length(header) else {
      start = end
      return .broken("expected `Content-Length: N` in the header")
    }
    guard length <= Self.longestBody else {
      start = end
      refused = length
      return .broken("the message is longer than \(Self.longestBody) bytes")
    }
    guard bytes.count - end >= length else { return nil }
    start = end + length
    return .body(Array(bytes[end..<start]))
  }

  /// Behind the first empty line; line ends may be LF alone.
  private func headerEnd() -> Int? {
    var lineStart = start
    for index in start..<min(bytes.count, start + Self.longestHeader) where bytes[index] == 0x0A {
      let length = index - lineStart
      if length == 0 || length == 1 && bytes[lineStart] == 0x0D { return index + 1 }
      lineStart = index + 1
    }
    return nil
  }

  private static func length(_ header: ArraySlice<UInt8>) -> Int? {
    for line in header.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).lowercased() == "content-length" else { continue }
      let digits = String(decoding: parts[1], as: UTF8.self).filter { $0 != " " && $0 != "\t" }
      guard let number = Int(digits), number >= 0 else { return nil }
      return number
    }
    return nil
  }

  /// A message as it goes out.
  package static func framed(_ body: String) -> String { "Content-Length: \(body.utf8.count)\r\n\r\n\(body)" }
}
