import TestSupport

/// Damages certificates of format 1, one change for each seed. It knows words and lines, not what they mean.
struct CertificateMutator {
  enum Damage: String, CaseIterable {
    /// Lines.
    case dropLine, repeatLine, swapLines, moveLine
    /// Numbers of `values` lines.
    case changeNumber, widenSet, narrowSet
    /// Words of other lines.
    case changeSet, changeField, dropTest, changePlace, changeKind
    /// Parts of the graph.
    case dropEdge, dropGuards
    case openGuard, addEdge
    /// Parts of the claim.
    case widenStart, dropBad, addStart
    case narrowReceiver, dropReceiver
    /// A place that is reached becomes bad, or unknown, with or without the invariant there.
    case badReached, badHidden, unknownReached, unknownHidden
    /// Parts of the proof.
    case dropInvariants, repeatInvariant, otherSetInInvariant
    case changeRank, dropRank
    /// Parts of another certificate.
    case otherProof, otherClaim, otherGraph
    /// What the certificate says it is about.
    case changeHeader
    /// Letters.
    case changeByte
  }

  /// The order in which a run takes them; those that get far are there more often.
  static let order =
    Damage.allCases
    + [
      .dropInvariants, .dropInvariants, .otherSetInInvariant, .otherSetInInvariant, .changeHeader,
      .changeHeader,
    ]

  /// The lines of every genuine certificate of a corpus.
  let corpus: [[String]]

  /// A damaged copy; nil where this damage does not apply. Different seeds may give one text.
  func mutant(of index: Int, _ damage: Damage, seed: UInt64) -> String? {
    var random = SplitMix64(seed: seed &* 0x9e37 &+ UInt64(index))
    var lines = corpus[index]
    guard apply(damage, to: &lines, of: index, &random), lines != corpus[index] else { return nil }
    return lines.joined(separator: "\n")
  }

