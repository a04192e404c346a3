import Checker
package import NetworkModel
package import PolicyTypes
package import SolverZ3

/// Finds the kinds of pairs, checks each once, and counts.
package struct MatrixBuilder {
  /// More kinds of pairs than this are no summary any more.
  package static let mostChecks = 20_000

  private let network: NetworkModel
  private let key: PartitionKey
  private let traffic: Traffic
  private let vpcs: VPCClasses
  private let hosts: Hosts
  private let partitions: [Partition]
  /// By VPC.
  private var partOf: ContiguousArray<Int>
  /// By part: how many VPCs of each class, sorted by class.
  private var contents: [[ClassCount]] = []
  /// By part, the number of its contents among all different ones.
  private var classOf: [Int] = []
  private var classMembers: [[Int]] = []

  private struct ClassCount: Hashable {
    var vpcClass: Int32
    var count: Int
  }

  package init(_ network: NetworkModel, by key: PartitionKey, on traffic: Traffic) {
    self.network = network
    self.key = key
    self.traffic = traffic
    vpcs = VPCClasses(network)
    hosts = Hosts(network)
    partitions = Partition.all(network, by: key)
    partOf = .init(repeating: 0, count: network.vpcs.count)
    var numbers: [[ClassCount]: Int] = [:]
    for (part, partition) in partitions.enumerated() {
      var counts: [Int32: Int] = [:]
      for vpc in partition.vpcs {
        partOf[Int(vpc.index)] = part
        counts[vpcs.number(vpc), default: 0] += 1
      }
      let content = counts.sorted { $0.key < $1.key }.map {
        ClassCount(vpcClass: $0.key, count: $0.value)
      }
      let number = numbers[content] ?? numbers.count
      if number == numbers.count {
        numbers[content] = number
        classMembers.append([])
      }
      contents.append(content)
      classOf.append(number)
      classMembers[number].append(part)
    }
  }

  // MARK: Pairs

  /// Ordered pairs of parts that relate in the same way: what has to hold for each, and one of them.
  private struct Bundle {
    var source: IsolationMatrix.End
    var destination: IsolationMatrix.End
    var relation: IsolationMatrix.Relation
    var kinds: [PairKind]
    var pairs: Int
    var example: (source: String, destination: String)
  }

  private struct PartPair: Hashable {
    var source: Int
    var destination: Int
  }

  private struct BundleKey: Hashable {
    var source: Int
    var destination: Int
    var isItself: Bool
    var kinds: [PairKind]
  }

  /// The pairs of VPCs that mention each other, by the pair of parts that they lie in.
  private func mentions() -> (order: [PartPair], pairs: [PartPair: Set<VPCPair>]) {
    var order: [PartPair] = []
    var pairs: [PartPair: Set<VPCPair>] = [:]
    func add(_ a: ID<VPC>, _ b: ID<VPC>) {
      let parts = PartPair(source: partOf[Int(a.index)], destination: partOf[Int(b.index)])
      if pairs[parts] == nil { order.append(parts) }
      pairs[parts, default: []].insert(VPCPair(source: a, destination: b))
    }
    for vpc in network.vpcs.ids {
      for other in vpcs.partners[Int(vpc.index)] where other != vpc {
        add(vpc, other)
        add(other, vpc)
      }
    }
    return (order, pairs)
  }

  private struct VPCPair: Hashable {
    var source: ID<VPC>
    var destination: ID<VPC>
  }

  /// What has to hold between two parts; `mentioned`: their VPCs that mention each other.
  private func kinds(
    _ source: Int, _ destination: Int, mentioned: Set<VPCPair>
  ) -> [PairKind] {
    var result: [PairKind] = []
    var taken: [PairKind: Int] = [:]
    for pair in mentioned.sorted(by: { ($0.source, $0.destination) < ($1.source, $1.destination) }) {
      let kind = vpcs.kind(pair.source, pair.destination)
      if !result.contains(kind) { result.append(kind) }
      taken[
        .between(
          vpcs.number(pair.source), vpcs.number(pair.destination), forward: nil, back: nil),
        default: 0] += 1
    }
    for a in contents[source] {
      for b in contents[destination] {
        let kind = PairKind.between(a.vpcClass, b.vpcClass, forward: nil, back: nil)
        var count = a.count * b.count - taken[kind, default: 0]
        if source == destination, a.vpcClass == b.vpcClass { count -= a.count }
        if count > 0 { result.append(kind) }
      }
      if source == destination { result.append(.within(a.vpcClass)) }
    }
    return result
  }

  private func bundles() -> [Bundle] {
    let (order, mentions) = mentions()
    var bundles: [Bundle] = []
    var places: [BundleKey: Int] = [:]
    func add(_ source: Int, _ destination: Int, _ kinds: [PairKind], _ pairs: Int, _ relation: IsolationMatrix.Relation) {
      guard pairs > 0 else { return }
      let (from, to) = (classOf[source], classOf[destination])
      let key = BundleKey(
        source: from, destination: to, isItself: source == destination, kinds: kinds)
      if let place = places[key] {
        bundles[place].pairs += pairs
        return
      }
      places[key] = bundles.count
      bundles.append(
        Bundle(
          source: .parts(class: from + 1), destination: .parts(class: to + 1), relation: relation,
          kinds: kinds, pairs: pairs,
          example: (partitions[source].name, partitions[destination].name)))
    }
    for part in partitions.indices {
      let own = mentions[PartPair(source: part, destination: part)] ?? []
      add(part, part, kinds(part, part, mentioned: own), 1, .itself)
    }
    // Special pairs one by one, all others at once.
    var special: [PartPair: Int] = [:]
    for pair in order where pair.source != pair.destination {
      special[PartPair(source: classOf[pair.source], destination: classOf[pair.destination]), default: 0] += 1
      add(
        pair.source, pair.destination,
        kinds(pair.source, pair.destination, mentioned: mentions[pair] ?? []), 1, .mentioned)
    }
    for (from, sources) in classMembers.enumerated() {
      for (to, destinations) in classMembers.enumerated() {
        let all = sources.count * destinations.count - (from == to ? sources.count : 0)
        let rest = all - special[PartPair(source: from, destination: to), default: 0]
        guard rest > 0, let (a, b) = strangers(sources, destinations, mentions) else { continue }
        add(a, b, kinds(a, b, mentioned: []), rest, .others)
      }
    }
    for outside in hosts.outside {
      for (number, parts) in classMembers.enumerated() {
        guard let part = parts.first else { continue }
        let name = partitions[part].name
        let end = IsolationMatrix.End.parts(class: number + 1)
        let classes = contents[part].map(\.vpcClass)
        bundles.append(
          Bundle(
            source: .outside(outside), destination: end, relation: .others,
            kinds: classes.map { .from(outside, $0) }, pairs: parts.count,
            example: (outside.rawValue, name)))
        bundles.append(
          Bundle(
            source: end, destination: .outside(outside), relation: .others,
            kinds: classes.map { .to(outside, $0) }, pairs: parts.count,
            example: (name, outside.rawValue)))
      }
    }
    return bundles
  }

  /// Two different parts of these classes that do not mention each other.
  private func strangers(
    _ sources: [Int], _ destinations: [Int], _ mentions: [PartPair: Set<VPCPair>]
  ) -> (Int, Int)? {
    for a in sources {
      for b in destinations where a != b && mentions[PartPair(source: a, destination: b)] == nil {
        return (a, b)
      }
    }
    return nil
  }

  // MARK: Checks

  /// The claim that decides a kind; nil where no two VPCs relate so.
  private func claim(_ kind: PairKind) -> Claim? {
    let (source, destination): (EndpointSet, EndpointSet)
    switch kind {
    case .between(let a, let b, let forward, let back):
      guard let pair = pair(a, b, forward, back) else { return nil }
      (source, destination) = (hosts.set(pair.0), hosts.set(pair.1))
    case .within(let number):
      guard let vpc = vpcs.members[Int(number)].first else { return nil }
      (source, destination) = (hosts.set(vpc), hosts.set(vpc))
    case .from(let outside, let number):
      guard let vpc = vpcs.members[Int(number)].first else { return nil }
      (source, destination) = (hosts.set(outside), hosts.set(vpc))
    case .to(let outside, let number):
      guard let vpc = vpcs.members[Int(number)].first else { return nil }
      (source, destination) = (hosts.set(vpc), hosts.set(outside))
    }
    return Claim(kind: .forbid, source: source, destination: destination, traffic: traffic)
  }

  private func pair(
    _ a: Int32, _ b: Int32, _ forward: Int?, _ back: Int?
  ) -> (ID<VPC>, ID<VPC>)? {
    let wanted = PairKind.between(a, b, forward: forward, back: back)
    for first in vpcs.members[Int(a)] {
      // Mentions lead there at once; strangers are nearly everybody.
      let candidates =
        if let forward, vpcs.partners[Int(first.index)].indices.contains(forward) {
          [vpcs.partners[Int(first.index)][forward]]
        } else {
          vpcs.members[Int(b)]
        }
      for second in candidates where first != second && vpcs.kind(first, second) == wanted {
        return (first, second)
      }
    }
    return nil
  }

  /// The matrix; nil when it was cancelled. `started` gets what stops the solver from another thread, `judged` is told how far
  /// it is.
  package func build(
    started: (Interrupter) -> Void, isCancelled: () -> Bool,
    judged: (_ done: Int, _ total: Int) -> Void
  ) throws(MatrixError) -> IsolationMatrix? {
    let bundles = bundles()
    var order: [PairKind] = []
    var seen: Set<PairKind> = []
    for kind in bundles.flatMap(\.kinds) where seen.insert(kind).inserted { order.append(kind) }
    guard order.count <= Self.mostChecks else { throw .tooLarge(checks: order.count) }
    let claims = order.map { claim($0) }
    var results: [PairKind: ClaimResult] = [:]
    do {
      var checker = try Checker(network, claims: claims.compactMap { $0 }, quotient: vpcs.quotient)
      started(checker.interrupter)
      for (index, (kind, claim)) in zip(order, claims).enumerated() {
        if isCancelled() { return nil }
        if let claim { results[kind] = try checker.check(claim) }
        judged(index + 1, order.count)
      }
    } catch {
      throw .check(error)
    }
    return IsolationMatrix(
      key: key, traffic: traffic, partitions: partitions.count,
      classes: classMembers.enumerated().map { number, parts in
        .init(number: number + 1, members: parts.map { partitions[$0].name })
      }, cells: bundles.map { cell($0, results) }, checks: results.count)
  }

  /// Open if any kind is, else unknown if any is; a kind that was not decided counts as unknown.
  private func cell(
    _ bundle: Bundle, _ results: [PairKind: ClaimResult]
  ) -> IsolationMatrix.Cell {
    let found = bundle.kinds.compactMap { results[$0] }
    let answer: IsolationMatrix.Answer
    if found.contains(where: { $0.verdict == .violated }) {
      answer = .open
    } else if found.count < bundle.kinds.count || found.contains(where: { $0.verdict == .unknown }) {
      answer = .unknown
    } else if found.contains(where: { $0.verdict == .proved }) {
      answer = .isolated
    } else {
      answer = .empty
    }
    var unknowns: [Unknown] = []
    if answer == .unknown {
      for unknown in found.flatMap(\.unknowns) where !unknowns.contains(unknown) {
        unknowns.append(unknown)
      }
    }
    return IsolationMatrix.Cell(
      source: bundle.source, destination: bundle.destination, relation: bundle.relation,
      answer: answer, pairs: bundle.pairs, example: bundle.example,
      witness: found.first { $0.verdict == .violated }?.witness, unknowns: unknowns)
  }
}
