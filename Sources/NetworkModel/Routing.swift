package import SourceText

package struct RouteTable: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>?
  package var isMain: Bool
  package var routes: [Route]
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>?, isMain: Bool = false, routes: [Route] = [], tags: Tags = [:],
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.isMain = isMain
    self.routes = routes
    self.tags = tags
    self.origin = origin
  }
}

package struct Route: Hashable, Sendable {
  package var destination: RouteDestination
  package var target: RouteTarget
  package var state: RouteState
  package var source: RouteSource
  package var origin: SourceRange?

  package init(
    destination: RouteDestination, target: RouteTarget, state: RouteState = .active,
    source: RouteSource = .fixed, origin: SourceRange? = nil
  ) {
    self.destination = destination
    self.target = target
    self.state = state
    self.source = source
    self.origin = origin
  }
}

package enum RouteDestination: Hashable, Sendable {
  case range(CIDR)
  /// Expands to one candidate per entry, each with its own length (RT-2). A missing list may contain any prefix.
  case prefixList(Reference<PrefixList>)
}

package enum RouteState: Hashable, Sendable {
  case active
  /// A candidate that drops when selected; no fallback (RT-6).
  case blackhole
  /// Not installed (RT-2).
  case filtered
  /// A state that is not understood (IMP-5): behaviour unknown when selected.
  case unknown(UnknownID)
}

/// Where a route comes from, as far as priority is concerned (RT-3).
package enum RouteSource: Hashable, Sendable {
  /// `CreateRouteTable` (local) or `CreateRoute`.
  case fixed
  /// `EnableVgwRoutePropagation`; discarded inside a local route (RT-3 (0)).
  case propagated
  /// `Advertisement` (VPC Route Server, RT-7).
  case advertised
}

/// RT-11. What is not modelled yet carries an unknown that names the object.
package enum RouteTarget: Hashable, Sendable {
  case local
  case internetGateway(Reference<InternetGateway>)
  case egressOnlyInternetGateway(Reference<EgressOnlyInternetGateway>)
  case natGateway(Reference<NATGateway>)
  case peering(Reference<Peering>)
  /// An interface, also when the route named its instance.
  case interface(Reference<Interface>)
  case gatewayEndpoint(Reference<VPCEndpoint>)
  /// An endpoint of kind `inspection` (NFW-1).
  case inspection(Reference<VPCEndpoint>)
  case transitGateway(Reference<TransitGateway>)
  case vpnGateway(Reference<VPNGateway>)
  /// Core network, carrier or local gateway…
  case unmodelled(UnknownID)
}

package struct InternetGateway: NamedObject, Equatable {
  package var name: String
  /// The VPC it is attached to in state `available` or `attached`; nil when detached.
  package var vpc: ID<VPC>?
  /// The gateway (edge) route table by which what enters is routed (RT-12); nil: by ownership (RT-14). Missing: what
  /// becomes of it is unknown.
  package var edgeTable: Reference<RouteTable>?
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>?, edgeTable: Reference<RouteTable>? = nil, tags: Tags = [:],
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.edgeTable = edgeTable
    self.tags = tags
    self.origin = origin
  }
}

package struct EgressOnlyInternetGateway: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>?
  package var origin: SourceRange?

  package init(name: String, vpc: ID<VPC>?, origin: SourceRange? = nil) {
    self.name = name
    self.vpc = vpc
    self.origin = origin
  }
}

/// A zonal NAT gateway (NAT-1..6, NAT-8, NAT-10).
package struct NATGateway: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>
  package var subnet: ID<Subnet>
  /// CNV-4: state `available`. Otherwise a route to it drops BAD_STATE.
  package var isFunctional: Bool
  package var isPublic: Bool
  /// The addresses it translates to (state succeeded), primary first; the choice among them is nondeterministic (NAT-3).
  package var addresses: [NATAddress]
  /// Set when the gateway is of a kind that is not modelled (regional): routes to it are unknown.
  package var unmodelled: UnknownID?
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>, subnet: ID<Subnet>, isFunctional: Bool = true, isPublic: Bool = true,
    addresses: [NATAddress], unmodelled: UnknownID? = nil, tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.subnet = subnet
    self.isFunctional = isFunctional
    self.isPublic = isPublic
    self.addresses = addresses
    self.unmodelled = unmodelled
    self.tags = tags
    self.origin = origin
  }
}

package struct NATAddress: Hashable, Sendable {
  package var privateAddress: IPAddress
  package var publicAddress: IPAddress?
  /// The interface of kind `natGateway` that owns the private address and carries the public mapping; importers
  /// synthesise it where the snapshot lacks it.
  package var interface: ID<Interface>

  package init(privateAddress: IPAddress, publicAddress: IPAddress? = nil, interface: ID<Interface>) {
    self.privateAddress = privateAddress
    self.publicAddress = publicAddress
    self.interface = interface
  }
}

/// A VPC peering connection (PCX-1..4).
package struct Peering: NamedObject, Equatable {
  package var name: String
  package var isActive: Bool
  package var requester: PeeringSide
  package var accepter: PeeringSide
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, isActive: Bool = true, requester: PeeringSide, accepter: PeeringSide, tags: Tags = [:],
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.isActive = isActive
    self.requester = requester
    self.accepter = accepter
    self.tags = tags
    self.origin = origin
  }

  /// The other side as seen from `vpc`; nil if `vpc` is not an end of this connection.
  package func remote(from vpc: ID<VPC>) -> PeeringSide? {
    if requester.vpc == .resolved(vpc) { return accepter }
    if accepter.vpc == .resolved(vpc) { return requester }
    return nil
  }
}

package struct PeeringSide: Hashable, Sendable {
  package var vpcName: String
  /// Missing when the VPC is not in the snapshot: what enters it is unknown.
  package var vpc: Reference<VPC>
  package var account: String
  package var region: String
  /// CIDRs of the connection's description; PCX-2 uses them (the VPC's own ranges when empty).
  package var ranges: [CIDR]

  package init(vpcName: String, vpc: Reference<VPC>, account: String, region: String, ranges: [CIDR]) {
    self.vpcName = vpcName
    self.vpc = vpc
    self.account = account
    self.region = region
    self.ranges = ranges
  }
}
