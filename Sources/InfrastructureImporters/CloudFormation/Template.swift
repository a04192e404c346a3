internal import SourceText

/// A template: what its functions mean, by the defaults of its parameters (IAC-5).
struct Template {
  private var parameters: [String: Attribute] = [:]
  private var types: [String: String] = [:]
  private var mappings: Attribute?
  private var conditions: [String: Attribute] = [:]
  private(set) var resources: [(name: String, body: Attribute)] = []
  private(set) var transforms: [String] = []
  /// The subnets and groups that all functions of the template have where they name none.
  private(set) var functionNetwork: Attribute?
  private let limit = 64

  /// Whether the document looks like a template.
  static func isTemplate(_ root: Attribute) -> Bool {
    guard let resources = root["Resources"], case .object(let members) = resources.shape else {
      return false
    }
    return root["AWSTemplateFormatVersion"] != nil || members.isEmpty
      || members.contains { member in
        let type = member.value["Type"]?.text ?? ""
        return type.contains("::") || member.key.hasPrefix("Fn::ForEach::")
      }
  }

  init(_ root: Attribute) {
    for member in root["Parameters"]?.members ?? [] {
      parameters[member.key] = member.value["Default"] ?? Attribute(.null, member.value.range)
      types[member.key] = member.value["Type"]?.text ?? "String"
    }
    mappings = root["Mappings"]
    for member in root["Conditions"]?.members ?? [] { conditions[member.key] = member.value }
    for member in root["Resources"]?.members ?? [] { resources.append((member.key, member.value)) }
    functionNetwork = root["Globals"]?["Function"]?["VpcConfig"]
    if let transform = root["Transform"] {
      if case .list(let elements) = transform.shape {
        transforms = elements.map { $0.text ?? $0["Name"]?.text ?? "" }
      } else {
        transforms = [transform.text ?? transform["Name"]?.text ?? ""]
      }
    }
  }

  // MARK: Conditions

  /// Whether a condition holds; nil where that cannot be known.
  func holds(_ name: String, depth: Int = 0) -> Bool? {
    guard depth < limit, let condition = conditions[name] else { return nil }
    return holds(condition, depth: depth + 1)
  }

  private func holds(_ condition: Attribute, depth: Int) -> Bool? {
    guard depth < limit else { return nil }
    if let bool = condition.bool { return bool }
    guard condition.members.count == 1, let member = condition.members.first else { return nil }
    let arguments: [Attribute]
    if case .list(let elements) = member.value.shape {
      arguments = elements
    } else {
      arguments = [member.value]
    }
    switch member.key {
    case "Condition": return member.value.text.flatMap { holds($0, depth: depth + 1) }
    case "Fn::Not":
      return arguments.count == 1 ? holds(arguments[0], depth: depth + 1).map { !$0 } : nil
    case "Fn::And":
      let values = arguments.map { holds($0, depth: depth + 1) }
      return values.contains(false) ? false : values.contains(nil) ? nil : true
    case "Fn::Or":
      let values = arguments.map { holds($0, depth: depth + 1) }
      return values.contains(true) ? true : values.contains(nil) ? nil : false
    case "Fn::Equals":
      guard arguments.count == 2 else { return nil }
      let sides = arguments.map { value($0, depth: depth + 1).text }
      guard let left = sides[0], let right = sides[1] else { return nil }
      return left == right
    case _: return nil
    }
  }

  // MARK: Values

  /// The value with every function worked out; what cannot be is unknown and says why.
  func value(_ attribute: Attribute, depth: Int = 0) -> Attribute {
    guard depth < limit else {
      return Attribute(.unknown("it is nested too deep"), attribute.range)
    }
    switch attribute.shape {
    case .list(let elements):
      let values = elements.map { value($0, depth: depth + 1) }.filter { !isNothing($0) }
      return Attribute(.list(values), attribute.range)
    case .object(let members):
      if members.count == 1, let member = members.first, isFunction(member.key) {
        return Attribute(
          call(member.key, member.value, at: attribute.range, depth: depth + 1), attribute.range)
      }
      let values = members.map {
        Attribute.Member(key: $0.key, value: value($0.value, depth: depth + 1))
      }
      return Attribute(.object(values.filter { !isNothing($0.value) }), attribute.range)
    case .null, .bool, .number, .text, .reference, .later, .parameter, .unknown: return attribute
    }
  }

  private func isNothing(_ attribute: Attribute) -> Bool {
    if case .null = attribute.shape { true } else { false }
  }

  private func isFunction(_ key: String) -> Bool {
    key == "Ref" || key.hasPrefix("Fn::") || key == "Condition"
  }

