import SourceText

extension Parser {
  /// `within` was taken: `within 3 hops`, `within regions eu-west-1, eu-central-1`.
  mutating func parseBound() throws(Failure) -> Bound {
    let all = Bound.Kind.allCases.map(\.rawValue)
    if current.kind == .number {
      guard let count = Int(current.text), (1...64).contains(count) else {
        throw fail("PS037", "expected a number of hops from 1 to 64, found \(current.described)")
      }
      advance()
      guard take(word: "hops") || take(word: "hop") else { throw failExpecting("`hops`") }
      return .hops(count)
    }
    guard current.kind == .word, let kind = Bound.Kind(rawValue: current.text) else {
      let note = Spelling.note(for: current.text, among: all)
      throw fail(
        "PS037", "expected where ways must stay, found \(current.described)",
        notes: [note ?? "write `within 3 hops`, or one of \(listed(all)) and names"])
    }
    advance()
    var names: [Name] = []
    repeat { names.append(try parsePlaceName()) } while take(mark: ",") || take(word: "or")
    return .places(kind, names)
  }

  private mutating func parsePlaceName() throws(Failure) -> Name {
    let token = current
    switch token.kind {
    case .string, .number: break
    case .word where !Words.reserved.contains(token.text): break
    case .word, .address, .mark, .broken, .endOfInput: throw failExpecting("a name")
    }
    advance()
    return Name(text: token.text, isQuoted: token.kind != .word, range: token.range)
  }

  /// `tolerating 1 failure of nat-gateways`; nil where no such word stands.
  mutating func parseTolerance() throws(Failure) -> Tolerance? {
    let first = current.range
    guard take(word: "tolerating") else { return nil }
    let all = Tolerance.Kind.allCases.map(\.rawValue)
    let form = "write `tolerating 1 failure of nat-gateways`"
    guard current.kind == .number, current.text == "1" else {
      throw fail("PS038", "expected `1`, found \(current.described)", notes: [form])
    }
    advance()
    guard take(word: "failure"), take(word: "of") else {
      throw fail("PS038", "expected `failure of`, found \(current.described)", notes: [form])
    }
    guard current.kind == .word, let kind = Tolerance.Kind(rawValue: current.text) else {
      let note = Spelling.note(for: current.text, among: all)
      throw fail(
        "PS038", "expected what may fail, found \(current.described)",
        notes: [note ?? "kinds are \(listed(all))"])
    }
    advance()
    return Tolerance(kind: kind, range: range(from: first))
  }
}
