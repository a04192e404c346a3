/// Boolean terms over unsigned integer variables, hash-consed: equal structure is equal `TermID`.
///
/// The only atoms are membership in an interval and equality of two variables. Terms are stored
/// children before parents, so a pass over the graph is one forward loop.
package struct TermGraph: Sendable {
  /// One term, with its children resolved.
  package enum Node: Hashable, Sendable {
    case constant(Bool)
    /// The variable lies in the closed interval; never empty, never the full width.
    case member(VariableID, UInt128, UInt128)
    /// Two different variables of the same width, the smaller id first.
    case equal(VariableID, VariableID)
    /// Never of a constant or of another `not`.
    case not(TermID)
    /// Two or more children, ascending, without duplicates or constants.
    case and([TermID])
    /// Two or more children, ascending, without duplicates or constants.
    case or([TermID])
  }

  package static let `false` = TermID(index: 0)
  package static let `true` = TermID(index: 1)

  package private(set) var variables: ContiguousArray<Variable> = []
  var nodes: ContiguousArray<StoredNode> = []
  /// Children of all n-ary nodes, one after the other.
  var children: ContiguousArray<TermID> = []
  /// Bounds of all membership nodes.
  var bounds: ContiguousArray<Interval> = []
  private var table = ConsTable()
  private var lineage = Lineage()

  package init() {
    append(StoredNode(kind: .constant, first: 0, second: 0), hash: 0)
    append(StoredNode(kind: .constant, first: 1, second: 0), hash: 1)
  }

  /// The number of terms; ids are `0..<count`.
  package var count: Int { nodes.count }

  /// Two graphs with the same number agree on every term and variable that both have.
  package var lineageNumber: UInt64 { lineage.number }

  /// A new variable, also when the name was used before. `width` is 1...128 bits.
  package mutating func variable(_ name: String, width: Int) -> VariableID {
    precondition((1...128).contains(width), "variable width \(width) is outside 1...128")
    claimLineage()
    variables.append(Variable(name: name, width: width))
    return VariableID(index: UInt32(variables.count - 1))
  }

  package func variable(_ id: VariableID) -> Variable { variables[Int(id.index)] }

  package subscript(_ term: TermID) -> Node {
    let node = nodes[Int(term.index)]
    switch node.kind {
    case .constant: return .constant(node.first == 1)
    case .member:
      let interval = bounds[Int(node.second)]
      return .member(VariableID(index: node.first), interval.low, interval.high)
    case .equal: return .equal(VariableID(index: node.first), VariableID(index: node.second))
    case .not: return .not(TermID(index: node.first))
    case .and: return .and(Array(children[node.span]))
    case .or: return .or(Array(children[node.span]))
    }
  }

  /// The existing term of this kind for which `equals` holds, or the new one that `insert` makes.
  mutating func intern(
    _ kind: StoredNode.Kind, hash: UInt64, equals: (borrowing Self, StoredNode) -> Bool,
    insert: (inout Self) -> StoredNode
  ) -> TermID {
    var slot = table.start(hash)
    while let candidate = table[slot] {
      let stored = nodes[Int(candidate.index)]
      if stored.kind == kind, table.hash(of: candidate) == hash, equals(self, stored) {
        return candidate
      }
      slot = table.next(slot)
    }
    return append(insert(&self), hash: hash)
  }

  @discardableResult
  private mutating func append(_ node: StoredNode, hash: UInt64) -> TermID {
    precondition(nodes.count < Int(UInt32.max), "term graph is full: \(nodes.count) terms")
    claimLineage()
    let term = TermID(index: UInt32(nodes.count))
    nodes.append(node)
    table.insert(term, hash: hash)
    return term
  }

  private mutating func claimLineage() {
    if !isKnownUniquelyReferenced(&lineage) { lineage = Lineage() }
  }
}
