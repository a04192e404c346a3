import Testing
import TopologyGenerator

@Suite struct OptionsTests {
  @Test func tooFewVPCsAreRefused() {
    #expect(throws: GeneratorError.self) { try GeneratorOptions(family: .hub, vpcs: 3) }
  }
}
