import NetworkModel
import PolicyTypes
import Quotient

/// Kinds of ordered pairs that one check decides.
enum PairKind: Hashable {
  /// Between two VPCs by their classes. `forward`: the place at which the source mentions the destination, `back` the other way
  /// round; nil when it does not.
  case between(Int32, Int32, forward: Int?, back: Int?)
  /// Within one VPC of a class.
  case within(Int32)
  case from(Outside, Int32)
  case to(Outside, Int32)
}

/// Ends that are in no VPC.
package enum Outside: String, Hashable, Sendable, CaseIterable {
  case internet, onprem
}

/// The VPCs of a network by class, and who mentions whom.
struct VPCClasses {
  let network: NetworkModel
  /// By VPC.
  let numbers: ContiguousArray<Int32>
  let partners: ContiguousArray<[ID<VPC>]>
  let quotient: Quotient?
  /// By class, in order of the network.
  let members: [[ID<VPC>]]

  init(_ network: NetworkModel) {
    self.network = network
    // The theorem does not speak of sites: what they send enters any VPC, whatever its shape.
    let hasSites = !network.vpnGateways.isEmpty || !network.privateConnections.isEmpty
    let quotient = hasSites || network.vpcs.count < 3 ? nil : Quotient(network)
    self.quotient = quotient
    numbers =
      quotient?.classes ?? ContiguousArray(network.vpcs.ids.map { Int32(truncatingIfNeeded: $0.index) })
    partners = quotient?.partners ?? .init(repeating: [], count: network.vpcs.count)
    var members: [[ID<VPC>]] = []
    for vpc in network.vpcs.ids {
      let number = Int(numbers[Int(vpc.index)])
      while members.count <= number { members.append([]) }
      members[number].append(vpc)
    }
    self.members = members
  }

  func number(_ vpc: ID<VPC>) -> Int32 { numbers[Int(vpc.index)] }

  /// The kind of an ordered pair of VPCs.
  func kind(_ a: ID<VPC>, _ b: ID<VPC>) -> PairKind {
    if a == b { return .within(number(a)) }
    return .between(
      number(a), number(b), forward: partners[Int(a.index)].firstIndex(of: b),
      back: partners[Int(b.index)].firstIndex(of: a))
  }
}

/// What a check says of hosts, in both roles.
struct Hosts {
  private let members: ContiguousArray<[EndpointMember]>
  private let network: NetworkModel
  private let sites: AddressSet?

  init(_ network: NetworkModel) {
    self.network = network
    var members: ContiguousArray<[EndpointMember]> = .init(repeating: [], count: network.vpcs.count)
    for id in network.interfaces.ids {
      let interface = network.interfaces[id]
      guard interface.kind == .ordinary, interface.isFunctional else { continue }
      members[Int(interface.vpc.index)].append(EndpointMember(interface: id))
    }
    self.members = members
    let sites = network.privateConnections.isEmpty ? nil : NetworkIndex(network).onPremises
    self.sites = sites?.isEmpty == false ? sites : nil
  }

  /// The ends outside that this network has.
  var outside: [Outside] { sites == nil ? [.internet] : [.internet, .onprem] }

  func set(_ vpc: ID<VPC>) -> EndpointSet {
    EndpointSet(members: members[Int(vpc.index)], text: network.vpcs[vpc].name)
  }

  func set(_ outside: Outside) -> EndpointSet {
    switch outside {
    case .internet: EndpointSet(members: [], outside: .all, text: outside.rawValue)
    case .onprem: EndpointSet(members: [], onPremises: sites, text: outside.rawValue)
    }
  }
}
