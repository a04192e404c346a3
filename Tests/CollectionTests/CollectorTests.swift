import Collection
import Importers
import NetworkModel
import SourceText
import Testing

/// Whole collections: resuming, agreement of readings, what the importer makes of them.
@Suite struct CollectorTests {
  private func collect(_ options: CollectionOptions) throws -> CollectionRecord {
    try Collector(options) { _ in }.collect()
  }

  private func imported(_ fake: FakeClient, _ output: String = "out") -> ImportResult {
    Importer.importNetwork(at: fake.folder + "/" + output)
  }

  @Test func twoCollectionsAreTheSame() throws {
    let fake = try FakeClient()
    let first = try collect(fake.options("one"))
    var options = fake.options("two")
    options.threads = 1
    _ = try collect(options)
    #expect(first.isWhole && first.passes == 2)
    #expect(try fake.files("one") == fake.files("two"))
    #expect(
      try fake.files("one")["111122223333/eu-west-1/ec2-search-transit-gateway-routes/tgw-rtb-1.json"]
        != nil)
  }

  @Test func whatWasNotReadIsPartOfTheResult() throws {
    let fake = try FakeClient()
    let record = try collect(fake.options())
    #expect(record.organisation == .others(["444455556666"]))
    #expect(record.targets.map(\.otherRegions) == [["eu-west-2"]])
    let assumption = imported(fake).network.assumptions.first { $0.name == "collection.not-read" }
    #expect(assumption?.text.contains("444455556666") == true)
    #expect(assumption?.text.contains("eu-west-2") == true)
  }

  /// A run that stops goes on where it stopped, and gives what an uninterrupted one gives.
  @Test func aStoppedRunGoesOn() throws {
    let stops = """
      "ec2 describe-nat-gateways") denied ExpiredToken "the token has expired";;
      """
    let fake = try FakeClient(stops)
    var options = fake.options()
    options.threads = 1
    let failure = #expect(throws: CallFailure.self) { try collect(options) }
    #expect(failure?.code == "ExpiredToken")
    #expect(imported(fake).diagnostics.contains { $0.code == "IM020" && $0.severity == .error })
    let before = fake.count("ec2 describe-availability-zones")
    try fake.replace("")
    _ = try collect(options)
    // Read once in all: it is not among what is read again.
    #expect(before == 1 && fake.count("ec2 describe-availability-zones") == 1)
    #expect(fake.count("ec2 describe-nat-gateways") == 3)
    _ = try collect(fake.options("fresh"))
    #expect(try fake.files() == fake.files("fresh"))
  }

  /// A file of which only a part was written has no name that counts.
  @Test func aHalfWrittenFileIsReadAgain() throws {
    let fake = try FakeClient(#""ec2 describe-nat-gateways") denied ExpiredToken "x";;"#)
    var options = fake.options()
    options.threads = 1
    #expect(throws: CallFailure.self) { try collect(options) }
    let place = "\(fake.folder)/out/111122223333/eu-west-1"
    _ = try Command.run("sh", ["-c", "echo '[{' > \(place)/ec2-describe-subnets.json"])
    _ = try Command.run("sh", ["-c", "echo '[{' > \(place)/.ec2-describe-vpcs.json.part"])
    try fake.replace("")
    #expect(try collect(options).isWhole)
    _ = try collect(fake.options("fresh"))
    #expect(try fake.files() == fake.files("fresh"))
    #expect(!imported(fake).hasErrors)
  }

  @Test func aCallThatFailsLeavesItsClassUnknown() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-route-tables") denied UnauthorizedOperation "you may not";;
      "ec2 describe-network-interfaces") denied UnauthorizedOperation "you may not";;
      """)
    let record = try collect(fake.options())
    #expect(record.failures.map(\.call) == ["ec2 describe-network-interfaces", "ec2 describe-route-tables"])
    // Asked once, and not again in the later readings.
    #expect(fake.count("ec2 describe-route-tables") == 1)
    let result = imported(fake)
    #expect(result.failedCalls.map(\.code) == ["UnauthorizedOperation", "UnauthorizedOperation"])
    #expect(result.network.globalUnknowns.contains { result.network[$0].reason.contains("interfaces") })
    #expect(result.diagnostics.contains { $0.code == "IM019" })
  }

  /// What changes at every reading is unknown, and what changed once is read until it agrees.
  @Test func whatChangesIsUnknown() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-route-tables") echo "{\\"RouteTables\\": [{\\"RouteTableId\\": \\"rtb-$(counted r)\\"}]}";;
      """)
    var options = fake.options()
    options.mostPasses = 3
    let record = try collect(options)
    #expect(record.passes == 3)
    #expect(record.failures.map(\.failure.code) == ["ChangedWhileRead"])
    #expect(fake.count("ec2 describe-route-tables") == 3)
    let result = imported(fake)
    #expect(result.failedCalls.map(\.call) == ["ec2 describe-route-tables"])
    #expect(result.network.routeTables.isEmpty)
  }

  @Test func whatSettlesIsRead() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-route-tables") if [ $(counted r) -le 1 ]; then echo '{"RouteTables": [{"RouteTableId": "rtb-old"}]}'
        else echo '{"RouteTables": [{"RouteTableId": "rtb-2", "Routes": [1, 2]}, {"RouteTableId": "rtb-1"}]}'; fi;;
      """)
    let record = try collect(fake.options())
    #expect(record.isWhole && record.passes == 3)
    let text = try #require(try fake.files()["111122223333/eu-west-1/ec2-describe-route-tables.json"])
    #expect(text.contains("rtb-1") && !text.contains("rtb-old"))
  }

  /// A provider that gives the same objects in another order, or counts free addresses, has not changed.
  @Test func orderIsNoChange() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-subnets") n=$(counted s); if [ $n -le 1 ]; then a=1 b=2; else a=2 b=1; fi
        echo "{\\"Subnets\\": [{\\"SubnetId\\": \\"subnet-$a\\", \\"AvailableIpAddressCount\\": $n}, {\\"SubnetId\\": \\"subnet-$b\\"}]}";;
      """)
    let record = try collect(fake.options())
    #expect(record.isWhole && record.passes == 2)
  }

  /// An object that is gone at the second reading takes the answers about it along.
  @Test func answersAboutObjectsThatAreGoneAreRemoved() throws {
    let fake = try FakeClient(
      """
      "ec2 describe-transit-gateway-route-tables") if [ $(counted t) -le 1 ]; then
        echo '{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-gone"}]}'
        else echo '{"TransitGatewayRouteTables": []}'; fi;;
      """)
    #expect(try collect(fake.options()).isWhole)
    #expect(try !fake.files().keys.contains { $0.contains("tgw-rtb-gone") })
  }

  @Test func foldersThatHoldSomethingElseAreRefused() throws {
    let fake = try FakeClient()
    _ = try collect(fake.options())
    let finished = #expect(throws: CollectionProblem.self) { try collect(fake.options()) }
    #expect(finished?.message.contains("finished") == true)
    let occupied = #expect(throws: CollectionProblem.self) { try collect(fake.options("state")) }
    #expect(occupied?.message.contains("not empty") == true)
    try fake.replace(#""ec2 describe-nat-gateways") denied ExpiredToken "x";;"#)
    #expect(throws: CallFailure.self) { try collect(fake.options("begun")) }
    var other = fake.options("begun")
    other.regions = ["eu-west-2"]
    let different = #expect(throws: CollectionProblem.self) { try collect(other) }
    #expect(different?.message.contains("other profiles or Regions") == true)
  }

  @Test(arguments: [
    ("\"sts get-caller-identity\") echo 'Unable to locate credentials' >&2; exit 253;;", "NoCredentials"),
    ("\"ec2 describe-regions\") echo '{\"Regions\": [{\"RegionName\": \"eu-north-1\"}]}';;", "eu-west-1"),
  ])
  func whatCannotBeReadIsAnError(_ script: String, _ text: String) throws {
    let fake = try FakeClient(script)
    let problem = #expect(throws: CollectionProblem.self) { try collect(fake.options()) }
    #expect(problem?.message.contains(text) == true)
  }

  @Test func severalProfilesAndEveryRegion() throws {
    let fake = try FakeClient(
      """
      "sts get-caller-identity") case "$*" in
        *"--profile second"*) echo '{"Account": "444455556666", "Arn": "arn:aws:iam::444455556666:user/u"}';;
        *) echo '{"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/u"}';;
      esac;;
      """)
    var options = fake.options()
    options.profiles = ["first", "second"]
    options.regions = []
    let record = try collect(options)
    #expect(record.targets.map(\.account) == ["111122223333", "444455556666"])
    #expect(record.targets.map(\.regions) == [["eu-west-1", "eu-west-2"], ["eu-west-1", "eu-west-2"]])
    #expect(record.organisation == .others([]))
    let files = try fake.files()
    #expect(files["444455556666/eu-west-2/ec2-describe-vpcs.json"] != nil)
    // A global service is asked once for an account.
    #expect(fake.count("globalaccelerator list-accelerators") == 4)
    #expect(fake.log.allSatisfy { $0.contains("--profile first") || $0.contains("--profile second") })
  }
}
