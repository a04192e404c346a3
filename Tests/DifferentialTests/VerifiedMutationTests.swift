import NetworkModel
import Simulator
import TestSupport
import Testing

/// The comparison with the extracted interpreter is worth something only if it notices one wrong rule on either side.
@Suite("Verified interpreter with one wrong rule", .disabled(if: VerifiedOracle.isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
struct VerifiedMutationTests {
  /// These get networks of their own below. On random ones a NAT gateway that keeps the source sends replies to spoofed
  /// packets back to itself for ever, and the effect of the others is hidden by what else is allowed.
  private static let planted: Set<Mutation> = [.natKeepsSource, .igwKeepsReferences]
  /// The model has neither transit gateways nor edges, sites, endpoints, firewalls or load balancers.
  private static let outsideTheModel = Set(
    Mutation.allCases.filter { mutation in
      ["transit", "bpa", "edge", "vgw", "vpn", "site", "endpoint", "balancer", "inspection", "firewall"].contains {
        mutation.rawValue.hasPrefix($0)
      }
    } + [.natRefusesForwarded])
  private static let plantedMistakes: Set<String> = ["nat-keeps-source", "igw-keeps-tag", "regions-ignored"]

  @Test("every wrong rule of the simulator is noticed")
  func noticesTheSimulator() throws {
    let excluded = Self.planted.union(Self.outsideTheModel)
    var open = Mutation.allCases.filter { !excluded.contains($0) }
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
    #expect(open.count > 40)
    open.removeAll(where: Self.plantedMistakes.contains)
    for group in seeds(600).chunks(of: 20) where !open.isEmpty {
      let samples = group.map { OracleSample(seed: $0, packets: 8, resolutions: 2) }
      open = try open.filter { mistake in
        let answers = try ask(samples, mistake: mistake)
        return zip(samples, answers).allSatisfy { $0.differences($1).isEmpty }
      }
    }
    #expect(open.isEmpty, "never noticed: \(open)")
  }

  @Test("a NAT gateway that keeps the source is noticed, on either side")
  func noticesUntranslatedSources() throws {
    let planted = PlantedNetwork.behindNAT
    try expectNoticed(
      .natKeepsSource, "nat-keeps-source", planted.network, from: planted.sender, "10.0.1.10",
      "203.0.113.5")
  }

  @Test("an internet gateway that keeps group references is noticed, on either side")
  func noticesKeptReferences() throws {
    let planted = PlantedNetwork.referenceOverInternet
    try expectNoticed(
      .igwKeepsReferences, "igw-keeps-tag", planted.network, from: planted.sender, "2600:1f18::10",
      "2600:1f18:0:100::10")
  }

  @Test("a peering between Regions that keeps group references is noticed")
  func noticesReferencesBetweenRegions() throws {
    var net = NetworkBuilder()
    let near = net.vpc("vpc-near", "10.0.0.0/16")
    let range = NetworkBuilder.cidr("10.1.0.0/16")
    let far = net.vpc("vpc-far", ranges: [range], scope: net.scope(region: "eu-west-1"))
    let peering = net.peering("pcx-a", near, far)
    net.route(in: net.mainTable(near), "10.1.0.0/16", .peering(.resolved(peering)))
    let senders = net.group("sg-a", in: near, .open)
    let receivers = net.group("sg-b", in: far, [.ingress(.any, senders)])
    let a = net.host("eni-a", in: net.subnet("subnet-a", in: near, "10.0.1.0/24"), "10.0.1.10", groups: [senders])
    net.host("eni-b", in: net.subnet("subnet-b", in: far, "10.1.1.0/24"), "10.1.1.10", groups: [receivers])
    try expectNoticed(nil, "regions-ignored", net.model, from: a, "10.0.1.10", "10.1.1.10")
  }

  /// One packet on which both sides agree, unless one of them has the wrong rule.
  private func expectNoticed(
    _ mutation: Mutation?, _ mistake: String, _ network: NetworkModel, from sender: ID<Interface>, _ source: String,
    _ destination: String
  ) throws {
    let packet = Packet(
      source: NetworkBuilder.address(source), destination: NetworkBuilder.address(destination),
      proto: IPProtocol.tcp, sourcePort: 40000, destinationPort: 443)
    let sample = OracleSample(network, [packet], from: .interface(sender))
    let right = try ask([sample])
    #expect(sample.differences(right[0]).isEmpty)
    if let mutation { #expect(!sample.differences(right[0], mutation: mutation).isEmpty) }
    let wrong = try ask([sample], mistake: mistake)
    #expect(!sample.differences(wrong[0]).isEmpty)
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
