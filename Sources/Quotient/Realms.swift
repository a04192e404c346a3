import NetworkModel

/// VPCs between which private addresses can travel: joined by a transit gateway, by peered transit gateways or by a
/// peering. From one realm to another a packet comes over the Internet only, with public IPv4 addresses (IGW-2, IGW-3).
struct Realms {
  private var parents: ContiguousArray<Int32>
  private let gatewayBase: Int

  init(_ network: NetworkModel) {
    gatewayBase = network.vpcs.count
    parents = ContiguousArray((0..<(gatewayBase + network.transitGateways.count)).map { Int32($0) })
    for attachment in network.transitGatewayAttachments.elements {
      guard let gateway = attachment.gateway.id else { continue }
      // A table is read where its attachments are.
      if case .table(.resolved(let table)) = attachment.association,
        let other = network.transitGatewayRouteTables[table].gateway.id
      {
        join(node(gateway), node(other))
      }
      switch attachment.kind {
      case .vpc(let side):
        if let vpc = side.vpc.id { join(Int(vpc.index), node(gateway)) }
      case .peering(let peer):
        guard let other = peer.id, let far = network.transitGatewayAttachments[other].gateway.id
        else { continue }
        join(node(gateway), node(far))
      case .connection, .unmodelled: continue
      }
    }
    // A route to an attachment of another gateway is unknown where it is taken; joining only makes realms larger.
    for table in network.transitGatewayRouteTables.elements {
      guard let gateway = table.gateway.id else { continue }
      for route in table.routes {
        for reference in route.attachments {
          guard let id = reference.id, let far = network.transitGatewayAttachments[id].gateway.id
          else { continue }
          if far != gateway { join(node(gateway), node(far)) }
        }
      }
    }
    for peering in network.peerings.elements {
      guard let a = peering.requester.vpc.id, let b = peering.accepter.vpc.id else { continue }
      join(Int(a.index), Int(b.index))
    }
    for index in parents.indices { parents[index] = Int32(root(of: index)) }
  }

  func realm(of vpc: ID<VPC>) -> Int { Int(parents[Int(vpc.index)]) }
  func realm(of gateway: ID<TransitGateway>) -> Int { Int(parents[node(gateway)]) }

  /// Every realm is smaller than this.
  var count: Int { parents.count }

  private func node(_ gateway: ID<TransitGateway>) -> Int { gatewayBase + Int(gateway.index) }

  private func root(of index: Int) -> Int {
    var index = index
    while Int(parents[index]) != index { index = Int(parents[index]) }
    return index
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (low, high) = (min(root(of: a), root(of: b)), max(root(of: a), root(of: b)))
    parents[high] = Int32(low)
    parents[a] = Int32(low)
    parents[b] = Int32(low)
  }
}
