package import Checker
import NetworkModel

/// The file of `isola check --cache`: annotations that proved something, and nothing that is believed.
///
/// Format: a line `isola-cache 1`, then for each annotation a line `FAMILY PART BYTES BYTES`, the name of the claim and the
/// certificate with so many bytes each.
package enum ProposalFile {
  private static let firstLine = "isola-cache 1"

  package static func text(_ proposals: [Proposals.Key: String]) -> [UInt8] {
    var result = Array((firstLine + "\n").utf8)
    let keys = proposals.keys.sorted { ($0.claim, $0.family == .v4 ? 4 : 6, $0.part) < ($1.claim, $1.family == .v4 ? 4 : 6, $1.part) }
    for key in keys {
      guard let text = proposals[key] else { continue }
      let family = key.family == .v4 ? 4 : 6
      result += "\(family) \(key.part) \(key.claim.utf8.count) \(text.utf8.count)\n\(key.claim)\(text)".utf8
    }
    return result
  }

  /// Nil for anything that is no whole file.
  package static func read(_ bytes: [UInt8]) -> [Proposals.Key: String]? {
    var rest = bytes[...]
    func line() -> String? {
      guard let end = rest.firstIndex(of: 0x0A) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return String(decoding: rest[..<end], as: UTF8.self)
    }
    guard line() == firstLine else { return nil }
    var result: [Proposals.Key: String] = [:]
    while !rest.isEmpty {
      guard let numbers = line()?.split(separator: " ").compactMap({ Int($0) }), numbers.count == 4 else { return nil }
      guard numbers[0] == 4 || numbers[0] == 6, (0...rest.count).contains(numbers[2]),
        (0...(rest.count - numbers[2])).contains(numbers[3])
      else { return nil }
      let claim = String(decoding: rest.prefix(numbers[2]), as: UTF8.self)
      rest = rest.dropFirst(numbers[2])
      let text = String(decoding: rest.prefix(numbers[3]), as: UTF8.self)
      rest = rest.dropFirst(numbers[3])
      result[Proposals.Key(claim: claim, family: numbers[0] == 4 ? .v4 : .v6, part: numbers[1])] = text
    }
    return result
  }
}
