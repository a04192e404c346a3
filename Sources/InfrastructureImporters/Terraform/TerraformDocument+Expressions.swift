internal import Importers
internal import SourceText

extension TerraformDocument {
  /// Puts what the configuration says in the place of every part that is known only after apply.
  func resolved(
    _ attribute: Attribute, _ expression: JSONValue?, _ address: ResourceAddress,
    _ resolver: ReferenceResolver, name: String, isUnwritten: Bool = false
  ) -> Attribute {
    var result = attribute
    switch attribute.shape {
    case .unknown:
      let reason =
        name.isEmpty ? "it is known only after apply" : "`\(name)` is known only after apply"
      var later = resolver.later(expression, of: address, reason)
      later.isUnwritten = isUnwritten
      result.shape = .later(later)
    case .object(let members):
      result.shape = .object(
        members.map { member in
          var member = member
          // An expression for the whole has no parts of its own.
          let inner =
            expression?.has("references") == true
            ? expression : expression.flatMap { part(member.key, of: $0) }
          member.value = resolved(
            member.value, inner, address, resolver,
            name: name.isEmpty ? member.key : name + "." + member.key,
            isUnwritten: isUnwritten || expression.map { lacks(member.key, $0) } ?? false)
          return member
        })
    case .list(let elements):
      result.shape = .list(list(elements, expression, address, resolver, name, isUnwritten))
    case .null, .bool, .number, .text, .reference, .later, .parameter: break
    }
    return result
  }

  private func list(
    _ elements: [Attribute], _ expression: JSONValue?, _ address: ResourceAddress,
    _ resolver: ReferenceResolver, _ name: String, _ isUnwritten: Bool
  ) -> [Attribute] {
    let unknown = elements.indices.filter { index in
      if case .unknown = elements[index].shape { true } else { false }
    }
    let whole = resolver.later(
      expression, of: address, "an element of `\(name)` is known only after apply")
    // As many as there are objects: each stands for one of them.
    let isPaired = unknown.count == whole.pointers.count && !whole.isOpaque && !whole.isIndexed
    let own = blocks(of: elements, expression)
    return elements.enumerated().map { index, element in
      guard let place = unknown.firstIndex(of: index) else {
        return resolved(
          element, own.map { $0[index] } ?? expression, address, resolver, name: name,
          isUnwritten: isUnwritten)
      }
      var later = whole
      if isPaired { later.pointers = [whole.pointers[place]] }
      return Attribute(.later(later), element.range)
    }
  }

  /// For each element the block that made it, or nil for one that is not known; nil where the expression is not one of
  /// blocks, or where each part has to be found by itself.
  ///
  /// SOUNDNESS: plans do not show `dynamic` blocks, so with more elements than blocks none of them says what it is made of.
  /// Elements that look the same are interchangeable: whichever block each gets, the list is the same.
  private func blocks(of elements: [Attribute], _ expression: JSONValue?) -> [JSONValue?]? {
    guard let expression, expression.kind == .array else { return nil }
    let blocks = Array(expression.elements)
    guard elements.count <= blocks.count else { return elements.map { _ in nil } }
    guard elements.count == blocks.count, let first = elements.first, blocks.count > 1 else { return nil }
    let written = blocks.map { Attribute($0) }
    for index in written.indices where written[..<index].contains(where: { $0.isSame(as: written[index]) }) {
      return elements.map { _ in nil }
    }
    if elements.allSatisfy({ $0.isSame(as: first) }) { return blocks }
    let found = elements.map { element in blocks.indices.filter { agrees(element, blocks[$0]) } }
    let single = found.compactMap { $0.count == 1 ? $0[0] : nil }
    guard Set(single).count == elements.count else { return nil }
    return single.map { blocks[$0] }
  }

  /// Whether an element has what a block writes as a constant.
  private func agrees(_ element: Attribute, _ block: JSONValue) -> Bool {
    guard block.kind == .object else { return false }
    return block.members.allSatisfy { member in
      guard let constant = member.value.peek("constant_value").flatMap({ Attribute($0).text }) else { return true }
      return element[member.key]?.text == constant
    }
  }

  /// The expression of one argument. Among several blocks of one name, the only one that refers to something for it.
  private func part(_ key: String, of expression: JSONValue) -> JSONValue? {
    guard expression.kind == .array else { return expression.peek(key) }
    let blocks = expression.elements.compactMap { $0.peek(key) }
    if blocks.count == 1 { return blocks[0] }
    let referring = blocks.filter { !references($0).isEmpty }
    return referring.count == 1 ? referring[0] : nil
  }

  /// Whether the expression is one of blocks, none of which has the argument.
  private func lacks(_ key: String, _ expression: JSONValue) -> Bool {
    switch expression.kind {
    case .array: return expression.elements.allSatisfy { $0.kind == .object && !$0.has(key) }
    case .object:
      return !expression.has("references") && !expression.has("constant_value") && !expression.has(key)
    case .null, .boolean, .number, .string: return false
    }
  }
}
