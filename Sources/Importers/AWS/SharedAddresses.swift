internal import NetworkModel
internal import SourceText

/// Two owners of one address: no network has that, so who has it is unknown everywhere.
extension ImportState {
  /// Public IPv6 ranges of two VPCs that overlap (IGW-4), and private addresses and delegated prefixes that two
  /// interfaces of one VPC own (ENI-1).
  func reportOverlaps() {
    var ranges: [(CIDR, ID<VPC>)] = []
    for vpc in model.vpcs.ids {
      for range in model.vpcs[vpc].ipv6 where range.isPublic { ranges.append((range.range, vpc)) }
    }
    for overlap in Self.overlaps(ranges) {
      let (first, second) = (model.vpcs[overlap.first], model.vpcs[overlap.second])
      report(
        overlap.range, "vpc", "the VPCs `\(first.name)` and `\(second.name)` both have it",
        rule: "IGW-4", first.origin, second.origin)
    }
    for (_, group) in Dictionary(grouping: model.interfaces.ids, by: { model.interfaces[$0].vpc })
      .sorted(by: { $0.key < $1.key })
    {
      let owned = group.flatMap { id in model.interfaces[id].ownedRanges.map { ($0, id) } }
      for overlap in Self.overlaps(owned) {
        let (first, second) = (model.interfaces[overlap.first], model.interfaces[overlap.second])
        report(
          overlap.range, "address",
          "the interfaces `\(first.name)` and `\(second.name)` both have it", rule: "ENI-1",
          first.origin, second.origin)
      }
    }
  }

  private func report(
    _ range: CIDR, _ kind: String, _ why: String, rule: String, _ first: SourceRange?,
    _ second: SourceRange?
  ) {
    diagnostics.append(
      Diagnostic(
        code: "IM009", severity: .warning, message: "`\(range)` has two owners",
        range: second?.shortened,
        labels: first.map { [.init(range: $0.shortened, message: "first here")] } ?? [],
        notes: [why]))
    unknownEverywhere("\(range)", kind, why, rule: rule, at: second)
    model.hasAddressesOfTwo = true
  }

  /// Ranges that lie in one of another owner. Two prefixes are apart or nested, so that in order of their first
  /// addresses those around a range are the ones still open.
  private static func overlaps<Owner: Comparable>(_ ranges: [(CIDR, Owner)])
    -> [(range: CIDR, first: Owner, second: Owner)]
  {
    var found: [(range: CIDR, first: Owner, second: Owner)] = []
    var open: [(CIDR, Owner)] = []
    for (range, owner) in ranges.sorted(by: { $0 < $1 }) {
      while let last = open.last, !last.0.contains(range) { open.removeLast() }
      if let other = open.last(where: { $0.1 != owner }) {
        found.append((range, min(other.1, owner), max(other.1, owner)))
      }
      open.append((range, owner))
    }
    return found
  }
}
