import Importers
import NetworkModel
import Testing

/// Calls that gave no answer, and what one account or Region says about another (IMP-3c, IMP-3d).
@Suite struct FailedCallTests {
  private static func envelope(
    _ operation: String, _ rest: String, region: String = "eu-west-1", service: String = "ec2",
    request: String = "{}"
  ) -> String {
    """
    {"partition": "aws", "account": "111122223333", "region": "\(region)", "service": "\(service)",
     "operation": "\(operation)", "request": \(request), \(rest)}
    """
  }

  private static func vpc(_ region: String) -> String {
    envelope(
      "describe-vpcs",
      #""response": {"Vpcs": [{"VpcId": "vpc-\#(region)", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "State": "available"}]}"#,
      region: region)
  }

  private static func failed(_ operation: String, _ list: String, service: String = "ec2") -> String {
    envelope(
      operation,
      #""lists": ["\#(list)"], "error": {"code": "AccessDenied", "message": "you may not"}"#,
      service: service)
  }

  private static func network(_ envelopes: String...) -> ImportResult {
    Importer.importNetwork(text: "[\(envelopes.joined(separator: ",\n"))]", name: "all.json")
  }

  private static func unknowns(_ result: ImportResult) -> [String] {
    result.network.globalUnknowns.map { result.network[$0].object }
  }

  @Test func aCallThatFailedIsNamed() {
    let result = Self.network(
      Self.vpc("eu-west-1"), Self.failed("describe-instances", "Reservations"))
    #expect(!result.hasErrors)
    #expect(result.failedCalls.map(\.call) == ["ec2 describe-instances"])
    #expect(result.failedCalls.map(\.code) == ["AccessDenied"])
    #expect(result.codes.contains("IM019"))
    #expect(Self.unknowns(result).contains("instances of 111122223333/eu-west-1"))
  }

  @Test(arguments: [
    ("list-accelerators", "Accelerators", "globalaccelerator"),
    ("list-vpc-origins", "VpcOriginList", "cloudfront"),
    ("describe-vpc-endpoint-service-configurations", "ServiceConfigurations", "ec2"),
    ("list-service-network-vpc-associations", "items", "vpc-lattice"),
  ])
  func whatAddsPathsConcernsEveryAnswer(_ operation: String, _ list: String, _ service: String) {
    let result = Self.network(
      Self.vpc("eu-west-1"), Self.failed(operation, list, service: service))
    let reasons = result.network.globalUnknowns.map { result.network[$0] }
    #expect(
      reasons.contains {
        $0.object == "\(list) of 111122223333/eu-west-1" && $0.reason.contains(operation)
      })
  }

  /// Endpoint services of one Region say nothing about those of another; a global class is asked once for an account.
  @Test func oneRegionDoesNotSpeakForAnother() {
    let services = Self.envelope(
      "describe-vpc-endpoint-service-configurations", #""response": {"ServiceConfigurations": []}"#)
    let accelerators = Self.envelope(
      "list-accelerators", #""response": {"Accelerators": []}"#, region: "us-west-2",
      service: "globalaccelerator")
    let unknowns = Self.unknowns(
      Self.network(Self.vpc("eu-west-1"), Self.vpc("eu-west-2"), services, accelerators))
    #expect(unknowns.contains("ServiceConfigurations of 111122223333/eu-west-2"))
    #expect(!unknowns.contains("ServiceConfigurations of 111122223333/eu-west-1"))
    #expect(!unknowns.contains { $0.hasPrefix("Accelerators") })
  }

  /// Two calls may hand out the same token: only the same call goes on.
  @Test func aTokenBelongsToItsCall() {
    let cut = Self.envelope(
      "describe-route-tables", #""response": {"RouteTables": [], "NextToken": "t"}"#)
    let other = Self.envelope(
      "describe-subnets", #""response": {"Subnets": []}"#, request: #"{"NextToken": "t"}"#)
    #expect(Self.network(cut, other).codes.contains("IM011"))
    let next = Self.envelope(
      "describe-route-tables", #""response": {"RouteTables": []}"#,
      request: #"{"NextToken": "t"}"#)
    #expect(!Self.network(cut, next).codes.contains("IM011"))
  }

  /// A list that holds its own mark is cut, too.
  @Test func aMarkInsideTheListCounts() {
    func origins(_ rest: String, request: String = "{}") -> String {
      Self.envelope(
        "list-vpc-origins", #""response": {"VpcOriginList": {"Items": []\#(rest)}}"#,
        region: "us-east-1", service: "cloudfront", request: request)
    }
    let cut = origins(#", "IsTruncated": true, "NextMarker": "m""#)
    #expect(Self.network(Self.vpc("eu-west-1"), cut).codes.contains("IM011"))
    let whole = Self.network(
      Self.vpc("eu-west-1"), cut,
      origins(#", "IsTruncated": false"#, request: #"{"Marker": "m"}"#))
    #expect(!whole.codes.contains("IM011"))
    #expect(!Self.unknowns(whole).contains { $0.hasPrefix("VpcOriginList") })
  }

  @Test func aCollectionSaysWhatItDidNotRead() throws {
    let record =
      #"{"schema": "isola.collection/1", "state": "STATE", "notRead": {"accounts": ["444455556666"], "regions": [{"account": "111122223333", "regions": null}]}}"#
    func result(_ state: String) -> ImportResult {
      Importer.importNetwork(folder: [
        ("collection.json", record.replacing("STATE", with: state)),
        ("1/vpcs.json", "[\(Self.vpc("eu-west-1"))]"),
      ])
    }
    let finished = result("finished")
    #expect(!finished.hasErrors && finished.layout == "envelope")
    let text = try #require(finished.network.assumptions.first).text
    #expect(text.contains("444455556666") && text.contains("111122223333"))
    #expect(result("running").hasErrors && result("running").codes.contains("IM020"))
  }
}
