import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

@Suite("Harness")
struct HarnessTests {
  /// A web host with a public address and a database behind it.
  private struct Example {
    var network: NetworkModel
    var web: EndpointSet
    var data: EndpointSet
    let https = Traffic(
      entries: [Traffic.Entry(proto: 6, ports: 443...443)], text: "tcp/443")
    let internet = EndpointSet(members: [], outside: .all, text: "internet")

    init() {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let outer = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
      let inner = net.subnet("subnet-b", in: vpc, "10.0.2.0/24", table: net.table("rtb-b", in: vpc))
      let web = net.group(
        "sg-web", in: vpc, [.ingress(.tcp(443), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
      let data = net.group("sg-data", in: vpc, [.ingress(.tcp(443), web)])
      let a = net.host("eni-web", in: outer, "10.0.1.10", groups: [web], public: "198.51.100.1")
      let b = net.host("eni-data", in: inner, "10.0.2.10", groups: [data])
      let igw = net.internetGateway("igw-a", vpc)
      net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
      network = net.model
      self.web = EndpointSet(members: [EndpointMember(interface: a)], text: "web")
      self.data = EndpointSet(members: [EndpointMember(interface: b)], text: "data")
    }
  }

  @Test("the sample of a small network answers as expected")
  func answersExample() {
    let example = Example()
    let harness = Harness(example.network)
    func kind(_ subject: Subject) -> CheckedVerdict.Kind {
      let seen = harness.observations(of: subject, budget: 500, seed: 1)
      return harness.enumeratedVerdict(on: subject, observations: seen).kind
    }
    #expect(kind(.reach(example.web, example.data, example.https)) == .reachable)
    #expect(kind(.reach(example.internet, example.web, example.https)) == .reachable)
    #expect(kind(.reach(example.internet, example.data, .any)) == .vacuous)
    #expect(kind(.reach(example.data, example.web, example.https)) == .unreachable)
    #expect(
      kind(
        .claim(
          Claim(
            kind: .require, source: example.web, destination: example.data, traffic: example.https)))
        == .proved)
    #expect(
      kind(.claim(Claim(kind: .forbid, source: example.web, destination: example.data, traffic: .any)))
        == .violated)
    #expect(
      kind(
        .claim(Claim(kind: .forbid, source: example.internet, destination: example.data, traffic: .any)))
        == .proved)
  }

  @Test("a wrong verdict is contradicted")
  func contradictsWrongVerdicts() {
    let example = Example()
    let harness = Harness(example.network)
    let question = Subject.reach(example.web, example.data, example.https)
    let requirement = Subject.claim(
      Claim(kind: .require, source: example.data, destination: example.web, traffic: example.https))
    let ban = Subject.claim(
      Claim(kind: .forbid, source: example.web, destination: example.data, traffic: .any))
    func texts(_ kind: CheckedVerdict.Kind, _ subject: Subject) -> [String] {
      harness.contradictions(CheckedVerdict(kind: kind), on: subject, budget: 500, seed: 7)
    }
    #expect(!texts(.unreachable, question).isEmpty)
    #expect(!texts(.proved, requirement).isEmpty)
    #expect(!texts(.proved, ban).isEmpty)
    #expect(!texts(.vacuous, question).isEmpty)
    #expect(!texts(.violated, ban).isEmpty, "a violation needs a packet")
    #expect(!texts(.unknown, ban).isEmpty, "an unknown needs an object")
    #expect(texts(.proved, ban).first?.contains("seed 7") ?? false)
    let packet = Packet(
      source: NetworkBuilder.address("10.0.2.10"), destination: NetworkBuilder.address("10.0.1.10"),
      proto: 6, sourcePort: 40000, destinationPort: 443)
    let dropped = CheckedVerdict(
      kind: .reachable,
      witness: .init(emitter: .interface(example.data.members[0].interface), packet: packet))
    let backwards = Subject.reach(example.data, example.web, example.https)
    #expect(!harness.contradictions(dropped, on: backwards, budget: 100, seed: 7).isEmpty)
  }

  @Test("what the sample shows does not contradict the sample", arguments: UInt64(0)..<12)
  func agreesWithItself(seed: UInt64) {
    let network = RandomNetwork.make(seed: seed)
    let harness = Harness(network)
    for subject in RandomClaims.subjects(network, count: 4, seed: seed) {
      let seen = harness.observations(of: subject, budget: 200, seed: seed)
      let verdict = harness.enumeratedVerdict(on: subject, observations: seen)
      let texts = harness.contradictions(verdict, on: subject, observations: seen, seed: seed)
      #expect(texts.isEmpty, "\(texts.first ?? "")")
    }
  }

  @Test("most emitters get somewhere")
  func isInteresting() {
    var delivered = 0
    var unknown = 0
    var all = 0
    var complete = 0
    for seed in UInt64(0)..<30 {
      let network = RandomNetwork.make(seed: seed)
      for emitter in Enumerator(network).emitters {
        for seen in Harness.examples(network, emitter: emitter, budget: 60, seed: seed) {
          all += 1
          switch seen.forward {
          case .delivered: delivered += 1
          case .unknown: unknown += 1
          case .dropped: continue
          }
          if seen.exchanges.contains(where: { $0.outcome == .complete }) { complete += 1 }
        }
      }
    }
    let summary = "\(delivered) delivered, \(unknown) unknown, \(complete) complete of \(all)"
    #expect(delivered * 100 > all * 20, "\(summary)")
    #expect(complete * 100 > all * 12, "\(summary)")
    #expect(unknown * 100 < all * 15, "\(summary)")
  }

  @Test("exchanges complete through every kind of gateway")
  func gatewaysWork() {
    var complete: [String: Int] = [:]
    for seed in UInt64(0)..<100 {
      let network = RandomNetwork.make(seed: seed)
      let simulator = Simulator(network)
      for emitter in Enumerator(network).emitters {
        for packet in Enumerator(network).packets(from: emitter, budget: 30, seed: seed) {
          guard simulator.outcome(of: packet, from: emitter) == .complete else { continue }
          let hops = simulator.forward(packet, from: emitter).hops
          for kind in Set(hops.map(\.kind)) { complete[kind, default: 0] += 1 }
        }
      }
    }
    for kind in [
      "natGateway", "vpcPeeringConnection", "internetGateway", "egressOnlyInternetGateway", "vpcEndpoint",
      "securityGroup", "networkAcl", "routeTable",
    ] {
      #expect(complete[kind, default: 0] > 20, "\(kind): \(complete)")
    }
  }
}
