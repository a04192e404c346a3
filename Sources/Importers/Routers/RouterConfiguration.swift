internal import NetworkModel

/// What the configuration of a customer's router says about BGP, as far as every word of it is understood.
///
/// Read are routers in the command language of IOS whose BGP part does nothing but announce its own networks to its
/// neighbours; filters, redistribution and whatever else may change what is announced make it useless (nil).
struct RouterConfiguration {
  /// Addresses of the neighbours with which routes are exchanged.
  private(set) var neighbours: Set<IPAddress> = []
  /// Prefixes that are announced to each of them.
  private(set) var networks: [CIDR] = []

  init?(_ text: String) {
    var routed: Set<CIDR> = []
    var wanted: [CIDR] = []
    var isInBGP = false
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ").map(String.init)
      guard let first = words.first, first != "!" else { continue }
      if line.first != " " { isInBGP = words.prefix(2) == ["router", "bgp"] }
      if isInBGP, line.first == " " {
        guard Self.isHarmless(words, &neighbours, &wanted) else { return nil }
      } else if words.prefix(2) == ["ip", "route"], words.count >= 5 {
        guard let range = Self.range(words[2], words[3]) else { return nil }
        routed.insert(range)
      } else if words.prefix(2) == ["ip", "address"], words.count == 4 {
        guard let range = Self.range(words[2], words[3]) else { return nil }
        routed.insert(range)
      }
    }
    // A network is announced only if the router has a route to exactly it.
    guard !neighbours.isEmpty, Set(wanted).isSubset(of: routed) else { return nil }
    networks = wanted
  }

  /// A line of the BGP part that announces nothing by itself, or a network with its mask.
  private static func isHarmless(
    _ words: [String], _ neighbours: inout Set<IPAddress>, _ networks: inout [CIDR]
  ) -> Bool {
    switch words[0] {
    case "bgp": return ["router-id", "log-neighbor-changes"].contains(words.dropFirst().first)
    case "address-family": return words == ["address-family", "ipv4", "unicast"] || words == ["address-family", "ipv4"]
    case "exit-address-family": return words.count == 1
    case "network":
      guard words.count == 4, words[2] == "mask", let range = range(words[1], words[3]) else {
        return false
      }
      networks.append(range)
      return true
    case "neighbor":
      guard words.count >= 3, let address = IPAddress(words[1]) else { return false }
      switch words[2] {
      case "remote-as", "timers", "description": return true
      case "activate":
        neighbours.insert(address)
        return words.count == 3
      case _: return false
      }
    case _: return false
    }
  }

  /// `10.10.0.0 255.255.0.0`; the host bits of an interface's address are masked away.
  private static func range(_ base: String, _ mask: String) -> CIDR? {
    guard let base = IPAddress(base), base.family == .v4, let mask = IPAddress(mask), mask.family == .v4
    else { return nil }
    let length = mask.value.nonzeroBitCount
    let canonical = length == 0 ? 0 : (UInt128(0xffff_ffff) << UInt128(32 - length)) & 0xffff_ffff
    guard mask.value == canonical else { return nil }
    return CIDR(.v4, base: base.value & canonical, length: length)
  }
}
