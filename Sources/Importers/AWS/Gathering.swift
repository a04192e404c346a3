package import SourceText

/// One element of an answer, and the group (account and Region) in which it was collected.
struct Element {
  var value: JSONValue
  var group: Int
  /// np-guard and wrapped answers: what the surroundings say about the element.
  var wrapper: JSONValue?
}

/// What kind of object an unmodelled element is.
struct UnmodelledElement {
  var element: Element
  var key: String
  var kind: UnmodelledClass
  /// The object that the call was about, where the element does not name one.
  var name: String?
}

/// A top-level key that nobody knows, with its number of elements.
package struct UnsupportedAnswer: Hashable, Sendable {
  package let key: String
  package let count: Int
  package let range: SourceRange
}

/// All elements of all answers, by class, and which classes were collected where.
struct Gathered {
  var groups: [Provenance] = []
  /// Region of a group as its availability zones tell.
  var regions: [Int: String] = [:]
  /// Account of a group as its VPCs tell.
  var accounts: [Int: String] = [:]
  private var elements: [ResourceClass: [Element]] = [:]
  private var present: [ResourceClass: Set<Int>] = [:]
  private var truncated: [ResourceClass: Set<Int>] = [:]
  /// By class and group the VPCs that requests with filters ask about, and nil for a request for all.
  private var asked: [ResourceClass: [Int: [Set<String>?]]] = [:]
  var unmodelled: [UnmodelledElement] = []
  var unsupported: [UnsupportedAnswer] = []
  /// Keys of unmodelled classes of which some answer shows a part only.
  var partialKeys: Set<String> = []
  /// Answers about firewalls, their policies and rule groups, whole.
  var firewallAnswers: [JSONValue] = []
  /// Keys of unmodelled classes that were collected, even if empty, with the groups in which they were.
  var presentKeys: [String: Set<Int>] = [:]
  /// Prefix list id → entries, and whether they are complete.
  var prefixListEntries: [String: (values: [JSONValue], isComplete: Bool)] = [:]

  func of(_ kind: ResourceClass) -> [Element] { elements[kind] ?? [] }

  func isPresent(_ kind: ResourceClass, in group: Int) -> Bool {
    present[kind]?.contains(group) == true
  }

  func isPresentAnywhere(_ kind: ResourceClass) -> Bool { present[kind]?.isEmpty == false }

  func isTruncated(_ kind: ResourceClass, in group: Int) -> Bool {
    truncated[kind]?.contains(group) == true
  }

  func truncatedGroups(_ kind: ResourceClass) -> [Int] { (truncated[kind] ?? []).sorted() }

  mutating func group(_ provenance: Provenance) -> Int {
    if let known = groups.firstIndex(of: provenance) { return known }
    groups.append(provenance)
    return groups.count - 1
  }

  fileprivate mutating func add(_ kind: ResourceClass, _ element: Element) {
    elements[kind, default: []].append(element)
  }

  fileprivate mutating func markPresent(_ kind: ResourceClass, _ group: Int) {
    present[kind, default: []].insert(group)
  }

  fileprivate mutating func markAsked(_ kind: ResourceClass, _ group: Int, _ vpcs: Set<String>?) {
    asked[kind, default: [:]][group, default: []].append(vpcs)
  }

  /// Whether no request asked for all objects of the class, and none for those of this VPC.
  func isLeftOut(_ vpc: String, _ kind: ResourceClass, in group: Int) -> Bool {
    guard let requests = asked[kind]?[group] else { return false }
    return requests.allSatisfy { $0.map { !$0.contains(vpc) } ?? false }
  }

  /// A request that selects by something else than the VPC shows a part (IMP-3), unless another one shows all.
  fileprivate mutating func markParts() {
    for (kind, groups) in asked where kind != .internetGateways {
      for (group, requests) in groups where !requests.contains(nil) && requests.contains([]) {
        markTruncated(kind, group)
      }
    }
  }

  mutating func markCollected(_ kind: ResourceClass, _ group: Int) { markPresent(kind, group) }

  mutating func markTruncated(_ kind: ResourceClass, _ group: Int) {
    truncated[kind, default: []].insert(group)
  }
}

extension ImportState {
  /// Sorts the elements of all answers into classes. Unknown keys are counted; truncation is noted (IMP-3).
  func gather(_ answers: [Answer]) {
    for answer in answers {
      let group = gathered.group(answer.provenance)
      let token = truncation(of: answer)
      if ["FirewallStatus", "FirewallPolicy", "RuleGroup"].contains(where: answer.response.has) {
        gathered.firewallAnswers.append(answer.response)
      }
      for member in answer.response.members {
        gather(member, of: answer, group: group, token: token)
      }
    }
    gathered.markParts()
  }

