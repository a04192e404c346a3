internal import NetworkModel
internal import SourceText

/// Rules of the stateful engine for packets of phase `new` (NFW-7, NFW-8, NFW-13, NFW-14). Rules that never match a first
/// packet, and those that only alert, are left out.
struct StatefulRuleReader {
  let expressions: FirewallExpressions
  /// Groups keep the order that they were made for.
  let isForThisOrder: Bool

  /// Nil for a group that is not understood as a whole.
  func rules(of group: JSONValue, _ note: FirewallPolicyReader.Note) -> [FirewallRule]? {
    let keys: Set<String> = ["RuleVariables", "ReferenceSets", "RulesSource", "StatefulRuleOptions", "SummaryConfiguration"]
    guard isForThisOrder, group.members.allSatisfy({ keys.contains($0.key) }),
      let source = group.peek("RulesSource"), source.kind == .object
    else { return nil }
    var lines: [StatefulLine] = []
    for member in source.members where !member.value.isEmpty {
      switch member.key {
      case "RulesString": lines += StatefulLine.all(in: member.value)
      case "StatefulRules":
        guard member.value.kind == .array else { return nil }
        lines += member.value.elements.map { StatefulLine($0) }
      case "RulesSourceList":
        // NFW-8, NFW-13: a name is known only once the connection stands.
        guard isDomainList(member.value) else { return nil }
      case _: return nil
      }
    }
    return lines.flatMap { rules(of: $0, note) }
  }

  private func isDomainList(_ list: JSONValue) -> Bool {
    let known: Set<String> = ["Targets", "TargetTypes", "GeneratedRulesType"]
    let types = list.peek("TargetTypes").map { $0.elements.compactMap(\.string) } ?? []
    return list.kind == .object && list.members.allSatisfy { known.contains($0.key) }
      && Set(types).isSubset(of: ["TLS_SNI", "HTTP_HOST"])
      && ["ALLOWLIST", "DENYLIST", "REJECTLIST", "ALERTLIST"].contains(
        list.peek("GeneratedRulesType")?.string ?? "")
  }

  /// Protocols of the application that are spoken over TCP only: no handshake is of one.
  private static let overTCP: Set<String> = [
    "http", "http1", "http2", "tls", "ssl", "ssh", "smtp", "ftp", "ftp-data", "imap", "smb", "rdp",
  ]
  /// A first packet over UDP may be of one of these.
  private static let overBoth: Set<String> = [
    "dns", "quic", "ntp", "dhcp", "tftp", "krb5", "ikev2", "snmp", "sip", "nfs", "enip", "dnp3", "modbus",
  ]
  private static let silent: Set<String> = [
    "msg", "sid", "rev", "metadata", "classtype", "reference", "gid", "noalert", "priority",
  ]

  private func rules(of line: StatefulLine, _ note: FirewallPolicyReader.Note) -> [FirewallRule] {
    let action: FirewallRule.Action
    switch line.action {
    case "pass": action = .pass
    case "drop", "reject": action = .drop
    case "alert": return []
    case _: return [unknown(line, FirewallMatch(), "its action is not known", note)]
    }
    var doubt: String?
    for option in line.options where !Self.silent.contains(option.keyword) {
      guard option.keyword == "flow" else {
        doubt = "its option `\(DisplayText.escape(option.keyword))` is not modelled"
        continue
      }
      let words = option.value.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      if words.contains(where: { ["established", "to_client", "from_server"].contains($0) }) { return [] }
      if !words.allSatisfy({ ["to_server", "from_client", "not_established", "stateless"].contains($0) }) {
        doubt = "its option `flow` is not understood"
      }
    }
    var matches: [(match: FirewallMatch, isCertain: Bool)] = []
    switch line.proto {
    case "ip": matches = [(FirewallMatch(), true)]
    case "tcp": matches = [(FirewallMatch(protocols: [IPProtocol.tcp]), true)]
    case "udp": matches = [(FirewallMatch(protocols: [IPProtocol.udp]), true)]
    case "icmp":
      // Whether the word means that of IPv6 too is not documented.
      matches = [
        (FirewallMatch(protocols: [IPProtocol.icmp]), true), (FirewallMatch(protocols: [IPProtocol.icmp6]), false),
      ]
    case let word where Self.overTCP.contains(word): return []
    case let word where Self.overBoth.contains(word):
      matches = [(FirewallMatch(protocols: [IPProtocol.udp]), false)]
    case _: matches = [(FirewallMatch(), false)]
    }
    return matches.flatMap { base in
      directed(line, base.match, &doubt).flatMap { match in
        let reason = doubt ?? (base.isCertain ? nil : "what its protocol matches is not certain")
        var rules = decided(line, match, action, reason, note)
        if let beyond = match.beyondPorts {
          rules.append(unknown(line, beyond, "what its ports mean for other protocols is not documented", note))
        }
        return rules
      }
    }
  }

  /// The rule for what its header matches; what it means for IPv6 is not always known (NFW-9, NFW-14).
  private func decided(
    _ line: StatefulLine, _ match: FirewallMatch, _ action: FirewallRule.Action, _ reason: String?,
    _ note: FirewallPolicyReader.Note
  ) -> [FirewallRule] {
    if let reason { return [unknown(line, match, reason, note)] }
    guard expressions.isVagueForIPv6(line.source) || expressions.isVagueForIPv6(line.destination) else {
      return [FirewallRule(match, action, text: line.text, origin: line.range)]
    }
    var (known, other) = (match, match)
    known.sources = match.sources?.only(.v4)
    known.destinations = match.destinations?.only(.v4)
    let everything = AddressRanges.nothing.complement.only(.v6)
    (other.sources, other.destinations) = (everything, everything)
    return [
      FirewallRule(known, action, text: line.text, origin: line.range),
      unknown(line, other, "what its addresses mean for IPv6 is not documented", note),
    ]
  }

