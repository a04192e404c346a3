import Testing
import TopologyGenerator

@Suite struct GeneratorTests {
  static func options(_ family: Family, seed: UInt64 = 1, fileLimit: Int = 64 << 20) throws
    -> GeneratorOptions
  {
    try GeneratorOptions(
      family: family, vpcs: family == .single ? 1 : family == .landingZone ? 100 : 40, seed: seed,
      groups: family == .single ? 30 : nil, hasIPv6: true, faults: 2, fileLimit: fileLimit)
  }

  @Test(arguments: Family.allCases) func theSameSeedGivesTheSameBytes(_ family: Family) throws {
    let scratch = try Scratch()
    for name in ["a", "b"] {
      _ = try Generator.generate(Self.options(family), to: "\(scratch.path)/\(name)")
    }
    let first = try scratch.contents("a")
    let second = try scratch.contents("b")
    #expect(first.count > 30)
    #expect(first.count == second.count)
    for (path, bytes) in first { #expect(second["b" + path.dropFirst()] == bytes, "\(path)") }
  }

  @Test(arguments: Family.allCases) func anotherSeedGivesOtherBytes(_ family: Family) throws {
    let scratch = try Scratch()
    for seed: UInt64 in [1, 2] {
      _ = try Generator.generate(Self.options(family, seed: seed), to: "\(scratch.path)/\(seed)")
    }
    let first = try scratch.contents("1")
    let second = try scratch.contents("2")
    let path = try #require(
      first.keys.sorted().last { $0.hasSuffix("/ec2-describe-subnets.json") })
    #expect(first[path] != second["2" + path.dropFirst()])
    #expect(first["1/expectations.json"] != second["2/expectations.json"])
  }

  @Test(arguments: Family.allCases) func filesStayBelowTheLimit(_ family: Family) throws {
    let scratch = try Scratch()
    let network = try Generator.generate(
      Self.options(family, fileLimit: 16384), to: "\(scratch.path)/a")
    let files = try scratch.contents("a/network")
    #expect(files.count == network.files)
    #expect(files.values.reduce(0) { $0 + $1.count } == network.bytes)
    #expect(files.keys.contains { $0.hasSuffix("ec2-describe-network-interfaces-2.json") })
    for (path, bytes) in files where !path.contains("search") {
      #expect(bytes.count <= 16384, "\(path)")
    }
  }

  @Test func whatIsThereIsNotReplaced() throws {
    let scratch = try Scratch()
    let options = try GeneratorOptions(family: .hub, vpcs: 10)
    let path = "\(scratch.path)/a"
    let network = try Generator.generate(options, to: path)
    #expect(throws: GeneratorError.self) { try Generator.generate(options, to: path) }
    #expect(try Generator.generate(options, to: path, isForced: true) == network)
    #expect(throws: GeneratorError.self) {
      try Generator.generate(options, to: scratch.path, isForced: true)
    }
    #expect(try scratch.contents("a").count == network.files + 2)
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let options = try GeneratorOptions(family: .hub, vpcs: 10)
    #expect(throws: GeneratorError.self) { try Generator.generate(options, to: "/proc/isola") }
  }

  @Test(arguments: [
    (Family.hub, 3), (.hub, 0), (.hub, -1), (.hub, .max), (.single, 2), (.mesh, 9), (.regions, 39),
    (.regions, 20_481), (.inspection, 9), (.hybrid, 9), (.hybrid, 51_201), (.landingZone, 99), (.landingZone, 200_001),
  ])
  func badNumbersAreRefused(_ family: Family, _ vpcs: Int) {
    #expect(throws: GeneratorError.self) { try GeneratorOptions(family: family, vpcs: vpcs) }
  }

  @Test func moreThanFitsIsRefused() {
    #expect(throws: GeneratorError.self) {
      try GeneratorOptions(family: .hub, vpcs: 10, subnets: 4, instances: 59)
    }
    #expect(throws: GeneratorError.self) {
      try GeneratorOptions(family: .hub, vpcs: 10, subnets: .max, instances: .max)
    }
    #expect(throws: GeneratorError.self) {
      try GeneratorOptions(family: .single, vpcs: 1, subnets: 128, instances: 4000)
    }
    #expect(throws: GeneratorError.self) {
      try GeneratorOptions(family: .single, vpcs: 1, subnets: .max, instances: .max)
    }
    #expect(throws: GeneratorError.self) {
      try GeneratorOptions(family: .hub, vpcs: 10, hubSize: 5001)
    }
  }

  @Test func tooManyFaultsAreRefused() throws {
    let scratch = try Scratch()
    let options = try GeneratorOptions(family: .hub, vpcs: 10, faults: 40)
    #expect(throws: GeneratorError.self) { try Generator.generate(options, to: "\(scratch.path)/a") }
    #expect(try scratch.contents("").isEmpty)
  }
}
