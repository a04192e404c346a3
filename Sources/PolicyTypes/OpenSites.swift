package import NetworkModel

extension NetworkModel {
  /// The first object behind which sites may stand that the snapshot does not tell of; nil: sites are what its connections
  /// say (REA-6), nothing when there are none.
  package var openSite: String? {
    let hybrid = unmodelled.elements.first { object in
      let kind = object.kind.lowercased()
      return [
        "vpn", "directconnect", "customergateway", "virtualinterface", "virtualprivategateway",
        "transitgateway", "corenetwork",
      ]
      .contains { kind.contains($0) }
    }
    // A gateway that only a route names was not collected, and so is not among the objects; the same holds for a
    // transit gateway with attachments that nobody listed.
    let named = unknowns.first { ["vpnGateway", "transitGateway", "coreNetwork"].contains($0.kind) }
    return hybrid?.name ?? openAttachment ?? openGateway ?? named?.object
  }

  /// A virtual private gateway at which connections may end that the snapshot does not list, or a connection that ends
  /// nowhere in it.
  private var openGateway: String? {
    vpnGateways.elements.first { $0.unlistedConnections != nil }?.name
      ?? privateConnections.elements.first { $0.isFunctional && $0.end == nil }?.name
  }

  /// A transit gateway attachment in use that leads to something that is not in the snapshot.
  private var openAttachment: String? {
    transitGatewayAttachments.elements.first { attachment in
      guard attachment.isFunctional else { return false }
      switch attachment.kind {
      case .vpc, .connection(.resolved): return false
      case .peering(let other): return other.id == nil || attachment.gateway.id == nil
      case .unmodelled, .connection(.missing): return true
      }
    }?.name
  }
}
