/// Checks a DRAT proof forwards: every added clause follows by unit propagation, or is blocked on its first literal; in the
/// end stands a conflict. It believes nothing of the solver that wrote the proof.
///
/// Deletions of clauses that propagate are ignored, which keeps more clauses than were meant and loses nothing. Cost: one
/// propagation for each step of the proof.
package struct ProofChecker {
  package enum Answer: Hashable, Sendable {
    case proved
    /// The step, from 1, and what is wrong with it.
    case refused(step: Int, reason: String)
  }

  private var clauses: [[Int32]] = []
  private var isDeleted: [Bool] = []
  private var numbers: [[Int32]: [Int]] = [:]
  /// Clauses by the literals that they watch.
  private var watches: [[Int]]
  /// 1 true, -1 false, 0 open; by variable.
  private var values: [Int8]
  private var reasons: [Int]
  private var trail: [Int32] = []
  private var next = 0
  private var isConflict = false

  /// Whether `proof` shows that `clauses` have no model.
  package static func check(_ formula: OrderEncoding, proof: [UInt8]) -> Answer {
    var checker = ProofChecker(variables: Int(formula.variables))
    for clause in formula.clauses { checker.add(clause) }
    return checker.run(proof)
  }

  private init(variables: Int) {
    watches = Array(repeating: [], count: 2 * (variables + 1))
    values = Array(repeating: 0, count: variables + 1)
    reasons = Array(repeating: -1, count: variables + 1)
  }

  private mutating func run(_ proof: [UInt8]) -> Answer {
    if isConflict { return .proved }
    var step = 0
    for line in proof.split(separator: UInt8(ascii: "\n")) {
      step += 1
      var words = line.split(separator: UInt8(ascii: " "))[...]
      let isDeletion = words.first.map { $0.elementsEqual([UInt8(ascii: "d")]) } ?? false
      if isDeletion { words = words.dropFirst() }
      guard let clause = literals(words) else {
        return .refused(step: step, reason: "it is no clause of these variables")
      }
      if isDeletion {
        delete(clause)
        continue
      }
      guard follows(clause) || isBlocked(clause) else {
        return .refused(step: step, reason: "the clause does not follow")
      }
      add(clause)
      if isConflict { return .proved }
    }
    return .refused(step: step, reason: "the proof ends without a contradiction")
  }

  private func literals(_ words: ArraySlice<ArraySlice<UInt8>>) -> [Int32]? {
    var result: [Int32] = []
    for (index, word) in words.enumerated() {
      guard let number = Int32(String(decoding: word, as: UTF8.self)) else { return nil }
      if number == 0 { return index + 1 == words.count ? result : nil }
      guard number != Int32.min, Int(number.magnitude) < values.count else { return nil }
      result.append(number)
    }
    return nil
  }

  // MARK: Clauses

  private static func unique(_ clause: [Int32]) -> [Int32] {
    var seen: Set<Int32> = []
    return clause.filter { seen.insert($0).inserted }
  }

  private mutating func add(_ given: [Int32]) {
    var clause = Self.unique(given)
    let number = clauses.count
    numbers[clause.sorted(), default: []].append(number)
    // Two literals that are not false stand in front, where there are any.
    clause.sort { value($0) >= 0 && value($1) < 0 }
    clauses.append(clause)
    isDeleted.append(false)
    for literal in clause.prefix(2) where clause.count > 1 { watches[slot(literal)].append(number) }
    guard let first = clause.first, value(first) >= 0 else {
      isConflict = true
      return
    }
    if clause.count == 1 || value(clause[1]) < 0 {
      if value(first) == 0 { assign(first, because: number) }
      if !propagate() { isConflict = true }
    }
    next = trail.count
  }

  private mutating func delete(_ given: [Int32]) {
    let key = Self.unique(given).sorted()
    guard var known = numbers[key], let number = known.last else { return }
    // A clause that made a value stays.
    if clauses[number].contains(where: { reasons[Int($0.magnitude)] == number && value($0) > 0 }) {
      return
    }
    known.removeLast()
    numbers[key] = known.isEmpty ? nil : known
    isDeleted[number] = true
  }

  // MARK: Values

  private func slot(_ literal: Int32) -> Int {
    2 * Int(literal.magnitude) + (literal < 0 ? 1 : 0)
  }

  private func value(_ literal: Int32) -> Int8 {
    let value = values[Int(literal.magnitude)]
    return literal < 0 ? -value : value
  }

  private mutating func assign(_ literal: Int32, because clause: Int) {
    values[Int(literal.magnitude)] = literal < 0 ? -1 : 1
    reasons[Int(literal.magnitude)] = clause
    trail.append(literal)
  }

  /// False when a clause has no literal left.
  private mutating func propagate() -> Bool {
    while next < trail.count {
      let falsified = -trail[next]
      next += 1
      let place = slot(falsified)
      let waiting = watches[place]
      watches[place] = []
      var kept: [Int] = []
      for (index, number) in waiting.enumerated() {
        if isDeleted[number] { continue }
        if clauses[number][0] == falsified { clauses[number].swapAt(0, 1) }
        if value(clauses[number][0]) > 0 {
          kept.append(number)
          continue
        }
        if let other = clauses[number].indices.dropFirst(2).first(where: {
          value(clauses[number][$0]) >= 0
        }) {
          clauses[number].swapAt(1, other)
          watches[slot(clauses[number][1])].append(number)
          continue
        }
        kept.append(number)
        if value(clauses[number][0]) < 0 {
          watches[place] += kept + waiting[(index + 1)...]
          return false
        }
        assign(clauses[number][0], because: number)
      }
      watches[place] += kept
    }
    return true
  }

  // MARK: Steps

  /// Assuming that every literal is false leads to a conflict.
  private mutating func follows(_ clause: [Int32]) -> Bool {
    let mark = trail.count
    defer { undo(to: mark) }
    return assumeFalse(clause)
  }

  private mutating func assumeFalse(_ clause: [Int32]) -> Bool {
    next = trail.count
    for literal in clause {
      if value(literal) > 0 { return true }
      if value(literal) == 0 { assign(-literal, because: -1) }
    }
    return !propagate()
  }

  private mutating func undo(to mark: Int) {
    for literal in trail[mark...] {
      values[Int(literal.magnitude)] = 0
      reasons[Int(literal.magnitude)] = -1
    }
    trail.removeLast(trail.count - mark)
    next = mark
  }

  /// Every resolvent on the first literal follows (RAT).
  private mutating func isBlocked(_ clause: [Int32]) -> Bool {
    guard let pivot = clause.first else { return false }
    for number in clauses.indices where !isDeleted[number] && clauses[number].contains(-pivot) {
      let resolvent = clause + clauses[number].filter { $0 != -pivot }
      if resolvent.contains(where: { $0 != pivot && resolvent.contains(-$0) }) { continue }
      guard follows(resolvent) else { return false }
    }
    return true
  }
}
