package import SourceText

/// A virtual private gateway: a VPC's end of VPN connections and Direct Connect (VGW-1…3).
package struct VPNGateway: NamedObject, Equatable {
  package var name: String
  /// The VPC it is attached to (state `attached`); nil when detached.
  package var vpc: ID<VPC>?
  /// CNV-4: state `available`.
  package var isFunctional: Bool
  /// The gateway route table by which what enters is routed (RT-12); nil: by ownership (RT-14).
  package var edgeTable: Reference<RouteTable>?
  /// Set when connections may end here that the snapshot does not list.
  package var unlistedConnections: UnknownID?
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>?, isFunctional: Bool = true, edgeTable: Reference<RouteTable>? = nil,
    unlistedConnections: UnknownID? = nil, tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.isFunctional = isFunctional
    self.edgeTable = edgeTable
    self.unlistedConnections = unlistedConnections
    self.tags = tags
    self.origin = origin
  }
}

/// One private way to sites outside: a VPN connection, or a Direct Connect gateway as one gateway associated with it sees
/// it (then named `DIRECT-CONNECT-GATEWAY/GATEWAY`).
package struct PrivateConnection: NamedObject, Equatable {
  package enum Kind: Hashable, Sendable {
    case vpn(TrafficSelectors)
    case directConnect
  }

  /// Where it ends here.
  package enum End: Hashable, Sendable {
    case vpnGateway(ID<VPNGateway>)
    case attachment(ID<TransitGatewayAttachment>)
  }

  package var name: String
  package var kind: Kind
  /// Nil when it ends nowhere in the snapshot.
  package var end: End?
  /// VPN-1: a tunnel is up. DX-2: a virtual interface is up.
  package var isFunctional: Bool
  package var families: Set<IPFamily>
  /// What the sites behind it have: announced by BGP, or static routes to it (VPN-3, DX-5).
  package var learned: PrefixKnowledge
  /// What the sites are told, and so send through it (DX-4).
  package var advertised: PrefixKnowledge
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, kind: Kind, end: End?, isFunctional: Bool = true, families: Set<IPFamily> = [.v4],
    learned: PrefixKnowledge, advertised: PrefixKnowledge, tags: Tags = [:],
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.kind = kind
    self.end = end
    self.isFunctional = isFunctional
    self.families = families
    self.learned = learned
    self.advertised = advertised
    self.tags = tags
    self.origin = origin
  }

  /// VPN-2; Direct Connect selects nothing.
  package var selectors: TrafficSelectors {
    switch kind {
    case .vpn(let selectors): selectors
    case .directConnect: .any
    }
  }
}

/// VPN-2: the addresses that a VPN carries, on the side of the site and on that of this network.
package struct TrafficSelectors: Hashable, Sendable {
  package var site: [CIDR]
  package var network: [CIDR]

  package init(site: [CIDR], network: [CIDR]) {
    self.site = site
    self.network = network
  }

  private static let everything = [CIDR(.v4, base: 0, length: 0), CIDR(.v6, base: 0, length: 0)]
  package static let any = TrafficSelectors(site: everything, network: everything)
}

/// Prefixes as far as they are known.
package struct PrefixKnowledge: Hashable, Sendable {
  /// Known for certain.
  package var ranges: [CIDR]
  /// Set where there may be others.
  package var others: UnknownID?

  package init(_ ranges: [CIDR] = [], others: UnknownID? = nil) {
    self.ranges = ranges
    self.others = others
  }
}
