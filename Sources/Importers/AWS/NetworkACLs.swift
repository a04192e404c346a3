internal import NetworkModel
internal import SourceText

extension ImportState {
  func importNetworkACLs() {
    forEach(.networkACLs) { record, element in
      guard let name = record.id("NetworkAclId"), isFirst(.networkACLs, name, element) else {
        return
      }
      record.ignore(["OwnerId"], type: "NetworkAcls")
      let vpc = record.string("VpcId").map {
        self.vpc(named: $0, for: element, at: record.range.shortened)
      }
      let isDefault = record.bool("IsDefault") ?? false
      let entries =
        record.value.states("Entries")
        ? record.records("Entries").compactMap { aclEntry($0, of: name) } : unsaidEntries(of: name)
      checkNumbers(entries, of: name)
      let acl = NetworkACL(
        name: name, vpc: vpc, isDefault: isDefault, entries: sorted(entries), tags: record.tags(),
        origin: record.range)
      guard let id = model.networkACLs.insert(acl) else { return }
      if isDefault, let vpc { defaultACL[vpc] = id }
      // Also the default one lists its subnets: without the list, those that no other lists may be its own.
      if !record.value.states("Associations") {
        aclsWithoutSubnets[vpc] = unknown(
          name, "networkAcl", "it comes without its associations", rule: "IMP-3a",
          at: record.range.shortened)
      }
      for association in record.records("Associations") {
        association.ignore(
          ["NetworkAclAssociationId", "NetworkAclId"], type: "NetworkAcls.Associations")
        guard let subnet = association.id("SubnetId") else { continue }
        if let other = aclOfSubnet[subnet], other != id {
          error("IM009", "the subnet `\(subnet)` has two network ACLs", at: association.range)
        }
        aclOfSubnet[subnet] = id
      }
    }
  }

  /// AWS writes the entries of every network ACL, and be it only the last one: a list that is not there was taken out.
  private func unsaidEntries(of acl: String) -> [NetworkACLEntry] {
    let id = unknown(acl, "networkAcl", "it comes without its entries", rule: "IMP-3a")
    return [Direction.ingress, .egress].flatMap { direction in
      IPFamily.allCases.map { family in
        NetworkACLEntry(
          number: 1, direction: direction, allows: true, service: ServiceMatch(.any),
          range: CIDR(family, base: 0, length: 0), unknown: id)
      }
    }
  }

  /// One entry; nil for the implicit last one (NACL-2) and for one that is malformed. A value that is not understood
  /// makes the entry unknown, with the field at its widest (IMP-5).
  private func aclEntry(_ record: Record, of acl: String) -> NetworkACLEntry? {
    guard let number = record.int("RuleNumber") else {
      if record.isMissing("RuleNumber") {
        error(
          "IM004", "expected an entry with a `RuleNumber`, found one without",
          at: record.range.shortened)
      }
      return nil
    }
    var problem: String?
    let action = record.string("RuleAction")
    guard let isEgress = record.required("Egress", record.bool("Egress")) else { return nil }
    let direction: Direction = isEgress ? .egress : .ingress
    let service = aclService(record, &problem)
    let range = record.cidr("CidrBlock", .v4) ?? record.cidr("Ipv6CidrBlock", .v6)
    if ["CidrBlock", "Ipv6CidrBlock"].allSatisfy({ record.value.peek($0)?.isEmpty == false }) {
      error(
        "IM004", "expected an entry with one range, found `CidrBlock` and `Ipv6CidrBlock`",
        at: record.range)
    }
    if action != "allow" && action != "deny" { problem = problem ?? "the action `\(action ?? "")`" }
    let open = openRange(record, of: "\(acl) rule \(number)")
    if let unread = record.unread.first { problem = problem ?? "the key `\(unread.path)`" }
    if number >= 32767, action == "deny" { return nil }
    guard let range else {
      if record.isMissing("CidrBlock") && record.isMissing("Ipv6CidrBlock") {
        error(
          "IM004", "expected an entry with a `CidrBlock` or `Ipv6CidrBlock`, found one without",
          at: record.range)
      }
      return nil
    }
    guard let service else { return nil }
    let id = problem.map { problem in
      warn(
        "IM013", "\(DisplayText.escape(problem)) of a network ACL entry is not understood",
        at: record.range)
      return unknown(
        "\(acl) rule \(number)", "networkAcl", "\(problem) is not understood", rule: "IMP-5",
        at: record.range)
    }
    return NetworkACLEntry(
      number: number, direction: direction, allows: action == "allow", service: service,
      range: range, unknown: id ?? open,
      origin: record.range)
  }

