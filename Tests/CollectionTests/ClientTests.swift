import Collection
import Glibc
import Testing

/// One call: pages, patience, failures, secrets, with real child processes.
@Suite struct ClientTests {
  private static let nothing = JSONTree.object([JSONTree.Member]())

  private func call(_ operation: String) throws -> CallDescription {
    try #require(CallCatalogue.all.first { $0.operation == operation })
  }

  private func pages(_ fake: FakeClient, _ operation: String, attempts: Int = 4) throws -> [Page] {
    try fake.client(attempts: attempts).pages(
      of: call(operation), Self.nothing, region: "eu-west-1")
  }

  private func failure(_ fake: FakeClient, _ operation: String = "describe-vpcs", attempts: Int = 4)
    -> CallFailure?
  {
    #expect(throws: CallFailure.self) { try pages(fake, operation, attempts: attempts) }
  }

  @Test func everyPageIsAskedFor() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-vpcs") case "$*" in
        *'"NextToken":"b"'*) echo '{"Vpcs": [{"VpcId": "vpc-3"}]}';;
        *'"NextToken":"a"'*) echo '{"Vpcs": [{"VpcId": "vpc-2"}], "NextToken": "b"}';;
        *) echo '{"Vpcs": [{"VpcId": "vpc-1"}], "NextToken": "a"}';;
      esac;;
      """)
    let pages = try pages(fake, "describe-vpcs")
    #expect(pages.map { $0.request["NextToken"]?.string } == [nil, "a", "b"])
    let ids = pages.flatMap { $0.response["Vpcs"]?.elements ?? [] }.map { $0["VpcId"]?.string }
    #expect(ids == ["vpc-1", "vpc-2", "vpc-3"])
    #expect(pages.allSatisfy { $0.started <= $0.ended })
    #expect(fake.log.allSatisfy { $0.contains("--no-paginate") && $0.contains("--region eu-west-1") })
  }

  @Test func aMarkInsideTheListCounts() throws {
    let fake = try FakeClient(
      """
      "cloudfront list-vpc-origins") case "$*" in
        *'"Marker":"m"'*) echo '{"VpcOriginList": {"Items": [], "IsTruncated": false}}';;
        *) echo '{"VpcOriginList": {"Items": [], "IsTruncated": true, "NextMarker": "m"}}';;
      esac;;
      """)
    #expect(try pages(fake, "list-vpc-origins").count == 2)
  }

  @Test func pagesThatRepeatEnd() throws {
    let fake = try FakeClient(
      #""ec2 describe-vpcs") echo '{"Vpcs": [], "NextToken": "same"}';;"#)
    #expect(failure(fake)?.code == "PagesRepeat")
  }

  @Test func throttledCallsAreTriedAgain() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-vpcs") if [ $(counted v) -le 3 ]; then denied RequestLimitExceeded "slow down"; fi
        echo '{"Vpcs": []}';;
      """)
    #expect(try pages(fake, "describe-vpcs").count == 1)
    #expect(fake.log.count == 4)
  }

  @Test func patienceEnds() throws {
    let fake = try FakeClient(#""ec2 describe-vpcs") denied Throttling "slow down";;"#)
    #expect(failure(fake, attempts: 3)?.code == "Throttling")
    #expect(fake.log.count == 3)
  }

  @Test func pausesDoubleUpToALimit() {
    let patience = AWSClient.Patience(attempts: 8, firstPause: 1_000, longestPause: 30_000)
    #expect((1...7).map(patience.pause) == [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    #expect(AWSClient.Patience(attempts: 1_000).pause(after: 999) == 30_000)
  }

  @Test(arguments: [
    ("denied AccessDenied 'User: u is not authorized'", "AccessDenied", CallFailure.Kind.lasting),
    ("denied ExpiredToken 'The token has expired'", "ExpiredToken", .credentials),
    ("echo 'Unable to locate credentials' >&2; exit 253", "NoCredentials", .credentials),
    (
      "echo 'aws: error: argument operation: Invalid choice, valid choices are:' >&2; exit 252",
      "NoSuchCommand", .lasting
    ),
    ("echo '<html>'", "NotJSON", .lasting), ("exit 7", "ClientFailed", .lasting),
    (
      "echo 'Could not connect to the endpoint URL: \"x\"' >&2; exit 255", "EndpointUnreachable",
      .passing
    ),
  ])
  func failuresHaveACode(_ script: String, _ code: String, _ kind: CallFailure.Kind) throws {
    let fake = try FakeClient("\"ec2 describe-vpcs\") \(script);;")
    let failure = failure(fake, attempts: 2)
    #expect(failure?.code == code && failure?.kind == kind)
    #expect(fake.log.count == (kind == .passing ? 2 : 1))
  }

  @Test func aMissingClientIsSaid() throws {
    let client = AWSClient(program: "isola-no-such-client")
    let failure = #expect(throws: CallFailure.self) {
      try client.pages(of: call("describe-vpcs"), Self.nothing, region: nil)
    }
    #expect(failure?.kind == .noClient && failure?.message.contains("isola-no-such-client") == true)
  }

  @Test func secretsAreTakenOut() throws {
    let fake = try FakeClient(
      #"""
      "ec2 describe-vpn-connections") echo '{"VpnConnections": [{"VpnConnectionId": "vpn-1",
        "CustomerGatewayConfiguration": "<a><pre_shared_key>hunter2</pre_shared_key><b>10.0.0.1</b></a>",
        "Options": {"TunnelOptions": [{"OutsideIpAddress": "192.0.2.1", "PreSharedKey": "hunter2"}]}},
        {"VpnConnectionId": "vpn-2", "CustomerGatewayConfiguration": "<pre_shared_key >hunter2"}]}';;
      """#)
    let text = try pages(fake, "describe-vpn-connections").map { $0.response.text(indent: nil) }
      .joined()
    #expect(!text.contains("hunter2"))
    #expect(text.contains("10.0.0.1") && text.contains("192.0.2.1") && text.contains("vpn-2"))
  }

  @Test func messagesHoldNoSecrets() throws {
    let token = String(repeating: "Ab9/", count: 20)
    let fake = try FakeClient(
      #""ec2 describe-vpcs") denied UnauthorizedOperation "key AKIAIOSFODNN7EXAMPLE token \#(token) end";;"#)
    let message = try #require(failure(fake)).message
    #expect(!message.contains("AKIA") && !message.contains(token) && message.hasSuffix("end"))
  }
}