  /// The member that says that there is more, unless another answer continues this one.
  private func truncation(of answer: Answer) -> JSONMember? {
    var found: JSONMember?
    for member in answer.response.members where AnswerKeys.transport.contains(member.key) {
      member.markConsumed()
      if ["ResponseMetadata", "RetryAttempts", "UpdateToken"].contains(member.key) { continue }
      let says = member.value.bool ?? !member.value.isEmpty
      if says && !answer.isContinued { found = member }
    }
    for member in answer.response.members where member.value.kind == .object {
      // A list may hold its own mark.
      guard member.value.has("Items"), !answer.isContinued else { continue }
      let isCut =
        member.value.peek("IsTruncated")?.bool == true
        || member.value.peek("NextMarker")?.isEmpty == false
      if isCut { found = member }
    }
    return found
  }

  private func gather(_ member: JSONMember, of answer: Answer, group: Int, token: JSONMember?) {
    let key = member.key
    if AnswerKeys.transport.contains(key) { return }
    if let kind = modelledClass(key, of: answer) {
      _ = answer.response.member(key)
      gather(kind, member, of: answer, group: group, token: token)
    } else if let kind = unmodelledClass(key, of: answer) {
      _ = answer.response.member(key)
      if member.value.kind == .null { return }
      if token != nil || answer.asksForPartOfBalancers { gathered.partialKeys.insert(key) }
      let isLattice = kind.kind == "latticeVpcAssociation"
      gathered.presentKeys[isLattice ? "VpcLattice" : key, default: []].insert(group)
      if let token, kind.addsPaths {
        warn(
          "IM011", "the answer stops before its end and is not continued: `\(key)` is incomplete",
          at: token.keyRange)
        unknownEverywhere(
          "\(key) of \(title(ofGroup: group))", "class",
          "objects that add paths were not collected to the end", rule: "IMP-3", at: token.keyRange)
      }
      for element in list(member) {
        gathered.unmodelled.append(
          UnmodelledElement(
            element: Element(value: element, group: group), key: key, kind: kind,
            name: answer.call.object))
      }
    } else if AnswerKeys.irrelevant.contains(key) {
      member.markConsumed()
      ledger.ignored(type: key, key: nil, at: member.keyRange)
    } else if answer.request?.peek(key) == nil, key == "PrefixListId",
      answer.response.has("Entries")
    {
      _ = answer.response.member(key)
    } else if key == "VpcId", answer.response.has("EnableDnsSupport") {
      _ = answer.response.member(key)
    } else if key == "TransitGatewayRouteTableId", answer.transitTable != nil {
      _ = answer.response.member(key)
    } else if answer.renamed[key] == nil, member.value.isEmpty {
      member.markConsumed()
    } else if answer.layoutKeys.contains(key) {
      member.markConsumed()
    } else {
      unsupported(member, nameless: AnswerKeys.nameless[key] != nil)
    }
  }

  /// The class of a key. One of the nameless ones counts only if something names its object.
  private func modelledClass(_ key: String, of answer: Answer) -> ResourceClass? {
    if let kind = answer.renamed[key] { return kind }
    guard answer.renamed.isEmpty, let kind = ResourceClass.named(key) else { return nil }
    return kind.isAboutOneTransitTable && answer.transitTable == nil ? nil : kind
  }

  /// A class that is kept without being modelled; one of the nameless ones only if something names its object.
  private func unmodelledClass(_ key: String, of answer: Answer) -> UnmodelledClass? {
    if let kind = AnswerKeys.listed(key, by: answer.call.operation) { return kind }
    if let kind = AnswerKeys.unmodelled[key] { return kind }
    guard let kind = AnswerKeys.nameless[key] else { return nil }
    return answer.call.object != nil || !kind.ids.isEmpty ? kind : nil
  }

  private func unsupported(_ member: JSONMember, nameless: Bool) {
    member.markConsumed()
    let count = member.value.kind == .array ? member.value.elements.reduce(0) { n, _ in n + 1 } : 1
    gathered.unsupported.append(
      UnsupportedAnswer(key: member.key, count: count, range: member.keyRange))
    let notes =
      nameless
      ? [
        "this answer does not say which object was asked about; put it into an envelope with its request"
      ]
      : Spelling.note(for: member.key, among: ResourceClass.allCases.map(\.rawValue)).map { [$0] }
        ?? []
    warn(
      "IM012",
      "the answer `\(DisplayText.escape(member.key))` is not read (\(count) element\(count == 1 ? "" : "s"))",
      at: member.keyRange, notes: notes)
  }

