import NetworkModel
import PolicySyntax

/// One object that a selector looks at, and the objects around it that its attributes may speak of.
///
/// An instance may have several interfaces, so an attribute has a list of values (LANG-9).
struct SelectedObject {
  var instance: ID<Instance>?
  var interfaces: [ID<Interface>] = []
  var subnets: [ID<Subnet>] = []
  var vpcs: [ID<VPC>] = []
  var scope: ID<Scope>
  /// What is open about the object itself.
  private var own: Gaps = [:]

  init(instance: ID<Instance>, interfaces: [ID<Interface>], in model: NetworkModel) {
    self.instance = instance
    self.interfaces = interfaces
    subnets = interfaces.map { model.interfaces[$0].subnet }
    vpcs = interfaces.map { model.interfaces[$0].vpc }
    scope = model.instances[instance].scope
    own = model.instances[instance].gaps
  }

  init(interface: ID<Interface>, in model: NetworkModel) {
    let object = model.interfaces[interface]
    instance = object.instance
    interfaces = [interface]
    subnets = [object.subnet]
    vpcs = [object.vpc]
    scope = object.scope
    own = object.gaps
  }

  init(subnet: ID<Subnet>, in model: NetworkModel) {
    subnets = [subnet]
    vpcs = [model.subnets[subnet].vpc]
    scope = model.subnets[subnet].scope
    own = model.subnets[subnet].gaps
  }

  init(vpc: ID<VPC>, in model: NetworkModel) {
    vpcs = [vpc]
    scope = model.vpcs[vpc].scope
    own = model.vpcs[vpc].gaps
  }

  /// What is open about the object, or else about its scope.
  private func gap(_ attribute: ObjectAttribute, in model: NetworkModel) -> UnknownID? {
    own[attribute] ?? model.scopes[scope].gaps[attribute]
  }
}

/// An attribute of LANG-8 after checking: what to look up.
package enum Attribute: Hashable, Sendable {
  /// The object that an attribute path starts at.
  package enum Subject: String, Hashable, Sendable, CaseIterable {
    case instance, interface, subnet, vpc, sg
  }

  case id(Subject)
  case tag(Subject, key: String)
  case groupName
  case instanceType
  case zone
  case region
  case account
  /// Private and IPv6 addresses.
  case address
  case publicAddress
  /// Ranges of subnets or VPCs.
  case ranges(Subject)

  /// True for attributes whose values are addresses or prefixes, which `in` tests by containment.
  package var holdsAddresses: Bool {
    switch self {
    case .address, .publicAddress, .ranges: true
    case .id, .tag, .groupName, .instanceType, .zone, .region, .account: false
    }
  }
}

extension Attribute {
  /// True where all objects in one VPC have the same values.
  var isAboutVPC: Bool {
    switch self {
    case .id(.vpc), .tag(.vpc, _), .ranges(.vpc): true
    case .id, .tag, .ranges, .groupName, .instanceType, .zone, .region, .account, .address,
      .publicAddress:
      false
    }
  }
}

extension SelectedObject {
  /// The texts of an attribute that does not hold addresses; empty when the object lacks it.
  func texts(_ attribute: Attribute, in model: NetworkModel) -> [String] {
    switch attribute {
    case .id(let subject):
      return switch subject {
      case .instance: instance.map { [model.instances[$0].name] } ?? []
      case .interface:
        interfaces.filter { model.interfaces[$0].gaps[.id] == nil }.map { model.interfaces[$0].name }
      case .subnet: subnets.map { model.subnets[$0].name }
      case .vpc: vpcs.map { model.vpcs[$0].name }
      case .sg: groups(in: model).map { model.securityGroups[$0].name } + missingGroups(in: model)
      }
    case .tag(let subject, let key):
      return tags(subject, in: model).compactMap { $0[key] }
    case .groupName:
      return groups(in: model).map { model.securityGroups[$0] }
        .compactMap { $0.gaps[.name] == nil ? $0.groupName : nil }
    case .instanceType:
      return instance.map { model.instances[$0] }
        .flatMap { $0.gaps[.type] == nil ? [$0.type] : nil } ?? []
    case .zone:
      return subnets.flatMap { [model.subnets[$0].zone?.name, model.subnets[$0].zoneName] }
        .compactMap { $0 }
    case .region: return gap(.region, in: model) == nil ? [model.scopes[scope].region] : []
    case .account: return gap(.account, in: model) == nil ? [model.scopes[scope].account] : []
    case .address, .publicAddress, .ranges: return prefixes(attribute, in: model).map(\.description)
    }
  }

  /// The prefixes of an attribute that holds addresses.
  func prefixes(_ attribute: Attribute, in model: NetworkModel) -> [CIDR] {
    switch attribute {
    case .address:
      interfaces.filter { model.interfaces[$0].gaps[.privateAddress] == nil }
        .flatMap { model.interfaces[$0].ownedRanges }
    case .publicAddress:
      interfaces.filter { model.interfaces[$0].gaps[.publicAddress] == nil }
        .flatMap { model.interfaces[$0].privateAddresses }
        .compactMap { $0.publicAddress.map { CIDR(host: $0) } }
    case .ranges(.subnet): subnets.flatMap { model.subnets[$0].ranges }
    case .ranges: vpcs.flatMap { model.vpcs[$0].ranges }
    case .id, .tag, .groupName, .instanceType, .zone, .region, .account: []
    }
  }

