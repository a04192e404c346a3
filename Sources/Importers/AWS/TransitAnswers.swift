internal import NetworkModel
internal import SourceText

/// What the answers say about transit gateways, by name, before it is put together.
struct TransitAnswers {
  var groupsOfGateway: [String: Set<Int>] = [:]
  var ownerOfGateway: [String: String] = [:]
  var groupsOfTable: [String: Set<Int>] = [:]
  var gatewayOfTable: [String: String] = [:]

  var attachments: [TransitAttachment] = []
  /// Position in `attachments`.
  var attachmentNumbers: [String: Int] = [:]
  /// Attachments with a policy table (TGW-2).
  var policyTables: Set<String> = []

  /// Answers to get-transit-gateway-route-table-associations, by table.
  var associations: [String: TableAnswer] = [:]
  /// Answers to get-transit-gateway-route-table-propagations, by table.
  var propagations: [String: TableAnswer] = [:]
  /// Answers to search-transit-gateway-routes, by table.
  var searches: [String: [TransitSearch]] = [:]

  var saidAssociations: [String: [TransitMembership]] = [:]
  /// By gateway, an attachment that one of its tables has and that no list of attachments shows.
  var forgotten: [String: TransitMembership] = [:]
  var saidPropagations: [String: [TransitMembership]] = [:]
}

/// All answers to one call about one table, as one list.
struct TableAnswer {
  private(set) var values: [JSONValue] = []
  private(set) var groups: Set<Int> = []
  private var whole: JSONValue?
  private var count = 0
  private var starts = 0
  private var continued = 0
  private var isTruncated = false
  /// Two answers to the same call that differ.
  private(set) var contradiction: SourceRange?

  /// Every page is there, and nothing stops before its end.
  var isComplete: Bool {
    !isTruncated && contradiction == nil && starts > 0 && count <= continued + starts
  }

  mutating func add(
    _ list: JSONValue, _ elements: [JSONValue], group: Int, isTruncated: Bool, page: PageMark
  ) {
    groups.insert(group)
    count += 1
    if page.isStart { starts += 1 }
    if page.isContinued { continued += 1 }
    self.isTruncated = self.isTruncated || isTruncated
    if page.isStart, !page.isContinued {
      if let whole, !whole.isSame(as: list) { contradiction = list.range.shortened }
      if whole != nil, contradiction == nil {
        list.markConsumed()
        return
      }
      whole = whole ?? list
    }
    values += elements
  }
}

/// Where an answer stands among the pages of its call.
struct PageMark: Equatable {
  var isStart = true
  var isContinued = false

  var isWhole: Bool { isStart && !isContinued }
}

/// One entry of an association or propagation list.
struct TransitMembership {
  let attachment: String
  let state: String
  let range: SourceRange
}

/// One answer with routes of a table, and which kinds of routes it shows in full.
struct TransitSearch {
  /// Type and state of a route.
  enum Part: Hashable, CaseIterable { case staticActive, staticBlackhole, propagatedActive, propagatedBlackhole }

  static let allStatic: Set<Part> = [.staticActive, .staticBlackhole]

  let values: [JSONValue]
  var covers: Set<Part>
  let isTruncated: Bool
  let page: PageMark
  let origin: SourceRange
}

extension Answer {
  /// The transit gateway table that was asked about, as the request, a key beside it, or a name tells (IMP-3b).
  var transitTable: String? {
    for key in ["TransitGatewayRouteTableId", "TransitGatewayPolicyTableId"] {
      if let name = request?.peek(key)?.string ?? response.peek(key)?.string, !name.isEmpty {
        return name
      }
    }
    for text in [call.object ?? "", fileName] {
      for prefix in ["tgw-rtb-", "tgw-ptb-"] {
        guard let range = text.firstRange(of: prefix) else { continue }
        let rest = text[range.upperBound...].prefix {
          $0.isASCII && ($0.isLetter || $0.isNumber)
        }
        if !rest.isEmpty { return prefix + rest }
      }
    }
    return nil
  }

