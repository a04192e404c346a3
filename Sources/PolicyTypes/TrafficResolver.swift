import NetworkModel
package import PolicySyntax
import SourceText

/// Turns traffic expressions into protocol entries. Nil means: reported, say nothing more about it.
package struct TrafficResolver {
  /// How `icmp` without a type reads (LANG-11): any ICMP packet, or an echo request that has a
  /// reply.
  package enum Reading: Hashable, Sendable { case packets, exchanges }

  let declarations: [String: TrafficDeclaration]
  var diagnostics: [Diagnostic] = []
  private(set) var used: Set<String> = []
  private var open: [String] = []
  private var resolved: [Key: [Traffic.Entry]?] = [:]

  private struct Key: Hashable {
    var name: String
    var reading: Reading
  }

  package init(declarations: [String: TrafficDeclaration]) { self.declarations = declarations }

  /// No expression stands for `any`.
  package mutating func resolve(_ expression: TrafficExpression?, _ reading: Reading) -> Traffic? {
    guard let expression else { return .any }
    guard let entries = entries(expression, reading) else { return nil }
    return Traffic(entries: entries, text: Printer.print(expression))
  }

  private mutating func entries(_ expression: TrafficExpression, _ reading: Reading) -> [Traffic
    .Entry]?
  {
    var result: [Traffic.Entry] = []
    var isComplete = true
    for term in expression.terms {
      guard let entries = entries(term, reading) else {
        isComplete = false
        continue
      }
      for entry in entries where !result.contains(entry) { result.append(entry) }
    }
    return isComplete ? result : nil
  }

  private mutating func entries(_ term: TrafficTerm, _ reading: Reading) -> [Traffic.Entry]? {
    switch term {
    case .any: return [Traffic.Entry(proto: nil)]
    case .ports(let transport, let ports, _):
      return [Traffic.Entry(proto: transport.number, ports: ports)]
    case .icmp(let version6, let type, let code, _):
      if let type {
        return [Traffic.Entry(proto: version6 ? 58 : 1, icmpType: type, icmpCode: code)]
      }
      let both = version6 ? [UInt8(58)] : [1, 58]
      switch reading {
      case .packets: return both.map { Traffic.Entry(proto: $0) }
      case .exchanges:
        return both.map { Traffic.Entry(proto: $0, icmpType: $0 == 1 ? 8 : 128, icmpCode: 0) }
      }
    case .ipProtocol(let number, _): return [Traffic.Entry(proto: number)]
    case .name(let name): return entries(name, reading)
    }
  }

  private mutating func entries(_ name: Name, _ reading: Reading) -> [Traffic.Entry]? {
    guard let declaration = declarations[name.text] else {
      reportUnknown(name)
      return nil
    }
    used.insert(name.text)
    if let known = resolved[Key(name: name.text, reading: reading)] { return known }
    guard !open.contains(name.text) else {
      diagnostics.append(
        Diagnostic(
          code: "PT004", message: "the traffic `\(name.text)` is defined by itself",
          range: name.range))
      return nil
    }
    guard open.count < SetResolver.depthLimit else {
      diagnostics.append(
        Diagnostic(
          code: "PT016",
          message: "traffics refer to each other more than \(SetResolver.depthLimit) deep",
          range: name.range))
      return nil
    }
    open.append(name.text)
    let entries = entries(declaration.value, reading)
    open.removeLast()
    resolved[Key(name: name.text, reading: reading)] = .some(entries)
    return entries
  }

  private mutating func reportUnknown(_ name: Name) {
    let wellKnown = [
      "ssh": "tcp/22", "http": "tcp/80", "https": "tcp/443", "dns": "tcp/53, udp/53",
      "rdp": "tcp/3389",
      "mysql": "tcp/3306", "postgres": "tcp/5432", "postgresql": "tcp/5432", "redis": "tcp/6379",
      "ntp": "udp/123", "ldap": "tcp/389", "smtp": "tcp/25", "nfs": "tcp/2049", "ping": "icmp",
    ]
    let known = Array(declarations.keys) + ["tcp", "udp", "icmp", "icmpv6", "any"]
    var notes: [String] = []
    if let note = Spelling.note(for: name.text, among: known) { notes.append(note) }
    if let meaning = wellKnown[name.text.lowercased()] {
      notes.append("declare it: `traffic \(name.text) = \(meaning)`")
    }
    let diagnostic = Diagnostic(
      code: "PT009", message: "unknown traffic `\(DisplayText.escape(name.text))`",
      range: name.range,
      notes: notes)
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }
}

extension Traffic {
  package var includesEveryProtocol: Bool { entries.contains { $0.proto == nil } }

  /// True when some packet is in both.
  package func overlaps(_ other: Traffic) -> Bool {
    entries.contains { a in other.entries.contains { b in a.overlaps(b) } }
  }
}

extension Traffic.Entry {
  fileprivate func overlaps(_ other: Traffic.Entry) -> Bool {
    func meet<Value: Equatable>(_ a: Value?, _ b: Value?) -> Bool { a == nil || b == nil || a == b }
    let portsMeet =
      if let a = ports, let b = other.ports { a.overlaps(b) } else { true }
    return meet(proto, other.proto) && portsMeet && meet(icmpType, other.icmpType)
      && meet(icmpCode, other.icmpCode)
  }
}
