import Importers
import NetworkModel
import Testing

/// Virtual private gateways, VPN connections and Direct Connect in answers (VGW-1, VPN-1 to VPN-3, DX-2 to DX-5).
@Suite("VPN and Direct Connect in answers")
struct HybridTests {
  private static let gateway =
    #"{"VpnGatewayId": "vgw-1", "State": "available", "Type": "ipsec.1", "AmazonSideAsn": 65401, "VpcAttachments": [{"State": "attached", "VpcId": "vpc-a"}]}"#

  private static func connection(
    _ name: String = "vpn-1", at end: String = #""VpnGatewayId": "vgw-1""#, static isStatic: Bool = false,
    routes: String = "", up: Bool = true, options: String = "", state: String = "available",
    configuration: String = ""
  ) -> String {
    #"{"VpnConnectionId": "\#(name)", \#(end), "CustomerGatewayId": "cgw-1", "State": "\#(state)", "Category": "VPN", "Type": "ipsec.1", "CustomerGatewayConfiguration": "\#(configuration)", "Options": {"StaticRoutesOnly": \#(isStatic)\#(options)}, "Routes": [\#(routes)], "VgwTelemetry": [{"AcceptedRouteCount": 1, "OutsideIpAddress": "198.51.100.1", "Status": "\#(up ? "UP" : "DOWN")"}, {"Status": "DOWN"}]}"#
  }

  private func network(_ connections: [String]?, _ more: [String: [String]?] = [:]) -> ImportResult {
    var changes: [String: [String]?] = ["VpnGateways": [Self.gateway], "VpnConnections": connections]
    changes.merge(more) { $1 }
    return Fixture.network(replacing: changes)
  }

  private func only(_ result: ImportResult) throws -> PrivateConnection {
    #expect(!result.hasErrors, "\(result.rendered)")
    #expect(result.network.privateConnections.count == 1)
    return try #require(result.network.privateConnections.elements.first)
  }

