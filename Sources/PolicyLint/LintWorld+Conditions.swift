import NetworkModel
import PolicySyntax
import PolicyTypes
import TermGraph

/// Conditions as terms (LANG-8 to LANG-10).
extension LintWorld {
  mutating func term(_ condition: Condition, _ kind: Selector.Kind, _ end: End) -> TermID {
    switch condition {
    case .test(let test): return term(test, kind, end)
    case .not(let inner, _): return graph.not(term(inner, kind, end))
    case .and(let members, _): return graph.and(terms(members, kind, end))
    case .or(let members, _): return graph.or(terms(members, kind, end))
    }
  }

  private mutating func terms(
    _ members: [Condition], _ kind: Selector.Kind, _ end: End
  ) -> [TermID] {
    var terms: [TermID] = []
    for member in members { terms.append(term(member, kind, end)) }
    return terms
  }

  private mutating func term(
    _ test: AttributeTest, _ kind: Selector.Kind, _ end: End
  ) -> TermID {
    guard let attribute = AttributeCatalog.attribute(test.attribute, of: kind) else {
      return TermGraph.false
    }
    let key = AttributeKey(attribute, of: kind)
    switch test.operation {
    case .exists: return exists(key, end)
    case .equal, .isIn: return passes(test, key, end)
    case .notEqual, .isNotIn: return graph.not(passes(test, key, end))
    case .like: return matches(test, key, end)
    case .notLike: return graph.not(matches(test, key, end))
    }
  }

  /// Some value of the attribute is, or lies in, one of those that the test lists.
  private mutating func passes(_ test: AttributeTest, _ key: AttributeKey, _ end: End) -> TermID {
    var ways: [TermID] = []
    for value in test.values {
      if case .address(let address, _) = value, key.attribute.holdsAddresses {
        ways.append(lies(in: address.range, key, end))
      } else {
        ways.append(has(key, value.text, end))
      }
    }
    return graph.or(ways)
  }

  private mutating func matches(_ test: AttributeTest, _ key: AttributeKey, _ end: End) -> TermID {
    var ways: [TermID] = []
    for value in test.values { ways.append(matches(value.text, key, end)) }
    return graph.or(ways)
  }

  // MARK: Values

  /// The attribute has this value.
  mutating func has(_ key: AttributeKey, _ text: String, _ end: End) -> TermID {
    guard key.isSingle else { return flag(Atom(end: end, key: key, text: "= \(text)")).term }
    guard let number = vocabulary.constants[key]?.firstIndex(of: text) else {
      return TermGraph.false
    }
    return graph.equal(value(key, end), UInt128(number))
  }

  mutating func isAbsent(_ key: AttributeKey, _ end: End) -> TermID {
    graph.equal(value(key, end), UInt128(vocabulary.constants[key]?.count ?? 0) + 1)
  }

  private mutating func exists(_ key: AttributeKey, _ end: End) -> TermID {
    if key.isSingle { return graph.not(isAbsent(key, end)) }
    let (term, isNew) = flag(Atom(end: end, key: key, text: "exists"))
    guard isNew else { return term }
    for text in vocabulary.constants[key] ?? [] {
      add(fact: graph.implies(has(key, text, end), term))
    }
    for pattern in vocabulary.patterns[key] ?? [] {
      add(fact: graph.implies(matches(pattern, key, end), term))
    }
    for range in vocabulary.ranges[key] ?? [] {
      add(fact: graph.implies(lies(in: range, key, end), term))
    }
    return term
  }

  /// Some value matches: a constant that does, or a value that nobody names.
  private mutating func matches(_ text: String, _ key: AttributeKey, _ end: End) -> TermID {
    let pattern = Pattern(text)
    var ways: [TermID] = []
    for constant in vocabulary.constants[key] ?? [] where pattern.matches(constant) {
      ways.append(has(key, constant, end))
    }
    let (unnamed, isNew) = flag(Atom(end: end, key: key, text: "~ \(text)"))
    if isNew { relate(text, unnamed, key, end) }
    if key.isSingle {
      let other = graph.equal(
        value(key, end), UInt128(vocabulary.constants[key]?.count ?? 0))
      ways.append(graph.and(other, unnamed))
    } else {
      ways.append(unnamed)
    }
    return graph.or(ways)
  }

  /// What patterns of the form `text*` say about each other: every value passes `*`, one start may hold another, and two
  /// different starts never meet in a single value.
  private mutating func relate(_ text: String, _ term: TermID, _ key: AttributeKey, _ end: End) {
    guard let start = Self.start(text) else { return }
    if start.isEmpty, key.isSingle { add(fact: term) }
    for other in vocabulary.patterns[key] ?? [] where other != text {
      guard let otherStart = Self.start(other) else { continue }
      let (otherTerm, isNew) = flag(Atom(end: end, key: key, text: "~ \(other)"))
      if isNew { relate(other, otherTerm, key, end) }
      if start.hasPrefix(otherStart) { add(fact: graph.implies(term, otherTerm)) }
      if !start.hasPrefix(otherStart), !otherStart.hasPrefix(start), key.isSingle {
        add(fact: graph.not(graph.and(term, otherTerm)))
      }
    }
  }

  /// What comes before the only `*`, at the end of a pattern; nil for other patterns.
  private static func start(_ text: String) -> String? {
    guard text.hasSuffix("*"), !text.contains("?") else { return nil }
    let start = String(text.dropLast())
    return start.contains("*") ? nil : start
  }

  /// Some address or range of the attribute lies in `range`.
  private mutating func lies(in range: CIDR, _ key: AttributeKey, _ end: End) -> TermID {
    let (term, isNew) = flag(Atom(end: end, key: key, text: "in \(range)"))
    guard isNew else { return term }
    for other in vocabulary.ranges[key] ?? [] where other != range && other.contains(range) {
      add(fact: graph.implies(term, lies(in: other, key, end)))
    }
    return term
  }
}
