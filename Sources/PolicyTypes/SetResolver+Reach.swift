import NetworkModel
import PolicySyntax
import SourceText

/// An object that a selector looks at: what its condition says, and the interfaces that are chosen with it.
struct Candidate {
  var truth: Truth
  var interfaces: [ID<Interface>]
}

extension SetResolver {
  /// LANG-6a: the candidates of which some interface passes the test. Nil after a report.
  mutating func narrowed(_ candidates: [Candidate], by test: ReachTest, _ selector: Selector) -> [Candidate]? {
    let traffic = traffics.resolve(test.traffic.map { TrafficExpression(terms: [$0], range: $0.range) }, .exchanges)
    let role = self.role
    let resolved = resolve(test.other, as: test.direction == .reaches ? .destination : .source)
    self.role = role
    guard let traffic, let resolved, holdsEndsOnly(resolved) else { return nil }
    let left = candidates.filter { $0.truth != .no }
    let hosts = Set(left.flatMap(\.interfaces)).filter(index.isHost).sorted()
    let text = Printer.print(SetExpression.selector(selector))
    let oracle = reachability ?? .nobody(text)
    let answer = oracle.ask(
      .init(
        hosts: hosts, other: resolved.endpointSet(text: Printer.print(test.other), in: index), traffic: traffic,
        isReached: test.direction == .isReached))
    return left.map { candidate in
      let reach = candidate.interfaces.filter(index.isHost).map { host -> Truth in
        if answer.certain.contains(host) { return .yes }
        return answer.doubtful[host].map { .unknown($0) } ?? .no
      }
      return Candidate(truth: .all([candidate.truth, .some(reach)]), interfaces: candidate.interfaces)
    }
  }

  /// Nothing where no traffic starts or ends may stand beside an arrow. False after a report.
  mutating func holdsEndsOnly(_ set: ResolvedSet) -> Bool {
    guard let place = set.placeName ?? set.places.values.min(by: { $0.range < $1.range }) else {
      return true
    }
    report(
      "PT003", "`\(DisplayText.escape(place.text))` is \(place.described), where no traffic starts or ends",
      at: place.range,
      notes: ["name instances, interfaces, subnets, VPCs, security groups, addresses or CIDRs"])
    return false
  }
}
