internal import NetworkModel
internal import SourceText

/// Why a part of a description cannot be written in the provider's words.
struct DraftGap: Error {
  var reason: String
  var range: SourceRange
}

/// Brings rule groups and policies of Network Firewall into the provider's words (IAC-8).
///
/// SOUNDNESS: the reader of the provider's answers takes a part that is missing for one that nobody set. So a part that is
/// not known is never left out: its rule has no action that is known, or the whole is not described.
struct FirewallDrafter {
  /// A template has the provider's own words, and leaves out what is not set.
  let isTemplate: Bool
  /// The name of the rule group that an attribute means.
  let group: (Attribute) -> String
  /// Why some rule is not known.
  private(set) var gaps: [DraftGap] = []

  init(isTemplate: Bool, group: @escaping (Attribute) -> String) {
    self.isTemplate = isTemplate
    self.group = group
  }

  /// Nil where nothing is set.
  mutating func draft(_ value: Attribute, as word: FirewallWord) throws(DraftGap) -> Draft? {
    if case .aside = word { return nil }
    if isUnset(value) { return nil }
    if case .group = word { return .at(value.range, .text(group(value))) }
    if let reason = unknown(value) { throw DraftGap(reason: reason, range: value.range) }
    switch word {
    case .aside, .group: return nil
    case .text:
      guard let text = value.text else { throw DraftGap(reason: "a value is no text", range: value.range) }
      return text.isEmpty ? nil : .at(value.range, .text(text))
    case .number:
      guard let number = value.number else { throw DraftGap(reason: "a value is no number", range: value.range) }
      return .at(value.range, .int(number))
    case .texts: return try list(value, of: .text)
    case .numbers: return try list(value, of: .number)
    case .object(let keys): return try object(value, keys)
    case .list(let keys): return try objects(value, keys)
    case .named(let inner, let keys): return try named(value, inner, keys)
    }
  }

  /// What the provider fills in where the author wrote nothing counts as not set.
  private func isUnset(_ value: Attribute) -> Bool {
    if case .later(let later) = value.shape { return later.isUnwritten }
    if case .null = value.shape { return true }
    return false
  }

  private func unknown(_ value: Attribute) -> String? {
    switch value.shape {
    case .unknown, .parameter: value.firstUnknown
    case .null, .bool, .number, .text, .list, .object, .reference, .later: nil
    }
  }

  private mutating func list(_ value: Attribute, of word: FirewallWord) throws(DraftGap) -> Draft? {
    guard case .list(let elements) = value.shape else {
      throw DraftGap(reason: value.firstUnknown ?? "a value is no list", range: value.range)
    }
    var drafts: [Draft] = []
    for element in elements {
      guard let draft = try draft(element, as: word) else {
        throw DraftGap(reason: "a value of a list is empty", range: element.range)
      }
      drafts.append(draft)
    }
    return drafts.isEmpty ? nil : .at(value.range, .list(drafts))
  }

  /// A block of Terraform is a list of one.
  private func block(_ value: Attribute) throws(DraftGap) -> Attribute? {
    switch value.shape {
    case .object: return value
    case .list(let elements) where !isTemplate:
      guard elements.count <= 1 else {
        throw DraftGap(reason: "there are several blocks where one may stand", range: value.range)
      }
      guard let only = elements.first, !isUnset(only) else { return nil }
      guard case .object = only.shape else {
        throw DraftGap(reason: only.firstUnknown ?? "a block is no object", range: only.range)
      }
      return only
    case .null, .bool, .number, .text, .list, .reference, .later, .parameter, .unknown:
      throw DraftGap(reason: value.firstUnknown ?? "a value is no object", range: value.range)
    }
  }

  private mutating func object(_ value: Attribute, _ keys: [FirewallWord.Key]) throws(DraftGap) -> Draft? {
    guard let block = try block(value) else { return nil }
    var pairs: [Draft.Pair] = []
    var read: Set<String> = []
    for key in keys {
      let name = isTemplate ? key.provider : key.terraform
      read.insert(name)
      guard let part = block[name] else {
        if case .aside = key.word { continue }
        guard isTemplate else {
          throw DraftGap(reason: "the input does not show its `\(name)`", range: block.range)
        }
        continue
      }
      if let draft = try draft(part, as: key.word) { pairs.append(.init(key: key.provider, value: draft)) }
    }
    for member in block.members where !read.contains(member.key) && !member.value.isEmpty && !isUnset(member.value) {
      throw DraftGap(reason: "its `\(member.key)` is not known", range: member.value.range)
    }
    return .at(block.range, .object(pairs))
  }

