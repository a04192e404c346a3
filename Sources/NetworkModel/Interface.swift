package import SourceText

/// An elastic network interface (ENI-1..8).
package struct Interface: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>
  package var subnet: ID<Subnet>
  package var scope: ID<Scope>
  package var kind: InterfaceKind
  /// Whether it emits and receives (CNV-4): status in-use, and its instance, if any, running.
  /// If false it still owns its addresses.
  package var isFunctional: Bool
  package var sourceDestinationCheck: Bool
  /// ENI-8: IGW ingress to its IPv6 addresses is dropped.
  package var deniesInternetGatewayTraffic: Bool
  package var groups: [Reference<SecurityGroup>]
  package var privateAddresses: [PrivateAddress]
  package var ipv6Addresses: [IPAddress]
  /// Delegated prefixes (/28 and /80): all their addresses are owned.
  package var delegatedPrefixes: [CIDR]
  package var instance: ID<Instance>?
  package var tags: Tags
  package var gaps: Gaps = [:]
  package var text: String
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>, subnet: ID<Subnet>, scope: ID<Scope>, kind: InterfaceKind = .ordinary,
    isFunctional: Bool = true, sourceDestinationCheck: Bool = true,
    deniesInternetGatewayTraffic: Bool = false, groups: [Reference<SecurityGroup>] = [],
    privateAddresses: [PrivateAddress] = [], ipv6Addresses: [IPAddress] = [],
    delegatedPrefixes: [CIDR] = [], instance: ID<Instance>? = nil, tags: Tags = [:], text: String = "",
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.subnet = subnet
    self.scope = scope
    self.kind = kind
    self.isFunctional = isFunctional
    self.sourceDestinationCheck = sourceDestinationCheck
    self.deniesInternetGatewayTraffic = deniesInternetGatewayTraffic
    self.groups = groups
    self.privateAddresses = privateAddresses
    self.ipv6Addresses = ipv6Addresses
    self.delegatedPrefixes = delegatedPrefixes
    self.instance = instance
    self.tags = tags
    self.text = text
    self.origin = origin
  }

  /// `owned(e)` of ENI-1 as prefixes: every private and IPv6 address as a host prefix, then delegated prefixes.
  package var ownedRanges: [CIDR] {
    privateAddresses.map { CIDR(host: $0.address) } + ipv6Addresses.map { CIDR(host: $0) }
      + delegatedPrefixes
  }

  /// The address that questions and `require` use for a family (REA-3b): the primary private one, the first IPv6 one.
  package func primaryAddress(_ family: IPFamily) -> IPAddress? {
    switch family {
    case .v4: (privateAddresses.first { $0.isPrimary } ?? privateAddresses.first)?.address
    case .v6: ipv6Addresses.first
    }
  }
}

/// A private IPv4 address of an interface and its public mapping (ENI-2).
package struct PrivateAddress: Hashable, Sendable {
  package var address: IPAddress
  package var isPrimary: Bool
  package var publicAddress: IPAddress?

  package init(address: IPAddress, isPrimary: Bool = false, publicAddress: IPAddress? = nil) {
    self.address = address
    self.isPrimary = isPrimary
    self.publicAddress = publicAddress
  }
}

/// What stands behind an interface, as far as delivery to it and emission from it are concerned.
package enum InterfaceKind: Hashable, Sendable {
  /// Hosts: instances, databases, functions, everything whose interface is filtered by its groups and ends traffic.
  case ordinary
  /// A zonal NAT gateway's interface: emits only what the gateway translated (NAT-6 for packets addressed to it).
  case natGateway
  /// Ends nothing and starts nothing of its own: transit gateway attachment, gateway load balancer endpoint, firewall
  /// endpoint. A packet addressed to it is dropped NO_POSSIBLE_DESTINATION.
  case transparentService(String)
  /// An interface endpoint's: takes what its groups admit, answers, and starts nothing of its own (VPE-1).
  case interfaceEndpoint(ID<VPCEndpoint>)
  /// A node of a load balancer: takes what its listeners name and passes it on (LB-1).
  case loadBalancer(ID<LoadBalancer>)
  /// A service that is not modelled yet (gateway load balancer, API gateway, accelerator, unknown type):
  /// what it accepts it may pass on anywhere, so delivery to it is unknown; emission from it is unknown.
  case unmodelledService(UnknownID)
}

/// An instance; only its state and tags matter, traffic belongs to its interfaces.
package struct Instance: NamedObject, Equatable {
  package var name: String
  package var scope: ID<Scope>
  package var isRunning: Bool
  package var type: String
  package var tags: Tags
  package var gaps: Gaps = [:]
  package var interfaces: [ID<Interface>]
  package var origin: SourceRange?

  package init(
    name: String, scope: ID<Scope>, isRunning: Bool = true, type: String = "", tags: Tags = [:],
    interfaces: [ID<Interface>] = [], origin: SourceRange? = nil
  ) {
    self.name = name
    self.scope = scope
    self.isRunning = isRunning
    self.type = type
    self.tags = tags
    self.interfaces = interfaces
    self.origin = origin
  }
}