  private func apply(
    _ damage: Damage, to lines: inout [String], of index: Int, _ random: inout SplitMix64
  ) -> Bool {
    let other = corpus[random.int(0...(corpus.count - 1))]
    switch damage {
    case .dropLine:
      guard let line = random.pick(Self.meant(lines)) else { return false }
      lines.remove(at: line)
    case .repeatLine:
      guard let line = random.pick(Self.meant(lines)) else { return false }
      lines.insert(lines[line], at: random.chance(50) ? line : random.int(1...(lines.count - 1)))
    case .swapLines:
      let all = Self.meant(lines)
      guard let one = random.pick(all), let two = random.pick(all) else { return false }
      lines.swapAt(one, two)
    case .moveLine:
      guard let from = random.pick(Self.meant(lines)) else { return false }
      let line = lines.remove(at: from)
      lines.insert(line, at: random.int(1...(lines.count - 1)))
    case .changeNumber: return change("values", of: 2..., in: &lines, &random) { Self.near($0, &$1) }
    case .widenSet:
      // The last number of a set grows, or all its gaps close.
      guard let line = pick("values", in: lines, &random) else { return false }
      var words = lines[line].split(separator: " ").map(String.init)
      guard words.count > 3, let last = UInt128(words[words.count - 1]) else { return false }
      words = [words[0], words[1], words[2], String(last < 65535 ? 65535 : last &+ 1_000_000)]
      lines[line] = words.joined(separator: " ")
    case .narrowSet:
      guard let line = pick("values", in: lines, &random) else { return false }
      lines[line] = lines[line].split(separator: " ").dropLast(2).joined(separator: " ")
    case .changeSet:
      let sets = lines.count { $0.hasPrefix("values ") }
      return changeTest(in: &lines, &random) { words, position, random in
        words[position + 1] = String(random.int(1...max(1, sets)))
      }
    case .changeField:
      return changeTest(in: &lines, &random) { words, position, random in
        words[position] = random.pick(StatedGraph.fields) ?? "source"
      }
    case .dropTest:
      return changeTest(in: &lines, &random) { words, position, _ in
        words.removeSubrange(position...(position + 1))
      }
    case .changePlace:
      let word = random.pick(["edge", "invariant", "start", "bad", "location"]) ?? "edge"
      let places = lines.indices.filter { lines[$0].hasPrefix("location ") }
        .map { String(lines[$0].split(separator: " ")[1]) }
      return change(word, of: 1...(word == "edge" ? 2 : 1), in: &lines, &random) {
        $1.pick(places) ?? $0
      }
    case .changeKind:
      return change("location", of: 2...2, in: &lines, &random) {
        $1.pick(["transit", "delivered", "dropped:1", "unknown:0"]) ?? $0
      }
    case .dropEdge, .dropGuards:
      guard let line = pick("edge", in: lines, &random) else { return false }
      let parts = lines[(line + 1)...].prefix {
        $0.hasPrefix("guard") || $0.hasPrefix("set ") || $0.hasPrefix("values ")
      }
      let dropped = lines[line..<parts.endIndex].indices.filter {
        // Sets stay: later lines may use them.
        !lines[$0].hasPrefix("values ") && (damage == .dropEdge || lines[$0].hasPrefix("guard"))
      }
      for position in dropped.reversed() { lines.remove(at: position) }
    case .openGuard:
      guard let line = random.pick(lines.indices.filter { lines[$0].hasPrefix("guard ") }) else {
        return false
      }
      lines[line] = "guard"
    case .addEdge:
      guard let from = pick("invariant", in: lines, &random), let to = pick("bad", in: lines, &random),
        let claim = lines.firstIndex(where: { $0.hasPrefix("claim ") })
      else { return false }
      let places = [from, to].map { lines[$0].split(separator: " ")[1] }
      lines.insert(contentsOf: ["edge \(places[0]) \(places[1])", "guard"], at: claim)
    case .badReached, .badHidden, .unknownReached, .unknownHidden:
      guard let line = pick("invariant", in: lines, &random) else { return false }
      let place = String(lines[line].split(separator: " ")[1])
      if damage == .badHidden || damage == .unknownHidden {
        lines.removeAll { $0.hasPrefix("invariant \(place) ") }
      }
      if damage == .badReached || damage == .badHidden {
        guard let proof = lines.firstIndex(of: "proof") else { return false }
        lines.insert("bad \(place)", at: proof)
      } else {
        guard let kind = lines.firstIndex(where: { $0.hasPrefix("location \(place) ") }) else {
          return false
        }
        lines[kind] = "location \(place) unknown:0"
      }
    case .widenStart:
      guard let line = pick("start", in: lines, &random) else { return false }
      let words = lines[line].split(separator: " ")
      lines[line] = words.prefix(words.count > 6 ? 2 + 2 * random.int(0...2) : 2).joined(separator: " ")
    case .dropBad:
      guard let line = pick("bad", in: lines, &random) else { return false }
      lines.remove(at: line)
    case .dropReceiver:
      guard let line = pick("receiver", in: lines, &random) else { return false }
      lines.remove(at: line)
    case .narrowReceiver:
      guard let line = pick("receiver", in: lines, &random) else { return false }
      let sets = lines.count { $0.hasPrefix("values ") }
      let field = random.pick(StatedGraph.fields) ?? "source"
      lines[line] += " \(field) \(random.int(1...max(1, sets)))"
    case .changeRank:
      return change("rank", of: 2...2, in: &lines, &random) { Self.near($0, &$1) }
    case .dropRank:
      guard let line = pick("rank", in: lines, &random) else { return false }
      lines.remove(at: line)
    case .addStart:
      guard let line = pick("invariant", in: lines, &random),
        let claim = lines.firstIndex(where: { $0.hasPrefix("claim ") })
      else { return false }
      lines.insert(
        "start " + lines[line].dropFirst("invariant ".count), at: random.chance(50) ? claim + 1 : line)
    case .dropInvariants:
      guard let line = pick("invariant", in: lines, &random) else { return false }
      let place = lines[line].split(separator: " ").prefix(2).joined(separator: " ") + " "
      lines.removeAll { $0.hasPrefix(place) }
    case .otherSetInInvariant:
      // Another set for the same field, as some other box has it.
      guard let line = pick("invariant", in: lines, &random) else { return false }
      var words = lines[line].split(separator: " ").map(String.init)
      guard words.count > 3 else { return false }
      let position = 2 + 2 * random.int(0...(words.count / 2 - 2))
      let sets = lines.filter { $0.hasPrefix("invariant ") || $0.hasPrefix("guard ") }.compactMap {
        let parts = $0.split(separator: " ").map(String.init)
        return parts.firstIndex(of: words[position]).map { parts[$0 + 1] }
      }
      words[position + 1] = random.pick(sets) ?? words[position + 1]
      lines[line] = words.joined(separator: " ")
    case .repeatInvariant:
      guard let line = pick("invariant", in: lines, &random) else { return false }
      lines.append(lines[line])
    case .otherProof: lines = Self.statement(lines) + Self.proof(other)
    case .otherGraph: lines = Self.statement(other) + Self.proof(lines)
    case .otherClaim:
      let isClaim = { (line: String) in line.hasPrefix("start ") || line.hasPrefix("bad ") }
      guard let claim = lines.firstIndex(where: { $0.hasPrefix("claim ") }) else { return false }
      lines.removeAll(where: isClaim)
      // Behind the sets that the claim's own lines needed.
      let end = lines.firstIndex(of: "proof") ?? claim
      lines.insert(contentsOf: other.filter(isClaim), at: end)
    case .changeHeader:
      let headers = lines.indices.filter {
        lines[$0].hasPrefix("# ") && !lines[$0].hasPrefix("# place ")
      }
      guard let line = random.pick(headers) else { return false }
      let key = lines[line].split(separator: " ")[1]
      let values = other.filter { $0.hasPrefix("# \(key) ") } + ["# \(key) 2", "# \(key)"]
      lines[line] = random.pick(values) ?? lines[line]
    case .changeByte:
      guard let line = random.pick(Self.meant(lines)) else { return false }
      var bytes = Array(lines[line].utf8)
      guard let position = random.pick(bytes.indices) else { return false }
      bytes[position] = random.pick(Array("0123456789 -abcdefxyz#".utf8)) ?? bytes[position]
      lines[line] = String(decoding: bytes, as: UTF8.self)
    }
    return true
  }

