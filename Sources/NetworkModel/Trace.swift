package import SourceText

/// Who sends a packet.
package enum Emitter: Hashable, Sendable {
  case interface(ID<Interface>)
  /// A host outside the snapshot, reached through internet gateways (REA-6).
  case internet
  /// A host of a site behind VPN or Direct Connect (REA-6).
  case onPremises
}

/// Where a packet can end well.
package enum Receiver: Hashable, Sendable {
  case interface(ID<Interface>)
  case internet
  /// A host of a site behind VPN or Direct Connect.
  case onPremises
  /// A provider service: Resolver, metadata, time (ENI-7), or what stands behind a gateway endpoint (GWE-1).
  case service(String)
}

/// One way in which nondeterminism can be resolved (CNV-6). Absent entries mean "the first possibility".
package struct Choices: Hashable, Sendable {
  /// NAT-3: index into `NATGateway.addresses`.
  package var natAddress: [ID<NATGateway>: Int] = [:]
  /// NAT-3: the source port that the gateway picks, 1024…65535.
  package var natPort: [ID<NATGateway>: UInt16] = [:]
  /// RT-5: for a table and a prefix, the index of the chosen one among the tied prefix-list routes, in table order.
  package var routeTie: [RouteTie: Int] = [:]
  /// TGW-8, TGW-9: index into `TransitGatewayVPC.subnets` where the rules leave the zone of an exit open.
  package var transitExit: [TransitExit: Int] = [:]
  /// VPN-3: the connection through which a site sends.
  package var siteEntry: ID<PrivateConnection>?

  package init() {}
}

package struct RouteTie: Hashable, Sendable {
  package var table: ID<RouteTable>
  package var range: CIDR

  package init(table: ID<RouteTable>, range: CIDR) {
    self.table = table
    self.range = range
  }
}

/// The `visit`-th time (from 0) that one leg leaves a transit gateway through an attachment.
package struct TransitExit: Hashable, Sendable {
  package var attachment: ID<TransitGatewayAttachment>
  package var visit: Int

  package init(attachment: ID<TransitGatewayAttachment>, visit: Int) {
    self.attachment = attachment
    self.visit = visit
  }
}

/// Why a packet is dropped; AWS explanation codes with AWS meaning, ours start with `X_` (EXP-1).
package enum DropCode: String, Hashable, Sendable, CaseIterable {
  case badState = "BAD_STATE"
  case badStateRoute = "BAD_STATE_ROUTE"
  case noRoute = "NO_ROUTE_TO_DESTINATION"
  case noPossibleDestination = "NO_POSSIBLE_DESTINATION"
  case securityGroupMismatch = "ENI_SG_RULES_MISMATCH"
  case securityGroupEmpty = "SG_HAS_NO_RULES"
  case networkACL = "SUBNET_ACL_RESTRICTION"
  case sourceDestinationCheck = "ENI_SOURCE_DEST_CHECK_RESTRICTION"
  case igwNeedsPublicSource = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
  case igwNeedsPrivateDestination = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
  case igwDestinationRFC1918 = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
  case igwDestinationRFC6598 = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"
  case igwSourceRFC1918 = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS"
  case igwSourceRFC6598 = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS"
  case publicAccessBlocked = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"
  case edgeTargetNotPublic = "INGRESS_RTB_NO_PUBLIC_IP"
  case natSourceOutsideVPC = "NGW_REQUIRES_SOURCE_IN_VPC"
  case peeringAddress = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"
  case protocolRestriction = "PROTOCOL_RESTRICTION"
  case gatewayEndpointProtocol = "VPCE_GATEWAY_PROTOCOL_RESTRICTION"
  case transitZone = "TGW_ROUTE_AZ_RESTRICTION"
  case transitNoAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"
  case transitNoRoute = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"
  case transitBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE"
  case vpnDown = "BAD_STATE_VPN"
  case vpnGatewaySource = "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS"
  case vpnGatewayDestination = "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
  /// No selector of the VPN connection admits the packet (VPN-2).
  case trafficSelector = "X_TRAFFIC_SELECTOR"
  /// No connection tells the site about the destination (DX-4).
  case notAdvertised = "X_NOT_ADVERTISED"
  case listenerMismatch = "ELBV2_LISTENERS_MISMATCH"
  case firewallRules = "FIREWALL_RULES_RESTRICTION"
  case spoofed = "GATEWAY_REJECTS_SPOOFED_TRAFFIC"
  case returnPath = "X_RETURN_PATH"
  case noState = "X_NO_STATE"
  case eigwInbound = "X_EIGW_INBOUND"
  case natUnsolicited = "X_NAT_UNSOLICITED"
  case loop = "X_LOOP"
  /// The reply arrived, but not as exactly the reverse of what was sent (REA-3).
  case notTheReverse = "X_NOT_THE_REVERSE"
}

/// How one leg ends.
package enum Disposition: Hashable, Sendable {
  case delivered(Receiver)
  case dropped(DropCode)
  /// The packet meets something whose behaviour is unknown.
  case unknown(Unknown)
}

/// One step of a trace. `rule` names what decided: `sgr-…`, `acl-… rule 100`, `10.0.0.0/16 → local`.
package struct Hop: Hashable, Sendable {
  /// The provider's id, e.g. `eni-…`, `acl-…`, `rtb-…`, `igw-…`, `internet`.
  package var component: String
  /// The field's term: `networkInterface`, `securityGroup`, `networkAcl`, `routeTable`, `internetGateway`, …
  package var kind: String
  /// `egress`, `ingress`, `allow`, `deny`, `forward`, `translate`, `deliver`, `drop`, …
  package var action: String
  package var rule: String?
  /// The rule of the semantics that speaks here, e.g. `SG-1`.
  package var semantics: String
  /// Where the deciding rule stands in the input.
  package var origin: SourceRange?
  /// The header after this hop.
  package var packet: Packet

  package init(
    component: String, kind: String, action: String, rule: String? = nil, semantics: String,
    origin: SourceRange? = nil, packet: Packet
  ) {
    self.component = component
    self.kind = kind
    self.action = action
    self.rule = rule
    self.semantics = semantics
    self.origin = origin
    self.packet = packet
  }
}
