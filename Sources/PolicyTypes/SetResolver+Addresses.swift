package import NetworkModel
package import PolicySyntax
import SourceText

extension AddressValue {
  /// The same prefix in the model's type; a single address is a host prefix.
  package var range: CIDR {
    let family: IPFamily =
      switch self.family {
      case .ipv4: .v4
      case .ipv6: .v6
      }
    let length = min(Int(prefixLength ?? self.family.width), family.width)
    return CIDR(family, base: bits & family.maximum, length: length)
  }
}

extension SetResolver {
  /// LANG-5: the owners of the addresses, the hosts outside that may carry them, and the
  /// destination as written.
  mutating func resolve(_ value: AddressValue, vpc: Name?, range: SourceRange) -> ResolvedSet? {
    let prefix = value.range
    var own = ResolvedSet(members: index.owners(in: prefix).mapValues { $0 })
    var behind = ResolvedSet(members: index.publicOwners(in: prefix).mapValues { $0 })
    let later = index.laterOwners(in: prefix)
    own.members = own.members.filter { later[$0.key] == nil }
    behind.members = behind.members.filter { later[$0.key] == nil }
    own.doubtful = later
    if value.prefixLength != nil {
      // A range means the hosts in it (LANG-6); a single address means its owner, whatever it is.
      own.members = own.members.filter { index.isHost($0.key) }
      behind.members = behind.members.filter { index.isHost($0.key) }
    }
    if let vpc {
      guard let id = resolveVPC(vpc) else { return nil }
      own.members = own.members.filter { model.interfaces[$0.key].vpc == id }
      own.doubtful = own.doubtful.filter { model.interfaces[$0.key].vpc == id }
      behind.members = behind.members.filter { model.interfaces[$0.key].vpc == id }
      return .union([own, behind])
    }
    let owners = Set(own.members.keys).union(behind.members.keys)
    if value.prefixLength == nil, owners.count > 1 {
      reportSeveralOwners(value, owners.sorted(), range: range)
      return nil
    }
    let outside = ResolvedSet(outside: index.outside(of: prefix))
    switch role {
    case .source:
      let sites = ResolvedSet(onPremises: index.onPremises.intersection(AddressSet([prefix])))
      return .union([own, behind, outside, sites])
    case .destination:
      // SOUNDNESS: a public address is what stands in the packet, so its owner is no member here;
      // `written` finds it.
      return .union([own, outside, ResolvedSet(written: AddressSet([prefix]))])
    }
  }

  private mutating func resolveVPC(_ name: Name) -> ID<VPC>? {
    if let id = model.vpcs.id(named: name.text) { return id }
    let note = suggestion(for: name.text, among: model.vpcs.elements.map(\.name))
    report(
      "PT002", "no VPC `\(DisplayText.escape(name.text))` in the network", at: name.range,
      notes: note.map { [$0] } ?? [])
    return nil
  }

  private mutating func reportSeveralOwners(
    _ value: AddressValue, _ owners: [ID<Interface>], range: SourceRange
  ) {
    let shown = owners.prefix(8).map { id in
      let interface = model.interfaces[id]
      let vpc = model.vpcs[interface.vpc].name
      return "owned by `\(DisplayText.escape(interface.name))` in `\(DisplayText.escape(vpc))`"
    }
    let more = owners.count > shown.count ? ["and \(owners.count - shown.count) more"] : []
    let example = model.vpcs[model.interfaces[owners[0]].vpc].name
    report(
      "PT005", "the address `\(value)` has \(owners.count) owners", at: range,
      notes: shown + more + ["write `\(value) in \(DisplayText.escape(example))`"])
  }
}