  /// The request names objects or filters: others may exist.
  var asksForPart: Bool {
    request?.members.contains {
      ($0.key == "Filters" || $0.key.hasSuffix("Ids")) && !$0.value.isEmpty
    } ?? false
  }

  /// The VPCs that a request with filters asks about: none where something else selects; nil where nothing does.
  var askedVPCs: Set<String>? {
    guard asksForPart else { return nil }
    guard let request, let filters = request.peek("Filters"), filters.kind == .array,
      !request.members.contains(where: { $0.key.hasSuffix("Ids") && !$0.value.isEmpty })
    else { return [] }
    var vpcs: Set<String>?
    for filter in filters.elements {
      guard filter.kind == .object, vpcs == nil, let values = filter.peek("Values"),
        values.kind == .array, ["vpc-id", "attachment.vpc-id"].contains(filter.peek("Name")?.string)
      else { return [] }
      vpcs = Set(values.elements.compactMap { $0.string })
    }
    return vpcs ?? []
  }

  /// A request with a token continues another answer.
  var page: PageMark {
    let token = ["NextToken", "StartingToken"].contains { request?.peek($0)?.isEmpty == false }
    return PageMark(isStart: !token, isContinued: isContinued)
  }
}

extension ImportState {
  /// Answers about one table, which something beside them names.
  func gather(
    _ kind: ResourceClass, _ member: JSONMember, ofTable table: String, _ answer: Answer,
    group: Int, token: JSONMember?
  ) {
    gathered.markCollected(kind, group)
    if let token {
      warn(
        "IM011",
        "the answer stops before its end and is not continued: the \(kind.title) of "
          + "`\(DisplayText.escape(table))` are incomplete", at: token.keyRange)
    }
    if member.value.kind != .array, member.value.kind != .null {
      return error(
        "IM005", "expected a list under `\(member.key)`, found \(member.value.kind.name)",
        at: member.value.range)
    }
    let values = list(member)
    switch kind {
    case .transitGatewayAssociations:
      transit.associations[table, default: TableAnswer()].add(
        member.value, values, group: group, isTruncated: token != nil || answer.asksForPart,
        page: answer.page)
    case .transitGatewayPropagations:
      transit.propagations[table, default: TableAnswer()].add(
        member.value, values, group: group, isTruncated: token != nil || answer.asksForPart,
        page: answer.page)
    case _:
      transit.searches[table, default: []].append(
        TransitSearch(
          values: values, covers: covered(by: answer), isTruncated: token != nil,
          page: answer.page, origin: member.value.range.shortened))
    }
  }

  /// What a search shows, by its filters. A filter that is not understood may hide anything.
  private func covered(by answer: Answer) -> Set<TransitSearch.Part> {
    guard let request = answer.request else {
      guard profile.searchesComplete else { return [] }
      assume(
        "transit-gateway-searches-complete",
        "searches of transit gateway routes whose filters are not known list every route")
      return Set(TransitSearch.Part.allCases)
    }
    guard let filters = request.peek("Filters"), !filters.isNull else {
      return Set(TransitSearch.Part.allCases)
    }
    guard filters.kind == .array else { return [] }
    var parts = Set(TransitSearch.Part.allCases)
    for filter in filters.elements {
      guard filter.kind == .object else { return [] }
      let list = filter.peek("Values")
      let values = Set(
        list?.kind == .array ? list?.elements.compactMap { $0.string } ?? [] : [])
      switch filter.peek("Name")?.string {
      case "type":
        if !values.contains("static") { parts.subtract(TransitSearch.allStatic) }
        if !values.contains("propagated") { parts.formIntersection(TransitSearch.allStatic) }
      case "state":
        if !values.contains("active") { parts.subtract([.staticActive, .propagatedActive]) }
        if !values.contains("blackhole") {
          parts.subtract([.staticBlackhole, .propagatedBlackhole])
        }
      case "route-search.subnet-of-match" where values.isSuperset(of: ["0.0.0.0/0", "::/0"]):
        break
      case _:
        return []
      }
    }
    return parts
  }
}
