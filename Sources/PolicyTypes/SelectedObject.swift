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

  init(instance: ID<Instance>, interfaces: [ID<Interface>], in model: NetworkModel) {
    self.instance = instance
    self.interfaces = interfaces
    subnets = interfaces.map { model.interfaces[$0].subnet }
    vpcs = interfaces.map { model.interfaces[$0].vpc }
    scope = model.instances[instance].scope
  }

  init(interface: ID<Interface>, in model: NetworkModel) {
    let object = model.interfaces[interface]
    instance = object.instance
    interfaces = [interface]
    subnets = [object.subnet]
    vpcs = [object.vpc]
    scope = object.scope
  }

  init(subnet: ID<Subnet>, in model: NetworkModel) {
    subnets = [subnet]
    vpcs = [model.subnets[subnet].vpc]
    scope = model.subnets[subnet].scope
  }

  init(vpc: ID<VPC>, in model: NetworkModel) {
    vpcs = [vpc]
    scope = model.vpcs[vpc].scope
  }
}

/// An attribute of LANG-8 after checking: what to look up.
enum Attribute: Hashable, Sendable {
  /// The object that an attribute path starts at.
  enum Subject: String, Hashable, Sendable, CaseIterable {
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
  var holdsAddresses: Bool {
    switch self {
    case .address, .publicAddress, .ranges: true
    case .id, .tag, .groupName, .instanceType, .zone, .region, .account: false
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
      case .interface: interfaces.map { model.interfaces[$0].name }
      case .subnet: subnets.map { model.subnets[$0].name }
      case .vpc: vpcs.map { model.vpcs[$0].name }
      case .sg: groups(in: model).map { model.securityGroups[$0].name } + missingGroups(in: model)
      }
    case .tag(let subject, let key):
      return tags(subject, in: model).compactMap { $0[key] }
    case .groupName: return groups(in: model).map { model.securityGroups[$0].groupName }
    case .instanceType: return instance.map { [model.instances[$0].type] } ?? []
    case .zone: return subnets.compactMap { model.subnets[$0].zone?.name }
    case .region: return [model.scopes[scope].region]
    case .account: return [model.scopes[scope].account]
    case .address, .publicAddress, .ranges: return prefixes(attribute, in: model).map(\.description)
    }
  }

  /// The prefixes of an attribute that holds addresses.
  func prefixes(_ attribute: Attribute, in model: NetworkModel) -> [CIDR] {
    switch attribute {
    case .address: interfaces.flatMap { model.interfaces[$0].ownedRanges }
    case .publicAddress:
      interfaces.flatMap { model.interfaces[$0].privateAddresses }
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
    interfaces.flatMap { model.interfaces[$0].groups }.compactMap { group in
      switch group {
      case .resolved: nil
      case .missing(let unknown): model[unknown].object
      }
    }
  }
}
