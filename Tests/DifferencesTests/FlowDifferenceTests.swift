import Differences
import ForwardingGraph
import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite struct FlowDifferenceTests {
  /// Two hosts and the Internet; `ports` are open to the world on the first, `peers` to the first host on the second.
  private func network(_ ports: [ClosedRange<UInt16>], db: [UInt16] = [5432], hasDB: Bool = true) -> NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let igw = net.internetGateway("igw-a", vpc)
    net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let web = net.group("sg-web", in: vpc, ports.map { .ingress(.tcp($0), "0.0.0.0/0") } + [.egress(.any, "0.0.0.0/0")])
    let dbGroup = net.group("sg-db", in: vpc, db.map { .ingress(.tcp($0), web) })
    _ = net.host("eni-web", in: subnet, "10.0.1.5", groups: [web], public: "54.0.0.5")
    if hasDB { _ = net.host("eni-db", in: subnet, "10.0.1.7", groups: [dbGroup]) }
    return net.model
  }

  private func difference(_ before: NetworkModel, _ after: NetworkModel) throws -> FlowDifference {
    try #require(FlowDifference.between(before, after))
  }

  @Test func equalNetworksDoNotDiffer() throws {
    let found = try difference(network([22...22]), network([22...22]))
    #expect(found.opened == [] && found.closed == [] && found.undecided == [])
  }

  @Test func aWiderRuleOpensExactlyItsPorts() throws {
    let found = try difference(network([22...22]), network([20...30]))
    #expect(found.closed == [])
    let pair = try #require(found.opened.first { $0.from == .internet })
    #expect(pair.to == .interface("eni-web") && pair.boxes.count == 1)
    let box = try #require(pair.boxes.first)
    #expect(box[.destinationPort] == Intervals(union: [20...21, 23...30]))
    #expect(box[.proto] == Intervals(6) && box[.destination] == Intervals(0x3600_0005))
    // The other host of the VPC gains the same ports, at the private address.
    #expect(Set(found.opened.map(\.from)) == [.internet])
  }

  @Test func theOtherWayRoundItCloses() throws {
    let (there, back) = (
      try difference(network([22...22]), network([20...30])), try difference(network([20...30]), network([22...22]))
    )
    #expect(there.opened == back.closed && there.closed == back.opened)
  }

  @Test func aNewHostIsAddedWithItsFlows() throws {
    let found = try difference(network([], hasDB: false), network([]))
    #expect(found.added == [.interface("eni-db")] && found.removed == [])
    // A host without rules still has the resolver and the other services of its link.
    let flows = found.opened.filter { if case .service = $0.to { false } else { true } }
    #expect(flows.map(\.to) == [.interface("eni-db")] && flows.map(\.from) == [.interface("eni-web")], "\(flows)")
  }

  /// The simulator confirms a packet of each box, and contradicts one that was made up.
  @Test func replayConfirmsAndContradicts() throws {
    let (before, after) = (network([22...22]), network([20...30]))
    let found = try difference(before, after)
    let replay = Replay(before, after)
    for pair in found.opened {
      let shown = try replay.opened(pair)
      #expect(shown.count == pair.boxes.count)
      #expect(zip(pair.boxes, shown).allSatisfy { $0.contains($1.packet) })
    }
    let pair = try #require(found.opened.first)
    #expect(throws: ReplayFailure.self) { try replay.closed(pair) }
  }

  @Test func pairsThatDifferAlikeAreOneClass() throws {
    func many(_ port: UInt16) -> NetworkModel {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
      let web = net.group("sg-web", in: vpc, [.egress(.any, "0.0.0.0/0")])
      let db = net.group("sg-db", in: vpc, [.ingress(.tcp(port), web)])
      for index in 1...3 { _ = net.host("eni-web-\(index)", in: subnet, "10.0.1.\(index + 10)", groups: [web]) }
      for index in 1...2 { _ = net.host("eni-db-\(index)", in: subnet, "10.0.1.\(index + 20)", groups: [db]) }
      return net.model
    }
    let (before, after) = (many(1), many(2))
    let found = try difference(before, after)
    #expect(found.opened.count == 6)
    let classes = FlowClasses.of(found.opened, in: [after])
    #expect(classes.count == 1)
    #expect(classes.first?.from.count == 3 && classes.first?.to.count == 2 && classes.first?.pairs.count == 6)
  }
}
