import SourceText

/// Where a flow stands; only a claim may say `using`.
enum FlowPlace { case claim, exception, question }

extension Parser {
  /// The verb was taken.
  mutating func parseClaim(
    _ verb: ClaimStatement.Verb, keyword: SourceRange
  ) throws(Failure) -> ClaimStatement {
    let modifiers = parseModifiers(verb)
    let flow = try parseFlow(.claim)
    if let way = flow.way {
      checkWay(way, verb, modifiers)
    } else if verb == .forbid, let modifier = modifiers.first(where: { $0.kind == .oneWay }) {
      report(
        "PS020", "`one-way` does not go with `forbid`", at: modifier.range,
        notes: ["`forbid` alone already speaks of packets in one direction"])
    }
    if let modifier = modifiers.first(where: { $0.kind == .symmetric }), !flow.way.isThrough {
      report(
        "PS020", "`symmetric` needs `through`", at: modifier.range,
        notes: ["write `require symmetric A -> B through S`: the places that both legs share"])
    }
    if let tolerance = flow.tolerance, verb == .forbid || flow.way != nil {
      report(
        "PS020", "`tolerating` goes with `require A -> B on T` only", at: tolerance.range,
        notes: ["what is forbidden stays forbidden when something fails"])
    }
    var exceptions: [ExceptionClause] = []
    while isWord("except") { exceptions.append(try parseException()) }
    if isWord("on") || isWord("using") || isWord("tolerating") || isWord(in: Words.ways) {
      throw fail(
        "PS033", "`\(current.text)` comes after the exceptions",
        notes: ["write `\(current.text) …` before the first `except`"])
    }
    return ClaimStatement(
      verb: verb, modifiers: modifiers, flow: flow, exceptions: exceptions,
      range: range(from: keyword))
  }

  private mutating func parseModifiers(_ verb: ClaimStatement.Verb) -> [Modifier] {
    var modifiers: [Modifier] = []
    while current.kind == .word, let kind = Modifier.Kind(rawValue: current.text) {
      let modifier = Modifier(kind: kind, range: current.range)
      if let misfit = misfit(of: kind, with: verb) {
        report("PS020", misfit.message, at: modifier.range, notes: [misfit.note])
      } else if let twin = modifiers.first(where: { $0.kind == kind }) {
        report(
          "PS017", "`\(kind.rawValue)` is given twice", at: modifier.range,
          labels: [Diagnostic.Label(range: twin.range, message: "first given here")])
      } else if let other = modifiers.first {
        report(
          "PS020", "`\(kind.rawValue)` does not go with `\(other.kind.rawValue)`",
          at: modifier.range,
          notes: ["write one claim for each"])
      } else {
        modifiers.append(modifier)
      }
      advance()
    }
    return modifiers
  }

  private func misfit(
    of kind: Modifier.Kind, with verb: ClaimStatement.Verb
  ) -> (message: String, note: String)? {
    switch (verb, kind) {
    case (.forbid, .direct), (.forbid, .connections), (.require, .oneWay), (.forbid, .oneWay), (.forbid, .routeLeaks),
      (.require, .symmetric):
      nil
    case (.require, .routeLeaks):
      ("`route-leaks` does not go with `require`", "write `forbid route-leaks A -> B`")
    case (.forbid, .symmetric):
      ("`symmetric` does not go with `forbid`", "write `require symmetric A -> B through S`")
    case (.require, .connections):
      (
        "`connections` does not go with `require`",
        "`require` alone already asks for both directions"
      )
    case (.require, .direct):
      ("`direct` does not go with `require`", "only `forbid` can leave proxies out")
    }
  }

  /// `A -> B [on T] [using WHICH]`
  mutating func parseFlow(_ place: FlowPlace) throws(Failure) -> Flow {
    let first = current.range
    let source = try parseSet()
    try expectArrow()
    let destination = try parseSet()
    var traffic = try parseOptionalTraffic()
    var way: WayClause?
    if isWord(in: Words.ways) {
      switch place {
      case .claim: break
      case .exception:
        throw fail(
          "PS033", "an exception has no condition on the way",
          notes: ["write `\(current.text) …` before the first `except`"])
      case .question:
        throw fail(
          "PS033", "a question has no condition on the way",
          notes: ["write it as a claim of a policy"])
      }
      way = try parseWay()
      if traffic == nil { traffic = try parseOptionalTraffic() }
    }
    let tolerance = try parseTolerance()
    if let tolerance, place != .claim {
      report(
        "PS033", "only a claim can tolerate failures", at: tolerance.range,
        notes: ["write it before the first `except` of a claim"])
    }
    var addresses: AddressChoice?
    if isWord("using") {
      switch place {
      case .claim: break
      case .exception:
        throw fail(
          "PS033", "an exception cannot choose addresses",
          notes: ["write `using …` before the first `except`"])
      case .question:
        throw fail(
          "PS033", "a question cannot choose addresses", notes: ["ask about the address itself"])
      }
      addresses = try parseAddressChoice()
    }
    return Flow(
      source: source, destination: destination, traffic: traffic, addresses: addresses, way: way,
      tolerance: tolerance, range: range(from: first))
  }

