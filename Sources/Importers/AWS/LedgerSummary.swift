package import SourceText

/// Which keys of the input nobody read, and which were left aside after review.
package struct LedgerSummary: Sendable {
  package struct Entry: Hashable, Sendable {
    /// The class of the object: `Vpcs`.
    package let type: String
    /// The key below the object: `CidrBlockAssociationSet[].Foo`.
    package let key: String
    package internal(set) var count: Int
    /// Where it stands for the first time.
    package let first: SourceRange
  }

  private struct Name: Hashable {
    let type: String
    let key: String
  }

  private var unreadByName: [Name: Entry] = [:]
  private var ignoredByName: [Name: Entry] = [:]

  package init() {}

  /// Keys that were in the input and that nobody understood, sorted by type and key.
  package var unread: [Entry] { Self.sorted(unreadByName) }

  /// Keys and answers that were left aside because they say nothing about forwarding, sorted.
  package var ignored: [Entry] { Self.sorted(ignoredByName) }

  /// Enters unread keys; those whose value is empty say nothing and are left out.
  mutating func add(type: String, unread keys: [UnconsumedKey]) {
    for key in keys where !key.value.isEmpty {
      unreadByName[
        Name(type: type, key: key.shape),
        default: Entry(type: type, key: key.shape, count: 0, first: key.range)
      ].count += 1
    }
  }

  mutating func noteUnread(type: String, key: String, at range: SourceRange) {
    unreadByName[
      Name(type: type, key: key), default: Entry(type: type, key: key, count: 0, first: range)
    ].count += 1
  }

  mutating func ignored(type: String, key: String?, at range: SourceRange) {
    let name = key ?? ""
    ignoredByName[
      Name(type: type, key: name), default: Entry(type: type, key: name, count: 0, first: range)
    ].count += 1
  }

  private static func sorted(_ entries: [Name: Entry]) -> [Entry] {
    entries.values.sorted { ($0.type, $0.key) < ($1.type, $1.key) }
  }
}
