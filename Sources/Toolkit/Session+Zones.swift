import Checker
package import Configuration
import NetworkModel
import PolicySyntax
import PolicyTypes
package import Reports
package import SolverZ3
import SourceText

extension Session {
  /// More sets are no picture that anybody reads.
  private static let zoneLimit = 12
  /// Of larger zones an example is shown in place of all that gets there.
  private static let exactLimit = 24

  private struct Ends {
    var source: EndpointSet?
    var destination: EndpointSet?
  }

  /// What the sets of the policy files may send to each other, with what was approved of it as of `today`.
  package mutating func zones(
    policyFiles: [String], approvals: [Approval], today: Int, started: (Interrupter) -> Void,
    isCancelled: () -> Bool
  ) throws -> ZoneMatrix {
    let trees = policyFiles.compactMap { path in
      files.file(at: path).map { Parser.parseFile(files.contents(of: $0), file: $0).tree }
    }
    // Names may come from imported files too.
    let all = self.policyFiles.compactMap { path in
      files.file(at: path).map { Parser.parseFile(files.contents(of: $0), file: $0).tree }
    }
    var types = TypeChecker(
      network: network, files: Linker.link(all.isEmpty ? trees : all).files, reachability: reachability)
    var names = trees.flatMap(\.declarations).compactMap { declaration -> String? in
      if case .set(let set) = declaration { set.name.text } else { nil }
    }
    let leftOut = Array(names.dropFirst(Self.zoneLimit - 1))
    names = Array(names.prefix(Self.zoneLimit - 1)) + ["internet"]
    if !network.privateConnections.isEmpty { names.append("onprem") }

    var zones: [ZoneMatrix.Zone] = []
    var ends: [Ends] = []
    for name in names {
      guard let found = self.ends(name, name, &types), found.source != nil || found.destination != nil
      else { continue }
      let sets = [found.source, found.destination].compactMap { $0 }
      let isOutside =
        sets.allSatisfy(\.members.isEmpty)
        && sets.contains { $0.outside != nil || $0.onPremises != nil || $0.written != nil }
      zones.append(.init(name: name, interfaces: isOutside ? nil : sets.map(\.members.count).max()))
      ends.append(found)
    }

    var active: [(approval: Approval, exception: Claim.Exception)] = []
    for approval in approvals where approval.until >= today {
      active.append((approval, try exception(approval, &types)))
    }
    var claims: [(Int, Int, Claim)] = []
    for (one, from) in ends.enumerated() {
      for (two, to) in ends.enumerated() where one != two {
        guard let source = from.source, let destination = to.destination else { continue }
        claims.append(
          (one, two, Claim(kind: .forbid, source: source, destination: destination, traffic: .any)))
      }
    }
    var checker = try checker(started, claims: claims.map(\.2))
    var cells: [ZoneMatrix.Cell] = []
    for (one, two, claim) in claims where !isCancelled() {
      let result = try checker.check(claim)
      let concerned = active.filter { Self.concerns($0.exception, claim) }
      var cell = ZoneMatrix.Cell(
        source: one, destination: two, standing: .closed, witness: result.witness, flows: nil,
        approvals: concerned.map { Self.approved($0.approval, today) })
      switch result.verdict {
      case .vacuous: continue
      case .proved: cell.approvals = []
      case .unknown: cell.standing = .unknown
      case .violated:
        var excepted = claim
        excepted.exceptions = concerned.map(\.exception)
        let rest = concerned.isEmpty ? result : try checker.check(excepted)
        cell.standing =
          switch rest.verdict {
          case .proved, .vacuous: .approved
          case .unknown: .undecided
          case .violated: rest.witness.map { .unapproved($0) } ?? .undecided
          }
        if claim.source.members.count + claim.destination.members.count <= Self.exactLimit {
          cell.flows = try checker.flows(
            claim.source, claim.destination, .any, twoWay: false, limit: 64)
        }
      }
      cells.append(cell)
    }
    return ZoneMatrix(
      zones: zones, cells: cells, leftOut: leftOut,
      ended: approvals.filter { $0.until < today }.map { Self.approved($0, today) })
  }

  /// A set as a source and as a destination; nil where it is no set of ends.
  private mutating func ends(_ text: String, _ name: String, _ types: inout TypeChecker) -> Ends? {
    let parsed = Parser.parseEndpoint(Array(text.utf8), file: add(text, named: name))
    guard !parsed.hasErrors, let tree = parsed.tree else { return nil }
    return Ends(
      source: types.check(endpoint: tree, isSource: true),
      destination: types.check(endpoint: tree, isSource: false))
  }

  /// The approval as an exception of the language; what it says must be known to the policies.
  private mutating func exception(
    _ approval: Approval, _ types: inout TypeChecker
  ) throws(InputFailure) -> Claim.Exception {
    func set(_ words: AcceptedFlow.Words, isSource: Bool) throws(InputFailure) -> EndpointSet {
      let parsed = Parser.parseEndpoint(
        Array(words.text.utf8), file: add(words.text, named: "an approval"))
      guard !parsed.hasErrors, let tree = parsed.tree else { throw failure(parsed.diagnostics) }
      guard let set = types.check(endpoint: tree, isSource: isSource) else {
        throw failure("CF008", "`\(DisplayText.escape(words.text))` is no set of ends here", at: words.range)
      }
      return set
    }
    let (source, destination) = (
      try set(approval.source, isSource: true), try set(approval.destination, isSource: false)
    )
    var traffic = Traffic.any
    if approval.traffic.text != "any" {
      let text = approval.traffic.text
      let parsed = Parser.parseTraffic(Array(text.utf8), file: add(text, named: "an approval"))
      guard !parsed.hasErrors, let tree = parsed.tree else { throw failure(parsed.diagnostics) }
      guard let resolved = types.check(traffic: tree) else {
        throw failure("CF008", "`\(DisplayText.escape(text))` is no traffic here", at: approval.traffic.range)
      }
      traffic = resolved
    }
    return Claim.Exception(
      source: source, destination: destination, traffic: traffic, reason: approval.ticket,
      range: approval.range)
  }

  /// Whether an approval may have to do with a pair of zones; one too many does no harm.
  private static func concerns(_ exception: Claim.Exception, _ claim: Claim) -> Bool {
    func meet(_ a: EndpointSet, _ b: EndpointSet) -> Bool {
      let interfaces = Set(a.members.map(\.interface))
      return b.members.contains { interfaces.contains($0.interface) }
        || (a.outside != nil || a.onPremises != nil || a.written != nil)
          && (b.outside != nil || b.onPremises != nil || b.written != nil)
    }
    return meet(exception.source, claim.source) && meet(exception.destination, claim.destination)
  }

  private static func approved(_ approval: Approval, _ today: Int) -> ZoneMatrix.Approved {
    .init(
      flow: "\(approval.source.text) -> \(approval.destination.text) on \(approval.traffic.text)",
      ticket: approval.ticket, by: approval.by, until: approval.untilText,
      daysLeft: approval.until - today)
  }
}
