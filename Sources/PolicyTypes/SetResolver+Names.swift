import NetworkModel
import PolicySyntax
import SourceText

extension SetResolver {
  /// An object of the network by id (LANG-4): its interfaces.
  mutating func resolveObject(_ name: Name) -> ResolvedSet? {
    let text = name.text
    if let id = model.interfaces.id(named: text) { return whole([id]) }
    if let id = model.instances.id(named: text) { return whole(index.interfaces(of: id)) }
    if let id = model.subnets.id(named: text) {
      var set = whole(index.hosts(index.interfaces(of: id)))
      set.around = around(id)
      set.landings = landings(id)
      return set
    }
    if let id = model.vpcs.id(named: text) {
      var set = whole(index.hosts(index.interfaces(of: id)))
      set.around = around(id)
      return set
    }
    if let id = model.securityGroups.id(named: text) {
      var set = whole(index.hosts(index.interfaces(of: id)))
      // Interfaces whose groups are not known may have this one.
      for (interface, reasons) in index.withUnknownGroups
      where index.isHost(interface) && set.members[interface] == nil {
        set.doubtful[interface] = reasons
      }
      return set
    }
    if let id = model.natGateways.id(named: text) {
      return whole(model.natGateways[id].addresses.map(\.interface))
    }
    if let services = index.interfaces(ofService: text) { return whole(services) }
    if let gateway = gateway(name) { return gateway }
    reportUnresolved(name)
    return nil
  }

  func whole(_ interfaces: some Sequence<ID<Interface>>) -> ResolvedSet {
    ResolvedSet(
      members: Dictionary(interfaces.map { ($0, AddressSet?.none) }) { first, _ in first })
  }

  private mutating func reportUnresolved(_ name: Name) {
    let shown = DisplayText.escape(name.text)
    if let kind = kindOfOther(name.text) {
      report(
        "PT003", "`\(shown)` is \(kind), where no traffic starts or ends", at: name.range,
        notes: ["name instances, interfaces, subnets, VPCs, security groups, addresses or CIDRs"])
      return
    }
    var notes: [String] = []
    if let note = suggestion(for: name.text, among: candidates) { notes.append(note) }
    if hasNameTag(name.text) {
      notes.append(
        "to select by the tag `Name`, write `instances where name == \(Printer.quoted(name.text))`")
    } else if name.text.contains("-"),
      name.text.split(separator: "-").allSatisfy({ declarations[String($0)] != nil })
    {
      notes.append("a difference needs spaces around `-`")
    }
    let message =
      Self.expectedKind(name.text).map { "no \($0) `\(shown)` in the network" }
      ?? "unknown name `\(shown)`"
    report("PT001", message, at: name.range, notes: notes)
  }

  private var candidates: [String] {
    Array(declarations.keys) + model.interfaces.elements.map(\.name)
      + model.instances.elements.map(\.name)
      + model.subnets.elements.map(\.name) + model.vpcs.elements.map(\.name)
      + model.securityGroups.elements.map(\.name)
  }

  private func hasNameTag(_ text: String) -> Bool {
    model.instances.elements.contains { $0.tags["Name"] == text }
  }

  private static func expectedKind(_ text: String) -> String? {
    let prefixes = [
      ("i-", "instance"), ("eni-", "interface"), ("subnet-", "subnet"), ("vpc-", "VPC"),
      ("sg-", "security group"), ("nat-", "NAT gateway"),
    ]
    return prefixes.first { text.hasPrefix($0.0) }?.1
  }

  /// The kind of an object that exists but is no endpoint.
  private func kindOfOther(_ text: String) -> String? {
    if model.routeTables.id(named: text) != nil { return "a route table" }
    if model.networkACLs.id(named: text) != nil { return "a network ACL" }
    if model.prefixLists.id(named: text) != nil { return "a prefix list" }
    return model.unmodelled.id(named: text).map {
      "an object of kind `\(model.unmodelled[$0].kind)`"
    }
  }
}
