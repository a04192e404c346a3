internal import SourceText

/// An attribute of a resource: known, an object that another resource makes, or unknown (IAC-1).
struct Attribute: Hashable, Sendable {
  indirect enum Shape: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([Attribute])
    case object([Member])
    /// An attribute of another resource of the same input: its id unless it says otherwise.
    case reference(Pointer)
    /// Known only after deployment, from other resources of the same plan.
    case later(Later)
    /// The value of a parameter of this name, which has no default.
    case parameter(String)
    /// Known only after deployment, or by means that are not modelled; the words say why.
    case unknown(String)
  }

  struct Member: Hashable, Sendable {
    var key: String
    var value: Attribute
  }

  var shape: Shape
  var range: SourceRange

  init(_ shape: Shape, _ range: SourceRange) {
    self.shape = shape
    self.range = range
  }

  subscript(key: String) -> Attribute? {
    guard case .object(let members) = shape else { return nil }
    return members.first { $0.key == key }?.value
  }

  var members: [Member] {
    if case .object(let members) = shape { members } else { [] }
  }

  /// True for null and for a text, list or object with nothing in it.
  var isEmpty: Bool {
    switch shape {
    case .null: true
    case .text(let text): text.isEmpty
    case .list(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .number, .reference, .later, .parameter, .unknown: false
    }
  }

  /// Why the attribute, or some part of it, is not known.
  var firstUnknown: String? {
    switch shape {
    case .unknown(let reason): reason
    case .parameter(let name): "the parameter `\(name)` has no default"
    case .later(let later): later.reason
    case .list(let elements): elements.lazy.compactMap(\.firstUnknown).first
    case .object(let members): members.lazy.compactMap(\.value.firstUnknown).first
    case .null, .bool, .number, .text, .reference: nil
    }
  }

  /// The same value, wherever it stands.
  func isSame(as other: Attribute) -> Bool {
    switch (shape, other.shape) {
    case (.list(let own), .list(let others)):
      own.count == others.count && zip(own, others).allSatisfy { $0.isSame(as: $1) }
    case (.object(let own), .object(let others)):
      own.count == others.count
        && own.allSatisfy { member in other[member.key].map { member.value.isSame(as: $0) } == true }
    case (_, _): shape == other.shape
    }
  }

  var text: String? {
    switch shape {
    case .text(let text): text
    case .number(let number): String(number)
    case .bool(let bool): bool ? "true" : "false"
    case .null, .list, .object, .reference, .later, .parameter, .unknown: nil
    }
  }

  var number: Int? {
    switch shape {
    case .number(let number): number
    case .text(let text): Int(text)
    case .null, .bool, .list, .object, .reference, .later, .parameter, .unknown: nil
    }
  }

  var bool: Bool? {
    switch shape {
    case .bool(let bool): bool
    case .text("true"), .text("True"): true
    case .text("false"), .text("False"): false
    case .null, .number, .text, .list, .object, .reference, .later, .parameter, .unknown: nil
    }
  }
}

/// A value that a plan does not know yet, and what its expression refers to.
struct Later: Hashable, Sendable {
  var reason: String
  /// What it refers to among the resources of the plan, each once.
  var pointers: [Pointer] = []
  /// The one of them with the same place in its list as this resource has in its own.
  var paired: Pointer?
  /// The expression names its own place (`count.index`, `each.key`).
  var isIndexed = false
  /// It also refers to something that is no resource, such as a variable, which may choose among the resources.
  var mayChoose = false
  /// It refers to something that the plan does not show, such as a local value.
  var isOpaque = false
  /// A part of a block that the configuration shows, which has no such argument: the provider fills it in.
  var isUnwritten = false
}

/// One attribute of one resource.
struct Pointer: Hashable, Sendable {
  var resource: String
  var attribute: String

  init(_ resource: String, _ attribute: String = "id") {
    self.resource = resource
    self.attribute = attribute
  }
}

/// One resource of a plan, state or template.
struct Resource: Sendable {
  /// `module.vpc.aws_subnet.private[0]`, or the logical id.
  var address: String
  /// In the vocabulary of Terraform's provider: `aws_subnet`.
  var type: String
  /// The type as the input writes it.
  var title: String
  var attributes: Attribute
  /// Attributes that the author wrote; nil where the input does not tell.
  var written: Set<String>?
  /// Nil where the provider's configuration does not tell.
  var region: String?
  /// The provider's configuration adds tags of its own, which only `tags_all` shows.
  var hasDefaultTags = false
  /// Resources that it says it depends on.
  var dependencies: [String] = []
  var range: SourceRange
}