  /// The elements of an answer: a list, or a single object.
  func list(_ member: JSONMember) -> [JSONValue] {
    switch member.value.kind {
    case .array: return Array(member.value.elements)
    case .object:
      let items = member.value.peek("Items")
      if let items, items.kind == .array {
        _ = member.value["Items"]
        return Array(items.elements)
      }
      // An empty list of CloudFront need not have the member.
      if member.value.has("Quantity"), items == nil || items?.isNull == true { return [] }
      return [member.value]
    case .null: return []
    case .string, .number, .boolean:
      error(
        "IM005", "expected a list under `\(member.key)`, found \(member.value.kind.name)",
        at: member.value.range)
      return []
    }
  }

  private func gather(
    _ kind: ResourceClass, _ member: JSONMember, of answer: Answer, group: Int, token: JSONMember?
  ) {
    // `null` is no answer: the class stays as if it had not been collected.
    if member.value.kind == .null { return member.markConsumed() }
    if kind == .prefixListEntries { return gatherEntries(member, of: answer, token: token) }
    if kind.isAboutOneTransitTable, let table = answer.transitTable {
      return gather(kind, member, ofTable: table, answer, group: group, token: token)
    }
    if member.value.kind != .array, kind != .blockPublicAccessOptions {
      return error(
        "IM005", "expected a list under `\(member.key)`, found \(member.value.kind.name)",
        at: member.value.range)
    }
    gathered.markPresent(kind, group)
    if kind.isTransitList, answer.asksForPart { gathered.markTruncated(kind, group) }
    if kind.addsEnds, answer.asksForPart {
      gathered.markTruncated(kind, group)
      warn(
        "IM011", "the request asked for a part of the \(kind.title): others may exist",
        at: member.keyRange)
    }
    if kind.speaksByAbsence { gathered.markAsked(kind, group, answer.askedVPCs) }
    if let token {
      gathered.markTruncated(kind, group)
      warn(
        "IM011",
        "the answer stops before its end and is not continued: \(kind.title) are incomplete",
        at: token.keyRange)
    }
    for value in list(member) {
      guard value.kind == .object else {
        error(
          "IM005", "expected an object in `\(member.key)`, found \(value.kind.name)",
          at: value.range)
        continue
      }
      if kind == .reservations, answer.renamed.isEmpty {
        gatherReservation(value, group: group)
      } else {
        gathered.add(kind, Element(value: value, group: group))
      }
    }
  }

  private func gatherReservation(_ value: JSONValue, group: Int) {
    let record = Record(value, self)
    record.ignore(["ReservationId", "Groups", "OwnerId", "RequesterId"], type: "Reservations")
    if value.peek("Instances")?.kind != .array, record.isMissing("Instances") {
      error(
        "IM004", "expected a reservation with `Instances`, found one without",
        at: value.range.shortened)
    }
    for instance in record.list("Instances") {
      guard instance.kind == .object else {
        error(
          "IM005", "expected an object in `Instances`, found \(instance.kind.name)",
          at: instance.range)
        continue
      }
      gathered.add(.reservations, Element(value: instance, group: group, wrapper: value))
    }
    ledger.add(
      type: "Reservations", unread: value.unconsumed().filter { !$0.shape.hasPrefix("Instances") })
  }

  /// `get-managed-prefix-list-entries` does not name its list: the request, a key beside it or the file does (IMP-3b).
  private func gatherEntries(_ member: JSONMember, of answer: Answer, token: JSONMember?) {
    let named =
      answer.request?.peek("PrefixListId")?.string ?? answer.response.peek("PrefixListId")?.string
      ?? answer.call.object.flatMap { $0.hasPrefix("pl-") ? $0 : nil }
      ?? Self.prefixListID(in: answer.fileName)
    guard let id = named else {
      member.markConsumed()
      return error(
        "IM016", "these prefix list entries do not say whose they are", at: member.keyRange,
        notes: [
          "put the answer into an envelope with its request, or the id of the list into the file name"
        ])
    }
    var entry = gathered.prefixListEntries[id] ?? ([], true)
    entry.values += list(member)
    if token != nil { entry.isComplete = false }
    gathered.prefixListEntries[id] = entry
  }

  private static func prefixListID(in name: String) -> String? {
    guard let range = name.firstRange(of: "pl-") else { return nil }
    let digits = name[range.upperBound...].prefix { $0.isHexDigit }
    return digits.isEmpty ? nil : "pl-" + digits
  }
}

extension Answer {
  /// Keys that belong to the layout itself.
  fileprivate var layoutKeys: Set<String> {
    renamed.isEmpty ? [] : ["collector_version", "provider", "config-file-git-sha1"]
  }
}
