/// Names of files in a bundle: relative, below the bundle, and of letters that no shell, no `sha256sum` and no file system
/// reads in a special way.
package enum BundlePath {
  package static let lengthLimit = 512
  private static let depthLimit = 40

  /// Whether a name may stand in a manifest. A name that may not never reaches the disk.
  package static func isSafe(_ path: String) -> Bool {
    guard !path.isEmpty, path.utf8.count <= lengthLimit, !path.hasPrefix("/"),
      path.utf8.allSatisfy(isPlain)
    else { return false }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count <= depthLimit
      && parts.allSatisfy { part in !part.isEmpty && !part.hasPrefix(".") && !part.hasPrefix("-") }
  }

  /// The name with every other byte as `%XX`, so that two names stay two names.
  package static func safe(_ path: String) -> String {
    let parts = path.split(separator: "/").map { part in
      var text = ""
      for (index, byte) in part.utf8.enumerated() {
        let isFirst = index == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-"))
        if isPlain(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "%"), !isFirst {
          text.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
          text += "%" + SHA256Text.hexadecimal([byte])
        }
      }
      return text
    }
    return parts.joined(separator: "/")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"),
      UInt8(ascii: ","):
      true
    case _: false
    }
  }
}
