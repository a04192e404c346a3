import NetworkModel

/// What the transit gateways on its way made of a packet; a new leg starts with an empty one.
struct TransitHistory: Hashable, Sendable {
  /// An ingress attachment and, for a VPC, the subnet through which the packet entered it (REA-2).
  struct Entry: Hashable, Sendable {
    var attachment: ID<TransitGatewayAttachment>
    var subnet: ID<Subnet>?
  }

  /// PCX-2a: the packet is forwarded, whoever owns its source.
  private(set) var isForwarded = false
  /// Entries since the header was last rewritten.
  private var entries: Set<Entry> = []
  /// Endpoints that inspected it since.
  private var inspected: Set<ID<VPCEndpoint>> = []
  /// How often the packet left through each attachment.
  private var exits: [ID<TransitGatewayAttachment>: Int] = [:]
  /// How often it left transit gateways into a VPC.
  private(set) var passages = 0

  /// False if the packet has been here with this very header.
  mutating func enter(_ entry: Entry) -> Bool { entries.insert(entry).inserted }

  /// Notes one more exit; the number of those before.
  mutating func leave(through attachment: ID<TransitGatewayAttachment>) -> Int {
    defer { exits[attachment, default: 0] += 1 }
    return exits[attachment, default: 0]
  }

  mutating func enterVPC() {
    passages += 1
    isForwarded = true
  }

  /// REA-2: false if the endpoint inspected the packet before with the same header.
  mutating func inspect(at endpoint: ID<VPCEndpoint>) -> Bool { inspected.insert(endpoint).inserted }

  mutating func rewriteHeader() {
    entries = []
    inspected = []
  }

  /// NAT-2: a translated packet is the gateway's own.
  mutating func translateSource() {
    rewriteHeader()
    isForwarded = false
  }
}

/// One passage of transit gateways from its first entry: where the packet is, and where it came from.
struct TransitPassage: Sendable {
  /// The attachment in whose table the packet is looked up.
  var ingress: ID<TransitGatewayAttachment>
  /// The gateway of `ingress`.
  var gateway: ID<TransitGateway>
  /// The VPC side of `ingress`; nil behind a peering.
  var origin: Origin?

  struct Origin: Sendable {
    var side: TransitGatewayVPC
    var subnet: ID<Subnet>
  }
}
