import SourceText

extension Parser {
  mutating func parseTraffic() throws(Failure) -> TrafficExpression {
    let first = current.range
    var terms = [try parseTrafficTerm()]
    while (isMark(",") && !commaSeparatesArguments) || isWord("or") {
      advance()
      terms.append(try parseTrafficTerm())
    }
    return TrafficExpression(terms: terms, range: range(from: first))
  }

  mutating func parseTrafficTerm() throws(Failure) -> TrafficTerm {
    let token = current
    if token.kind == .number {
      throw failExpecting("a protocol", notes: ["write the protocol first: `tcp/\(token.text)`"])
    }
    guard token.kind == .word else {
      throw failExpecting(
        "a traffic", notes: ["a traffic is `tcp/443`, `udp/53`, `icmp`, `any` or a name"])
    }
    if let ports = PortProtocol(rawValue: token.text) {
      advance()
      return try parsePorts(ports, first: token.range)
    }
    switch token.text {
    case "any":
      advance()
      return .any(token.range)
    case "icmp", "icmpv6":
      advance()
      return try parseICMP(version6: token.text == "icmpv6", first: token.range)
    case "protocol":
      advance()
      try expect(mark: "/", notes: ["write `protocol/50`"])
      let number = try parseByte("an IP protocol number")
      return ipProtocol(number, range: range(from: token.range))
    case _: return try parseNamedTraffic()
    }
  }

  private mutating func parseNamedTraffic() throws(Failure) -> TrafficTerm {
    let token = current
    let pieces = token.text.split(separator: ":", maxSplits: 1).map(String.init)
    if pieces.count == 2, PortProtocol(rawValue: pieces[0]) != nil {
      throw fail(
        "PS025", "expected a traffic, found `\(token.text)`",
        notes: ["write `\(pieces[0])/\(pieces[1])`"])
    }
    if let known = portlessProtocols.first(where: { $0.name == token.text }) {
      advance()
      if isMark("/") {
        throw fail("PS024", "`\(known.name)` has no ports")
      }
      return .ipProtocol(known.number, token.range)
    }
    if token.text != "any", Words.reserved.contains(token.text) {
      throw failExpecting("a traffic")
    }
    if self.token(ahead: 1).kind == .mark, self.token(ahead: 1).text == "/" {
      let note = Spelling.note(for: token.text, among: Words.protocols)
      throw fail(
        "PS025", "unknown protocol `\(token.text)`",
        notes: [note ?? "protocols are \(listed(Words.protocols))"])
    }
    advance()
    return .name(Name(text: token.text, range: token.range))
  }

  private mutating func parsePorts(
    _ transport: PortProtocol, first: SourceRange
  ) throws(Failure) -> TrafficTerm {
    guard take(mark: "/") else {
      if current.kind == .number, !current.startsLine {
        throw failExpecting(
          "`/` and a port", notes: ["write `\(transport.rawValue)/\(current.text)`"])
      }
      return .ports(transport, ports: nil, range(from: first))
    }
    let lowerRange = current.range
    let lower = try parsePort(transport)
    guard take(mark: "-") else {
      return .ports(transport, ports: lower...lower, range(from: first))
    }
    let upper = try parsePort(transport)
    if upper < lower {
      report(
        "PS023", "the range `\(lower)-\(upper)` is empty", at: range(from: lowerRange),
        notes: ["write the smaller port first: `\(upper)-\(lower)`"])
    }
    return .ports(transport, ports: min(lower, upper)...max(lower, upper), range(from: first))
  }

  private mutating func parsePort(_ transport: PortProtocol) throws(Failure) -> UInt16 {
    guard current.kind == .number else {
      let isWildcard = isMark("*") || isWord("any") || isWord("all")
      throw failExpecting(
        "a port", notes: isWildcard ? ["write `\(transport.rawValue)` alone for all ports"] : [])
    }
    guard let port = UInt16(current.text) else {
      throw fail("PS022", "expected a port from 0 to 65535, found `\(current.text)`")
    }
    advance()
    return port
  }

  private mutating func parseICMP(version6: Bool, first: SourceRange) throws(Failure) -> TrafficTerm
  {
    var type: UInt8?
    var code: UInt8?
    if take(mark: "/") {
      type = try parseByte("an ICMP type")
      if take(mark: "/") { code = try parseByte("an ICMP code") }
    }
    return .icmp(version6: version6, type: type, code: code, range(from: first))
  }

  private mutating func parseByte(_ what: String) throws(Failure) -> UInt8 {
    guard current.kind == .number else { throw failExpecting(what) }
    guard let value = UInt8(current.text) else {
      throw fail("PS024", "expected \(what) from 0 to 255, found `\(current.text)`")
    }
    advance()
    return value
  }

  /// The numbers of protocols that have a form of their own mean that form.
  private func ipProtocol(_ number: UInt8, range: SourceRange) -> TrafficTerm {
    switch number {
    case 1: .icmp(version6: false, type: nil, code: nil, range)
    case 6: .ports(.tcp, ports: nil, range)
    case 17: .ports(.udp, ports: nil, range)
    case 58: .icmp(version6: true, type: nil, code: nil, range)
    case _: .ipProtocol(number, range)
    }
  }
}