  /// Which verbs and modifiers a condition on the way goes with.
  private mutating func checkWay(
    _ way: WayClause, _ verb: ClaimStatement.Verb, _ modifiers: [Modifier]
  ) {
    if let modifier = modifiers.first, modifier.kind != .oneWay, modifier.kind != .symmetric {
      report(
        "PS020", "`\(modifier.kind.rawValue)` does not go with a condition on the way",
        at: modifier.range, notes: ["every way counts, whether it is direct or not"])
    }
    switch (verb, way) {
    case (.require, .bypassing):
      report(
        "PS020", "`bypassing` does not go with `require`", at: way.range,
        notes: ["write `require A -> B through S`, or `forbid A -> B bypassing S`"])
    case (.forbid, .encrypted):
      report(
        "PS020", "`encrypted` does not go with `forbid`", at: way.range,
        notes: ["write `require A -> B encrypted`: every way is encrypted"])
    case (.forbid, .within):
      report(
        "PS020", "`within` does not go with `forbid`", at: way.range,
        notes: ["write `require A -> B within …`: every way stays there"])
    case (.require, .through), (.require, .encrypted), (.require, .within), (.forbid, .through),
      (.forbid, .bypassing):
      break
    }
  }

  /// `through S`, `bypassing S`, `encrypted [by M, N]`
  private mutating func parseWay() throws(Failure) -> WayClause {
    let first = current.range
    if take(word: "through") {
      let set = try parseSet()
      return .through(set, range(from: first))
    }
    if take(word: "bypassing") {
      let set = try parseSet()
      return .bypassing(set, range(from: first))
    }
    if take(word: "within") {
      let bound = try parseBound()
      return .within(bound, range(from: first))
    }
    advance()
    var mechanisms: [Mechanism] = []
    if take(word: "by") {
      repeat {
        let all = Mechanism.allCases.map(\.rawValue)
        guard current.kind == .word, let mechanism = Mechanism(rawValue: current.text) else {
          let note = Spelling.note(for: current.text, among: all)
          throw fail(
            "PS034", "expected a mechanism of encryption, found \(current.described)",
            notes: [note ?? "mechanisms are \(listed(all))"])
        }
        if !mechanisms.contains(mechanism) { mechanisms.append(mechanism) }
        advance()
      } while take(mark: ",") || take(word: "or")
    }
    return .encrypted(mechanisms, range(from: first))
  }

  private mutating func expectArrow() throws(Failure) {
    if take(mark: "->") { return }
    guard isMark("=>") || isWord("to") else {
      throw failExpecting(
        "`->`", notes: ["a flow is `A -> B`; members of a set are separated by `,`"])
    }
    report("PS032", "expected `->`, found \(current.described)", at: current.range)
    advance()
  }

  mutating func parseOptionalTraffic() throws(Failure) -> TrafficExpression? {
    guard take(word: "on") else { return nil }
    return try parseTraffic()
  }

  private mutating func parseAddressChoice() throws(Failure) -> AddressChoice {
    let first = current.range
    advance()
    let all = AddressChoice.Kind.allCases.map(\.rawValue)
    guard current.kind == .word, let kind = AddressChoice.Kind(rawValue: current.text) else {
      let note = Spelling.note(for: current.text, among: all)
      throw fail(
        "PS026", "expected \(listed(all).replacing(" and ", " or ")), found \(current.described)",
        notes: note.map { [$0] } ?? [])
    }
    advance()
    _ = take(word: "addresses")
    return AddressChoice(kind: kind, range: range(from: first))
  }

  private mutating func parseException() throws(Failure) -> ExceptionClause {
    let first = current.range
    advance()
    let flow = try parseFlow(.exception)
    var reason: Name?
    if take(word: "because") { reason = try expectString("the reason") }
    return ExceptionClause(flow: flow, reason: reason, range: range(from: first))
  }
}

extension WayClause? {
  fileprivate var isThrough: Bool {
    switch self {
    case .through: true
    case nil, .bypassing, .encrypted, .within: false
    }
  }
}

extension String {
  /// The text with the last occurrence of `part` replaced; no Foundation.
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    guard let found = ranges(of: part).last else { return self }
    var copy = self
    copy.replaceSubrange(found, with: other)
    return copy
  }
}
