import NetworkModel

/// The network with the look-ups that every packet needs; built once, then read only.
final class World: Sendable {
  let network: NetworkModel
  let options: SimulatorOptions
  /// The interface that owns an address in a VPC (ENI-1), delegated prefixes apart.
  private let owners: [OwnedAddress: ID<Interface>]
  private let delegations: [ID<VPC>: [Delegation]]
  /// Public IPv4 address → the interface and private address behind it (ENI-2).
  private let publicMappings: [IPAddress: PublicMapping]
  private let unassociated: Set<IPAddress>
  private let egressOnlyGateways: [ID<VPC>: ID<EgressOnlyInternetGateway>]
  private let attachments: [Attaching: Attached]
  /// Globally routable IPv6 ranges and their VPCs.
  private let publicRanges: [PublicRange]
  /// Every private connection, in order.
  let connections: [ID<PrivateConnection>]

  private struct OwnedAddress: Hashable {
    var vpc: ID<VPC>
    var address: IPAddress
  }

  private struct Delegation {
    var range: CIDR
    var interface: ID<Interface>
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
    var owners: [OwnedAddress: ID<Interface>] = [:]
    var delegations: [ID<VPC>: [Delegation]] = [:]
    var mappings: [IPAddress: PublicMapping] = [:]
    for id in network.interfaces.ids {
      let interface = network.interfaces[id]
      func own(_ address: IPAddress) {
        let key = OwnedAddress(vpc: interface.vpc, address: address)
        if owners[key] == nil { owners[key] = id }
      }
      for entry in interface.privateAddresses {
        own(entry.address)
        if let address = entry.publicAddress, mappings[address] == nil {
          mappings[address] = PublicMapping(interface: id, address: entry.address)
        }
      }
      for address in interface.ipv6Addresses { own(address) }
      for range in interface.delegatedPrefixes {
        delegations[interface.vpc, default: []].append(Delegation(range: range, interface: id))
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
    self.owners = owners
    self.delegations = delegations
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
    if let owner = owners[OwnedAddress(vpc: vpc, address: address)] { return owner }
    return delegations[vpc]?.first { $0.range.contains(address) }?.interface
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
