import ForwardingGraph
import TermGraph

/// A conjunction of one set of values for each variable that it restricts.
struct FlowPiece: Hashable {
  /// By variable; nil: every value.
  var sets: [Intervals?]

  func intersection(_ other: FlowPiece) -> FlowPiece? {
    var result = self
    for index in sets.indices {
      guard let set = other.sets[index] else { continue }
      guard let own = sets[index] else {
        result.sets[index] = set
        continue
      }
      let both = own.intersection(set)
      if both.isEmpty { return nil }
      result.sets[index] = both
    }
    return result
  }

  /// Every value of `other` is one of this.
  func covers(_ other: FlowPiece) -> Bool {
    sets.indices.allSatisfy { index in
      guard let own = sets[index] else { return true }
      guard let set = other.sets[index] else { return false }
      return set.isSubset(of: own)
    }
  }
}

/// From a term to a union of pieces with the same meaning. Exact, or nil: where the term compares two variables, or where the
/// pieces would be more than `limit`.
struct FlowPieces {
  static let limit = 4096
  private let graph: TermGraph
  private struct Key: Hashable {
    var term: TermID
    var isNegated: Bool
  }
  private var known: [Key: [FlowPiece]?] = [:]

  init(_ graph: TermGraph) { self.graph = graph }

  private var everything: FlowPiece { FlowPiece(sets: .init(repeating: nil, count: graph.variables.count)) }

  mutating func pieces(of term: TermID, isNegated: Bool = false) -> [FlowPiece]? {
    let key = Key(term: term, isNegated: isNegated)
    if let found = known[key] { return found }
    let result = compute(term, isNegated)
    known[key] = .some(result)
    return result
  }

  private mutating func compute(_ term: TermID, _ isNegated: Bool) -> [FlowPiece]? {
    switch graph[term] {
    case .constant(let value): return value != isNegated ? [everything] : []
    case .member(let variable, let low, let high):
      let whole = Intervals(0, graph.variable(variable).maximum)
      let set = Intervals(low, high).intersection(whole)
      var piece = everything
      piece.sets[Int(variable.index)] = isNegated ? whole.subtracting(set) : set
      return piece.sets[Int(variable.index)]?.isEmpty == true ? [] : [piece]
    case .equal: return nil
    case .not(let inner): return pieces(of: inner, isNegated: !isNegated)
    case .and(let parts): return isNegated ? any(parts, true) : all(parts, false)
    case .or(let parts): return isNegated ? all(parts, true) : any(parts, false)
    }
  }

  private mutating func any(_ parts: [TermID], _ isNegated: Bool) -> [FlowPiece]? {
    var result: [FlowPiece] = []
    for part in parts {
      guard let more = pieces(of: part, isNegated: isNegated) else { return nil }
      result += more
      guard result.count <= Self.limit else { return nil }
    }
    return Self.reduced(result)
  }

  /// The parts with the fewest pieces first: they leave the least of the others.
  private mutating func all(_ parts: [TermID], _ isNegated: Bool) -> [FlowPiece]? {
    var factors: [[FlowPiece]] = []
    for part in parts {
      guard let factor = pieces(of: part, isNegated: isNegated) else { return nil }
      if factor.isEmpty { return [] }
      factors.append(factor)
    }
    factors.sort { $0.count < $1.count }
    var result = [everything]
    for factor in factors {
      var next: [FlowPiece] = []
      for piece in result {
        for other in factor {
          if let both = piece.intersection(other) { next.append(both) }
        }
        guard next.count <= Self.limit else { return nil }
      }
      result = Self.reduced(next)
      if result.isEmpty { return [] }
    }
    return result
  }

  /// Without pieces that others cover.
  private static func reduced(_ pieces: [FlowPiece]) -> [FlowPiece] {
    guard pieces.count > 1, pieces.count <= 512 else { return pieces }
    var kept: [FlowPiece] = []
    for piece in pieces where !kept.contains(where: { $0.covers(piece) }) {
      kept.removeAll { piece.covers($0) }
      kept.append(piece)
    }
    return kept
  }
}
