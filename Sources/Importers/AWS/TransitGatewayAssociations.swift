internal import NetworkModel
internal import SourceText

extension ImportState {
  /// The lists of associations by table (TGW-2).
  func readTransitAssociations() {
    for table in transit.associations.keys.sorted() {
      guard let answer = transit.associations[table] else { continue }
      reportContradiction(answer.contradiction, of: table)
      let entries = memberships(answer, type: "Associations")
      if table.hasPrefix("tgw-ptb-") {
        transit.policyTables.formUnion(entries.filter { $0.state != "disassociated" }.map(\.attachment))
      } else {
        transit.saidAssociations[table] = entries
      }
    }
  }

  /// The lists of propagations by table, also the wrapped ones.
  func readTransitPropagations() {
    forEachWrapper(.transitGatewayWrappedPropagations, "TransitGatewayRouteTablePropagations") {
      record, element, key in
      guard let table = record.id("TransitGatewayRouteTableId") else { return }
      guard let list = record.value[key], list.kind == .array else {
        return error(
          "IM004", "expected a table with its `\(key)`, found one without",
          at: record.range.shortened)
      }
      let isTruncated = record.string("NextToken") != nil
      transit.propagations[table, default: TableAnswer()].add(
        list, record.list(key), group: element.group, isTruncated: isTruncated, page: PageMark())
    }
    for table in transit.propagations.keys.sorted() {
      guard let answer = transit.propagations[table] else { continue }
      reportContradiction(answer.contradiction, of: table)
      transit.saidPropagations[table] = memberships(
        answer, type: "TransitGatewayRouteTablePropagations")
    }
  }

  /// Elements that hold the answer about one table under `key`; the ledger takes that list element by element.
  func forEachWrapper(
    _ kind: ResourceClass, _ key: String, _ body: (Record, Element, String) -> Void
  ) {
    for element in gathered.of(kind) {
      body(Record(element.value, self), element, key)
      ledger.add(
        type: kind.rawValue, unread: element.value.unconsumed().filter { !$0.shape.hasPrefix(key) })
    }
  }

  private func reportContradiction(_ range: SourceRange?, of table: String) {
    guard let range else { return }
    warn(
      "IM009", "two answers about `\(DisplayText.escape(table))` differ", at: range,
      notes: ["what they are about is taken as not known"])
  }

  private func memberships(_ answer: TableAnswer, type: String) -> [TransitMembership] {
    answer.values.compactMap { value in
      guard value.kind == .object else {
        error("IM005", "expected an object in `\(type)`, found \(value.kind.name)", at: value.range)
        return nil
      }
      let record = Record(value, self)
      record.ignore(["ResourceId", "ResourceType", "TransitGatewayPolicyTableId"], type: type)
      defer { ledger.add(type: type, unread: value.unconsumed()) }
      guard let attachment = record.id("TransitGatewayAttachmentId") else { return nil }
      return TransitMembership(
        attachment: attachment, state: record.string("State") ?? "", range: value.range)
    }
  }

  /// TGW-2: the table of an attachment. Two answers that do not agree make it unknown; only an answer that would show
  /// an association shows that there is none.
  func association(of entry: TransitAttachment) -> TransitGatewayAssociation {
    func unknown(_ reason: String, _ rule: String) -> TransitGatewayAssociation {
      .unknown(
        self.unknown(
          entry.name, "transitGatewayAttachment", reason, rule: rule, at: entry.origin))
    }
    if transit.policyTables.contains(entry.id) || entry.isPeering && entry.isOtherEndUnclear {
      return unknown("a policy table is not modelled", "TGW-2")
    }
    var said: [String: Set<String>] = [:]
    var isContradictory = entry.association == .contradictory
    for (table, list) in transit.saidAssociations {
      let gateway = transit.gatewayOfTable[table]
      guard gateway == entry.gateway || gateway == nil && !entry.isPeering else {
        // A peering has one id on both sides.
        let isNamed = list.contains { $0.attachment == entry.id && $0.state != "disassociated" }
        isContradictory = isContradictory || isNamed && !entry.isPeering
        continue
      }
      for member in list where member.attachment == entry.id {
        said[table, default: []].insert(member.state)
      }
    }
    switch entry.association {
    case .table(let table, let state):
      let isForeign = transit.gatewayOfTable[table].map { $0 != entry.gateway } ?? false
      if isForeign || said[table] == nil && transit.associations[table]?.isComplete == true {
        isContradictory = true
      }
      said[table, default: []].insert(state ?? "associated")
    case .none:
      isContradictory = isContradictory || said.values.contains { $0 != ["disassociated"] }
    case .notShown, .contradictory: break
    }
    let current = said.filter { $0.value != ["disassociated"] }
    if isContradictory || current.count > 1 || current.values.contains(where: { $0.count > 1 }) {
      warn(
        "IM009", "two answers disagree about the association of `\(DisplayText.escape(entry.name))`",
        at: entry.origin.shortened, notes: ["it is taken as not known"])
      return unknown("two answers disagree about its association", "CNV-8")
    }
    if let (table, states) = current.first {
      guard states == ["associated"] else {
        let state = DisplayText.escape(states.first ?? "")
        return unknown("its association is in the state `\(state)`", "TGW-2")
      }
      return .table(
        reference(
          model.transitGatewayRouteTables, table, .transitGatewayRouteTables,
          term: "transitGatewayRouteTable", group: entry.group, at: entry.origin))
    }
    if transit.forgotten[entry.gateway] != nil {
      return unknown("a table of its gateway has an attachment that no list shows", "CNV-8")
    }
    if entry.association == .none || !said.isEmpty || areAssociationsListed(entry.gateway) {
      return .none
    }
    return unknown("its association was not collected", "IMP-3a")
  }

  /// Whether every table of the gateway is known, with all its associations.
  private func areAssociationsListed(_ gateway: String) -> Bool {
    let groups = transit.groupsOfGateway[gateway, default: []]
    let isWhole = groups.contains {
      isOwnersView(transit.ownerOfGateway[gateway], in: $0)
        && isComplete(.transitGatewayRouteTables, in: $0)
    }
    let tables = transit.gatewayOfTable.filter { $0.value == gateway }.keys
    return isWhole && tables.allSatisfy { transit.associations[$0]?.isComplete == true }
  }
}
