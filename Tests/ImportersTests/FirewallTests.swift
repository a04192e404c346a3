import Importers
import NetworkModel
import Testing

/// NFW-1: which endpoints belong to Network Firewall, describe-firewall says, and nothing else.
@Suite("Firewall endpoints in the input")
struct FirewallTests {
  private func network(
    endpoint: String? = #""SubnetIds": ["subnet-a"]"#, firewalls: [String] = ["subnet-a"]
  ) -> NetworkModel {
    var files = [
      ("vpcs", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
      (
        "subnets",
        #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}, {"SubnetId": "subnet-b", "VpcId": "vpc-a", "CidrBlock": "10.0.2.0/24"}]}"#
      ),
      (
        "tables",
        #"{"RouteTables": [{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vpce-1", "State": "active"}]}]}"#
      ),
    ]
    if let endpoint {
      files.append(
        (
          "endpoints",
          #"{"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-a", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "State": "available", \#(endpoint)}]}"#
        ))
    }
    for (index, subnet) in firewalls.enumerated() {
      files.append(
        (
          "firewall-\(index)",
          #"{"account": "111122223333", "region": "eu-west-1", "service": "network-firewall", "operation": "describe-firewall", "request": {"FirewallName": "f\#(index)"}, "response": {"Firewall": {"FirewallName": "f\#(index)", "FirewallArn": "arn:aws:network-firewall:eu-west-1:111122223333:firewall/f\#(index)", "VpcId": "vpc-a"}, "FirewallStatus": {"Status": "READY", "SyncStates": {"eu-west-1a": {"Attachment": {"SubnetId": "\#(subnet)", "EndpointId": "vpce-1", "Status": "READY"}}}}}}"#
        ))
    }
    return Importer.importNetwork(folder: files.map { (path: $0.0 + ".json", text: $0.1) }).network
  }

  /// The subnet behind the default route's endpoint; nil where the route is unknown.
  private func subnet(_ network: NetworkModel) throws -> String? {
    let table = try #require(network.routeTables.elements.first)
    guard case .inspection(.resolved(let id))? = table.routes.last?.target,
      case .inspection(let inspection) = network.vpcEndpoints[id].kind
    else { return nil }
    return network.subnets[inspection.subnet].name
  }

  @Test func anEndpointOfAFirewallForwards() throws {
    #expect(try subnet(network()) == "subnet-a")
    #expect(try subnet(network(endpoint: nil)) == "subnet-a")
  }

  @Test func anotherEndpointIsUnknown() throws {
    #expect(try subnet(network(firewalls: [])) == nil)
    #expect(try subnet(network(endpoint: nil, firewalls: [])) == nil)
  }

  @Test func answersThatDifferAreUnknown() throws {
    #expect(try subnet(network(endpoint: #""SubnetIds": ["subnet-b"]"#)) == nil)
    #expect(try subnet(network(endpoint: #""SubnetIds": ["subnet-a", "subnet-b"]"#)) == nil)
    #expect(try subnet(network(firewalls: ["subnet-a", "subnet-b"])) == nil)
    #expect(try subnet(network(firewalls: ["subnet-gone"])) == nil)
  }
}
