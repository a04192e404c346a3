import Distribution
import FoundationEssentials
import Glibc
import Testing

@Suite struct PlanTests {
  private static func plan(
    shards: Int = 4, network: String = "n", policy: String = "p", isStrict: Bool = false,
    keepsCertificates: Bool = false, claims: [Int] = [1, 2, 1, 5, 1, 1, 3]
  ) -> RunPlan {
    RunPlan(
      version: "isola 1", network: "./network", networkHash: network, isStrict: isStrict,
      keepsCertificates: keepsCertificates, policyFiles: [.init(path: "p.isola", hash: policy)],
      shards: shards, claims: claims.enumerated().map { ("policy \($0)", $1) })
  }

  @Test(arguments: 1...20) func everyUnitHasOneShard(_ shards: Int) {
    let plan = Self.plan(shards: shards)
    let parts = (1...shards).map { plan.units(of: $0) }
    #expect(parts.reduce(0) { $0 + $1.count } == plan.units.count)
    #expect(Set(parts.joined().map(\.hash)).count == plan.units.count)
    let counts = parts.map(\.count)
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    #expect(plan == Self.plan(shards: shards))
  }

  @Test func unitsAreNamedByWhatTheirVerdictDependsOn() {
    let base = Set(Self.plan().units.map(\.hash))
    #expect(base == Set(Self.plan(shards: 7).units.map(\.hash)))
    for other in [
      Self.plan(network: "m"), Self.plan(policy: "q"), Self.plan(isStrict: true), Self.plan(keepsCertificates: true),
    ] {
      #expect(base.isDisjoint(with: other.units.map(\.hash)))
    }
  }

  @Test(arguments: [("1/1", 1, 1), ("3/8", 3, 8), ("8/8", 8, 8)])
  func shardNumbers(_ text: String, _ number: Int, _ count: Int) {
    #expect(ShardNumber(text)?.number == number)
    #expect(ShardNumber(text)?.count == count)
  }

  @Test(arguments: ["", "1", "/", "0/1", "2/1", "-1/2", "1/2/3", "a/b", "1/", "/2"])
  func otherTextsAreNone(_ text: String) { #expect(ShardNumber(text) == nil) }

  /// FIPS 180-4, with the length of the text before it.
  @Test func hashesSeparateTheirTexts() {
    func hash(_ texts: [String]) -> String {
      var hash = ContentHash()
      for text in texts { hash.add(text) }
      return hash.text
    }
    #expect(hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hash(["ab", "c"]) != hash(["a", "bc"]))
    #expect(hash(["abc"]) != hash(["abc", ""]))
  }

  @Test func jobsSayWhatToRun() throws {
    let files = JobDefinitions(Self.plan(shards: 5), folder: "/run/a b's", isola: "isola").files
    let texts = Dictionary(files.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let slurm = try #require(texts["slurm.sh"])
    #expect(slurm.contains("--array=1-5"))
    #expect(slurm.contains(#"isola run '/run/a b'\''s' --shard "$SLURM_ARRAY_TASK_ID/5""#))
    let batch = try JSONDecoder().decode(Batch.self, from: Data(try #require(texts["aws-batch.json"]).utf8))
    #expect(batch.arrayProperties.size == 5)
    #expect(batch.containerOverrides.command.last?.contains(#"'/run/a b'\''s'"#) == true)
    #expect(try #require(texts["kubernetes.yaml"]).contains("completions: 5"))
  }

  private struct Batch: Decodable {
    struct Array: Decodable { let size: Int }
    struct Overrides: Decodable { let command: [String] }
    let arrayProperties: Array
    let containerOverrides: Overrides
  }

  @Test func aFolderBelongsToOnePlan() throws {
    var template = Swift.Array("/tmp/isola-plan-XXXXXX".utf8CString)
    let path = String(cString: try #require(mkdtemp(&template)))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = RunFolder(path: path + "/run")
    try folder.create(Self.plan())
    try folder.create(Self.plan())
    #expect(try folder.readPlan() == Self.plan())
    #expect(throws: RunFolder.Failure.self) { try folder.create(Self.plan(shards: 5)) }
    #expect(throws: RunFolder.Failure.self) { try RunFolder(path: "/proc/isola").create(Self.plan()) }
    #expect(throws: RunFolder.Failure.self) { try RunFolder(path: "/nowhere").readPlan() }
    #expect(throws: RunFolder.Failure.self) {
      try folder.certificate("../../plan.json", of: "units")
    }
  }
}
