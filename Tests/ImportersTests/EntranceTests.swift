import Importers
import NetworkModel
import SourceText
import Testing

/// Services that let traffic into a VPC without a route (IMP-3a c).
@Suite("Entrances of services")
struct EntranceTests {
  private func unknowns(
    _ type: String, status: String = "in-use", more: [(path: String, text: String)] = []
  ) -> [String] {
    let files: [(path: String, text: String)] = [
      ("vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
      (
        "subnets.json",
        #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}]}"#
      ),
      (
        "interfaces.json",
        #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "\#(status)", "InterfaceType": "\#(type)", "RequesterManaged": true, "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddress": "10.0.1.20"}]}"#
      ),
    ]
    let network = Importer.importNetwork(folder: files + more).network
    return network.globalUnknowns.map { network[$0].kind }
  }

  @Test(arguments: [
    ("global_accelerator_managed", "globalAccelerator"), ("api_gateway_managed", "apiGateway"),
    ("verified_access_endpoint", "verifiedAccess"), ("resource_gateway", "resourceGateway"),
    ("ec2_instance_connect_endpoint", "instanceConnectEndpoint"),
  ])
  func interfacesThatLetIn(type: String, kind: String) {
    #expect(unknowns(type).contains(kind))
    #expect(!unknowns(type, status: "available").contains(kind))
  }

  @Test func hostsDoNot() {
    #expect(unknowns("interface").isEmpty == unknowns("efa").isEmpty)
    #expect(!unknowns("lambda").contains("apiGateway"))
  }

  @Test(arguments: [
    ("apigateway-get-vpc-links.json", #"{"items": [{"id": "l1", "targetArns": ["arn:x"]}]}"#),
    ("apigatewayv2-get-vpc-links.json", #"{"Items": [{"VpcLinkId": "l2", "SubnetIds": ["subnet-a"]}]}"#),
  ])
  func linksOfAPIGateway(path: String, text: String) {
    #expect(unknowns("interface", more: [(path, text)]).contains("apiGatewayVpcLink"))
    let none = text.replacing(#/\[\{.*\}\]/#, with: "[]")
    #expect(!unknowns("interface", more: [(path, none)]).contains("apiGatewayVpcLink"))
  }
}
