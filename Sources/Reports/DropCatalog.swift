package import NetworkModel

/// What a drop code means, for reports and for `isola explain`.
extension DropCode {
  /// One clause that follows "the packet is dropped: ".
  package var meaning: String {
    switch self {
    case .badState: "the object is not in a working state"
    case .badStateRoute: "the selected route is a blackhole: its target is gone or not working"
    case .noRoute: "no route covers the destination"
    case .noPossibleDestination: "nobody in the network owns the destination address"
    case .securityGroupMismatch: "no rule of the security groups allows it"
    case .securityGroupEmpty: "the security groups have no rule for this direction"
    case .networkACL: "the network ACL denies it"
    case .sourceDestinationCheck:
      "the interface neither sends nor takes packets with addresses that are not its own (source/destination check)"
    case .igwNeedsPublicSource: "the sender has no public address, which the internet gateway needs"
    case .igwNeedsPrivateDestination:
      "the internet gateway knows no interface of its VPC with this public address"
    case .igwDestinationRFC1918:
      "the internet gateway forwards nothing to private (RFC 1918) addresses"
    case .igwDestinationRFC6598:
      "the internet gateway forwards nothing to shared (RFC 6598) addresses"
    case .igwSourceRFC1918: "the internet gateway takes nothing from private (RFC 1918) addresses"
    case .igwSourceRFC6598: "the internet gateway takes nothing from shared (RFC 6598) addresses"
    case .publicAccessBlocked: "VPC Block Public Access keeps it from crossing the gateway"
    case .edgeTargetNotPublic:
      "the gateway's route table leads to an interface that has no public address"
    case .natSourceOutsideVPC: "the NAT gateway translates only for sources inside its VPC"
    case .peeringAddress: "the address is outside the ranges of the peered VPCs"
    case .firewallRules: "a rule of the firewall drops it"
    case .protocolRestriction: "the protocol cannot pass here"
    case .gatewayEndpointProtocol: "a gateway endpoint takes TCP and ICMP only"
    case .transitZone: "the transit gateway has no attachment in the zone of the sending subnet"
    case .transitNoAssociation: "the attachment is associated with no transit gateway route table"
    case .transitNoRoute: "no route of the transit gateway covers the destination"
    case .transitBadStateRoute: "the transit gateway's route is a blackhole or its target is gone"
    case .vpnDown: "no tunnel of the VPN connection is up"
    case .vpnGatewaySource: "the virtual private gateway takes only what hosts of its VPC send"
    case .vpnGatewayDestination: "the virtual private gateway delivers only to hosts of its VPC"
    case .trafficSelector: "the VPN connection does not carry these addresses"
    case .notAdvertised: "no connection tells the site of the destination"
    case .listenerMismatch: "no listener of the load balancer has this protocol and port"
    case .spoofed: "the gateway rejects a source address that does not belong there"
    case .returnPath: "the reply takes another way than it must"
    case .noState: "the device knows no connection that this reply belongs to"
    case .eigwInbound: "an egress-only internet gateway lets no connection in"
    case .natUnsolicited: "a NAT gateway takes no connections from outside"
    case .loop: "the packet runs in a circle"
    case .notTheReverse:
      "the reply arrives, but with other addresses or ports than the sender expects"
    }
  }

  /// The meaning where the place of the drop says more.
  func meaning(at hop: Hop) -> String {
    guard self == .noPossibleDestination, hop.kind == "internet" else { return meaning }
    return "no host on the Internet has the address \(hop.packet.destination)"
  }

  /// What to look at when this code appears and should not.
  package var advice: String {
    switch self {
    case .badState: "look at the state of the object that the last hop names"
    case .badStateRoute: "remove the route or restore its target"
    case .noRoute: "add a route that covers the destination to the subnet's route table"
    case .noPossibleDestination:
      "check the address; the host may be gone, stopped or in another VPC"
    case .securityGroupMismatch, .securityGroupEmpty:
      "add a rule to one of the security groups of the interface for this direction, protocol, port and peer"
    case .networkACL:
      "network ACLs are stateless: allow the packet in both subnets, and the reply to its ephemeral port as well"
    case .sourceDestinationCheck:
      "switch the source/destination check off if the interface is meant to forward"
    case .igwNeedsPublicSource:
      "give the interface a public address, or route it through a NAT gateway"
    case .igwNeedsPrivateDestination: "associate the public address with an interface of this VPC"
    case .igwDestinationRFC1918, .igwDestinationRFC6598:
      "route private destinations to a peering, a transit gateway or a VPN"
    case .igwSourceRFC1918, .igwSourceRFC6598: "such packets cannot come from the Internet"
    case .publicAccessBlocked:
      "add an exclusion for the subnet, or change the mode of VPC Block Public Access"
    case .edgeTargetNotPublic: "give the appliance's interface a public address"
    case .natSourceOutsideVPC: "use a NAT gateway in the VPC of the sender"
    case .peeringAddress:
      "a peering carries only traffic between its two VPCs; it is not transitive"
    case .firewallRules: "add a rule to the firewall's policy that passes it, before the one that drops it"
    case .protocolRestriction: "use TCP, UDP or ICMP of the right family"
    case .gatewayEndpointProtocol: "services behind gateway endpoints speak TCP"
    case .transitZone: "add a subnet of this zone to the VPC's transit gateway attachment"
    case .transitNoAssociation: "associate the attachment with a transit gateway route table"
    case .transitNoRoute:
      "add or propagate a route in the transit gateway route table of the sender's attachment"
    case .transitBadStateRoute: "replace the blackhole route of the transit gateway route table"
    case .vpnDown: "look at the state of the tunnels"
    case .vpnGatewaySource, .vpnGatewayDestination:
      "a virtual private gateway serves its own VPC only; use a transit gateway to pass through"
    case .trafficSelector: "widen the local or remote network of the VPN connection"
    case .notAdvertised: "advertise the destination: allowed prefixes, or routes of the associated table"
    case .listenerMismatch: "add a listener for the protocol and port to the load balancer"
    case .spoofed: "check who may send with this source address"
    case .returnPath: "make the routes of both directions use the same gateways"
    case .noState: "the reply must pass the device that the request passed"
    case .eigwInbound: "use an internet gateway for connections from outside"
    case .natUnsolicited: "use a public address or a load balancer for connections from outside"
    case .loop: "look for route tables that point at each other"
    case .notTheReverse:
      "a translation on one way only changes the reply: look at the NAT of both legs"
    }
  }
}
