import Importers
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// `onprem` where a gateway is named by a route and described nowhere (LANG-5a).
@Suite("On-premises hosts behind undeclared gateways")
struct OnPremisesTests {
  @Test(arguments: [
    (#""TransitGatewayId": "tgw-1""#, ["PT015"]), (#""GatewayId": "vgw-1""#, ["PT015"]),
    (#""CoreNetworkArn": "arn:aws:networkmanager::111122223333:core-network/core-1""#, ["PT015"]),
    (#""GatewayId": "local""#, []),
  ])
  func undeclared(_ target: String, _ codes: [String]) throws {
    let imported = Importer.importNetwork(folder: [
      ("vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
      (
        "tables.json",
        #"{"RouteTables": [{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}, {"DestinationCidrBlock": "10.0.0.0/8", \#(target)}]}]}"#
      ),
    ])
    try #require(!imported.hasErrors)
    let text = "policy p { forbid onprem -> 10.0.0.0/16 }"
    let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 1000))
    let checked = TypeChecker.check([parsed.tree], against: imported.network)
    #expect(checked.diagnostics.filter { $0.severity == .error }.map(\.code) == codes)
  }
}