  // MARK: Lines and words

  static func statement(_ lines: [String]) -> [String] { Array(lines.prefix { $0 != "proof" }) }
  static func proof(_ lines: [String]) -> [String] { Array(lines.drop { $0 != "proof" }) }

  /// Lines that are no comments.
  private static func meant(_ lines: [String]) -> [Int] {
    lines.indices.filter { !lines[$0].isEmpty && !lines[$0].hasPrefix("#") }
  }

  private func pick(_ word: String, in lines: [String], _ random: inout SplitMix64) -> Int? {
    random.pick(lines.indices.filter { lines[$0].hasPrefix(word + " ") })
  }

  private func change(
    _ word: String, of positions: some RangeExpression<Int>, in lines: inout [String],
    _ random: inout SplitMix64, by change: (String, inout SplitMix64) -> String
  ) -> Bool {
    guard let line = pick(word, in: lines, &random) else { return false }
    var words = lines[line].split(separator: " ").map(String.init)
    guard let position = random.pick(words.indices.filter { positions.contains($0) }) else {
      return false
    }
    words[position] = change(words[position], &random)
    lines[line] = words.joined(separator: " ")
    return true
  }

  /// Changes one FIELD SET pair of a box.
  private func changeTest(
    in lines: inout [String], _ random: inout SplitMix64,
    by change: (inout [String], Int, inout SplitMix64) -> Void
  ) -> Bool {
    let word = random.pick(["guard", "start", "bad", "invariant", "invariant"]) ?? "guard"
    guard let line = pick(word, in: lines, &random) else { return false }
    var words = lines[line].split(separator: " ").map(String.init)
    let first = word == "guard" ? 1 : 2
    guard words.count > first + 1 else { return false }
    change(&words, first + 2 * random.int(0...((words.count - first) / 2 - 1)), &random)
    lines[line] = words.joined(separator: " ")
    return true
  }

  private static func near(_ text: String, _ random: inout SplitMix64) -> String {
    guard let number = UInt128(text) else { return text }
    let all = [number &+ 1, number &- 1, 0, number / 2, number &+ 65536, 22, 6, 443]
    return String(random.pick(all) ?? number)
  }
}
