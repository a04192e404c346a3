import NetworkModel
import PolicySyntax

/// A condition whose attributes are known to exist, ready to run on many objects.
indirect enum CheckedCondition: Sendable {
  case texts(Attribute, TextTest)
  /// True when some value lies in some of the prefixes; `negated` asks that none does.
  case prefixes(Attribute, [CIDR], negated: Bool)
  case exists(Attribute)
  case not(CheckedCondition)
  case all([CheckedCondition])
  case some([CheckedCondition])
  /// Decided for all objects of a VPC.
  case decided(Truth)

  /// A test of an attribute's values: some value passes, or for the negated forms none does
  /// (LANG-9).
  enum TextTest: Sendable {
    case isOneOf(Set<String>)
    case isNoneOf(Set<String>)
    case like(Pattern)
    case notLike(Pattern)
  }

  /// An attribute that an object lacks fails the plain forms and passes the negated ones. Of one that is not wholly
  /// known, a value that is known may decide; what a further value could change is unknown.
  func truth(_ object: SelectedObject, in index: NetworkIndex) -> Truth {
    switch self {
    case .texts(let attribute, let test):
      let values = object.texts(attribute, in: index)
      let (found, isNegated) =
        switch test {
        case .isOneOf(let wanted): (values.contains { wanted.contains($0) }, false)
        case .isNoneOf(let wanted): (values.contains { wanted.contains($0) }, true)
        case .like(let pattern): (values.contains { pattern.matches($0) }, false)
        case .notLike(let pattern): (values.contains { pattern.matches($0) }, true)
        }
      let passes = object.truth(attribute, found: found, of: test, in: index)
      return isNegated ? !passes : passes
    case .prefixes(let attribute, let wanted, let isNegated):
      let values = object.prefixes(attribute, in: index)
      let found = values.contains { value in wanted.contains { $0.contains(value) } }
      let passes = object.truth(attribute, found: found, in: index)
      return isNegated ? !passes : passes
    case .exists(let attribute):
      let found = !object.texts(attribute, in: index).isEmpty
      return object.truth(attribute, found: found, in: index)
    case .decided(let truth): return truth
    case .not(let inner): return !inner.truth(object, in: index)
    case .all(let members): return .all(members.lazy.map { $0.truth(object, in: index) })
    case .some(let members): return .some(members.lazy.map { $0.truth(object, in: index) })
    }
  }
}

extension CheckedCondition {
  /// The condition for objects of one VPC, with what their VPC decides.
  func inside(_ vpc: SelectedObject, _ index: NetworkIndex) -> CheckedCondition {
    switch self {
    case .texts(let attribute, _), .prefixes(let attribute, _, _), .exists(let attribute):
      return attribute.isAboutVPC ? .decided(truth(vpc, in: index)) : self
    case .decided: return self
    case .not(let inner):
      let inner = inner.inside(vpc, index)
      if case .decided(let truth) = inner { return .decided(!truth) }
      return .not(inner)
    case .all(let members):
      let members = members.map { $0.inside(vpc, index) }
      let truths = members.compactMap(\.decision)
      if truths.contains(.no) || truths.count == members.count { return .decided(.all(truths)) }
      return .all(members)
    case .some(let members):
      let members = members.map { $0.inside(vpc, index) }
      let truths = members.compactMap(\.decision)
      if truths.contains(.yes) || truths.count == members.count { return .decided(.some(truths)) }
      return .some(members)
    }
  }

  private var decision: Truth? {
    if case .decided(let truth) = self { return truth }
    return nil
  }
}

extension CheckedCondition.TextTest {
  /// Whether a zone's id (`use1-az1`) or its name (`us-east-1a`) could pass the plain form of the test.
  var zoneForms: (id: Bool, name: Bool) {
    let wanted: [String] =
      switch self {
      case .isOneOf(let texts), .isNoneOf(let texts): Array(texts)
      case .like(let pattern), .notLike(let pattern): [pattern.start]
      }
    // The Region, as far as the first `-`, ends with its number in an id only.
    let regions = wanted.map { text in
      text.firstIndex(of: "-").flatMap { text[..<$0].last?.isNumber }
    }
    return (regions.contains { $0 != false }, regions.contains { $0 != true })
  }
}

/// A pattern of `like`: `*` any run of characters, `?` one character, the rest itself; case
/// matters, as in tags.
package struct Pattern: Hashable, Sendable {
  private let scalars: [Unicode.Scalar]

  package init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// What every text that matches starts with.
  package var start: String {
    var start = String.UnicodeScalarView()
    start.append(contentsOf: scalars.prefix { $0 != "*" && $0 != "?" })
    return String(start)
  }

  /// Linear memory, at most pattern × text steps: only the last `*` is ever retried.
  package func matches(_ text: String) -> Bool {
    let text = Array(text.unicodeScalars)
    var (place, here) = (0, 0)
    var retry: (place: Int, here: Int)?
    while here < text.count {
      if place < scalars.count, scalars[place] == "*" {
        retry = (place, here)
        place += 1
      } else if place < scalars.count, scalars[place] == "?" || scalars[place] == text[here] {
        place += 1
        here += 1
      } else if let last = retry {
        retry = (last.place, last.here + 1)
        place = last.place + 1
        here = last.here + 1
      } else {
        return false
      }
    }
    return scalars[place...].allSatisfy { $0 == "*" }
  }
}
