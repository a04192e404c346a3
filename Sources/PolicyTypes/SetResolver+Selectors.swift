import NetworkModel
import PolicySyntax
import SourceText

extension SetResolver {
  /// LANG-6: the interfaces of the objects for which the condition holds.
  mutating func resolve(_ selector: Selector) -> ResolvedSet? {
    var condition: CheckedCondition?
    if let written = selector.condition {
      guard let checked = check(written, kind: selector.kind) else { return nil }
      condition = checked
    }
    // A closure that holds the model itself copies all of its tables.
    let index = self.index
    var candidates: [Candidate] = []
    func choose(_ truth: Truth, _ interfaces: some Sequence<ID<Interface>>) {
      if truth != .no { candidates.append(Candidate(truth: truth, interfaces: Array(interfaces))) }
    }
    /// What a VPC decides for all of its objects is asked once; a VPC that rules all of them out is passed over.
    func forEachVPC(_ body: (ID<VPC>, _ truth: (() -> SelectedObject) -> Truth) -> Void) {
      for vpc in index.model.vpcs.ids {
        guard let condition else {
          body(vpc) { _ in .yes }
          continue
        }
        let inside = condition.inside(SelectedObject(vpc: vpc, in: index), index)
        guard case .decided(let truth) = inside else {
          body(vpc) { inside.truth($0(), in: index) }
          continue
        }
        if truth != .no { body(vpc) { _ in truth } }
      }
    }
    switch selector.kind {
    case .instances:
      for id in index.instancesOfSeveralVPCs {
        let interfaces = index.interfaces(of: id)
        let object = SelectedObject(instance: id, interfaces: interfaces, in: index)
        choose(condition?.truth(object, in: index) ?? .yes, interfaces)
      }
      forEachVPC { vpc, truth in
        for id in index.instances(of: vpc) {
          let interfaces = index.interfaces(of: id)
          choose(truth { SelectedObject(instance: id, interfaces: interfaces, in: index) }, interfaces)
        }
      }
    case .interfaces:
      forEachVPC { vpc, truth in
        for id in index.interfaces(of: vpc) {
          choose(truth { SelectedObject(interface: id, in: index) }, CollectionOfOne(id))
        }
      }
    case .subnets:
      forEachVPC { vpc, truth in
        for id in index.subnets(of: vpc) {
          choose(truth { SelectedObject(subnet: id, in: index) }, index.interfaces(of: id))
        }
      }
    case .vpcs:
      forEachVPC { vpc, truth in
        choose(truth { SelectedObject(vpc: vpc, in: index) }, index.interfaces(of: vpc))
      }
    }
    if let test = selector.reach {
      guard let narrowed = narrowed(candidates, by: test, selector) else { return nil }
      candidates = narrowed
    }
    return chosen(candidates)
  }

  private func chosen(_ candidates: [Candidate]) -> ResolvedSet {
    var chosen = ResolvedSet()
    for candidate in candidates {
      switch candidate.truth {
      case .no: continue
      case .yes: for id in candidate.interfaces where index.isHost(id) { chosen.members[id] = .some(nil) }
      case .unknown(let reasons):
        for id in candidate.interfaces where index.isHost(id) { chosen.doubtful[id, default: []].formUnion(reasons) }
      }
    }
    return chosen
  }

  /// Nil after a report; all mistakes of the condition are reported.
  private mutating func check(_ condition: Condition, kind: Selector.Kind) -> CheckedCondition? {
    switch condition {
    case .test(let test): return check(test, kind: kind)
    case .not(let inner, _): return check(inner, kind: kind).map { .not($0) }
    case .and(let members, _): return checkAll(members, kind: kind).map { .all($0) }
    case .or(let members, _): return checkAll(members, kind: kind).map { .some($0) }
    }
  }

  private mutating func checkAll(_ members: [Condition], kind: Selector.Kind) -> [CheckedCondition]?
  {
    var checked: [CheckedCondition] = []
    for member in members {
      if let one = check(member, kind: kind) { checked.append(one) }
    }
    return checked.count == members.count ? checked : nil
  }

  private mutating func check(_ test: AttributeTest, kind: Selector.Kind) -> CheckedCondition? {
    guard let attribute = AttributeCatalog.attribute(test.attribute, of: kind) else {
      reportUnknownAttribute(test.attribute, kind: kind)
      return nil
    }
    if attribute.holdsAddresses { return checkAddresses(test, attribute) }
    warnAboutMissing(attribute, test, kind: kind)
    let texts = Set(test.values.map(\.text))
    let first = test.values.first?.text ?? ""
    return switch test.operation {
    case .exists: .exists(attribute)
    case .equal, .isIn: .texts(attribute, .isOneOf(texts))
    case .notEqual, .isNotIn: .texts(attribute, .isNoneOf(texts))
    case .like: .texts(attribute, .like(Pattern(first)))
    case .notLike: .texts(attribute, .notLike(Pattern(first)))
    }
  }