  private func tags(_ subject: Attribute.Subject, in model: NetworkModel) -> [Tags] {
    switch subject {
    case .instance: instance.map { [model.instances[$0].tags] } ?? []
    case .interface: interfaces.map { model.interfaces[$0].tags }
    case .subnet: subnets.map { model.subnets[$0].tags }
    case .vpc: vpcs.map { model.vpcs[$0].tags }
    case .sg: groups(in: model).map { model.securityGroups[$0].tags }
    }
  }

  private func groups(in model: NetworkModel) -> [ID<SecurityGroup>] {
    interfaces.flatMap { model.interfaces[$0].groups.compactMap(\.id) }
  }

  /// A group that is named by an interface but missing from the snapshot still has its id.
  private func missingGroups(in model: NetworkModel) -> [String] {
    unresolvedGroups(in: model).map { model[$0] }.filter(\.isOneGroup).map(\.object)
  }

  private func unresolvedGroups(in model: NetworkModel) -> [UnknownID] {
    interfaces.flatMap { model.interfaces[$0].groups }.compactMap { group in
      switch group {
      case .resolved: nil
      case .missing(let unknown): unknown
      }
    }
  }
}

extension Unknown {
  /// It stands for one security group, whose id is known; otherwise for all groups of an interface.
  var isOneGroup: Bool { kind == "securityGroup" }
}

extension SelectedObject {
  /// Yes if a known value passed; else no, unless there may be values that are not known.
  func truth(
    _ attribute: Attribute, found: Bool, of test: CheckedCondition.TextTest? = nil,
    in model: NetworkModel
  ) -> Truth {
    if found { return .yes }
    var reasons = doubts(attribute, in: model)
    if attribute == .zone, let test { reasons += zoneDoubts(test.zoneForms, in: model) }
    guard !reasons.isEmpty else { return .no }
    return .unknown(Set(reasons.map { model[$0].leavesOpen(attribute) }))
  }

  /// Why an attribute may have more values than the known ones; empty when all are known.
  private func doubts(_ attribute: Attribute, in model: NetworkModel) -> [UnknownID] {
    switch attribute {
    case .id(.sg): return unresolvedGroups(in: model).filter { !model[$0].isOneGroup }
    case .id(.interface): return interfaces.compactMap { model.interfaces[$0].gaps[.id] }
    case .id(.instance), .id(.subnet), .id(.vpc): return []
    case .tag(let subject, _):
      return switch subject {
      case .instance: instance.flatMap { model.instances[$0].gaps[.tags] }.map { [$0] } ?? []
      case .interface: interfaces.compactMap { model.interfaces[$0].gaps[.tags] }
      case .subnet: subnets.compactMap { model.subnets[$0].gaps[.tags] }
      case .vpc: vpcs.compactMap { model.vpcs[$0].gaps[.tags] }
      case .sg: groupGaps(.tags, in: model)
      }
    case .groupName: return groupGaps(.name, in: model)
    case .instanceType: return instance.flatMap { model.instances[$0].gaps[.type] }.map { [$0] } ?? []
    case .zone: return subnets.compactMap { model.subnets[$0].gaps[.zone] }
    case .region: return gap(.region, in: model).map { [$0] } ?? []
    case .account: return gap(.account, in: model).map { [$0] } ?? []
    case .address, .publicAddress: return laterAddresses(attribute, in: model)
    case .ranges(.subnet): return subnets.compactMap { model.subnets[$0].gaps[.ranges] }
    case .ranges: return vpcs.compactMap { model.vpcs[$0].gaps[.ranges] }
    }
  }

  /// IAC-4: addresses that the provider assigns later.
  private func laterAddresses(_ attribute: Attribute, in model: NetworkModel) -> [UnknownID] {
    interfaces.flatMap { interface -> [UnknownID] in
      let gaps = model.interfaces[interface].gaps
      return [attribute == .address ? gaps[.privateAddress] : nil, gaps[.publicAddress]]
        .compactMap { $0 }
    }
  }

  /// CNV-8: a zone has an id and a name, and a snapshot may have only one of them.
  private func zoneDoubts(_ forms: (id: Bool, name: Bool), in model: NetworkModel) -> [UnknownID] {
    subnets.flatMap { subnet in
      let gaps = model.subnets[subnet].gaps
      return [forms.id ? gaps[.zoneID] : nil, forms.name ? gaps[.zoneName] : nil].compactMap { $0 }
    }
  }

  private func groupGaps(_ attribute: ObjectAttribute, in model: NetworkModel) -> [UnknownID] {
    groups(in: model).compactMap { model.securityGroups[$0].gaps[attribute] }
      + unresolvedGroups(in: model)
  }
}

extension Unknown {
  /// The same missing thing as the reason why a selector is not decided.
  fileprivate func leavesOpen(_ attribute: Attribute) -> Unknown {
    let what =
      switch attribute {
      case .id: "ids"
      case .tag: "tags"
      case .groupName: "name"
      case .instanceType: "type"
      case .zone: "zone"
      case .region: "Region"
      case .account: "account"
      case .address, .publicAddress: "addresses"
      case .ranges: "ranges"
      }
    var copy = self
    copy.reason += ", so a selector cannot know its \(what)"
    return copy
  }
}
