import CZ3
import TermGraph

/// Z3's handles for the variables and terms of one graph in one session, by index.
///
/// The handles are owned by the session; the encoder dies with it or before it.
@safe struct Encoder {
  private var lineage: UInt64?
  private var terms: ContiguousArray<Z3_ast?> = unsafe []
  private var variables: ContiguousArray<Z3_ast?> = unsafe []
  /// By width.
  private var sorts: [Z3_sort?] = unsafe Array(repeating: nil, count: 129)

  /// Z3's term for `term`. New terms are built children first; the memo is kept for later calls.
  mutating func encode(
    _ term: TermID, in graph: borrowing TermGraph, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    // INVARIANT: handles belong to the lineage; another graph may reuse the same indices.
    if lineage != graph.lineageNumber {
      lineage = graph.lineageNumber
      unsafe terms.removeAll(keepingCapacity: true)
      unsafe variables.removeAll(keepingCapacity: true)
    }
    unsafe terms.extend(to: graph.count)
    unsafe variables.extend(to: graph.variables.count)
    if let known = unsafe terms[Int(term.index)] { return unsafe known }
    let missing = graph.reachable(from: term) { unsafe terms[Int($0.index)] != nil }
    for id in missing {
      let handle = try unsafe build(graph[id], graph, &session)
      unsafe terms[Int(id.index)] = handle
    }
    return try unsafe known(term)
  }

  /// Z3's constant for `v`.
  mutating func constant(
    _ v: VariableID, in graph: borrowing TermGraph, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    let index = Int(v.index)
    if let known = unsafe variables[index] { return unsafe known }
    let sort = try unsafe sort(width: graph.variable(v).width, &session)
    let symbol = unsafe Z3_mk_string_symbol(session.raw, "v\(v.index)")
    let handle = try unsafe session.adopt(
      Z3_mk_const(session.raw, symbol, sort), "Z3_mk_const")
    unsafe variables[index] = handle
    return unsafe handle
  }

  private func known(_ term: TermID) throws(SolverError) -> Z3_ast {
    guard let handle = unsafe terms[Int(term.index)] else {
      throw .z3(call: "encode", message: "term \(term.index) has no handle")
    }
    return unsafe handle
  }

  private mutating func sort(
    width: Int, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_sort {
    if let known = unsafe sorts[width] { return unsafe known }
    let sort = try unsafe session.sort(width: width)
    unsafe sorts[width] = sort
    return unsafe sort
  }

  private mutating func build(
    _ node: TermGraph.Node, _ graph: borrowing TermGraph, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    switch node {
    case .constant(true): return try unsafe session.adopt(Z3_mk_true(session.raw), "Z3_mk_true")
    case .constant(false): return try unsafe session.adopt(Z3_mk_false(session.raw), "Z3_mk_false")
    case .member(let v, let low, let high):
      return try unsafe member(v, low, high, graph, &session)
    case .equal(let a, let b):
      let left = try unsafe constant(a, in: graph, &session)
      let right = try unsafe constant(b, in: graph, &session)
      return try unsafe session.adopt(Z3_mk_eq(session.raw, left, right), "Z3_mk_eq")
    case .not(let child):
      return try unsafe session.adopt(Z3_mk_not(session.raw, known(child)), "Z3_mk_not")
    case .and(let children):
      let arguments = try unsafe handles(children)
      return try unsafe session.adopt(
        Z3_mk_and(session.raw, UInt32(arguments.count), arguments), "Z3_mk_and")
    case .or(let children):
      let arguments = try unsafe handles(children)
      return try unsafe session.adopt(
        Z3_mk_or(session.raw, UInt32(arguments.count), arguments), "Z3_mk_or")
    }
  }

  private func handles(_ children: [TermID]) throws(SolverError) -> [Z3_ast?] {
    var result: [Z3_ast?] = unsafe []
    unsafe result.reserveCapacity(children.count)
    for child in children { unsafe result.append(try known(child)) }
    return unsafe result
  }
}

extension Encoder {
  /// Membership as the cheapest constraint: equality of the top bits for an aligned block, one
  /// comparison for a half-open interval, two otherwise.
  mutating func member(
    _ v: VariableID, _ low: UInt128, _ high: UInt128, _ graph: borrowing TermGraph,
    _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    let (raw, variable) = unsafe (session.raw, graph.variable(v))
    let x = try unsafe constant(v, in: graph, &session)
    if let free = Self.blockBits(low, high), free < variable.width {
      let fixed = variable.width - free
      let top =
        free == 0
        ? unsafe x
        : try unsafe session.adopt(
          Z3_mk_extract(raw, UInt32(variable.width - 1), UInt32(free), x), "Z3_mk_extract")
      let value = try unsafe numeral(low >> UInt128(free), width: fixed, &session)
      return try unsafe session.adopt(Z3_mk_eq(raw, top, value), "Z3_mk_eq")
    }
    if low == 0 { return try unsafe atMost(x, high, variable.width, &session) }
    if high == variable.maximum { return try unsafe atLeast(x, low, variable.width, &session) }
    let bounds: [Z3_ast?] = try unsafe [
      atLeast(x, low, variable.width, &session), atMost(x, high, variable.width, &session),
    ]
    return try unsafe session.adopt(Z3_mk_and(raw, 2, bounds), "Z3_mk_and")
  }

  /// The number of free low bits when `low...high` is an aligned block of a power of two, else nil.
  static func blockBits(_ low: UInt128, _ high: UInt128) -> Int? {
    let span = low ^ high
    // An aligned block: the differing bits are exactly the low k, zero in `low`, one in `high`.
    guard span & (span &+ 1) == 0, low & span == 0 else { return nil }
    return span.nonzeroBitCount
  }

  private mutating func atMost(
    _ x: Z3_ast, _ bound: UInt128, _ width: Int, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    let value = try unsafe numeral(bound, width: width, &session)
    return try unsafe session.adopt(Z3_mk_bvule(session.raw, x, value), "Z3_mk_bvule")
  }

  private mutating func atLeast(
    _ x: Z3_ast, _ bound: UInt128, _ width: Int, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    let value = try unsafe numeral(bound, width: width, &session)
    return try unsafe session.adopt(Z3_mk_bvuge(session.raw, x, value), "Z3_mk_bvuge")
  }

  /// `Z3_mk_unsigned_int64` where the value fits, else `Z3_mk_numeral` from decimal text.
  private mutating func numeral(
    _ value: UInt128, width: Int, _ session: inout Z3Session
  ) throws(SolverError) -> Z3_ast {
    let sort = try unsafe sort(width: width, &session)
    if let small = UInt64(exactly: value) {
      return try unsafe session.adopt(
        Z3_mk_unsigned_int64(session.raw, small, sort), "Z3_mk_unsigned_int64")
    }
    return try unsafe session.adopt(
      Z3_mk_numeral(session.raw, String(value), sort), "Z3_mk_numeral")
  }
}

extension ContiguousArray<Z3_ast?> {
  fileprivate mutating func extend(to count: Int) {
    while unsafe self.count < count { unsafe append(nil) }
  }
}
