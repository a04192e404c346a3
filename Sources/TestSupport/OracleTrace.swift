package import NetworkModel
package import Simulator

/// What the extracted interpreter says about one exchange: lines of text (Proofs/Extraction/Format.md).
package struct OracleAnswer {
  package struct Leg {
    package var hops: [Substring] = []
    package var end: Substring = ""
  }

  package var name: Substring = ""
  package var forward = Leg()
  package var reply: Leg?
  package var outcome: Substring = ""

  /// All answers of one run, in the order of the cases.
  package static func read(_ output: String) -> [OracleAnswer] {
    var answers: [OracleAnswer] = []
    var current = OracleAnswer()
    for line in output.split(separator: "\n") {
      let (word, rest) = line.cut(at: " ")
      switch word {
      case "case": current = OracleAnswer(name: rest)
      case "return": current.reply = Leg()
      case "hop" where current.reply == nil: current.forward.hops.append(rest)
      case "hop": current.reply?.hops.append(rest)
      case "end" where current.reply == nil: current.forward.end = rest
      case "end": current.reply?.end = rest
      case "outcome":
        current.outcome = rest
        answers.append(current)
      case _: continue
      }
    }
    return answers
  }
}

/// Compares answers of the extracted interpreter with those of the simulator, hop by hop.
package struct OracleComparison: Sendable {
  package let network: NetworkModel

  package init(_ network: NetworkModel) { self.network = network }

  /// The first difference in words; nil when both say the same.
  package func difference(_ answer: OracleAnswer, _ exchange: Exchange) -> String? {
    if let found = difference(answer.forward, exchange.forward) { return "forward leg, \(found)" }
    switch (answer.reply, exchange.reply) {
    case (nil, nil): break
    case (nil, _?): return "the model has no return leg"
    case (_?, nil): return "the simulator has no return leg"
    case (let mine?, let other?):
      if let found = difference(mine, other) { return "return leg, \(found)" }
    }
    let outcome = text(exchange.outcome)
    return answer.outcome == outcome ? nil : "outcome: \(answer.outcome) != \(outcome)"
  }

  private func difference(_ answer: OracleAnswer.Leg, _ leg: Leg) -> String? {
    for index in 0..<max(answer.hops.count, leg.hops.count) {
      guard index < answer.hops.count else { return "the simulator adds \(text(leg.hops[index]))" }
      guard index < leg.hops.count else { return "the model adds \(answer.hops[index])" }
      let mine = words(answer.hops[index])
      if !mine.agrees(with: leg.hops[index]) {
        return "hop \(index): \(answer.hops[index]) != \(text(leg.hops[index]))"
      }
    }
    let end = text(leg.disposition)
    return answer.end == end ? nil : "end: \(answer.end) != \(end)"
  }

  // MARK: Hops in the words of the simulator

  /// What a line of the model means for a hop of the simulator; nil: not said.
  private struct Words {
    var action: Substring
    var component: String?
    var kind: String?
    /// How the deciding rule begins.
    var rule: String?
    var semantics: String?
    var packet: Packet?

    func agrees(with hop: Hop) -> Bool {
      hop.action == action && (component == nil || hop.component == component)
        && (kind == nil || hop.kind == kind) && (semantics == nil || hop.semantics == semantics)
        && (rule.map { (hop.rule ?? "").hasPrefix($0) } ?? true) && hop.packet == packet
    }
  }

  private func words(_ line: Substring) -> Words {
    let parts = line.split(separator: " ")
    guard parts.count == 10 else { return Words(action: "?") }
    var words = Words(action: parts[0], packet: packet(parts.dropFirst(2)))
    let place = parts[1].split(separator: ":")
    let number = place.count > 1 ? Int(place[1]) ?? 0 : 0
    func name<T>(_ table: Table<T>) -> String { table[ID(index: number)].name }
    switch place[0] {
    case "interface": (words.component, words.kind) = (name(network.interfaces), "networkInterface")
    case "groups":
      let names = network.interfaces[ID(index: number)].groups.map(groupName)
      words.component = names.isEmpty ? name(network.interfaces) : names.joined(separator: ", ")
      (words.kind, words.rule) = ("securityGroup", "no rule matches")
    case "group":
      (words.component, words.kind) = (name(network.securityGroups), "securityGroup")
      let rules = network.securityGroups[ID(index: number)].rules
      words.rule = Int(place[2]).flatMap { rules[$0].name }.map { $0 + " " }
    case "acl":
      (words.component, words.kind) = (name(network.networkACLs), "networkAcl")
      let entries = network.networkACLs[ID(index: number)].entries
      words.rule =
        Int(place[2]).map { "rule \(entries[$0].number) \(entries[$0].allows ? "allow" : "deny")" }
        ?? "rule * deny"
    case "subnet": (words.component, words.kind) = (name(network.subnets), "subnet")
    case "subnet-table":
      let table = network.subnets[ID(index: number)].routeTable.id
      words.component = table.map { network.routeTables[$0].name }
      (words.kind, words.rule) = ("routeTable", "no route covers")
    case "route":
      (words.component, words.kind) = (name(network.routeTables), "routeTable")
      words.rule = routeRule(place, in: network.routeTables[ID(index: number)])
    case "vpc": (words.component, words.kind) = (name(network.vpcs), "vpc")
    case "igw": (words.component, words.kind) = (name(network.internetGateways), "internetGateway")
    case "eigw":
      words.component = name(network.egressOnlyInternetGateways)
      words.kind = "egressOnlyInternetGateway"
    case "nat": (words.component, words.kind) = (name(network.natGateways), "natGateway")
    case "peering": (words.component, words.kind) = (name(network.peerings), "vpcPeeringConnection")
    case "endpoint": (words.component, words.kind) = (name(network.vpcEndpoints), "vpcEndpoint")
    case "internet": (words.component, words.kind) = ("internet", "internet")
    case "service": (words.component, words.kind) = (service(place.dropFirst()), "service")
    case "unknown":
      if let index = Int(place[1]) {
        let unknown = network.unknowns[index]
        (words.component, words.kind, words.rule) = (unknown.object, unknown.kind, unknown.reason)
      } else {
        words.semantics = String(place[1])
      }
    case _: words.action = "?"
    }
    return words
  }

  private func groupName(_ group: Reference<SecurityGroup>) -> String {
    switch group {
    case .resolved(let id): network.securityGroups[id].name
    case .missing(let unknown): network[unknown].object
    }
  }

  /// `10.0.0.0/16 →`, or `10.0.0.0/16 (pl-0) →` for a prefix of a list.
  private func routeRule(_ place: [Substring], in table: RouteTable) -> String {
    guard place.count == 6, let index = Int(place[2]), index < table.routes.count,
      let family = UInt8(place[3]).flatMap(IPFamily.init), let base = UInt128(place[4]),
      let length = Int(place[5])
    else { return "?" }
    let range = CIDR(family, base: base, length: length)
    switch table.routes[index].destination {
    case .range: return "\(range) →"
    case .prefixList(.resolved(let list)): return "\(range) (\(network.prefixLists[list].name)) →"
    case .prefixList(.missing): return "?"
    }
  }

  private func service(_ place: ArraySlice<Substring>) -> String {
    let words = Array(place)
    switch words.first {
    case "at":
      guard words.count == 3, let family = UInt8(words[1]).flatMap(IPFamily.init),
        let value = UInt128(words[2])
      else { return "?" }
      return "\(IPAddress(family, value))"
    case "endpoint":
      return Int(words[1]).map { network.vpcEndpoints[ID(index: $0)].name } ?? "?"
    case let word?: return String(word)
    case nil: return "?"
    }
  }

  private func packet(_ words: ArraySlice<Substring>) -> Packet? {
    let parts = Array(words)
    guard parts.count == 8, let family = UInt8(parts[0]).flatMap(IPFamily.init),
      let source = UInt128(parts[1]), let destination = UInt128(parts[2]), let proto = UInt8(parts[3]),
      let sourcePort = UInt16(parts[4]), let destinationPort = UInt16(parts[5]),
      let type = UInt8(parts[6]), let code = UInt8(parts[7])
    else { return nil }
    return Packet(
      source: IPAddress(family, source), destination: IPAddress(family, destination), proto: proto,
      sourcePort: sourcePort, destinationPort: destinationPort, icmpType: type, icmpCode: code)
  }

  // MARK: The simulator in the words of the model

  private func text(_ disposition: Disposition) -> String {
    switch disposition {
    case .delivered(.interface(let id)): "delivered interface:\(id.index)"
    case .delivered(.internet): "delivered internet"
    case .delivered(.onPremises): "delivered onprem"
    case .delivered(.service(let name)): "delivered service:\(modelService(name))"
    case .dropped(let code): "dropped \(code.rawValue)"
    case .unknown(let unknown): "unknown \(text(unknown))"
    }
  }

  private func text(_ outcome: Outcome) -> String {
    switch outcome {
    case .complete: "complete"
    case .forwardFailed: "forward-failed"
    case .replyFailed(let code): "reply-failed \(code.rawValue)"
    case .unknown(let unknown): "unknown \(text(unknown))"
    }
  }

  /// The number that the snapshot gives it, else its rule.
  private func text(_ unknown: Unknown) -> String {
    network.unknowns.firstIndex(of: unknown).map { "\($0)" } ?? unknown.rule
  }

  private func modelService(_ name: String) -> String {
    if name == "resolver" { return name }
    if let endpoint = network.vpcEndpoints.id(named: name) { return "endpoint:\(endpoint.index)" }
    return IPAddress(name).map { "at:\($0.family.rawValue):\($0.value)" } ?? name
  }

  private func text(_ hop: Hop) -> String {
    let words = [hop.action, hop.kind, hop.component, hop.rule.map { "(\($0))" } ?? "", hop.semantics]
    return words.joined(separator: " ") + " [\(describe(hop.packet))]"
  }
}

extension Substring {
  /// The part before the first `separator`, and the part behind it.
  fileprivate func cut(at separator: Character) -> (Substring, Substring) {
    guard let index = firstIndex(of: separator) else { return (self, "") }
    return (self[..<index], self[self.index(after: index)...])
  }
}