  private func cidr(_ text: String) throws -> CIDR { try #require(CIDR(text)) }

  @Test("a BGP connection has learned what tables show as propagated, and tells the VPC's ranges")
  func propagated() throws {
    let result = network([Self.connection()])
    let connection = try only(result)
    let gateway = try #require(result.network.vpnGateways.id(named: "vgw-1"))
    #expect(result.network.vpnGateways[gateway].vpc == result.network.vpcs.id(named: "vpc-a"))
    #expect(result.network.vpnGateways[gateway].unlistedConnections == nil)
    #expect(connection.end == .vpnGateway(gateway) && connection.isFunctional && connection.families == [.v4])
    #expect(connection.learned == PrefixKnowledge([try cidr("192.168.1.0/24")]))
    #expect(connection.advertised == PrefixKnowledge([try cidr("10.0.0.0/16")]))
    #expect(connection.kind == .vpn(.any))
    let table = try #require(result.network.routeTables.named("rtb-a"))
    #expect(table.routes.contains { $0.target == .vpnGateway(.resolved(gateway)) && $0.source == .propagated })
    #expect(result.network.unmodelled.elements.isEmpty)
    #expect(result.ledger.unread.isEmpty, "\(result.ledger.unread)")
  }

  @Test("a connection with static routing and no routes may have any site behind it")
  func staticWithoutRoutes() throws {
    let connection = try only(network([Self.connection(static: true)]))
    #expect(connection.learned.ranges.isEmpty && connection.learned.others != nil)
  }

  @Test("static routes, selectors and tunnels")
  func settings() throws {
    let chosen = network([
      Self.connection(
        static: true, routes: #"{"DestinationCidrBlock": "172.20.0.0/16", "State": "available"}, {"DestinationCidrBlock": "172.21.0.0/16", "State": "deleted"}"#,
        up: false, options: #", "LocalIpv4NetworkCidr": "172.16.0.0/12", "RemoteIpv4NetworkCidr": "10.0.0.0/8""#)
    ])
    let connection = try only(chosen)
    #expect(!connection.isFunctional)
    #expect(connection.learned == PrefixKnowledge([try cidr("172.20.0.0/16")]))
    // What the customer's device sends back by its own routes is not declared.
    #expect(connection.advertised.ranges.isEmpty && connection.advertised.others != nil)
    #expect(connection.selectors.site.contains(try cidr("172.16.0.0/12")))
    #expect(connection.selectors.network.contains(try cidr("10.0.0.0/8")))
  }

  @Test("connections that are gone are none, those that are not understood or not collected leave the gateway open")
  func unclear() throws {
    #expect(network([Self.connection(state: "deleted")]).network.privateConnections.isEmpty)
    for connections in [[Self.connection(state: "modifying")], nil] {
      let result = network(connections)
      #expect(result.network.privateConnections.isEmpty)
      #expect(result.network.vpnGateways.named("vgw-1")?.unlistedConnections != nil)
    }
  }

  private static let virtualInterface =
    #"{"virtualInterfaceId": "dxvif-1", "virtualInterfaceType": "private", "virtualInterfaceState": "available", "directConnectGatewayId": "dxgw-1", "bgpPeers": [{"amazonAddress": "169.254.9.1/30", "bgpStatus": "up", "addressFamily": "ipv4"}]}"#

  private static func association(_ prefixes: String) -> String {
    #"{"directConnectGatewayId": "dxgw-1", "associationState": "associated", "associatedGateway": {"id": "vgw-1", "type": "virtualPrivateGateway"}, "allowedPrefixesToDirectConnectGateway": [\#(prefixes)]}"#
  }

  @Test(
    "DX-4: for a virtual private gateway the allowed prefixes filter the VPC's ranges",
    arguments: [(#"{"cidr": "10.0.0.0/8"}"#, ["10.0.0.0/16"]), (#"{"cidr": "10.0.1.0/24"}"#, [])])
  func directConnect(_ prefixes: String, _ told: [String]) throws {
    let result = network(
      [],
      [
        "virtualInterfaces": [Self.virtualInterface],
        "directConnectGateways": [#"{"directConnectGatewayId": "dxgw-1", "directConnectGatewayState": "available"}"#],
        "directConnectGatewayAssociations": [Self.association(prefixes)],
      ])
    let connection = try only(result)
    #expect(connection.name == "dxgw-1/vgw-1" && connection.kind == .directConnect && connection.isFunctional)
    #expect(connection.advertised.ranges.map(\.description) == told && connection.advertised.others == nil)
    #expect(connection.learned.ranges == [try cidr("192.168.1.0/24")])
  }

  private static let router = """
    interface Loopback0
     ip address 172.20.0.1 255.255.0.0
    router bgp 65001
     neighbor 169.254.20.1 remote-as 64512
     address-family ipv4 unicast
      network 172.20.0.0 mask 255.255.0.0
      neighbor 169.254.20.1 activate
     exit-address-family
    """

  private static let tunnel =
    "<vpn_gateway><tunnel_inside_address><ip_address>169.254.20.1</ip_address></tunnel_inside_address></vpn_gateway>"

  private func declared(_ router: String) throws -> PrivateConnection {
    let connection = Self.connection(configuration: Self.tunnel)
    let files = Fixture.folder(replacing: ["VpnGateways": [Self.gateway], "VpnConnections": [connection]])
      .map { ("aws_configs/eu-west-1/\($0.path)", $0.text) }
    let result = Importer.importNetwork(
      folder: files.map { (path: $0.0, text: $0.1) } + [(path: "configs/router.cfg", text: router)])
    return try only(result)
  }

  @Test("a router that only announces its networks declares what a connection learns")
  func routers() throws {
    #expect(try declared(Self.router).learned == PrefixKnowledge([try cidr("172.20.0.0/16")]))
    let filtered = Self.router.replacing("  neighbor 169.254.20.1 activate", with: "  neighbor 169.254.20.1 activate\n  neighbor 169.254.20.1 route-map OUT out")
    #expect(try declared(filtered).learned == PrefixKnowledge([try cidr("192.168.1.0/24")]))
    let strangers = Self.router.replacing("  neighbor 169.254.20.1 activate", with: "  neighbor 169.254.20.1 activate\n  neighbor 10.99.0.1 activate")
    #expect(try declared(strangers).learned == PrefixKnowledge([try cidr("192.168.1.0/24")]))
    let unrouted = Self.router.replacing("172.20.0.1 255.255.0.0", with: "172.20.0.1 255.255.255.0")
    #expect(try declared(unrouted).learned == PrefixKnowledge([try cidr("192.168.1.0/24")]))
  }
}
