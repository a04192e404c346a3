/// Changes one value of a JSON text so that it mostly stays a JSON text.
struct JSONMutator {
  private var state: UInt64

  /// Values at the edges of what the importers expect.
  private static let oddValues: [String] = [
    "null", "true", "false", "[]", "{}", "[null]", "[{}]", "\"\"", "0", "-1", "1", "255", "256", "65535", "65536",
    "32767", "4294967296", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1.5", "1e308",
    "\"-1\"", "\"6\"", "\"17\"", "\"58\"", "\"256\"", "\"tcp\"", "\"icmpv6\"", "\"0.0.0.0/0\"", "\"::/0\"",
    "\"0.0.0.0/32\"", "\"255.255.255.255/32\"", "\"255.255.255.255/1\"", "\"10.0.0.0/33\"", "\"::/128\"",
    "\"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128\"", "\"169.254.169.254/32\"", "\"127.0.0.1\"", "\"0.0.0.0\"",
    "\"255.255.255.255\"", "\"::\"", "\"::1\"", "\"ff02::1\"", "\"local\"", "\"active\"", "\"blackhole\"",
    "\"available\"", "\"deleted\"", "\"Gateway\"", "\"Interface\"", "\"block-bidirectional\"", "\"\\ud83d\\ude00\"",
  ]

  init(seed: CUnsignedInt) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// The text with one or more values replaced, repeated or removed; nil if it has no values.
  mutating func mutate(_ text: [UInt8]) -> [UInt8]? {
    var text = text
    for _ in 0...random(3) {
      let values = Self.values(of: text)
      guard !values.isEmpty else { return nil }
      let place = values[random(values.count)]
      let other = Array(text[values[random(values.count)]])
      switch random(6) {
      case 0, 1: text.replaceSubrange(place, with: other)
      case 2, 3: text.replaceSubrange(place, with: Self.oddValues[random(Self.oddValues.count)].utf8)
      case 4: text.insert(contentsOf: Array(text[place]) + [UInt8(ascii: ",")], at: place.lowerBound)
      default: Self.remove(place, from: &text)
      }
    }
    return text
  }

  /// Every scalar, key, object and list, by its bytes.
  private static func values(of text: [UInt8]) -> [Range<Int>] {
    var values: [Range<Int>] = []
    var open: [Int] = []
    var at = 0
    while at < text.count {
      let start = at
      switch text[at] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open.append(at)
        at += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        at += 1
        if let start = open.popLast() { values.append(start..<at) }
      case UInt8(ascii: "\""):
        at += 1
        while at < text.count, text[at] != UInt8(ascii: "\"") {
          at += text[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        at = min(at + 1, text.count)
        values.append(start..<at)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        while at < text.count, !" ,]}\n".utf8.contains(text[at]) { at += 1 }
        values.append(start..<at)
      default:
        at += 1
      }
    }
    return values
  }

  /// Removes a value with its key and the comma before or after it.
  private static func remove(_ place: Range<Int>, from text: inout [UInt8]) {
    var start = place.lowerBound
    var end = place.upperBound
    let stops = Array(",[{".utf8)
    while start > 0, !stops.contains(text[start - 1]) { start -= 1 }
    while end < text.count, text[end] == UInt8(ascii: " ") { end += 1 }
    if end < text.count, text[end] == UInt8(ascii: ",") {
      end += 1
    } else if start > 0, text[start - 1] == UInt8(ascii: ",") {
      start -= 1
    }
    text.removeSubrange(start..<end)
  }
}
