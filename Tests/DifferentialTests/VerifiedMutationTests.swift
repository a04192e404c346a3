import NetworkModel
import Simulator
import TestSupport
import Testing

/// The comparison with the extracted interpreter is worth something only if it notices one wrong rule on either side.
@Suite("Verified interpreter with one wrong rule", .disabled(if: VerifiedOracle.isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
struct VerifiedMutationTests {
  /// A gateway that keeps the source sends replies to spoofed packets back to itself for ever; it gets one packet below.
  private static let planted: Set<Mutation> = [.natKeepsSource]

  @Test("every wrong rule of the simulator is noticed")
  func noticesTheSimulator() throws {
    var open = Mutation.allCases.filter { !Self.planted.contains($0) }
    for group in seeds(600).chunks(of: 20) where !open.isEmpty {
      let samples = group.map { OracleSample(seed: $0, packets: 8, resolutions: 2) }
      let answers = try ask(samples)
      open.removeAll { mutation in
        zip(samples, answers).contains { !$0.differences($1, mutation: mutation).isEmpty }
      }
    }
    #expect(open.isEmpty, "never noticed: \(open.map(\.rawValue))")
  }

  @Test("every wrong rule of the model is noticed")
  func noticesTheModel() throws {
    var open = try VerifiedOracle.run(["mistakes"]).split(separator: "\n").map(String.init)
    #expect(open.count > 20)
    for group in seeds(600).chunks(of: 20) where !open.isEmpty {
      let samples = group.map { OracleSample(seed: $0, packets: 8, resolutions: 2) }
      open = try open.filter { mistake in
        let answers = try ask(samples, mistake: mistake)
        return zip(samples, answers).allSatisfy { $0.differences($1).isEmpty }
      }
    }
    #expect(open.isEmpty, "never noticed: \(open)")
  }

  @Test("a simulator that keeps the source at a NAT gateway is noticed")
  func noticesUntranslatedSources() throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let inner = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let outer = net.subnet("subnet-b", in: vpc, "10.0.2.0/24", table: net.table("rtb-b", in: vpc))
    let a = net.host("eni-a", in: inner, "10.0.1.10")
    let nat = net.nat("nat-a", in: outer, ["10.0.2.5"], public: ["198.51.100.1"])
    net.route(in: net.mainTable(vpc), "0.0.0.0/0", .natGateway(.resolved(nat)))
    if let table = net.model.subnets[outer].routeTable.id {
      let igw = net.internetGateway("igw-a", vpc)
      net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    }
    let packet = Packet(
      source: NetworkBuilder.address("10.0.1.10"), destination: NetworkBuilder.address("203.0.113.5"),
      proto: IPProtocol.tcp, sourcePort: 40000, destinationPort: 443)
    let sample = OracleSample(net.model, [packet], from: .interface(a))
    let answers = try ask([sample])
    #expect(sample.differences(answers[0]).isEmpty)
    #expect(!sample.differences(answers[0], mutation: .natKeepsSource).isEmpty)
  }

  /// The answers to each sample.
  private func ask(_ samples: [OracleSample], mistake: String? = nil) throws -> [ArraySlice<OracleAnswer>] {
    var text = OracleText()
    text.mistake(mistake)
    for sample in samples { sample.write(to: &text) }
    var rest = OracleAnswer.read(try VerifiedOracle.run(["interpret"], input: text.text))[...]
    return samples.map { sample in
      let mine = rest.prefix(sample.cases.count)
      rest = rest.dropFirst(sample.cases.count)
      return mine
    }
  }
}