  private mutating func checkAddresses(
    _ test: AttributeTest, _ attribute: Attribute
  ) -> CheckedCondition? {
    var ranges: [CIDR] = []
    for value in test.values {
      guard case .address(let address, _) = value else {
        report(
          "PT007", "expected an address or a CIDR, found `\(DisplayText.escape(value.text))`",
          at: value.range, notes: ["`\(test.attribute.described)` holds addresses"])
        return nil
      }
      ranges.append(address.range)
    }
    switch test.operation {
    case .exists: return .exists(attribute)
    case .equal, .isIn: return .prefixes(attribute, ranges, negated: false)
    case .notEqual, .isNotIn: return .prefixes(attribute, ranges, negated: true)
    case .like, .notLike:
      report(
        "PT007", "`like` does not apply to `\(test.attribute.described)`", at: test.operationRange,
        notes: ["write `\(test.attribute.described) in 10.0.0.0/8`"])
      return nil
    }
  }

  private mutating func reportUnknownAttribute(_ path: AttributePath, kind: Selector.Kind) {
    let names = AttributeCatalog.names(of: kind)
    let head = path.steps.first?.text ?? ""
    let shown = DisplayText.escape(path.described)
    let incomplete = names.contains(head) && path.steps.count == 1
    let note: String
    if head == "tag" {
      note = "name the tag: `tag.Name`, `tag[\"cost center\"]`"
    } else if incomplete {
      note = "write `\(head).id`, `\(head).name` or `\(head).tag.KEY`"
    } else {
      note =
        Spelling.note(for: head, among: names)
        ?? "attributes are \(names.map { "`\($0)`" }.joined(separator: ", "))"
    }
    report(
      "PT006", "\(kind.rawValue) have no attribute `\(shown)`", at: path.range, notes: [note])
  }

  /// A test that names an id or a tag key that nothing in the network has is almost always a slip.
  private mutating func warnAboutMissing(
    _ attribute: Attribute, _ test: AttributeTest, kind: Selector.Kind
  ) {
    switch attribute {
    case .id(let subject):
      guard test.operation != .like, test.operation != .notLike else { return }
      for value in test.values where !isKnown(value.text, subject) {
        let note = suggestion(for: value.text, among: names(subject))
        report(
          "PT008", "nothing in the network has the id `\(DisplayText.escape(value.text))`",
          at: value.range, severity: .warning, notes: note.map { [$0] } ?? [])
      }
    case .tag(let subject, let key):
      // `name` is short for the tag `Name`, which a network may well lack.
      guard test.operation != .exists, let step = test.attribute.steps.last, step.text == key else {
        return
      }
      guard !hasTag(key, subject) else { return }
      let note = suggestion(for: key, among: tagKeys(subject))
      report(
        "PT008", "nothing in the network has the tag `\(DisplayText.escape(key))`", at: step.range,
        severity: .warning, notes: note.map { [$0] } ?? [])
    case .groupName, .instanceType, .zone, .region, .account, .address, .publicAddress, .ranges:
      break
    }
  }

  private func isKnown(_ id: String, _ subject: Attribute.Subject) -> Bool {
    switch subject {
    case .instance: model.instances.id(named: id) != nil
    case .interface: model.interfaces.id(named: id) != nil
    case .subnet: model.subnets.id(named: id) != nil
    case .vpc: model.vpcs.id(named: id) != nil
    case .sg: model.securityGroups.id(named: id) != nil
    }
  }

  private func names(_ subject: Attribute.Subject) -> [String] {
    switch subject {
    case .instance: model.instances.elements.map(\.name)
    case .interface: model.interfaces.elements.map(\.name)
    case .subnet: model.subnets.elements.map(\.name)
    case .vpc: model.vpcs.elements.map(\.name)
    case .sg: model.securityGroups.elements.map(\.name)
    }
  }

  private func hasTag(_ key: String, _ subject: Attribute.Subject) -> Bool {
    switch subject {
    case .instance: model.instances.elements.contains { $0.tags[key] != nil }
    case .interface: model.interfaces.elements.contains { $0.tags[key] != nil }
    case .subnet: model.subnets.elements.contains { $0.tags[key] != nil }
    case .vpc: model.vpcs.elements.contains { $0.tags[key] != nil }
    case .sg: model.securityGroups.elements.contains { $0.tags[key] != nil }
    }
  }

  private func tagKeys(_ subject: Attribute.Subject) -> Set<String> {
    let all: [Tags] =
      switch subject {
      case .instance: model.instances.elements.map(\.tags)
      case .interface: model.interfaces.elements.map(\.tags)
      case .subnet: model.subnets.elements.map(\.tags)
      case .vpc: model.vpcs.elements.map(\.tags)
      case .sg: model.securityGroups.elements.map(\.tags)
      }
    return all.reduce(into: []) { $0.formUnion($1.keys) }
  }
}
