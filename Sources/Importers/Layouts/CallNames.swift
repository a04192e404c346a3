/// What the path of a file says about the call whose answer it holds (IMP-3b).
struct CallNames {
  /// The call in any spelling: `ec2-describe-vpcs`, `ec2.DescribeVpcs_1`.
  let operation: String
  /// The object that was asked about, for `SERVICE-CALL/OBJECT.json`.
  let object: String?

  init(operation: String, object: String?) {
    self.operation = operation
    self.object = object
  }

  init(path: [String]) {
    let name = path.last ?? ""
    let base = LayoutReader.isJSON(name) ? String(name.dropLast(5)) : name
    if path.count >= 2, Self.isPerObjectFolder(path[path.count - 2]) {
      operation = path[path.count - 2]
      object = Self.decoded(base)
    } else {
      operation = base
      object = nil
    }
  }

  /// `ec2-get-managed-prefix-list-entries`: a folder with one answer for each object.
  static func isPerObjectFolder(_ name: String) -> Bool {
    ["-describe-", "-get-", "-search-", "-list-"].contains { name.contains($0) }
  }

  /// `%3A` becomes a colon; a sequence that is not UTF-8 is left as it is.
  private static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self) ?? text
  }
}
