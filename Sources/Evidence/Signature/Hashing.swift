internal import Crypto

/// SHA-256 in base 64, as a content security policy wants it.
package enum ContentDigest {
  package static func sha256(_ text: String) -> String {
    Base64.text(Array(SHA256.hash(data: Array(text.utf8))))
  }
}

/// Names for parts of a document that are the same in every run.
package enum StableUUID {
  /// A UUID of the name-based form (version 5 by its bits), made from SHA-256 of the text.
  package static func of(_ text: String) -> String {
    var bytes = Array(SHA256.hash(data: Array(text.utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = SHA256Text.hexadecimal(bytes)
    var groups: [Substring] = []
    var rest = digits[...]
    for count in [8, 4, 4, 4, 12] {
      groups.append(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return groups.joined(separator: "-")
  }
}

/// SHA-256 in lower-case hexadecimal, as `sha256sum` prints it.
package enum SHA256Text {
  package static func of(_ bytes: [UInt8]) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
