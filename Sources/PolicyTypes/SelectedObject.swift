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

  init(instance: ID<Instance>, interfaces: [ID<Interface>], in index: NetworkIndex) {
    self.instance = instance
    self.interfaces = interfaces
    subnets = interfaces.map { index.model.interfaces[$0].subnet }
    vpcs = interfaces.map { index.model.interfaces[$0].vpc }
    scope = index.model.instances[instance].scope
    own = index.model.instances[instance].gaps
  }

  init(interface: ID<Interface>, in index: NetworkIndex) {
    let object = index.model.interfaces[interface]
    instance = object.instance
    interfaces = [interface]
    subnets = [object.subnet]
    vpcs = [object.vpc]
    scope = object.scope
    own = object.gaps
  }

  init(subnet: ID<Subnet>, in index: NetworkIndex) {
    subnets = [subnet]
    vpcs = [index.model.subnets[subnet].vpc]
    scope = index.model.subnets[subnet].scope
    own = index.model.subnets[subnet].gaps
  }

  init(vpc: ID<VPC>, in index: NetworkIndex) {
    vpcs = [vpc]
    scope = index.model.vpcs[vpc].scope
    own = index.model.vpcs[vpc].gaps
  }

  /// What is open about the object, or else about its scope.
  private func gap(_ attribute: ObjectAttribute, in index: NetworkIndex) -> UnknownID? {
    own[attribute] ?? index.model.scopes[scope].gaps[attribute]
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
  func texts(_ attribute: Attribute, in index: NetworkIndex) -> [String] {
    switch attribute {
    case .id(let subject):
      return switch subject {
      case .instance: instance.map { [index.model.instances[$0].name] } ?? []
      case .interface:
        interfaces.filter { index.model.interfaces[$0].gaps[.id] == nil }.map { index.model.interfaces[$0].name }
      case .subnet: subnets.map { index.model.subnets[$0].name }
      case .vpc: vpcs.map { index.model.vpcs[$0].name }
      case .sg: groups(in: index).map { index.model.securityGroups[$0].name } + missingGroups(in: index)
      }
    case .tag(let subject, let key):
      return tags(subject, in: index).compactMap { $0[key] }
    case .groupName:
      return groups(in: index).map { index.model.securityGroups[$0] }
        .compactMap { $0.gaps[.name] == nil ? $0.groupName : nil }
    case .instanceType:
      return instance.map { index.model.instances[$0] }
        .flatMap { $0.gaps[.type] == nil ? [$0.type] : nil } ?? []
    case .zone:
      return subnets.flatMap { [index.model.subnets[$0].zone?.name, index.model.subnets[$0].zoneName] }
        .compactMap { $0 }
    case .region: return gap(.region, in: index) == nil ? [index.model.scopes[scope].region] : []
    case .account: return gap(.account, in: index) == nil ? [index.model.scopes[scope].account] : []
    case .address, .publicAddress, .ranges: return prefixes(attribute, in: index).map(\.description)
    }
  }

  /// The prefixes of an attribute that holds addresses.
  func prefixes(_ attribute: Attribute, in index: NetworkIndex) -> [CIDR] {
    switch attribute {
    case .address:
      interfaces.filter { index.model.interfaces[$0].gaps[.privateAddress] == nil }
        .flatMap { index.model.interfaces[$0].ownedRanges }
    case .publicAddress:
      interfaces.filter { index.model.interfaces[$0].gaps[.publicAddress] == nil }
        .flatMap { index.model.interfaces[$0].privateAddresses }
        .compactMap { $0.publicAddress.map { CIDR(host: $0) } }
    case .ranges(.subnet): subnets.flatMap { index.model.subnets[$0].ranges }
    case .ranges: vpcs.flatMap { index.model.vpcs[$0].ranges }
    case .id, .tag, .groupName, .instanceType, .zone, .region, .account: []
    }
  }

  private func tags(_ subject: Attribute.Subject, in index: NetworkIndex) -> [Tags] {
    switch subject {
    case .instance: instance.map { [index.model.instances[$0].tags] } ?? []
    case .interface: interfaces.map { index.model.interfaces[$0].tags }
    case .subnet: subnets.map { index.model.subnets[$0].tags }
    case .vpc: vpcs.map { index.model.vpcs[$0].tags }
    case .sg: groups(in: index).map { index.model.securityGroups[$0].tags }
    }
  }

  private func groups(in index: NetworkIndex) -> [ID<SecurityGroup>] {
    interfaces.flatMap { index.model.interfaces[$0].groups.compactMap(\.id) }
  }

  /// A group that is named by an interface but missing from the snapshot still has its id.
  private func missingGroups(in index: NetworkIndex) -> [String] {
    unresolvedGroups(in: index).map { index.model[$0] }.filter(\.isOneGroup).map(\.object)
  }

  private func unresolvedGroups(in index: NetworkIndex) -> [UnknownID] {
    interfaces.flatMap { index.model.interfaces[$0].groups }.compactMap { group in
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
    in index: NetworkIndex
  ) -> Truth {
    if found { return .yes }
    var reasons = doubts(attribute, in: index)
    if attribute == .zone, let test { reasons += zoneDoubts(test.zoneForms, in: index) }
    guard !reasons.isEmpty else { return .no }
    return .unknown(Set(reasons.map { index.model[$0].leavesOpen(attribute) }))
  }

  /// Why an attribute may have more values than the known ones; empty when all are known.
  private func doubts(_ attribute: Attribute, in index: NetworkIndex) -> [UnknownID] {
    switch attribute {
    case .id(.sg): return unresolvedGroups(in: index).filter { !index.model[$0].isOneGroup }
    case .id(.interface): return interfaces.compactMap { index.model.interfaces[$0].gaps[.id] }
    case .id(.instance), .id(.subnet), .id(.vpc): return []
    case .tag(let subject, _):
      return switch subject {
      case .instance: instance.flatMap { index.model.instances[$0].gaps[.tags] }.map { [$0] } ?? []
      case .interface: interfaces.compactMap { index.model.interfaces[$0].gaps[.tags] }
      case .subnet: subnets.compactMap { index.model.subnets[$0].gaps[.tags] }
      case .vpc: vpcs.compactMap { index.model.vpcs[$0].gaps[.tags] }
      case .sg: groupGaps(.tags, in: index)
      }
    case .groupName: return groupGaps(.name, in: index)
    case .instanceType: return instance.flatMap { index.model.instances[$0].gaps[.type] }.map { [$0] } ?? []
    case .zone: return subnets.compactMap { index.model.subnets[$0].gaps[.zone] }
    case .region: return gap(.region, in: index).map { [$0] } ?? []
    case .account: return gap(.account, in: index).map { [$0] } ?? []
    case .address, .publicAddress: return laterAddresses(attribute, in: index)
    case .ranges(.subnet): return subnets.compactMap { index.model.subnets[$0].gaps[.ranges] }
    case .ranges: return vpcs.compactMap { index.model.vpcs[$0].gaps[.ranges] }
    }
  }

  /// IAC-4: addresses that the provider assigns later.
  private func laterAddresses(_ attribute: Attribute, in index: NetworkIndex) -> [UnknownID] {
    interfaces.flatMap { interface -> [UnknownID] in
      let gaps = index.model.interfaces[interface].gaps
      return [attribute == .address ? gaps[.privateAddress] : nil, gaps[.publicAddress]]
        .compactMap { $0 }
    }
  }

  /// CNV-8: a zone has an id and a name, and a snapshot may have only one of them.
  private func zoneDoubts(_ forms: (id: Bool, name: Bool), in index: NetworkIndex) -> [UnknownID] {
    subnets.flatMap { subnet in
      let gaps = index.model.subnets[subnet].gaps
      return [forms.id ? gaps[.zoneID] : nil, forms.name ? gaps[.zoneName] : nil].compactMap { $0 }
    }
  }

  private func groupGaps(_ attribute: ObjectAttribute, in index: NetworkIndex) -> [UnknownID] {
    groups(in: index).compactMap { index.model.securityGroups[$0].gaps[attribute] }
      + unresolvedGroups(in: index)
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
