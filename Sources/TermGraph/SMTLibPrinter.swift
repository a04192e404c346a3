/// SMT-LIB 2 text of one satisfiability question, a function of the term alone.
///
/// Every n-ary term becomes one `define-fun`, so the text is linear in the graph and its nesting
/// is bounded. Intervals are written by their definition, two comparisons, and not by the shorter
/// forms that the solver encoding uses: the text is a second reading of the term.
package struct SMTLibPrinter {
  private let graph: TermGraph

  package init(_ graph: TermGraph) { self.graph = graph }

  /// Is `assertion` satisfiable? Each line of `comment` stands in front, behind a semicolon.
  package func text(_ assertion: TermID, comment: String = "") -> String {
    var out = ""
    if !comment.isEmpty {
      for line in comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
        out += "; \(line)\n"
      }
    }
    out += "(set-logic QF_BV)\n"
    for id in graph.variables(of: assertion) {
      out += "(declare-const \(symbol(id)) (_ BitVec \(graph.variable(id).width)))\n"
    }
    for term in graph.reachable(from: assertion) {
      switch graph[term] {
      case .constant, .member, .equal, .not: break
      case .and(let children): define(term, "and", children, &out)
      case .or(let children): define(term, "or", children, &out)
      }
    }
    out += "(assert \(reference(assertion)))\n(check-sat)\n"
    return out
  }

  private func define(
    _ term: TermID, _ operation: String, _ children: [TermID], _ out: inout String
  ) {
    out += "(define-fun t\(term.index) () Bool (\(operation)"
    for child in children { out += " \(reference(child))" }
    out += "))\n"
  }

  /// An n-ary term by its name, any other written out. A negation never stands on a negation, so
  /// the recursion has depth two.
  private func reference(_ term: TermID) -> String {
    switch graph[term] {
    case .constant(let value): return value ? "true" : "false"
    case .member(let v, let low, let high): return member(v, low, high)
    case .equal(let a, let b): return "(= \(symbol(a)) \(symbol(b)))"
    case .not(let child): return "(not \(reference(child)))"
    case .and, .or: return "t\(term.index)"
    }
  }

  private func member(_ v: VariableID, _ low: UInt128, _ high: UInt128) -> String {
    let (name, width) = (symbol(v), graph.variable(v).width)
    if low == high { return "(= \(name) (_ bv\(low) \(width)))" }
    return "(and (bvule (_ bv\(low) \(width)) \(name)) (bvule \(name) (_ bv\(high) \(width))))"
  }

  /// A quoted symbol: the index makes it unique, the name is for the reader.
  private func symbol(_ id: VariableID) -> String {
    var name = ""
    for scalar in graph.variable(id).name.unicodeScalars {
      let printable = scalar.value >= 0x20 && scalar.value < 0x7F
      name.unicodeScalars.append(printable && scalar != "|" && scalar != "\\" ? scalar : "_")
    }
    return "|\(id.index):\(name)|"
  }
}
