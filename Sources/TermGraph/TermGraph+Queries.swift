extension TermGraph {
  /// The terms below `term` and itself, ascending, without those that `skip` accepts and what lies
  /// only below them. Work list, no recursion.
  package func reachable(
    from term: TermID, skip: (TermID) -> Bool = { _ in false }
  ) -> ContiguousArray<TermID> {
    var seen = ContiguousArray<UInt64>(repeating: 0, count: Int(term.index) / 64 + 1)
    var found: ContiguousArray<TermID> = []
    var pending = [term]
    while let next = pending.popLast() {
      let bit = UInt64(1) << UInt64(next.index % 64)
      if seen[Int(next.index / 64)] & bit != 0 { continue }
      seen[Int(next.index / 64)] |= bit
      if skip(next) { continue }
      found.append(next)
      let node = nodes[Int(next.index)]
      switch node.kind {
      case .constant, .member, .equal: break
      case .not: pending.append(TermID(index: node.first))
      case .and, .or: pending.append(contentsOf: children[node.span])
      }
    }
    found.sort()
    return found
  }

  /// The truth value of `term` when variable `i` has the value `assignment[i]`; a missing value is
  /// zero. The definition that solvers are tested against.
  package func evaluate(_ term: TermID, _ assignment: [UInt128]) -> Bool {
    func value(_ index: UInt32) -> UInt128 {
      Int(index) < assignment.count ? assignment[Int(index)] : 0
    }
    var truth = ContiguousArray<Bool>(repeating: false, count: Int(term.index) + 1)
    for id in reachable(from: term) {
      let node = nodes[Int(id.index)]
      let result: Bool
      switch node.kind {
      case .constant: result = node.first == 1
      case .member:
        let interval = bounds[Int(node.second)]
        result = interval.low <= value(node.first) && value(node.first) <= interval.high
      case .equal: result = value(node.first) == value(node.second)
      case .not: result = !truth[Int(node.first)]
      case .and: result = children[node.span].allSatisfy { truth[Int($0.index)] }
      case .or: result = children[node.span].contains { truth[Int($0.index)] }
      }
      truth[Int(id.index)] = result
    }
    return truth[Int(term.index)]
  }

  /// The variables that occur in `term`, ascending.
  package func variables(of term: TermID) -> [VariableID] {
    var occurs = ContiguousArray<Bool>(repeating: false, count: variables.count)
    for id in reachable(from: term) {
      let node = nodes[Int(id.index)]
      switch node.kind {
      case .constant, .not, .and, .or: break
      case .member: occurs[Int(node.first)] = true
      case .equal:
        occurs[Int(node.first)] = true
        occurs[Int(node.second)] = true
      }
    }
    return occurs.indices.filter { occurs[$0] }.map { VariableID(index: UInt32($0)) }
  }

  /// The number of different terms in `term`, itself included.
  package func size(of term: TermID) -> Int { reachable(from: term).count }
}
