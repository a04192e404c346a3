import Collection
import Glibc
import Testing

/// What may be called, and with which permissions.
@Suite struct CallTests {
  @Test func everyCallOnlyReads() {
    for call in CallCatalogue.all {
      #expect(ReadOnlyVerb.admits(call.operation), "\(call.name)")
    }
    for verb in ["create", "delete", "modify", "put", "start", "describes", "getter", "run"] {
      #expect(!ReadOnlyVerb.admits(verb + "-vpcs"))
    }
  }

  @Test func anOperationThatWritesStartsNoProcess() throws {
    let fake = try FakeClient()
    let call = CallDescription("ec2", "delete-vpc", [])
    let failure = #expect(throws: CallFailure.self) {
      try fake.client().pages(of: call, .object(["VpcId": .string("vpc-1")]), region: nil)
    }
    #expect(failure?.code == "NotReadOnly")
    #expect(fake.log.isEmpty)
  }

  /// Specs/Collection/policy.json permits what the calls need and nothing else.
  @Test func thePolicyListsTheActionsOfTheCalls() throws {
    let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let file = try Command.run("cat", [package + "/Specs/Collection/policy.json"])
    #expect(String(decoding: file.output, as: UTF8.self) == PermissionPolicy.text)
    let statements = try #require(try JSONTree(parsing: file.output)["Statement"]).elements
    let listed = statements.flatMap { $0["Action"]?.elements ?? [] }.compactMap(\.string)
    #expect(listed.count == Set(listed).count)
    #expect(Set(listed) == Set(CallCatalogue.actions))
    for action in listed {
      let name = action.split(separator: ":").last ?? ""
      #expect(
        action == "apigateway:GET"
          || ["Describe", "Get", "List", "Search"].contains { name.hasPrefix($0) }, "\(action)")
    }
    // The provider's limit for one managed policy.
    #expect(file.output.count { $0 > 0x20 } <= 6_144)
  }

  /// A call that is made for each object of another comes after it.
  @Test func parentsComeFirst() {
    var known: Set<String> = []
    for call in CallCatalogue.all {
      if let parent = call.parent { #expect(known.contains(parent), "\(call.name)") }
      known.insert(call.name)
    }
    #expect(known.count > 120)
  }
}