  private func call(_ name: String, _ argument: Attribute, at range: SourceRange, depth: Int)
    -> Attribute.Shape
  {
    if name == "Ref" {
      guard let target = argument.text else { return .unknown("a `Ref` without a name") }
      return reference(target)
    }
    if name == "Fn::GetAtt" { return attributeOf(argument, depth: depth) }
    if name == "Fn::Sub" { return substitute(argument, depth: depth) }
    if name == "Fn::If" { return choose(argument, depth: depth) }
    // The functions below need their arguments whole.
    let input = value(argument, depth: depth)
    var arguments: [Attribute] = []
    if case .list(let elements) = input.shape { arguments = elements }
    switch name {
    case "Fn::Join": return join(arguments)
    case "Fn::Split":
      if let parts = endpointParts(arguments, at: range) { return .list(parts) }
      guard arguments.count == 2, let separator = arguments[0].text, let text = arguments[1].text,
        !separator.isEmpty
      else { return .unknown(input.firstUnknown ?? "`Fn::Split` of what is not known") }
      return .list(
        Self.split(text, separator).map { Attribute(.text($0), range) })
    case "Fn::Select":
      if let endpoint = endpointOfList(arguments) { return endpoint }
      guard arguments.count == 2, let index = arguments[0].number,
        case .list(let elements) = arguments[1].shape, elements.indices.contains(index)
      else { return .unknown(input.firstUnknown ?? "`Fn::Select` of what is not known") }
      return elements[index].shape
    case "Fn::FindInMap": return find(arguments)
    case "Fn::Cidr": return ranges(arguments, at: range)
    case "Fn::GetAZs": return .unknown("the zones of the Region are not known")
    case "Fn::ImportValue": return .unknown("it is imported from another stack")
    case _: return .unknown("the function `\(name)` is not modelled")
    }
  }

  /// Stands for the id of a firewall's endpoint, with its place in the list after it.
  static let endpointID = "endpoint_id."
  private static let endpointOfZone = "endpoint_of_zone."

  /// An element of a firewall's `EndpointIds`: `ZONE:ID`, in no particular order.
  private func endpointOfList(_ arguments: [Attribute]) -> Attribute.Shape? {
    guard arguments.count == 2, let index = arguments[0].number, index >= 0,
      case .reference(let pointer) = arguments[1].shape, pointer.attribute == "endpoint_ids"
    else { return nil }
    return .reference(Pointer(pointer.resource, Self.endpointOfZone + String(index)))
  }

  /// The zone and the id of such an element.
  private func endpointParts(_ arguments: [Attribute], at range: SourceRange) -> [Attribute]? {
    guard arguments.count == 2, arguments[0].text == ":", case .reference(let pointer) = arguments[1].shape,
      pointer.attribute.hasPrefix(Self.endpointOfZone)
    else { return nil }
    let place = String(pointer.attribute.dropFirst(Self.endpointOfZone.count))
    return [
      Attribute(.unknown("the zone of an endpoint is known only on deployment"), range),
      Attribute(.reference(Pointer(pointer.resource, Self.endpointID + place)), range),
    ]
  }

