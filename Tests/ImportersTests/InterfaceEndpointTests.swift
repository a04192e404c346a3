import Importers
import NetworkModel
import Testing

@Suite("Interface endpoints in the input")
struct InterfaceEndpointTests {
  private func network(
    service: String = "com.amazonaws.eu-west-1.sqs", state: String = "available", policy: String = "",
    interfaces: String = #""eni-e""#, type: String = "vpc_endpoint"
  ) -> NetworkModel {
    let endpoint =
      #"{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-a", "ServiceName": "\#(service)", "State": "\#(state)", "NetworkInterfaceIds": [\#(interfaces)]\#(policy)}"#
    let interface =
      #"{"NetworkInterfaceId": "eni-e", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "InterfaceType": "\#(type)", "RequesterManaged": true, "Description": "VPC Endpoint Interface vpce-1", "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddress": "10.0.1.5"}"#
    let files = [
      ("vpcs", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
      ("subnets", #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}]}"#),
      ("interfaces", #"{"NetworkInterfaces": [\#(interface)]}"#),
      ("endpoints", #"{"VpcEndpoints": [\#(endpoint)]}"#),
    ]
    return Importer.importNetwork(folder: files.map { (path: $0.0 + ".json", text: $0.1) }).network
  }

  @Test("an endpoint's interface takes connections", arguments: ["vpc_endpoint", "interface"])
  func interfaces(type: String) throws {
    let network = network(type: type)
    let endpoint = try #require(network.vpcEndpoints.id(named: "vpce-1"))
    #expect(network.vpcEndpoints[endpoint].kind == .interface(.provider))
    let interface = try #require(network.interfaces.id(named: "eni-e"))
    #expect(network.interfaces[interface].kind == .interfaceEndpoint(endpoint))
  }

  @Test(
    "a service that may pass connections on is unknown beyond",
    arguments: [
      "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", "com.amazonaws.eu-west-1.execute-api",
      "private.example",
    ])
  func services(service: String) throws {
    let endpoint = try #require(network(service: service).vpcEndpoints.elements.first)
    #expect(endpoint.unknownBeyond != nil)
  }

  @Test("an interface that no list shows adds paths everywhere, if the service passes them on")
  func unseen() {
    let other = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
    let absent = #""eni-gone""#
    func isEverywhere(_ network: NetworkModel) -> Bool {
      network.globalUnknowns.contains { network[$0].object == "vpce-1" }
    }
    #expect(isEverywhere(network(service: other, interfaces: absent)))
    #expect(!isEverywhere(network(interfaces: absent)))
    #expect(!isEverywhere(network(service: other)))
  }

  @Test("states")
  func states() {
    #expect(network(state: "pending").vpcEndpoints.elements.first?.isFunctional == false)
    #expect(network(state: "Partial").vpcEndpoints.elements.first?.isFunctional == true)
    let odd = network(state: "dreaming")
    #expect(odd.globalUnknowns.contains { odd[$0].object == "vpce-1" })
  }

  @Test("a policy that is not the default is kept in sight")
  func policies() {
    func isKept(_ statement: String) -> Bool {
      let network = network(policy: #", "PolicyDocument": "{\"Statement\": [\#(statement)]}""#)
      return network.unmodelled.elements.contains { $0.kind == "endpointPolicy" }
    }
    let open = #"{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}"#
    let narrow = #"{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"sqs:Get*\", \"Resource\": \"*\"}"#
    #expect(!isKept(open))
    #expect(isKept(narrow))
    #expect(isKept(open + ", " + narrow))
  }
}
