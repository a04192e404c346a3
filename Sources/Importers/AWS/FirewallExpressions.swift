internal import NetworkModel

/// Sets that rules of Network Firewall write: `any`, one member, a list in brackets, negations, variables (NFW-9, NFW-14).
protocol FirewallSet: Equatable {
  static var nothing: Self { get }
  /// One member of a list; nil where it is not understood.
  static func member(_ text: String) -> Self?
  func union(_ other: Self) -> Self
  var complement: Self { get }
}

extension AddressRanges: FirewallSet {
  static var nothing: AddressRanges { AddressRanges([]) }

  static func member(_ text: String) -> AddressRanges? {
    if let range = CIDR(text) { return AddressRanges([range]) }
    return IPAddress(text).map { AddressRanges([CIDR(host: $0)]) }
  }
}

/// Some of the ports 0…65535.
struct PortRanges: FirewallSet {
  var numbers: NumberRanges

  static var nothing: PortRanges { PortRanges(numbers: NumberRanges([])) }

  /// `80`, `80:90`, `:1023`, `1024:`.
  static func member(_ text: String) -> PortRanges? {
    let ends = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = ends.first, let last = ends.last,
      let low = first.isEmpty && ends.count == 2 ? 0 : UInt16(first),
      let high = last.isEmpty && ends.count == 2 ? UInt16.max : UInt16(last), low <= high
    else { return nil }
    return PortRanges(numbers: NumberRanges([UInt128(low)...UInt128(high)]))
  }

  func union(_ other: PortRanges) -> PortRanges { PortRanges(numbers: numbers.union(other.numbers)) }

  var complement: PortRanges { PortRanges(numbers: numbers.complement(upTo: UInt128(UInt16.max))) }

  var ranges: [ClosedRange<UInt16>] {
    // Never greater: members are ports, and complements stay below the greatest one.
    numbers.spans.map { UInt16(truncatingIfNeeded: $0.lowerBound)...UInt16(truncatingIfNeeded: $0.upperBound) }
  }
}

/// Reads such expressions with the variables of a rule group and its policy, by name without `$`.
struct FirewallExpressions {
  var addresses: [String: [String]] = [:]
  var ports: [String: [String]] = [:]
  /// NFW-9: what HOME_NET is where nothing says otherwise.
  var home: AddressRanges?

  /// Lists in lists and variables of variables; deeper, one names itself.
  private static let maximumDepth = 8

  func addressRanges(_ text: String) -> AddressRanges? {
    value(text, depth: 0, addresses) { name in
      switch name {
      case "HOME_NET": home
      case "EXTERNAL_NET": home?.complement
      case _: nil
      }
    }
  }

  /// Whether a negation has a part in it: what it means for a family that it does not name is not documented. The ranges of a
  /// VPC that stand for HOME_NET may be those of IPv4 alone.
  func isVagueForIPv6(_ text: String) -> Bool {
    negates(text, addresses) || mentions("HOME_NET", text) && addresses["HOME_NET"] == nil
  }

  private func negates(_ text: String, _ variables: [String: [String]], depth: Int = 0) -> Bool {
    if text.contains("!") || text.contains("EXTERNAL_NET") { return true }
    guard depth < Self.maximumDepth else { return true }
    return variables.contains { name, parts in
      text.contains("$" + name) && parts.contains { negates($0, variables, depth: depth + 1) }
    }
  }

  private func mentions(_ variable: String, _ text: String, depth: Int = 0) -> Bool {
    if text.contains("$" + variable) { return true }
    guard depth < Self.maximumDepth else { return true }
    return addresses.contains { name, parts in
      text.contains("$" + name) && parts.contains { mentions(variable, $0, depth: depth + 1) }
    }
  }

  func portRanges(_ text: String) -> PortRanges? {
    value(text, depth: 0, ports) { _ in nil }
  }

  private func value<Value: FirewallSet>(
    _ text: String, depth: Int, _ variables: [String: [String]], standard: (String) -> Value?
  ) -> Value? {
    guard depth < Self.maximumDepth else { return nil }
    let text = text.trimmed
    if text.lowercased() == "any" { return Value.nothing.complement }
    if text.hasPrefix("!") {
      return value(String(text.dropFirst()), depth: depth + 1, variables, standard: standard)?.complement
    }
    let listed: [String]
    if let parts = Self.list(text) {
      listed = parts
    } else if text.hasPrefix("$") {
      let name = String(text.dropFirst())
      guard let parts = variables[name] else { return standard(name) }
      listed = parts
    } else {
      return Value.member(text)
    }
    guard !listed.isEmpty else { return nil }
    // What is listed, without what is listed as negated; only negations: everything else.
    var (within, without) = (Value.nothing, Value.nothing)
    var listsSome = false
    for part in listed.map(\.trimmed) {
      let isNegated = part.hasPrefix("!")
      let word = isNegated ? String(part.dropFirst()) : part
      // Of a list in a list, whether its negations count for the whole is not documented.
      if negates(word, variables) { return nil }
      guard let set: Value = value(word, depth: depth + 1, variables, standard: standard) else { return nil }
      if isNegated { without = without.union(set) } else { within = within.union(set) }
      listsSome = listsSome || !isNegated
    }
    let all = listsSome ? within : Value.nothing.complement
    return all.complement.union(without).complement
  }

  /// The parts of `[a, b]`, brackets inside kept together; nil for other texts.
  private static func list(_ text: String) -> [String]? {
    guard text.hasPrefix("["), text.hasSuffix("]"), text.count >= 2 else { return nil }
    var parts: [String] = []
    var (part, depth) = ("", 0)
    for character in text.dropFirst().dropLast() {
      switch character {
      case "[": depth += 1
      case "]": depth -= 1
      case _: break
      }
      if depth < 0 { return nil }
      if character == ",", depth == 0 {
        parts.append(part)
        part = ""
      } else {
        part.append(character)
      }
    }
    parts.append(part)
    return depth == 0 ? parts : nil
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
