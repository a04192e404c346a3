package import NetworkModel

/// The endpoint INTERNET of a network as a source (REA-6).
package struct Internet: Sendable {
  private let reserved: [CIDR]
  private let global: CIDR
  private let inside: [CIDR]
  private let owned: Set<IPAddress>

  package init(_ network: NetworkModel) {
    reserved = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
      "192.168.0.0/16", "224.0.0.0/3",
    ].map(NetworkBuilder.cidr)
    global = NetworkBuilder.cidr("2000::/3")
    inside = network.vpcs.elements.flatMap(\.ipv6).filter(\.isPublic).map(\.range)
    owned = Set(
      network.interfaces.elements.flatMap(\.privateAddresses).compactMap(\.publicAddress)
        + network.unassociatedPublicAddresses)
  }

  package func contains(_ address: IPAddress) -> Bool {
    switch address.family {
    case .v4: !owned.contains(address) && !reserved.contains { $0.contains(address) }
    case .v6: global.contains(address) && !inside.contains { $0.contains(address) }
    }
  }

  /// A few hosts that exist in no random network.
  package static func strangers(_ family: IPFamily) -> [IPAddress] {
    switch family {
    case .v4: ["8.8.8.8", "203.0.113.77", "203.0.113.5", "52.1.2.3"].map(NetworkBuilder.address)
    case .v6: ["2001:4860::8888", "2001:db8::7"].map(NetworkBuilder.address)
    }
  }
}
