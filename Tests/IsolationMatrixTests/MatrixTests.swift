import Checker
import IsolationMatrix
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// The matrix by classes says of every pair what a check of that pair says.
@Suite struct MatrixTests {
  private static let ssh = Traffic(
    entries: [.init(proto: IPProtocol.tcp, ports: 22...22)], text: "tcp/22")

  private static func matrix(
    _ network: NetworkModel, by key: PartitionKey, on traffic: Traffic
  ) throws -> IsolationMatrix {
    let matrix = try MatrixBuilder(network, by: key, on: traffic)
      .build(started: { _ in }, isCancelled: { false }, judged: { _, _ in })
    return try #require(matrix)
  }

  /// Every pair of parts by itself, with neither classes nor quotient.
  private static func pairwise(
    _ network: NetworkModel, by key: PartitionKey, on traffic: Traffic
  ) throws -> [IsolationMatrix.Answer: Int] {
    let parts = Partition.all(network, by: key)
    let sets =
      parts.map { part in
        EndpointSet(
          members: network.interfaces.ids.filter { id in
            let interface = network.interfaces[id]
            return interface.kind == .ordinary && interface.isFunctional
              && part.vpcs.contains(interface.vpc)
          }.map { EndpointMember(interface: $0) }, text: part.name)
      }
    let internet = EndpointSet(members: [], outside: .all, text: "internet")
    var pairs = sets.flatMap { a in sets.map { (a, $0) } }
    pairs += sets.flatMap { [(internet, $0), ($0, internet)] }
    var checker = try Checker(network, usesQuotient: false)
    var counts: [IsolationMatrix.Answer: Int] = [:]
    for (source, destination) in pairs {
      let claim = Claim(kind: .forbid, source: source, destination: destination, traffic: traffic)
      let answer: IsolationMatrix.Answer =
        switch try checker.check(claim).verdict {
        case .proved: .isolated
        case .violated: .open
        case .unknown: .unknown
        case .vacuous: .empty
        }
      counts[answer, default: 0] += 1
    }
    return counts
  }

  private static func counts(_ matrix: IsolationMatrix) -> [IsolationMatrix.Answer: Int] {
    var result: [IsolationMatrix.Answer: Int] = [:]
    for answer in IsolationMatrix.Answer.allCases where matrix.pairs(answer) > 0 {
      result[answer] = matrix.pairs(answer)
    }
    return result
  }

  @Test func classesSayWhatPairsSay() throws {
    var seen: Set<IsolationMatrix.Answer> = []
    var saved = 0
    for seed in 1...UInt64(30) {
      var network = SymmetricNetwork(seed: seed, faults: Int(seed % 3)).network
      // Parts of several VPCs, and VPCs without a part.
      for id in network.vpcs.ids where id.index % 4 != 3 {
        network.vpcs[id].tags["team"] = "team \(id.index % 4)"
      }
      for (key, traffic) in [
        (PartitionKey.vpc, Self.ssh), (.vpc, .any), (.account, Self.ssh), (.tag("team"), .any),
        (.tag("team"), Self.ssh),
      ] {
        let matrix = try Self.matrix(network, by: key, on: traffic)
        let counts = Self.counts(matrix)
        #expect(
          try counts == Self.pairwise(network, by: key, on: traffic),
          "seed \(seed), \(key.text) on \(traffic.text)")
        seen.formUnion(counts.keys)
        let pairs = matrix.cells.reduce(0) { $0 + $1.pairs }
        #expect(pairs == matrix.partitions * (matrix.partitions + 2))
        if matrix.checks < pairs { saved += 1 }
      }
    }
    print("matrix: \(seen.map(\.rawValue).sorted()), fewer checks than pairs in \(saved)")
    #expect(seen.isSuperset(of: [.isolated, .open]))
    #expect(saved > 20)
  }

  /// Networks where hardly anything is alike, sites included.
  @Test func everythingByItself() throws {
    var seen: Set<IsolationMatrix.Answer> = []
    for seed in 1...UInt64(30) {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      let matrix = try Self.matrix(network, by: .vpc, on: Self.ssh)
      let expected = try Self.pairwise(network, by: .vpc, on: Self.ssh)
      var counts = Self.counts(matrix)
      // Rows of sites are not among the pairs here.
      for cell in matrix.cells where cell.source == .outside(.onprem) || cell.destination == .outside(.onprem) {
        counts[cell.answer, default: 0] -= cell.pairs
      }
      #expect(counts.filter { $0.value != 0 } == expected, "seed \(seed)")
      seen.formUnion(counts.keys)
    }
    #expect(seen.isSuperset(of: [.isolated, .open, .unknown]))
  }

  @Test func openCellsHavePackets() throws {
    let made = SymmetricNetwork(seed: 3, faults: 1)
    let matrix = try Self.matrix(made.network, by: .vpc, on: .any)
    for cell in matrix.cells {
      #expect((cell.witness != nil) == (cell.answer == .open))
      #expect(!cell.unknowns.isEmpty == (cell.answer == .unknown))
    }
  }

  @Test(arguments: [("vpc", true), ("account", true), ("region", true), ("tag:A b", true), ("tag:", false), ("subnet", false), ("", false)])
  func keys(_ text: String, _ isOne: Bool) {
    #expect(PartitionKey(text)?.text == (isOne ? text : nil))
  }
}
