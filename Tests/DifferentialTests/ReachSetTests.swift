import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// Sets by what they reach (LANG-6a) against the simulator, host by host.
@Suite("Sets by what they reach")
struct ReachSetTests {
  @Test("LANG-6a on random networks, every host enumerated")
  func agree() throws {
    var (certain, doubtful, none) = (0, 0, 0)
    for seed in 1...UInt64(60) {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      let hosts = network.interfaces.ids.filter {
        network.interfaces[$0].kind == .ordinary && network.interfaces[$0].isFunctional
      }
      let harness = Harness(network)
      var random = SplitMix64(seed: seed)
      guard let target = random.pick(hosts) else { continue }
      let port = UInt16(random.among(22, 80, 443, 5432))
      let text = "interfaces that reach \"\(network.interfaces[target].name)\" on tcp/\(port)"
      var types = TypeChecker(network: network, reachability: .engine(network))
      let tree = Parser.parseEndpoint(Array(text.utf8), file: FileID(index: 0)).tree
      let set = try #require(tree, "\(text)")
      // An empty set is no end of a question; of a destination it is none either.
      let found = types.check(endpoint: set, isSource: false)
      let answer = try #require(found, "\(types.reported)")
      let other = EndpointSet(members: [EndpointMember(interface: target)], text: "target")
      let traffic = Traffic(entries: [.init(proto: 6, ports: port...port)], text: "tcp")
      for host in hosts where host != target {
        let own = EndpointSet(members: [EndpointMember(interface: host)], text: "host")
        let question = Subject.reach(own, other, traffic)
        if answer.members.contains(where: { $0.interface == host }) {
          certain += 1
        } else if answer.doubtful[host] != nil {
          doubtful += 1
        } else {
          none += 1
          let seen = harness.observations(of: question, budget: 60, seed: seed)
          let found = harness.contradictions(
            CheckedVerdict(kind: .unreachable), on: question, observations: seen, seed: seed)
          #expect(found.isEmpty, "seed \(seed): \(found.first ?? "")")
        }
      }
    }
    print("sets by reach: \(certain) in, \(doubtful) in doubt, \(none) not in")
    #expect(certain > 20 && none > 20)
  }

  private static let network: NetworkModel = {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let gateway = net.internetGateway("igw-a", vpc)
    let outer = net.table("rtb-public", in: vpc)
    net.route(in: outer, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
    let front = net.subnet("subnet-public", in: vpc, "10.0.1.0/24", table: outer)
    let back = net.subnet("subnet-private", in: vpc, "10.0.2.0/24")
    let open = net.group("sg-open", in: vpc, .open)
    let web = net.group("sg-web", in: vpc, [.ingress(.tcp(443), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
    net.host("eni-web", in: front, "10.0.1.10", groups: [web], public: "198.51.100.10")
    net.host("eni-plain", in: front, "10.0.1.11", groups: [open])
    net.host("eni-back", in: back, "10.0.2.10", groups: [open])
    return net.model
  }()

  private func members(_ set: String, _ reachability: Reachability?) throws -> (certain: Set<String>, doubtful: Set<String>) {
    let parsed = Parser.parseEndpoint(Array(set.utf8), file: FileID(index: 0))
    let written = parsed.tree
    let tree = try #require(written, "\(parsed.diagnostics)")
    var types = TypeChecker(network: Self.network, reachability: reachability)
    let resolved = types.check(endpoint: tree, isSource: false)
    let found = try #require(resolved, "\(types.reported)")
    return (
      Set(found.members.map { Self.network.interfaces[$0.interface].name }),
      Set(found.doubtful.keys.map { Self.network.interfaces[$0].name })
    )
  }

  @Test(arguments: [
    ("interfaces that reach internet", ["eni-web"]),
    ("subnets that reach internet on tcp/443", ["eni-web", "eni-plain"]),
    ("interfaces reachable from internet on tcp/443", ["eni-web"]),
    ("interfaces reachable from internet on tcp/22", []),
    ("interfaces where subnet.id == subnet-private that reach eni-web on tcp/443", ["eni-back"]),
    ("interfaces that reach (interfaces reachable from internet on tcp/443) on tcp/443", ["eni-plain", "eni-back"]),
    ("interfaces - (interfaces that reach internet)", ["eni-plain", "eni-back"]),
  ])
  func sets(_ set: String, _ names: [String]) throws {
    let found = try members(set, .engine(Self.network))
    #expect(found.certain == Set(names) && found.doubtful.isEmpty, "\(set): \(found)")
  }

  /// Where nobody can be asked, every host may be in the set, and nothing is proved about it.
  @Test func withoutAnEngineNothingIsKnown() throws {
    let found = try members("interfaces that reach internet", nil)
    #expect(found.certain.isEmpty && found.doubtful == ["eni-web", "eni-plain", "eni-back"])
    let text = "policy p { forbid internet -> interfaces reachable from internet on tcp/22 }"
    let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 0))
    for (reachability, verdict) in [(nil, Verdict.unknown), (Reachability.engine(Self.network), .vacuous)] {
      let checked = TypeChecker.check([parsed.tree], against: Self.network, reachability: reachability)
      var checker = try Checker(Self.network)
      #expect(try checker.check(try #require(checked.policies.first)).verdict == verdict, "\(verdict)")
    }
  }
}