  private func aclService(_ record: Record, _ problem: inout String?) -> ServiceMatch? {
    guard let text = record.value["Protocol"].flatMap({ $0.string ?? $0.int.map(String.init) })
    else {
      problem = "the missing protocol"
      return ServiceMatch(.any)
    }
    guard let proto = ProtocolNames.match(text) else {
      problem = "the protocol `\(text)`"
      return ServiceMatch(.any)
    }
    var service = ServiceMatch(proto)
    if let ports = record.record("PortRange") {
      guard let range = portRange(ports, "From", "To") else { return nil }
      service.ports = range
    } else if proto == .number(6) || proto == .number(17) {
      problem = "the missing port range"
    }
    if let icmp = record.record("IcmpTypeCode") {
      service.icmpType = icmpField(icmp, "Type", &problem)
      service.icmpCode = icmpField(icmp, "Code", &problem)
      if icmp.isMissing("Type") || icmp.isMissing("Code") {
        problem = problem ?? "the missing ICMP type or code"
      }
    } else if proto == .number(1) || proto == .number(58) {
      problem = "the missing ICMP type or code"
    }
    return service
  }

  private func icmpField(_ record: Record, _ key: String, _ problem: inout String?) -> UInt8? {
    guard let value = record.int(key), value != -1 else { return nil }
    guard let byte = UInt8(exactly: value) else {
      problem = "the ICMP \(key.lowercased()) \(value)"
      return nil
    }
    return byte
  }

  /// An inclusive range of ports; empty or impossible ones are errors (CNV-7).
  func portRange(_ record: Record, _ low: String, _ high: String) -> ClosedRange<UInt16>? {
    guard let from = record.int(low), let to = record.int(high) else {
      error(
        "IM008", "expected a port range with `\(low)` and `\(high)`, found one without",
        at: record.range)
      return nil
    }
    return portRange(from, to, at: record.range)
  }

  func portRange(_ from: Int, _ to: Int, at range: SourceRange) -> ClosedRange<UInt16>? {
    guard let low = UInt16(exactly: from), let high = UInt16(exactly: to), low <= high else {
      error(
        "IM008", "expected ports between 0 and 65535 in ascending order, found \(from) to \(to)",
        at: range)
      return nil
    }
    return low...high
  }

  private func sorted(_ entries: [NetworkACLEntry]) -> [NetworkACLEntry] {
    func key(_ entry: NetworkACLEntry, _ offset: Int) -> (Int, Int, Int, Int) {
      (entry.direction == .ingress ? 0 : 1, Int(entry.range.family.rawValue), entry.number, offset)
    }
    return entries.enumerated()
      .sorted { key($0.element, $0.offset) < key($1.element, $1.offset) }
      .map(\.element)
  }

  /// Two entries of one number, direction and family cannot both be first.
  private func checkNumbers(_ entries: [NetworkACLEntry], of acl: String) {
    var seen: [[Int]: SourceRange?] = [:]
    for entry in entries {
      let key = [
        entry.direction == .ingress ? 0 : 1, Int(entry.range.family.rawValue), entry.number,
      ]
      if let first = seen[key] {
        diagnostics.append(
          Diagnostic(
            code: "IM009",
            message:
              "`\(acl)` has two \(entry.direction.rawValue) entries with the number \(entry.number)",
            range: entry.origin,
            labels: first.map { [.init(range: $0, message: "first here")] } ?? []))
      }
      seen[key] = .some(entry.origin)
    }
  }
}

/// Protocols as AWS writes them: a name, a number as text, or `-1`.
enum ProtocolNames {
  static func match(_ text: String) -> ProtocolMatch? {
    switch text.lowercased() {
    case "-1", "all": return .any
    case "tcp": return .number(6)
    case "udp": return .number(17)
    case "icmp": return .number(1)
    case "icmpv6", "58": return .number(58)
    case _: return UInt8(text).map { .number($0) }
    }
  }
}