  /// One match for each direction; a part that is not understood may match anything.
  private func directed(
    _ line: StatefulLine, _ base: FirewallMatch, _ doubt: inout String?
  ) -> [FirewallMatch] {
    let sources = expressions.addressRanges(line.source)
    let destinations = expressions.addressRanges(line.destination)
    let sourcePorts = expressions.portRanges(line.sourcePort)
    let destinationPorts = expressions.portRanges(line.destinationPort)
    if sources == nil || destinations == nil || sourcePorts == nil || destinationPorts == nil {
      doubt = "an address or port of it is not understood"
    }
    var match = base
    // With ports only TCP and UDP match, so all of them are none.
    match.sources = sources
    match.destinations = destinations
    match.sourcePorts = sourcePorts.flatMap { $0 == .nothing.complement ? nil : $0.ranges }
    match.destinationPorts = destinationPorts.flatMap { $0 == .nothing.complement ? nil : $0.ranges }
    switch line.direction {
    case "->", "FORWARD": return [match]
    case "<>", "ANY":
      var back = match
      swap(&back.sources, &back.destinations)
      swap(&back.sourcePorts, &back.destinationPorts)
      return [match, back]
    case _:
      doubt = "its direction is not understood"
      return [base]
    }
  }

  private func unknown(
    _ line: StatefulLine, _ match: FirewallMatch, _ reason: String, _ note: FirewallPolicyReader.Note
  ) -> FirewallRule {
    let id = note("the rule `\(DisplayText.escape(line.text))` of its firewall: \(reason)", "NFW-14", line.range)
    return FirewallRule(match, .unknown(id), text: line.text, origin: line.range)
  }
}

/// One stateful rule, however it is written (NFW-7).
struct StatefulLine {
  var action = ""
  var proto = ""
  var source = "any"
  var sourcePort = "any"
  var direction = "->"
  var destination = "any"
  var destinationPort = "any"
  var options: [(keyword: String, value: String)] = []
  var text: String
  var range: SourceRange

  /// A rule in parts. What is missing is not understood.
  init(_ rule: JSONValue) {
    let header = rule.peek("Header")
    func part(_ key: String) -> String { header?.peek(key)?.string ?? "" }
    range = rule.range
    action = rule.peek("Action")?.string?.lowercased() ?? ""
    proto = part("Protocol").lowercased()
    source = part("Source")
    sourcePort = part("SourcePort")
    direction = part("Direction")
    destination = part("Destination")
    destinationPort = part("DestinationPort")
    if let list = rule.peek("RuleOptions"), list.kind == .array {
      options = list.elements.map { option in
        let settings = option.peek("Settings").map { $0.elements.compactMap(\.string) } ?? []
        // `sid` with settings, or `sid:1` in one.
        let parts = (option.peek("Keyword")?.string ?? "?").split(separator: ":", maxSplits: 1)
        let value = parts.dropFirst().map(String.init) + settings
        return (parts.first.map { String($0).trimmed.lowercased() } ?? "?", value.joined(separator: ","))
      }
    }
    text = [action, proto, source, sourcePort, direction, destination, destinationPort].joined(separator: " ")
  }

  /// A rule of the Suricata language. One that cannot be taken apart has no action that is known.
  init(_ line: String, at range: SourceRange) {
    self.range = range
    text = line
    let head = line.prefix { $0 != "(" }
    var words: [String] = []
    var (word, depth) = ("", 0)
    for character in head {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      if character.isWhitespace, depth == 0 {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    guard words.count == 7, line.last == ")", head.count < line.count else { return }
    (action, proto) = (words[0].lowercased(), words[1].lowercased())
    (source, sourcePort, direction) = (words[2], words[3], words[4])
    (destination, destinationPort) = (words[5], words[6])
    options = Self.options(line.dropFirst(head.count + 1).dropLast())
  }

  static func all(in value: JSONValue) -> [StatefulLine] {
    let text = (value.string ?? "?").replacingContinuations
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let rule = String(line).trimmed
      return rule.isEmpty || rule.hasPrefix("#") ? nil : StatefulLine(rule, at: value.range)
    }
  }

  /// `key:value;` and `key;`; semicolons in quotes or behind a backslash do not end one.
  private static func options(_ text: Substring) -> [(keyword: String, value: String)] {
    var parts: [String] = []
    var (part, isQuoted, isEscaped) = ("", false, false)
    for character in text {
      if character == "\"", !isEscaped { isQuoted.toggle() }
      if character == ";", !isQuoted, !isEscaped {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    parts.append(part)
    return parts.compactMap { part in
      let halves = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let keyword = halves.first.map { $0.filter { !$0.isWhitespace } } ?? ""
      return keyword.isEmpty ? nil : (keyword.lowercased(), halves.count > 1 ? String(halves[1]) : "")
    }
  }
}

extension String {
  /// A backslash at the end of a line joins it with the next one.
  fileprivate var replacingContinuations: String {
    var result = ""
    var isPending = false
    for character in self {
      if isPending {
        isPending = false
        if character.isNewline {
          result.append(" ")
          continue
        }
        result.append("\\")
      }
      if character == "\\" { isPending = true } else { result.append(character) }
    }
    if isPending { result.append("\\") }
    return result
  }
}
