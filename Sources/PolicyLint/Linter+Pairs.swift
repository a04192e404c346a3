import PolicySyntax
import PolicyTypes
import SolverZ3
import SourceText
import TermGraph

/// Claims against claims.
extension Linter {
  mutating func judgePairs(_ regions: [ClaimRegion]) throws(SolverError) {
    try findImplied(regions)
    try findContradictions(regions)
  }

  /// LINT-5: claims of which every packet is in claims that say at least as much. Later ones first, so that of two equal
  /// claims the second is named; one that was named covers no other.
  private mutating func findImplied(_ regions: [ClaimRegion]) throws(SolverError) {
    var kept = Array(regions.indices)
    for index in regions.indices.reversed() {
      let region = regions[index]
      var covers = kept.filter { $0 != index && regions[$0].says(atLeast: region) }
      guard !covers.isEmpty, try isCovered(region, by: covers.map { regions[$0] }) else { continue }
      // As few as will do.
      for candidate in covers.reversed() where covers.count > 1 {
        let fewer = covers.filter { $0 != candidate }
        if try isCovered(region, by: fewer.map { regions[$0] }) { covers = fewer }
      }
      kept.removeAll { $0 == index }
      let labels = covers.prefix(4).map { cover in
        Diagnostic.Label(
          range: regions[cover].statement.range,
          message: "\(quoted(regions[cover])) says \(covers.count == 1 ? "all of it" : "a part of it")")
      }
      find(
        "PL004",
        "\(quoted(region)) says nothing here that \(covers.count == 1 ? "another claim does" : "other claims do") not say",
        at: region.statement.range, labels: labels)
    }
  }

  private mutating func isCovered(
    _ region: ClaimRegion, by others: [ClaimRegion]
  ) throws(SolverError) -> Bool {
    let covered = world.graph.or(others.map(\.left))
    return try isImpossible(world.graph.and(region.left, world.graph.not(covered)))
  }

  /// LINT-6: for a part of what a claim requires, a source, a destination and a class of packets, all of it is forbidden. The
  /// two then hold together only in networks in which one of the two ends is empty.
  private mutating func findContradictions(_ regions: [ClaimRegion]) throws(SolverError) {
    let split = UnionParts(sets: world.sets)
    let cuts = Set(regions.flatMap { region in
      TrafficCell.cuts(of: region.traffic)
        + region.statement.exceptions.flatMap { exception -> [UInt16] in
          let reading = ClaimRegion.reading(region.statement)
          return traffics.resolve(exception.flow.traffic, reading).map(TrafficCell.cuts) ?? []
        }
    })
    for required in regions where !required.isForbid {
      let flow = required.statement.flow
      let released = world.graph.not(world.graph.or(required.exceptions))
      for forbidden in regions where forbidden.contradicts(required) {
        let both = world.graph.and(required.left, forbidden.left)
        if try isImpossible(both) { continue }
        let found = try firstContradiction(
          required, forbidden, released, split.parts(of: flow.source),
          split.parts(of: flow.destination),
          TrafficCell.cells(of: required.traffic, cuts: cuts))
        guard let found else { continue }
        find(
          "PL003", "\(quoted(required)) requires what \(quoted(forbidden)) forbids",
          at: required.statement.range,
          labels: [.init(range: forbidden.statement.range, message: "forbidden here")],
          notes: ["both speak of \(found)", "add an `except` to one of them, or remove one"])
      }
    }
  }

  private mutating func firstContradiction(
    _ required: ClaimRegion, _ forbidden: ClaimRegion, _ released: TermID,
    _ sources: [SetExpression], _ destinations: [SetExpression], _ cells: [TrafficCell]
  ) throws(SolverError) -> String? {
    for source in sources {
      for destination in destinations {
        for cell in cells {
          let packets = packet.term(Traffic(entries: [cell.entry], text: ""), in: &world.graph)
          let part = world.graph.and([
            world.term(source, .source), world.term(destination, .destination), packets, released,
            required.whole,
          ])
          let allowed = world.graph.and(part, world.graph.not(forbidden.left))
          if try isImpossible(part) { continue }
          if try isImpossible(allowed) {
            return "`\(Printer.print(source))` -> `\(Printer.print(destination))` on \(cell.text)"
          }
        }
      }
    }
    return nil
  }

  private func quoted(_ region: ClaimRegion) -> String {
    "`\(DisplayText.escape(region.policy.text))`"
  }
}