  private mutating func objects(_ value: Attribute, _ keys: [FirewallWord.Key]) throws(DraftGap) -> Draft? {
    guard case .list(let elements) = value.shape else {
      throw DraftGap(reason: value.firstUnknown ?? "a value is no list", range: value.range)
    }
    var drafts: [Draft] = []
    for element in elements {
      do throws(DraftGap) {
        guard case .object = element.shape, let draft = try object(element, keys) else {
          throw DraftGap(reason: element.firstUnknown ?? "a value is no object", range: element.range)
        }
        drafts.append(draft)
      } catch {
        guard let rule = try unknownRule(element, keys) else { throw error }
        gaps.append(error)
        drafts.append(.at(element.range, rule))
      }
    }
    return drafts.isEmpty ? nil : .at(value.range, .list(drafts))
  }

  /// A rule in its place, which may match and do anything; nil for what is no rule.
  private mutating func unknownRule(_ element: Attribute, _ keys: [FirewallWord.Key]) throws(DraftGap) -> Draft? {
    switch keys.first?.provider {
    case "Action": return .make(("Action", .text("not known")))
    case "Priority":
      let name = isTemplate ? "Priority" : "priority"
      guard let value = element[name], let priority = try draft(value, as: .number) else { return nil }
      return .make(("Priority", priority), ("RuleDefinition", .object([])))
    case _: return nil
    }
  }

  private mutating func named(
    _ value: Attribute, _ inner: String, _ keys: [FirewallWord.Key]
  ) throws(DraftGap) -> Draft? {
    var pairs: [Draft.Pair] = []
    if isTemplate {
      guard case .object(let members) = value.shape else {
        throw DraftGap(reason: "sets have no names that are known", range: value.range)
      }
      for member in members {
        pairs.append(.init(key: member.key, value: try definition(member.value, keys)))
      }
    } else {
      guard case .list(let elements) = value.shape else {
        throw DraftGap(reason: value.firstUnknown ?? "a value is no list", range: value.range)
      }
      for element in elements {
        guard let name = element["key"]?.text, !name.isEmpty,
          element.members.allSatisfy({ ["key", inner].contains($0.key) || $0.value.isEmpty })
        else { throw DraftGap(reason: "the name of a set is not known", range: element.range) }
        let set = element[inner] ?? Attribute(.unknown("it is not shown"), element.range)
        pairs.append(.init(key: name, value: try definition(set, keys)))
      }
    }
    return pairs.isEmpty ? nil : .at(value.range, .object(pairs))
  }

  /// A set that is not known has a member that nobody understands (NFW-9).
  private mutating func definition(_ value: Attribute, _ keys: [FirewallWord.Key]) throws(DraftGap) -> Draft {
    let nothing = Draft.make(("Definition", .list(["not known"])))
    do throws(DraftGap) {
      guard let draft = try draft(value, as: .object(keys)), case .at(_, .object(let pairs)) = draft, !pairs.isEmpty
      else { return nothing }
      return draft
    } catch {
      gaps.append(error)
      return nothing
    }
  }
}

extension Draft {
  /// Every address and range that a text of it names, as ranges: rules write them in lists, with signs around them.
  var namedRanges: [String] {
    switch self {
    case .at(_, let inner): inner.namedRanges
    case .list(let elements): elements.flatMap(\.namedRanges)
    case .object(let pairs): pairs.flatMap(\.value.namedRanges)
    case .int, .bool: []
    case .text(let text):
      text.split { !($0.isHexDigit || $0 == "." || $0 == ":" || $0 == "/") }.compactMap { part in
        let word = String(part)
        return CIDR(word)?.description ?? IPAddress(word).map { CIDR(host: $0).description }
      }
    }
  }
}
