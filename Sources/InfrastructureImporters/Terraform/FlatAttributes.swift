internal import Importers
internal import SourceText

/// Attributes of old states: `ingress.#`, `ingress.2541437006.cidr_blocks.0`.
enum FlatAttributes {
  private final class Node {
    var value: JSONValue?
    var count: Int?
    var isMap = false
    var names: [String] = []
    var children: [String: Node] = [:]

    func child(_ name: String) -> Node {
      if let known = children[name] { return known }
      let made = Node()
      names.append(name)
      children[name] = made
      return made
    }
  }

  private static let depthLimit = 32

  /// The same attributes as objects and lists. A list whose elements are not all there is unknown.
  static func nested(_ flat: JSONValue) -> Attribute {
    let root = Node()
    for member in flat.members {
      let parts = member.key.split(separator: ".").map(String.init)
      guard parts.count <= depthLimit else { continue }
      var node = root
      for (index, part) in parts.enumerated() {
        if index == parts.count - 1, part == "#" || part == "%" {
          node.count = member.value.string.flatMap { Int($0) } ?? member.value.int ?? -1
          node.isMap = part == "%"
          node.value = node.value ?? member.value
        } else {
          node = node.child(part)
        }
      }
      if parts.last != "#", parts.last != "%" { node.value = member.value }
    }
    return attribute(root, at: flat.range, isRoot: true)
  }

  private static func attribute(_ node: Node, at range: SourceRange, isRoot: Bool = false)
    -> Attribute
  {
    let place = node.value?.range ?? range
    if let count = node.count, !node.isMap {
      guard count == node.names.count else {
        return Attribute(.unknown("the state does not show all of its elements"), place)
      }
      return Attribute(
        .list(node.names.compactMap { node.children[$0] }.map { attribute($0, at: place) }), place)
    }
    if isRoot || node.isMap || !node.names.isEmpty {
      return Attribute(
        .object(
          node.names.compactMap { name in
            node.children[name].map { .init(key: name, value: attribute($0, at: place)) }
          }), place)
    }
    guard let value = node.value else { return Attribute(.null, place) }
    return Attribute(value)
  }
}
