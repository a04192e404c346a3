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

  /// A test of an attribute's values: some value passes, or for the negated forms none does
  /// (LANG-9).
  enum TextTest: Sendable {
    case isOneOf(Set<String>)
    case isNoneOf(Set<String>)
    case like(Pattern)
    case notLike(Pattern)
  }

  /// Two-valued; an attribute that an object lacks fails the plain forms and passes the negated
  /// ones.
  func holds(_ object: SelectedObject, in model: NetworkModel) -> Bool {
    switch self {
    case .texts(let attribute, let test):
      let values = object.texts(attribute, in: model)
      return switch test {
      case .isOneOf(let wanted): values.contains { wanted.contains($0) }
      case .isNoneOf(let wanted): !values.contains { wanted.contains($0) }
      case .like(let pattern): values.contains { pattern.matches($0) }
      case .notLike(let pattern): !values.contains { pattern.matches($0) }
      }
    case .prefixes(let attribute, let wanted, let negated):
      let values = object.prefixes(attribute, in: model)
      return values.contains { value in wanted.contains { $0.contains(value) } } != negated
    case .exists(let attribute):
      return !object.texts(attribute, in: model).isEmpty
    case .not(let inner): return !inner.holds(object, in: model)
    case .all(let members): return members.allSatisfy { $0.holds(object, in: model) }
    case .some(let members): return members.contains { $0.holds(object, in: model) }
    }
  }
}

/// A pattern of `like`: `*` any run of characters, `?` one character, the rest itself; case
/// matters, as in tags.
struct Pattern: Hashable, Sendable {
  private let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Linear memory, at most pattern × text steps: only the last `*` is ever retried.
  func matches(_ text: String) -> Bool {
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
