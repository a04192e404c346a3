import NetworkModel
import PolicySyntax
import PolicyTypes
import TermGraph

/// Set expressions as terms (LANG-4 to LANG-7).
extension LintWorld {
  /// True of an end iff it is in the set. The expression is free of circles.
  mutating func term(_ set: SetExpression, _ end: End) -> TermID {
    switch set {
    case .name(let name):
      if !name.isQuoted, let declared = declared(name.text, end) { return declared }
      return object(name.text, end)
    case .address(let value, let vpc, _): return addresses(value, in: vpc, end)
    case .internet: return person(end).internet
    case .onprem: return person(end).site
    case .selector(let selector): return term(selector, end)
    case .gateways: return TermGraph.false
    case .union(let members, _): return graph.or(terms(members, end))
    case .intersection(let members, _): return graph.and(terms(members, end))
    case .difference(let first, let others, _):
      let others = graph.or(terms(others, end))
      return graph.and(term(first, end), graph.not(others))
    }
  }

  private mutating func terms(_ members: [SetExpression], _ end: End) -> [TermID] {
    var terms: [TermID] = []
    for member in members { terms.append(term(member, end)) }
    return terms
  }

  /// An object by its id; ids that say their kind exclude each other (LANG-4).
  private mutating func object(_ text: String, _ end: End) -> TermID {
    guard let key = AttributeKey.named(text) else {
      // A load balancer, an endpoint, a gateway: some interfaces.
      let atom = Atom(
        end: end, key: AttributeKey(.id(.interface), of: .instances), text: "object \(text)")
      return graph.and(person(end).interface, flag(atom).term)
    }
    let hasIt = has(key, text, end)
    switch key.attribute {
    case .id(.instance), .id(.interface): return graph.and(person(end).interface, hasIt)
    case .id, .tag, .groupName, .instanceType, .zone, .region, .account, .address, .publicAddress,
      .ranges:
      return graph.and(person(end).host, hasIt)
    }
  }

  /// LANG-5.
  private mutating func addresses(_ value: AddressValue, in vpc: Name?, _ end: End) -> TermID {
    let range = value.range
    let person = person(end)
    // A range means the hosts in it, a single address its owner.
    let owner = value.prefixLength == nil ? person.interface : person.host
    let own = inside([range], end)
    var shown = TermGraph.false
    if range.family == .v4 {
      shown = graph.and(person.isShown, graph.member(person.shown, range.first, range.last))
    }
    if let vpc {
      let there =
        AttributeKey.named(vpc.text).map { has($0, vpc.text, end) }
        ?? flag(Atom(end: end, key: AttributeKey(.id(.vpc), of: .vpcs), text: vpc.text)).term
      return graph.and([owner, there, graph.or(own, shown)])
    }
    switch end {
    case .source:
      return graph.or([
        graph.and(owner, graph.or(own, shown)), graph.and(graph.not(person.interface), own),
      ])
    case .destination: return graph.or(own, shown)
    }
  }

  /// LANG-6: the interfaces of the objects of a kind that pass the condition.
  private mutating func term(_ selector: Selector, _ end: End) -> TermID {
    var parts = [person(end).host]
    if selector.kind == .instances {
      let instance = AttributeKey(.id(.instance), of: .instances)
      parts.append(graph.not(isAbsent(instance, end)))
    }
    if let condition = selector.condition { parts.append(term(condition, selector.kind, end)) }
    if let test = selector.reach {
      // What reaches what, a network decides.
      let atom = Atom(
        end: end, key: AttributeKey(.id(.interface), of: .instances), text: "\(selector.kind) \(Printer.print(test))")
      parts.append(flag(atom).term)
    }
    return graph.and(parts)
  }
}
