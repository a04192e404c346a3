internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Runs `body` on every element of a class and enters the keys that it did not read into the ledger.
  func forEach(_ kind: ResourceClass, _ body: (Record, Element) -> Void) {
    for element in ownersFirst(gathered.of(kind)) {
      body(Record(element.value, self), element)
      ledger.add(type: kind.rawValue, unread: element.value.unconsumed())
    }
  }

  /// An owner's view of an object comes before the views of those it is shared with, so that it is the one kept.
  private func ownersFirst(_ elements: [Element]) -> [Element] {
    guard gathered.groups.count > 1 else { return elements }
    var others: [Element] = []
    var owners: [Element] = []
    for element in elements {
      let owner = element.value.peek("OwnerId")?.string
      if owner == nil || owner == gathered.groups[element.group].account {
        owners.append(element)
      } else {
        others.append(element)
      }
    }
    return owners + others
  }

  /// Whether this is the first element with this id. An equal one again is merged silently. Of two that differ, the
  /// owner's view is kept before that of one it is shared with, with a warning; which of two views of others holds is
  /// unknown; everything else is an error (CNV-8).
  func isFirst(_ kind: ResourceClass, _ name: String, _ element: Element, merges: Bool = false)
    -> Bool
  {
    guard let known = firstByName[kind]?[name] else {
      firstByName[kind, default: [:]][name] = element
      return true
    }
    defer { element.value.markConsumed() }
    noteTags(kind, name, known, element)
    if merges || isSameView(known, element) { return false }
    let views = (view(known), view(element))
    let isShared = views.0 != .unclear && views.1 == .participant && owner(known) == owner(element)
    let note =
      views.0 == .owner ? "the owner's view is used" : "the owner's view is not in the snapshot"
    let diagnostic = Diagnostic(
      code: "IM009", severity: isShared ? .warning : .error,
      message: "`\(DisplayText.escape(name))` is described twice with different content",
      range: element.value.range.shortened,
      labels: [.init(range: known.value.range.shortened, message: "first here")],
      notes: isShared ? [note] : [])
    diagnostics.append(diagnostic)
    if isShared, views.0 == .participant {
      unknownEverywhere(
        name, kind.title, "accounts it is shared with describe it differently", rule: "CNV-8",
        at: element.value.range)
    }
    return false
  }

  /// Equal but for tags, which every account has its own, counters, and the account's own name of a zone with an id.
  private func isSameView(_ first: Element, _ second: Element) -> Bool {
    var except: Set = ["Tags", "TagSet", "AvailableIpAddressCount"]
    let ids = [first, second].compactMap { $0.value.peek("AvailabilityZoneId")?.string }
    if first.group != second.group, ids.count == 2 { except.insert("AvailabilityZone") }
    return first.value.isSame(as: second.value, except: except)
  }

  /// Two views of one object with different tags: selectors know only those of the first for certain (LANG-9a).
  private func noteTags(_ kind: ResourceClass, _ name: String, _ first: Element, _ second: Element) {
    for key in ["Tags", "TagSet"] {
      let tags = [first, second].map { Record($0.value, self).tags(key) }
      guard tags[0] != tags[1] else { continue }
      let missing = unknown(
        name, kind.title, "accounts that see it have different tags for it", rule: "CNV-8",
        at: second.value.range)
      contestedTags.append((kind, name, missing))
    }
  }

  /// Enters what `noteTags` found into the finished objects.
  func openContestedTags() {
    for (kind, name, missing) in contestedTags {
      if kind == .vpcs, let id = model.vpcs.id(named: name) {
        model.vpcs[id].gaps[.tags] = missing
      } else if kind == .subnets, let id = model.subnets.id(named: name) {
        model.subnets[id].gaps[.tags] = missing
      } else if kind == .securityGroups, let id = model.securityGroups.id(named: name) {
        model.securityGroups[id].gaps[.tags] = missing
      } else if kind == .networkInterfaces, let id = model.interfaces.id(named: name) {
        model.interfaces[id].gaps[.tags] = missing
      } else if kind == .reservations, let id = model.instances.id(named: name) {
        model.instances[id].gaps[.tags] = missing
      }
    }
  }

  private enum View { case owner, participant, unclear }

  private func owner(_ element: Element) -> String? { element.value.peek("OwnerId")?.string }

  private func view(_ element: Element) -> View {
    guard let account = gathered.groups[element.group].account, let owner = owner(element) else {
      return .unclear
    }
    return owner == account ? .owner : .participant
  }

  /// The VPC of this name. One that is named but not described is entered as a placeholder: its objects are kept, its
  /// address ranges come from its route tables.
  func vpc(named name: String, for element: Element, at range: SourceRange) -> ID<VPC> {
    if let known = model.vpcs.id(named: name) { return known }
    let why =
      gathered.isPresent(.vpcs, in: element.group) ? "is not in the snapshot" : "was not collected"
    warn("IM014", "the VPC `\(DisplayText.escape(name))` is named here but \(why)", at: range)
    let scope = self.scope(of: element, owner: nil, region: regionOfVPC[name])
    let missing = unknown(name, "vpc", "the VPC \(why)", rule: "IMP-3a", at: range)
    var placeholder = VPC(
      name: name, scope: scope, ipv4: [], blockPublicAccess: .off, origin: range)
    placeholder.gaps = [.tags: missing, .ranges: missing, .account: missing]
    guard let id = model.vpcs.insert(placeholder) else { return ID(index: 0) }
    placeholderVPCs.insert(id)
    groupOfVPC[id] = element.group
    model.vpcs[id].blockPublicAccess = blockPublicAccess(of: id, states: nil)
    return id
  }

  /// The subnet of this name, or a placeholder whose route table and network ACL are unknown.
  func subnet(named name: String, vpc: ID<VPC>, for element: Element, at range: SourceRange) -> ID<
    Subnet
  > {
    if let known = model.subnets.id(named: name) { return known }
    let why =
      gathered.isPresent(.subnets, in: element.group)
      ? "is not in the snapshot" : "was not collected"
    warn("IM014", "the subnet `\(DisplayText.escape(name))` is named here but \(why)", at: range)
    let missing = unknown(name, "subnet", "the subnet \(why)", rule: "IMP-3a", at: range)
    var placeholder = Subnet(
      name: name, vpc: vpc, scope: model.vpcs[vpc].scope, zone: nil, ranges: [],
      routeTable: .missing(missing), networkACL: .missing(missing), origin: range)
    placeholder.gaps = [.tags: missing, .ranges: missing, .zone: missing, .account: missing]
    return model.subnets.insert(placeholder) ?? ID(index: 0)
  }

  /// A reference to an object of a class; when it is not there, an unknown says whether it or its whole class is missing.
  func reference<Object>(
    _ table: Table<Object>, _ name: String, _ kind: ResourceClass, term: String, group: Int,
    at range: SourceRange?
  ) -> Reference<Object> {
    if let id = table.id(named: name) { return .resolved(id) }
    let why =
      gathered.isPresent(kind, in: group)
      ? (gathered.isTruncated(kind, in: group)
        ? "\(kind.title) were not collected to the end" : "it is not in the snapshot")
      : "\(kind.title) were not collected"
    return .missing(unknown(name, term, why, rule: "IMP-3a"))
  }
}

extension JSONValue {
  /// Equal content: members of objects in any order, elements of lists in their order; `except` names members of the
  /// outermost object that do not count.
  func isSame(as other: JSONValue, except: Set<String> = []) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null: return true
    case .boolean: return bool == other.bool
    case .string: return string == other.string
    case .number: return isSameNumber(as: other)
    case .array:
      var left = elements
      var right = other.elements
      while let a = left.next() {
        guard let b = right.next(), a.isSame(as: b) else { return false }
      }
      return right.next() == nil
    case .object:
      func counted(_ value: JSONValue) -> [JSONMember] {
        value.members.filter { !except.contains($0.key) && !$0.value.isEmpty }
      }
      let mine = counted(self)
      guard mine.count == counted(other).count else { return false }
      return mine.allSatisfy { member in
        other.peek(member.key).map { member.value.isSame(as: $0) } ?? false
      }
    }
  }
}
