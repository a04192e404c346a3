import NetworkModel
import PolicySyntax
import SourceText

extension AddressValue {
  /// The same prefix in the model's type; a single address is a host prefix.
  var range: CIDR {
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
  /// LANG-5: the owners of the addresses, hosts outside that may carry them, and the addresses as written.
  mutating func resolve(_ value: AddressValue, vpc: Name?, range: SourceRange) -> ResolvedSet? {
    let prefix = value.range
    var owners = index.owners(in: prefix)
    var set = ResolvedSet()
    if let vpc {
      guard let id = resolveVPC(vpc) else { return nil }
      owners = owners.filter { model.interfaces[$0.key].vpc == id }
    } else {
      if value.prefixLength == nil, owners.count > 1 {
        reportSeveralOwners(value, owners.keys.sorted(), range: range)
        return nil
      }
      set.outside = index.outside(of: prefix)
    }
    set.members = owners.mapValues { $0 }
    set.written = AddressSet([prefix])
    return set
  }

  private mutating func resolveVPC(_ name: Name) -> ID<VPC>? {
    if let id = model.vpcs.id(named: name.text) { return id }
    let note = Spelling.note(for: name.text, among: model.vpcs.elements.map(\.name))
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
