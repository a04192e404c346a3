import NetworkModel
import PolicySyntax
import PolicyTypes
import TermGraph

/// Every end of a packet that any network may have, as variables; sets are terms over them (LINT-1).
///
/// SOUNDNESS: each end of a real network gives values under which a set's term is true iff the end is in the set. What the
/// files cannot tell is a variable of its own, so there are more worlds than networks, and an unsatisfiable term stands for
/// a set that is empty in every network.
struct LintWorld {
  /// The two ends of a packet: their variables are apart, but for the family of the packet.
  enum End: String, Hashable, CaseIterable { case source, destination }

  struct Atom: Hashable {
    var end: End
    var key: AttributeKey
    var text: String
  }

  var graph = TermGraph()
  let vocabulary: Vocabulary
  let sets: [String: SetDeclaration]
  /// What holds in every world.
  private(set) var facts: [TermID] = []
  let isIPv6: TermID
  private let people: [End: Person]
  private var values: [Atom: VariableID] = [:]
  private var flags: [Atom: TermID] = [:]
  private var named: [NamedSet: TermID] = [:]

  struct NamedSet: Hashable {
    var end: End
    var name: String
  }

  /// What an end is, and the addresses under which it is meant.
  struct Person {
    /// An interface; a host of the Internet; a host of a site. At most one of them.
    var interface: TermID
    var internet: TermID
    var site: TermID
    /// An interface where traffic starts or ends (LANG-6).
    var host: TermID
    var addresses: [IPFamily: VariableID]
    /// The address is shown to the Internet as `shown` (ENI-2).
    var isShown: TermID
    var shown: VariableID
  }

  init(_ files: [PolicyFile]) {
    vocabulary = Vocabulary(files)
    var sets: [String: SetDeclaration] = [:]
    for declaration in files.flatMap(\.declarations) {
      guard case .set(let set) = declaration, sets[set.name.text] == nil else { continue }
      sets[set.name.text] = set
    }
    self.sets = sets
    func flag(_ name: String, _ graph: inout TermGraph) -> TermID {
      graph.equal(graph.variable(name, width: 1), 1)
    }
    isIPv6 = flag("ipv6", &graph)
    var people: [End: Person] = [:]
    for end in End.allCases {
      people[end] = Person(
        interface: flag("\(end).interface", &graph), internet: flag("\(end).internet", &graph),
        site: flag("\(end).site", &graph), host: flag("\(end).host", &graph),
        addresses: [
          .v4: graph.variable("\(end).address4", width: 32),
          .v6: graph.variable("\(end).address6", width: 128),
        ],
        isShown: flag("\(end).isShown", &graph),
        shown: graph.variable("\(end).shown", width: 32))
    }
    self.people = people
    for end in End.allCases { addFacts(end) }
  }

  func person(_ end: End) -> Person {
    guard let person = people[end] else { preconditionFailure("no \(end) in the world") }
    return person
  }

  mutating func add(fact: TermID) { if fact != TermGraph.true { facts.append(fact) } }

  private mutating func addFacts(_ end: End) {
    let person = person(end)
    for (one, two) in [
      (person.interface, person.internet), (person.interface, person.site),
      (person.internet, person.site),
    ] {
      add(fact: graph.not(graph.and(one, two)))
    }
    add(fact: graph.implies(person.host, person.interface))
    add(fact: graph.implies(person.isShown, graph.and(person.interface, graph.not(isIPv6))))
    // REA-6: hosts of the Internet have public addresses, and so have mappings (ENI-2).
    add(fact: graph.implies(person.internet, graph.not(inside(Self.special, end))))
    let privately = Self.special.filter { $0.family == .v4 }.map {
      graph.member(person.shown, $0.first, $0.last)
    }
    add(fact: graph.not(graph.or(privately)))
  }

  /// Addresses that no host of the Internet has, whatever the network.
  private static let special: [CIDR] = {
    let v4 = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
      "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
    ]
    let v6 = ["::/3", "4000::/2", "8000::/1"]
    return (v4 + v6).compactMap { CIDR($0) }
  }()

  /// The address of the end lies in one of the ranges.
  mutating func inside(_ ranges: [CIDR], _ end: End) -> TermID {
    let terms = ranges.map { range -> TermID in
      guard let variable = person(end).addresses[range.family] else { return TermGraph.false }
      let isFamily =
        switch range.family {
        case .v4: graph.not(isIPv6)
        case .v6: isIPv6
        }
      return graph.and(isFamily, graph.member(variable, range.first, range.last))
    }
    return graph.or(terms)
  }

  // MARK: Attributes

  /// The variable of a single-valued attribute: the number of its constant, one more for any other value, two more for none.
  mutating func value(_ key: AttributeKey, _ end: End) -> VariableID {
    let atom = Atom(end: end, key: key, text: "")
    if let known = values[atom] { return known }
    let count = UInt128(vocabulary.constants[key]?.count ?? 0)
    let variable = graph.variable("\(end).\(key.attribute)", width: 32)
    values[atom] = variable
    add(fact: graph.member(variable, 0, count + 1))
    return variable
  }

  /// A truth of its own about the end. `isNew` tells the first use, when facts about it are to be added.
  mutating func flag(_ atom: Atom) -> (term: TermID, isNew: Bool) {
    if let known = flags[atom] { return (known, false) }
    let variable = graph.variable("\(atom.end).\(atom.key.attribute).\(atom.text)", width: 1)
    let term = graph.equal(variable, 1)
    flags[atom] = term
    return (term, true)
  }

  // MARK: Names

  /// The term of a declared set, made once for each end.
  mutating func declared(_ name: String, _ end: End) -> TermID? {
    let key = NamedSet(end: end, name: name)
    if let known = named[key] { return known }
    guard let declaration = sets[name] else { return nil }
    let term = term(declaration.value, end)
    named[key] = term
    return term
  }
}
