import ForwardingGraph
import NetworkModel

/// Chooses the VPCs that stand for all: for any two, two of their classes that mention each other in the same way.
struct Representatives {
  private let quotient: Quotient
  private let classes: ContiguousArray<Int32>
  private var kept: ContiguousArray<Bool>
  private var members: [Int32: [ID<VPC>]] = [:]
  private var keptOfClass: [Int32: [ID<VPC>]] = [:]
  private var order: [Int32] = []

  /// More classes than this are not worth the comparison of each with each.
  private static let limit = 2000

  /// `classes`: for each VPC its class, as the claim sees it.
  init(_ quotient: Quotient, classes: ContiguousArray<Int32>) {
    self.quotient = quotient
    self.classes = classes
    kept = .init(repeating: false, count: classes.count)
  }

  mutating func scope() -> VPCScope {
    for vpc in quotient.network.vpcs.ids {
      let number = classes[Int(vpc.index)]
      if members[number] == nil { order.append(number) }
      members[number, default: []].append(vpc)
    }
    guard order.count <= Representatives.limit, order.count < classes.count else { return .everything }
    for number in order {
      if let first = members[number]?.first { keep(first) }
    }
    keepMentions()
    for first in order {
      for second in order where second >= first { keepStrangers(first, second) }
    }
    return kept.contains(false) ? VPCScope(kept: kept) : .everything
  }

  private mutating func keep(_ vpc: ID<VPC>) {
    guard !kept[Int(vpc.index)] else { return }
    kept[Int(vpc.index)] = true
    keptOfClass[classes[Int(vpc.index)], default: []].append(vpc)
  }

  /// One pair for each way in which a VPC mentions another.
  private mutating func keepMentions() {
    struct Way: Hashable {
      var from: Int32
      var to: Int32
      var number: Int
      var back: Int?
    }
    var seen: Set<Way> = []
    for vpc in quotient.network.vpcs.ids {
      for (number, other) in quotient.partners[Int(vpc.index)].enumerated() {
        let way = Way(
          from: classes[Int(vpc.index)], to: classes[Int(other.index)], number: number,
          back: quotient.partners[Int(other.index)].firstIndex(of: vpc))
        guard seen.insert(way).inserted else { continue }
        keep(vpc)
        keep(other)
      }
    }
  }

  /// Two different VPCs of these classes that do not mention each other, if there are any.
  private mutating func keepStrangers(_ first: Int32, _ second: Int32) {
    let (left, right) = (keptOfClass[first] ?? [], keptOfClass[second] ?? [])
    if left.contains(where: { a in right.contains { areStrangers(a, $0) } }) { return }
    for a in left + (members[first] ?? []) {
      for b in members[second] ?? [] where areStrangers(a, b) {
        keep(a)
        keep(b)
        return
      }
    }
  }

  private func areStrangers(_ a: ID<VPC>, _ b: ID<VPC>) -> Bool {
    a != b && !quotient.partners[Int(a.index)].contains(b)
      && !quotient.partners[Int(b.index)].contains(a)
  }
}
