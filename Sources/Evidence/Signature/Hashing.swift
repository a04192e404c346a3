internal import Crypto

/// SHA-256 in base 64, as a content security policy wants it.
package enum ContentDigest {
  package static func sha256(_ text: String) -> String {
    Base64.text(Array(SHA256.hash(data: Array(text.utf8))))
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
