internal import Crypto

/// SHA-256 over several texts, each with its length before it, so that no two lists of texts are hashed as the same bytes.
package struct ContentHash {
  private var state = SHA256()

  package init() {}

  package mutating func add(_ bytes: [UInt8]) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { state.update(bufferPointer: $0) }
    bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
  }

  package mutating func add(_ text: String) { add(Array(text.utf8)) }

  /// 64 hexadecimal digits.
  package var text: String {
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for byte in state.finalize() {
      result.append(digits[Int(byte >> 4)])
      result.append(digits[Int(byte & 15)])
    }
    return String(decoding: result, as: UTF8.self)
  }
}
