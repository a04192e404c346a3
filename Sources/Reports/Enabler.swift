import NetworkModel
import Simulator
import SourceText

/// What is missing where a packet or its reply is dropped.
struct Enabler {
  private let code: DropCode
  private let hop: Hop
  /// The hop before the drop says whether the packet leaves or enters an interface.
  private let isLeaving: Bool

  /// Nil when neither leg is dropped at a hop.
  init?(_ exchange: Exchange) {
    let leg = exchange.reply ?? exchange.forward
    guard let hop = leg.hops.last else { return nil }
    switch (exchange.outcome, exchange.forward.disposition) {
    case (.replyFailed(let code), _): self.code = code
    case (_, .dropped(let code)): self.code = code
    case (.complete, _), (.forwardFailed, _), (.unknown, _): return nil
    }
    self.hop = hop
    isLeaving = leg.hops.dropLast().last?.action == "egress"
  }

  func words(_ context: ReportContext) -> String {
    let title = context.title(hop.component, kind: hop.kind)
    let service = PacketText.service(hop.packet)
    let peer = isLeaving ? "to \(hop.packet.destination)" : "from \(hop.packet.source)"
    switch code {
    case .securityGroupMismatch, .securityGroupEmpty:
      return "a rule that allows \(service) \(peer) in security group \(title)"
    case .networkACL:
      return
        "an entry that allows \(service) from \(hop.packet.source) to \(hop.packet.destination) in "
        + "network ACL \(title), before the one that denies it"
    case .noRoute:
      return "a route that covers \(hop.packet.destination) in route table \(title)"
    case .badState, .badStateRoute, .noPossibleDestination, .sourceDestinationCheck,
      .igwNeedsPublicSource, .igwNeedsPrivateDestination, .igwDestinationRFC1918,
      .igwDestinationRFC6598, .igwSourceRFC1918, .igwSourceRFC6598, .publicAccessBlocked,
      .edgeTargetNotPublic, .natSourceOutsideVPC,
      .peeringAddress, .firewallRules, .protocolRestriction, .listenerMismatch, .gatewayEndpointProtocol, .transitZone,
      .transitNoAssociation, .transitNoRoute, .transitBadStateRoute, .vpnDown, .vpnGatewaySource,
      .vpnGatewayDestination, .trafficSelector, .notAdvertised, .spoofed, .returnPath,
      .noState, .eigwInbound, .natUnsolicited, .loop, .notTheReverse:
      return code.advice
    }
  }
}
