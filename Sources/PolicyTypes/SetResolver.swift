import NetworkModel
import PolicySyntax
import SourceText

/// Turns set expressions into interfaces and addresses. Nil means: reported, say nothing more about
/// it.
struct SetResolver {
  /// Declarations may lean on each other this deep.
  static let depthLimit = 100

  let index: NetworkIndex
  /// Declared sets by name; the first declaration of a name counts.
  let declarations: [String: SetDeclaration]
  var diagnostics: [Diagnostic] = []
  /// Names of sets that something referred to.
  private(set) var used: Set<String> = []
  private var resolved: [Key: ResolvedSet?] = [:]
  /// Sets on a circle that was reported.
  private var circular: Set<String> = []
  private var known: Set<Diagnostic> = []
  private var suggestions = 0
  /// Where the set stands that is being resolved: an address means different things at the two ends
  /// (LANG-5).
  var role = EndpointRole.source
  var traffics: TrafficResolver
  /// Nil where nobody can be asked (LANG-6a).
  let reachability: Reachability?
  /// Sets that are being resolved now, outermost first.
  private var open: [String] = []

  private struct Key: Hashable {
    var name: String
    var role: EndpointRole
  }

  init(
    index: NetworkIndex, declarations: [String: SetDeclaration], traffics: TrafficResolver, reachability: Reachability?
  ) {
    self.index = index
    self.declarations = declarations
    self.traffics = traffics
    self.reachability = reachability
  }

  var model: NetworkModel { index.model }

  mutating func report(
    _ code: String, _ message: String, at range: SourceRange,
    severity: Diagnostic.Severity = .error, labels: [Diagnostic.Label] = [], notes: [String] = []
  ) {
    let diagnostic = Diagnostic(
      code: code, severity: severity, message: message, range: range, labels: labels, notes: notes)
    if known.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  /// Did you mean, for the first mistakes only: the search looks at every name of the network.
  mutating func suggestion(for word: String, among names: some Sequence<String>) -> String? {
    guard suggestions < 20 else { return nil }
    suggestions += 1
    return Spelling.note(for: word, among: names)
  }

  mutating func resolve(_ set: SetExpression, as role: EndpointRole) -> ResolvedSet? {
    self.role = role
    return resolve(set)
  }

  /// Resolves a declaration for its mistakes.
  mutating func check(_ declaration: SetDeclaration) {
    role = .source
    _ = resolve(declaration, from: declaration.name)
  }

  private mutating func resolve(_ set: SetExpression) -> ResolvedSet? {
    switch set {
    case .name(let name): return resolve(name)
    case .address(let value, let vpc, let range): return resolve(value, vpc: vpc, range: range)
    case .internet:
      return ResolvedSet(outside: .all, namesInternet: true)
    case .onprem(let range): return resolveOnPremises(range)
    case .selector(let selector): return resolve(selector)
    case .gateways(let kind, let range): return all(kind, range: range)
    case .union(let members, _):
      return resolveAll(members).map(ResolvedSet.union)
    case .intersection(let members, _):
      guard let sets = resolveAll(members), let first = sets.first else { return nil }
      return sets.dropFirst().reduce(first) { $0.intersection($1, in: index) }
    case .difference(let first, let others, _):
      guard let sets = resolveAll([first] + others), let first = sets.first else { return nil }
      return sets.dropFirst().reduce(first) { $0.subtracting($1, in: index) }
    }
  }

  /// Resolves every member even after a failure, so that all mistakes are reported.
  private mutating func resolveAll(_ members: [SetExpression]) -> [ResolvedSet]? {
    var sets: [ResolvedSet] = []
    for member in members {
      if let set = resolve(member) { sets.append(set) }
    }
    return sets.count == members.count ? sets : nil
  }

  private mutating func resolve(_ name: Name) -> ResolvedSet? {
    if !name.isQuoted, let declaration = declarations[name.text] {
      used.insert(name.text)
      return resolve(declaration, from: name)
    }
    return resolveObject(name)
  }

  private mutating func resolve(_ declaration: SetDeclaration, from name: Name) -> ResolvedSet? {
    let key = declaration.name.text
    if let known = resolved[Key(name: key, role: role)] { return known }
    if circular.contains(key) { return nil }
    if let start = open.firstIndex(of: key) {
      circular.formUnion(open[start...])
      report(
        "PT004", "the set `\(key)` is defined by itself", at: name.range,
        notes: [
          "the circle is \((open[start...] + [key]).map { "`\($0)`" }.joined(separator: " → "))"
        ])
      return nil
    }
    guard open.count < Self.depthLimit else {
      report("PT016", "sets refer to each other more than \(Self.depthLimit) deep", at: name.range)
      return nil
    }
    open.append(key)
    let value = resolve(declaration.value)
    open.removeLast()
    resolved[Key(name: key, role: role)] = .some(value)
    return value
  }

  /// Every host behind VPN and Direct Connect: nothing when the snapshot has neither.
  private mutating func resolveOnPremises(_ range: SourceRange) -> ResolvedSet? {
    if let first = model.openSite {
      report(
        "PT015",
        "`onprem` cannot be resolved, because `\(DisplayText.escape(first))` is not modelled",
        at: range, notes: ["name the on-premises addresses as a CIDR"])
      return nil
    }
    if let first = model.uncollectedSites {
      report(
        "PT015",
        "`onprem` cannot be resolved, because \(DisplayText.escape(model[first].object)) \(model[first].reason)",
        at: range, notes: ["collect them, even if there are none; or name the on-premises addresses as a CIDR"])
      return nil
    }
    return ResolvedSet(onPremises: index.onPremises)
  }
}
