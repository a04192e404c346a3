import NetworkModel

/// One packet on its way through one leg: header, ghost fields (PKT-3), connection state, trace.
///
/// Each step is a method that ends the leg with a `Disposition` or goes on to the next place;
/// filters return nil when the packet goes on. The steps are spread over one file per concern.
struct Walk {
  let world: World
  let phase: Phase
  let choices: Choices
  let records: Bool
  var packet: Packet
  /// Who has the packet in the end, also when a filter on the way is unknown.
  var reached: Receiver?
  /// Gateways that translated this reply back already (REA-2).
  var translatedBack: [ID<NATGateway>] = []
  /// `originEni`: who emitted the packet last; nil for what comes from outside or from a service.
  var origin: ID<Interface>?
  /// `sgTag`: the groups of `origin`, or none after something stripped them (SG-6).
  var tag: [Reference<SecurityGroup>] = []
  /// A load balancer passes the packet on under its client's address (LB-4).
  var keepsClient = false
  /// The transit gateways on the way.
  var transit = TransitProgress()
  /// What the devices on the way remember of this connection (FLW-4).
  var memory = ConnectionState()
  /// The first unknown that the packet passed: it decides if nothing drops the packet later (K2).
  private(set) var noted: Unknown?
  private(set) var hops: [Hop] = []
  /// The first nondeterministic choice that `choices` does not settle.
  var openChoice: ChoicePoint?
  /// Route look-ups made (REA-2).
  var lookups = 0

  init(_ world: World, _ packet: Packet, _ phase: Phase, choices: Choices, records: Bool) {
    self.world = world
    self.packet = packet
    self.phase = phase
    self.choices = choices
    self.records = records
  }

  var network: NetworkModel { world.network }

  /// Whether a test asked for this wrong rule; false in production.
  func has(_ mutation: Mutation) -> Bool {
    guard let active = world.options.mutation else { return false }
    return active == mutation
  }

  // MARK: Ends

  /// Ends well, unless something unknown was passed on the way (K2, CNV-2).
  mutating func delivered(to receiver: Receiver, at site: Site, _ semantics: String) -> Disposition
  {
    record("deliver", at: site, semantics)
    reached = receiver
    if let noted { return .unknown(noted) }
    return .delivered(receiver)
  }

  /// Ends with a drop, which also wins over unknowns passed before (K2, CNV-2).
  mutating func dropped(_ code: DropCode, at site: Site, _ semantics: String) -> Disposition {
    record("drop", at: site, semantics)
    return .dropped(code)
  }

  /// Ends at something whose behaviour is unknown; the first unknown of the way is named.
  mutating func ends(unknown: Unknown) -> Disposition {
    record("unknown", at: .unknown(unknown), unknown.rule)
    return .unknown(noted ?? unknown)
  }

  mutating func ends(unknown: UnknownID) -> Disposition { ends(unknown: network[unknown]) }

  /// Goes on under an unknown filter (K2).
  mutating func note(_ unknown: Unknown) {
    record("unknown", at: .unknown(unknown), unknown.rule)
    if noted == nil { noted = unknown }
  }

  mutating func note(_ unknown: UnknownID) { note(network[unknown]) }

  // MARK: Trace

  mutating func record(_ action: String, at site: Site, _ semantics: String) {
    guard records else { return }
    hops.append(network.hop(action, at: site, semantics, packet))
  }

  func leg(endingWith disposition: Disposition) -> Leg {
    var detail: Hop?
    if case .dropped = disposition { detail = hops.last }
    return Leg(
      hops: hops, disposition: disposition, packet: packet, dropDetail: detail, reached: reached)
  }
}

/// Two ends of a connection as a device sees them, in either direction (FLW-1).
struct FlowKey: Hashable {
  private let proto: UInt8
  private let low: End
  private let high: End

  private struct End: Hashable, Comparable {
    var address: IPAddress
    var port: UInt16

    static func < (a: End, b: End) -> Bool { (a.address, a.port) < (b.address, b.port) }
  }

  init(_ packet: Packet) {
    let hasPorts = IPProtocol.hasPorts(packet.proto)
    let source = End(address: packet.source, port: hasPorts ? packet.sourcePort : 0)
    let destination = End(address: packet.destination, port: hasPorts ? packet.destinationPort : 0)
    proto = packet.proto
    low = min(source, destination)
    high = max(source, destination)
  }
}

/// All connection state that one forward leg leaves behind (FLW-4, FLW-5).
struct ConnectionState {
  /// Security group tracking, per interface (SG-2, K19).
  var tracked: [Tracked] = []
  /// NAT gateways passed, in order (NAT-3).
  var translations: [Translation] = []
  /// The egress-only gateway that let the packet out (EIG-1).
  var egressOnly: EgressOnlyFlow?
  /// The peering crossed by a packet straight from a NAT gateway (NAT-10, K18).
  var returnToSender: ReturnToSender?
  /// The provider service that received the packet (K3, K17).
  var service: ServiceExit?
  /// Of a firewall that let the first packet pass: what it does with the rest of the connection is not known (FLW-5).
  var inspection: UnknownID?

  struct Tracked {
    var interface: ID<Interface>
    var key: FlowKey
  }

  struct Translation {
    var gateway: ID<NATGateway>
    var interface: ID<Interface>
    /// The header as it came and as it left.
    var inside: Packet
    var outside: Packet
  }

  struct EgressOnlyFlow {
    var gateway: ID<EgressOnlyInternetGateway>
    var vpc: ID<VPC>
    var insideAddress: IPAddress
    var key: FlowKey
  }

  struct ReturnToSender {
    var address: IPAddress
    var peering: ID<Peering>
    /// The VPC in which the reply starts.
    var vpc: ID<VPC>
  }

  enum ServiceExit {
    /// A service beside every host (K3).
    case host
    case gatewayEndpoint(ID<VPCEndpoint>)
  }
}
