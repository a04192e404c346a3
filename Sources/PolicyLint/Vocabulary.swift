import NetworkModel
import PolicySyntax
import PolicyTypes

/// An attribute of an end that tests look at (LANG-8). Two tests with equal keys look at the same values.
struct AttributeKey: Hashable {
  var attribute: Attribute
  /// Whose attribute it is, where the end alone does not say: of any interface of the instance, or of the object of a kind.
  var scope: String
  /// At most one value.
  var isSingle: Bool

  init(_ attribute: Attribute, of kind: Selector.Kind) {
    self.attribute = attribute
    let ofInstance = kind == .instances
    switch attribute {
    case .id(let subject), .tag(let subject, _), .ranges(let subject):
      scope = ofInstance && subject != .instance ? "instance" : ""
      isSingle = subject != .sg && scope.isEmpty
    case .groupName, .zone, .address, .publicAddress:
      scope = ofInstance ? "instance" : ""
      isSingle = false
    case .instanceType:
      scope = ""
      isSingle = true
    case .region, .account:
      scope = kind.rawValue
      isSingle = true
    }
    if attribute.holdsAddresses { isSingle = false }
  }

  private init(id subject: Attribute.Subject) {
    attribute = .id(subject)
    scope = ""
    isSingle = subject != .sg
  }

  /// The id that a word such as `vpc-0abc` is, by its prefix; nil for other words.
  static func named(_ text: String) -> AttributeKey? {
    let prefixes: [(String, Attribute.Subject)] = [
      ("i-", .instance), ("eni-", .interface), ("subnet-", .subnet), ("vpc-", .vpc), ("sg-", .sg),
    ]
    return prefixes.first { text.hasPrefix($0.0) }.map { AttributeKey(id: $0.1) }
  }
}

/// Every constant and pattern that the files compare each attribute with.
struct Vocabulary {
  private(set) var constants: [AttributeKey: [String]] = [:]
  private(set) var patterns: [AttributeKey: [String]] = [:]
  private(set) var ranges: [AttributeKey: [CIDR]] = [:]

  init(_ files: [PolicyFile]) {
    for declaration in files.flatMap(\.declarations) {
      switch declaration {
      case .set(let set): read(set.value)
      case .traffic, .importation, .instance, .assumption, .approval, .test: break
      case .policy(let policy):
        for claim in policy.claims {
          for flow in [claim.flow] + claim.exceptions.map(\.flow) {
            read(flow.source)
            read(flow.destination)
          }
        }
      }
    }
  }

  private mutating func read(_ set: SetExpression) {
    switch set {
    case .name(let name):
      if let key = AttributeKey.named(name.text) { note(name.text, key) }
    case .address(_, let vpc, _):
      if let vpc, let key = AttributeKey.named(vpc.text) { note(vpc.text, key) }
    case .internet, .onprem, .gateways: break
    case .selector(let selector):
      if let condition = selector.condition { read(condition, selector.kind) }
      if let test = selector.reach { read(test.other) }
    case .union(let members, _), .intersection(let members, _): members.forEach { read($0) }
    case .difference(let first, let others, _): ([first] + others).forEach { read($0) }
    }
  }

  private mutating func read(_ condition: Condition, _ kind: Selector.Kind) {
    switch condition {
    case .not(let inner, _): read(inner, kind)
    case .and(let members, _), .or(let members, _): members.forEach { read($0, kind) }
    case .test(let test):
      guard let attribute = AttributeCatalog.attribute(test.attribute, of: kind) else { return }
      let key = AttributeKey(attribute, of: kind)
      switch test.operation {
      case .exists: break
      case .like, .notLike:
        for value in test.values where patterns[key]?.contains(value.text) != true {
          patterns[key, default: []].append(value.text)
        }
      case .equal, .notEqual, .isIn, .isNotIn:
        for value in test.values {
          if attribute.holdsAddresses {
            guard case .address(let address, _) = value else { continue }
            if ranges[key]?.contains(address.range) != true {
              ranges[key, default: []].append(address.range)
            }
          } else {
            note(value.text, key)
          }
        }
      }
    }
  }

  private mutating func note(_ text: String, _ key: AttributeKey) {
    if constants[key]?.contains(text) != true { constants[key, default: []].append(text) }
  }
}
