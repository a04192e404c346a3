import NetworkModel
import Synchronization

/// The network with the look-ups that every packet needs; built once, then read only.
final class World: Sendable {
  let network: NetworkModel
  let options: SimulatorOptions
  private let interfacesOfVPC: ContiguousArray<[ID<Interface>]>
  /// Owners of addresses by VPC (ENI-1), for the VPCs that a packet came to.
  private let owners = Mutex<[ID<VPC>: Owners]>([:])
  /// Public IPv4 address → the interface and private address behind it (ENI-2).
  private let publicMappings: [IPAddress: PublicMapping]
  private let unassociated: Set<IPAddress>
  private let egressOnlyGateways: [ID<VPC>: ID<EgressOnlyInternetGateway>]
  private let attachments: [Attaching: Attached]
  /// Globally routable IPv6 ranges and their VPCs.
  private let publicRanges: [PublicRange]
  /// Every private connection, in order.
  let connections: [ID<PrivateConnection>]

  /// Who owns which address of one VPC.
  private struct Owners {
    var single: [IPAddress: ID<Interface>] = [:]
    var delegated: [(range: CIDR, interface: ID<Interface>)] = []

    init(_ interfaces: [ID<Interface>], in network: NetworkModel) {
      for id in interfaces {
        let interface = network.interfaces[id]
        for address in interface.privateAddresses.map(\.address) + interface.ipv6Addresses
        where single[address] == nil {
          single[address] = id
        }
        for range in interface.delegatedPrefixes { delegated.append((range, id)) }
      }
    }

    func owner(of address: IPAddress) -> ID<Interface>? {
      single[address] ?? delegated.first { $0.range.contains(address) }?.interface
    }
  }

  private struct PublicRange {
    var range: CIDR
    var vpc: ID<VPC>
  }

  private struct Attaching: Hashable {
    var vpc: ID<VPC>
    var gateway: ID<TransitGateway>
  }

  /// The functional attachments of one VPC to one transit gateway.
  enum Attached {
    case one(ID<TransitGatewayAttachment>)
    case several
  }

  struct PublicMapping {
    var interface: ID<Interface>
    var address: IPAddress
  }

  init(_ network: NetworkModel, options: SimulatorOptions) {
    var interfacesOfVPC = ContiguousArray<[ID<Interface>]>(repeating: [], count: network.vpcs.count)
    var mappings: [IPAddress: PublicMapping] = [:]
    for id in network.interfaces.ids {
      interfacesOfVPC[Int(network.interfaces[id].vpc.index)].append(id)
      for entry in network.interfaces[id].privateAddresses {
        guard let address = entry.publicAddress, mappings[address] == nil else { continue }
        mappings[address] = PublicMapping(interface: id, address: entry.address)
      }
    }
    var egressOnly: [ID<VPC>: ID<EgressOnlyInternetGateway>] = [:]
    for id in network.egressOnlyInternetGateways.ids {
      if let vpc = network.egressOnlyInternetGateways[id].vpc, egressOnly[vpc] == nil {
        egressOnly[vpc] = id
      }
    }
    self.network = network
    self.options = options
    self.interfacesOfVPC = interfacesOfVPC
    publicMappings = mappings
    unassociated = Set(network.unassociatedPublicAddresses)
    egressOnlyGateways = egressOnly
    attachments = World.attachments(network)
    connections = network.privateConnections.ids
    publicRanges = network.vpcs.ids.flatMap { id in
      network.vpcs[id].ipv6.filter(\.isPublic).map { PublicRange(range: $0.range, vpc: id) }
    }
  }

  private static func attachments(_ network: NetworkModel) -> [Attaching: Attached] {
    var attachments: [Attaching: Attached] = [:]
    for id in network.transitGatewayAttachments.ids {
      let attachment = network.transitGatewayAttachments[id]
      guard attachment.isFunctional, case .vpc(let side) = attachment.kind,
        let vpc = side.vpc.id, let gateway = attachment.gateway.id
      else { continue }
      let key = Attaching(vpc: vpc, gateway: gateway)
      attachments[key] = attachments[key] == nil ? .one(id) : .several
    }
    return attachments
  }

  /// What connects `vpc` with `gateway` (TGW-1).
  func attachment(of vpc: ID<VPC>, to gateway: ID<TransitGateway>) -> Attached? {
    attachments[Attaching(vpc: vpc, gateway: gateway)]
  }

  /// The interface of `vpc` that owns `address`, functional or not (ENI-1, CNV-4).
  func owner(of address: IPAddress, in vpc: ID<VPC>) -> ID<Interface>? {
    owners.withLock { known in
      if let owners = known[vpc] { return owners.owner(of: address) }
      let owners = Owners(interfacesOfVPC[Int(vpc.index)], in: network)
      known[vpc] = owners
      return owners.owner(of: address)
    }
  }

  /// The interface behind a public IPv4 address of the snapshot (ENI-2).
  func mapping(of publicAddress: IPAddress) -> PublicMapping? { publicMappings[publicAddress] }

  /// Whether an account of the snapshot holds `address` without using it.
  func isUnassociated(_ address: IPAddress) -> Bool { unassociated.contains(address) }

  func egressOnlyGateway(of vpc: ID<VPC>) -> ID<EgressOnlyInternetGateway>? {
    egressOnlyGateways[vpc]
  }

  /// The VPC in whose globally routable ranges an IPv6 address lies.
  func publicRangeOwner(of address: IPAddress) -> ID<VPC>? {
    publicRanges.first { $0.range.contains(address) }?.vpc
  }

  /// Whether `address` lies in a globally routable range of `vpc` (IGW-4).
  func isPublic(_ address: IPAddress, in vpc: ID<VPC>) -> Bool {
    publicRanges.contains { $0.vpc == vpc && $0.range.contains(address) }
  }

  /// Whether `address` is one of the interface's own (ENI-1).
  func owns(_ interface: ID<Interface>, _ address: IPAddress) -> Bool {
    let interface = network.interfaces[interface]
    switch address.family {
    case .v4:
      if interface.privateAddresses.contains(where: { $0.address == address }) { return true }
    case .v6: if interface.ipv6Addresses.contains(address) { return true }
    }
    return interface.delegatedPrefixes.contains { $0.contains(address) }
  }
}