  static func split(_ text: String, _ separator: String) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while let found = rest.firstRange(of: separator) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }

  private func reference(_ target: String) -> Attribute.Shape {
    if target == "AWS::NoValue" { return .null }
    if target.hasPrefix("AWS::") { return .unknown("`\(target)` is known only on deployment") }
    if let parameter = parameters[target] {
      let type = types[target] ?? "String"
      if type.hasPrefix("AWS::SSM::Parameter::Value") {
        return .unknown("the parameter `\(target)` is read from a store on deployment")
      }
      let isList = type.hasPrefix("List<") || type == "CommaDelimitedList"
      if case .null = parameter.shape {
        let one = Attribute.Shape.parameter(target)
        return isList ? .unknown(Attribute(one, parameter.range).firstUnknown ?? "it is not known") : one
      }
      if isList, let text = parameter.text {
        let parts = Self.split(text, ",").map { part in
          var part = part[...]
          while part.first == " " { part = part.dropFirst() }
          while part.last == " " { part = part.dropLast() }
          return Attribute(.text(String(part)), parameter.range)
        }
        return .list(parts)
      }
      if parameter.text == "", type.contains("::") {
        return .unknown("the parameter `\(target)` has an empty default")
      }
      return parameter.shape
    }
    guard let resource = resources.first(where: { $0.name == target }) else {
      return .unknown("`\(target)` is neither a parameter nor a resource")
    }
    if let condition = resource.body["Condition"]?.text, holds(condition) != true {
      return .unknown("whether `\(target)` exists is not known")
    }
    return .reference(Pointer(target))
  }

  /// Whether the template has a parameter of this name with a default that counts.
  var defaults: [String] {
    parameters.keys.sorted().filter { parameters[$0].map { !isNothing($0) } ?? false }
  }

  private func attributeOf(_ argument: Attribute, depth: Int) -> Attribute.Shape {
    let parts: [String]
    if case .list(let elements) = argument.shape {
      parts = elements.compactMap { value($0, depth: depth).text }
    } else {
      let text = argument.text ?? ""
      let name = text.prefix { $0 != "." }
      parts = [String(name), String(text.dropFirst(name.count + 1))]
    }
    guard parts.count == 2, let resource = resources.first(where: { $0.name == parts[0] }) else {
      return .unknown("a `Fn::GetAtt` that is not understood")
    }
    if let condition = resource.body["Condition"]?.text, holds(condition) != true {
      return .unknown("whether `\(parts[0])` exists is not known")
    }
    // What the author wrote is what the attribute gives back.
    if ["CidrBlock", "VpcId", "SubnetId"].contains(parts[1]),
      let property = resource.body["Properties"]?[parts[1]]
    {
      return value(property, depth: depth + 1).shape
    }
    if parts[1].hasPrefix("Outputs.") {
      return .unknown("it is an output of the nested stack `\(parts[0])`")
    }
    return .reference(Pointer(parts[0], Self.snake(parts[1])))
  }

  private func choose(_ argument: Attribute, depth: Int) -> Attribute.Shape {
    guard case .list(let parts) = argument.shape, parts.count == 3, let name = parts[0].text else {
      return .unknown("a `Fn::If` that is not understood")
    }
    guard let holds = holds(name) else {
      return .unknown("whether the condition `\(name)` holds is not known")
    }
    return value(parts[holds ? 1 : 2], depth: depth + 1).shape
  }

  private func join(_ arguments: [Attribute]) -> Attribute.Shape {
    guard arguments.count == 2, let separator = arguments[0].text,
      case .list(let elements) = arguments[1].shape
    else { return .unknown("`Fn::Join` of what is not known") }
    if elements.count == 1 { return elements[0].shape }
    let texts = elements.map(\.text)
    guard !texts.contains(nil) else {
      return .unknown(
        elements.lazy.compactMap(\.firstUnknown).first
          ?? "a part of a text is known only on deployment")
    }
    return .text(texts.compactMap { $0 }.joined(separator: separator))
  }

  private func find(_ arguments: [Attribute]) -> Attribute.Shape {
    let keys = arguments.prefix(3).map(\.text)
    guard keys.count == 3, let map = keys[0], let first = keys[1], let second = keys[2] else {
      return .unknown(
        arguments.lazy.compactMap(\.firstUnknown).first ?? "`Fn::FindInMap` of what is not known")
    }
    if let found = mappings?[map]?[first]?[second] { return found.shape }
    if arguments.count == 4, let standard = arguments[3]["DefaultValue"] { return standard.shape }
    return .unknown("the mapping `\(map)` has no `\(first)`, `\(second)`")
  }

  // MARK: Texts with names in them

  private func substitute(_ argument: Attribute, depth: Int) -> Attribute.Shape {
    var text = argument.text
    var own: [Attribute.Member] = []
    if case .list(let parts) = argument.shape, parts.count == 2 {
      text = parts[0].text
      own = parts[1].members
    }
    guard let text else { return .unknown("a `Fn::Sub` without a text") }
    var result = ""
    var rest = text[...]
    var shapes: [Attribute.Shape] = []
    while let start = rest.firstRange(of: "${") {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: "}") else { return .unknown("a `${` without its end") }
      let name = String(rest[..<end.lowerBound])
      rest = rest[end.upperBound...]
      if name.hasPrefix("!") {
        result += "${" + name.dropFirst() + "}"
        continue
      }
      let shape: Attribute.Shape
      if let member = own.first(where: { $0.key == name }) {
        shape = value(member.value, depth: depth + 1).shape
      } else if name.contains("."), !name.hasPrefix("AWS::") {
        shape = attributeOf(Attribute(.text(name), argument.range), depth: depth)
      } else {
        shape = reference(name)
      }
      shapes.append(shape)
      guard let part = Attribute(shape, argument.range).text else {
        if text == "${" + name + "}" { return shape }
        return .unknown(
          Attribute(shape, argument.range).firstUnknown ?? "`\(name)` is known only on deployment")
      }
      result += part
    }
    return .text(result + rest)
  }

  /// `CidrBlock` → `cidr_block`.
  static func snake(_ name: String) -> String {
    var result = ""
    var previous: Character?
    for character in name {
      if character.isUppercase, let previous, !previous.isUppercase { result.append("_") }
      result += character.lowercased()
      previous = character
    }
    return result
  }
}
