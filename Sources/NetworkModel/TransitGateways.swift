package import SourceText

/// A transit gateway: a regional router between its attachments (TGW-1…17).
package struct TransitGateway: NamedObject, Equatable {
  package var name: String
  /// The owner's account and the Region.
  package var scope: ID<Scope>
  /// CNV-4: state `available` or `modifying`. Otherwise a route to it drops BAD_STATE.
  package var isFunctional: Bool
  /// SG-9: `Options.SecurityGroupReferencingSupport` is `enable`.
  package var keepsGroupReferences: Bool
  /// Set when attachments may exist that the snapshot does not list: a VPC without one is then unknown, not detached.
  package var unlistedAttachments: UnknownID?
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, scope: ID<Scope>, isFunctional: Bool = true, keepsGroupReferences: Bool = false,
    unlistedAttachments: UnknownID? = nil, tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.scope = scope
    self.isFunctional = isFunctional
    self.keepsGroupReferences = keepsGroupReferences
    self.unlistedAttachments = unlistedAttachments
    self.tags = tags
    self.origin = origin
  }
}

/// One attachment of a transit gateway: a source and a sink of its packets (TGW-1).
///
/// A peering between two gateways is two attachments, one per gateway. They share the provider's id, so each is named
/// `ATTACHMENT/GATEWAY` here.
package struct TransitGatewayAttachment: NamedObject, Equatable {
  package enum Kind: Hashable, Sendable {
    case vpc(TransitGatewayVPC)
    /// The attachment on the other gateway's side (TGW-11).
    case peering(Reference<TransitGatewayAttachment>)
    /// A VPN connection or a Direct Connect gateway (TGW-13).
    case connection(Reference<PrivateConnection>)
    /// Connect, network function, …: what leaves through it is unknown.
    case unmodelled(UnknownID)
  }

  package var name: String
  package var gateway: Reference<TransitGateway>
  package var kind: Kind
  /// CNV-4: state `available`, `modifying` or `rollingBack`.
  package var isFunctional: Bool
  package var association: TransitGatewayAssociation
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, gateway: Reference<TransitGateway>, kind: Kind, isFunctional: Bool = true,
    association: TransitGatewayAssociation, tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.gateway = gateway
    self.kind = kind
    self.isFunctional = isFunctional
    self.association = association
    self.tags = tags
    self.origin = origin
  }
}

/// The VPC side of an attachment.
package struct TransitGatewayVPC: Hashable, Sendable {
  package var vpc: Reference<VPC>
  /// Where the attachment's interfaces sit, one subnet for each zone (TGW-4, TGW-10); in order of zone name.
  package var subnets: [Reference<Subnet>]
  /// TGW-9.
  package var applianceMode: Bool
  package var supportsIPv6: Bool
  /// SG-9: the attachment's own `SecurityGroupReferencingSupport` is `enable`.
  package var keepsGroupReferences: Bool

  package init(
    vpc: Reference<VPC>, subnets: [Reference<Subnet>], applianceMode: Bool = false,
    supportsIPv6: Bool = false, keepsGroupReferences: Bool = false
  ) {
    self.vpc = vpc
    self.subnets = subnets
    self.applianceMode = applianceMode
    self.supportsIPv6 = supportsIPv6
    self.keepsGroupReferences = keepsGroupReferences
  }
}

/// The table in which packets from an attachment are looked up (TGW-2).
package enum TransitGatewayAssociation: Hashable, Sendable {
  case table(Reference<TransitGatewayRouteTable>)
  /// No association: everything that enters is dropped.
  case none
  /// Not collected, a policy table, an association that is changing.
  case unknown(UnknownID)
}

/// A route table of a transit gateway with its best routes, as the provider reports them or as TGW-3 derives them.
package struct TransitGatewayRouteTable: NamedObject, Equatable {
  package var name: String
  package var gateway: Reference<TransitGateway>
  package var routes: [TransitGatewayRoute]
  /// TGW-16: the contents are not known (truncated, not collected, two propagations overlap): every look-up is unknown.
  package var unknownContents: UnknownID?
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, gateway: Reference<TransitGateway>, routes: [TransitGatewayRoute] = [],
    unknownContents: UnknownID? = nil, tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.gateway = gateway
    self.routes = routes
    self.unknownContents = unknownContents
    self.tags = tags
    self.origin = origin
  }
}

package struct TransitGatewayRoute: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    case active
    /// Drops when selected; no fallback (TGW-6).
    case blackhole
    /// A state that is not understood: unknown when selected.
    case unknown(UnknownID)
  }

  /// Where a route comes from, in the order of TGW-5: the smaller raw value wins among equal prefixes.
  package enum Source: Int, Hashable, Sendable, CaseIterable {
    case fixed, prefixList, vpc, directConnect, connect, vpnOverDirectConnect, vpn, vpnConcentrator
    case clientVPN, peering
  }

  package var destination: CIDR
  package var state: State
  package var source: Source
  /// Empty for a blackhole; more than one only for equal-cost routes (TGW-7).
  package var attachments: [Reference<TransitGatewayAttachment>]
  package var origin: SourceRange?

  package init(
    destination: CIDR, state: State = .active, source: Source = .fixed,
    attachments: [Reference<TransitGatewayAttachment>], origin: SourceRange? = nil
  ) {
    self.destination = destination
    self.state = state
    self.source = source
    self.attachments = attachments
    self.origin = origin
  }
}
