import NetworkModel

/// What one leg remembers of the transit gateways on its way (K25–K27), and of the endpoints that inspected it.
struct TransitProgress {
  /// The packet is in a VPC that it entered through a transit gateway (PCX-2a, K26).
  var isForwarded = false
  /// Times that the leg left a VPC for a transit gateway.
  var passages = 0
  /// Attachments entered since the header was last rewritten (REA-2, K27).
  private var entries: [Entry] = []
  /// Attachments left through, once for each time.
  private var exits: [ID<TransitGatewayAttachment>] = []

  /// Endpoints that inspected the packet since its header was last rewritten (REA-2).
  private var inspected: [ID<VPCEndpoint>] = []

  /// An attachment and, for a VPC, the subnet of it where the packet entered.
  private struct Entry: Equatable {
    var attachment: ID<TransitGatewayAttachment>
    var subnet: ID<Subnet>?
  }

  /// Notes that the packet enters; false if it did so before with the same header.
  mutating func enters(_ attachment: ID<TransitGatewayAttachment>, _ subnet: ID<Subnet>?) -> Bool {
    let entry = Entry(attachment: attachment, subnet: subnet)
    guard !entries.contains(entry) else { return false }
    entries.append(entry)
    return true
  }

  /// Notes that the packet leaves; how often it left through the same attachment before.
  mutating func leaves(_ attachment: ID<TransitGatewayAttachment>) -> Int {
    var earlier = 0
    for exit in exits where exit == attachment { earlier += 1 }
    exits.append(attachment)
    return earlier
  }

  /// Notes that an endpoint inspects the packet; false if it did so before with the same header.
  mutating func meets(_ endpoint: ID<VPCEndpoint>) -> Bool {
    guard !inspected.contains(endpoint) else { return false }
    inspected.append(endpoint)
    return true
  }

  /// A gateway wrote other addresses or ports into the header.
  mutating func forgetsEntries() {
    if !entries.isEmpty { entries.removeAll() }
    if !inspected.isEmpty { inspected.removeAll() }
  }
}

/// One way through transit gateways, from a VPC to a VPC or to an end.
struct TransitPassage {
  /// The gateway that has the packet.
  var gateway: ID<TransitGateway>
  /// The attachment whose table is asked.
  var ingress: ID<TransitGatewayAttachment>
  /// The VPC attachment and its subnet where the packet left the VPC.
  /// Nil when it came from a site.
  let source: ID<TransitGatewayAttachment>?
  let entry: ID<Subnet>?
  /// The packet crossed a peering of gateways since, or came from a site.
  var crossedPeering = false
  /// The leg came through no transit gateway before this passage.
  let isFirst: Bool
}
