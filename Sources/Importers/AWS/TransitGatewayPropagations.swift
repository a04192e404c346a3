internal import NetworkModel
internal import SourceText

/// A table while it is put together.
struct TransitTableContents {
  let table: String
  let gateway: String
  let group: Int
  private(set) var routes: [TransitGatewayRoute] = []
  /// The routes without the places where they are written.
  private var known: Set<TransitGatewayRoute> = []
  var covers: Set<TransitSearch.Part> = []
  /// Prefix lists that a search shows.
  var shownLists: Set<String> = []
  /// Why the contents are not known, and the rule that says so.
  private(set) var failure: (reason: String, rule: String)?

  init(table: String, gateway: String, group: Int) {
    self.table = table
    self.gateway = gateway
    self.group = group
  }

  mutating func fail(_ reason: String, _ rule: String) {
    if failure == nil { failure = (reason, rule) }
  }

  /// The same route again is one route.
  mutating func add(_ route: TransitGatewayRoute) {
    var bare = route
    bare.origin = nil
    if known.insert(bare).inserted { routes.append(route) }
  }
}

/// A reference of a table to a prefix list.
struct TransitReference {
  let list: String
  let attachment: String?
  let isBlackhole: Bool
  let state: String?
  let range: SourceRange
}

extension ImportState {
  /// get-transit-gateway-prefix-list-references, by table.
  func readTransitReferences() -> [String: [TransitReference]] {
    var references: [String: [TransitReference]] = [:]
    forEach(.transitGatewayPrefixListReferences) { record, _ in
      let type = "TransitGatewayPrefixListReferences"
      record.ignore(["PrefixListOwnerId"], type: type)
      let target = record.record("TransitGatewayAttachment")
      target?.ignore(["ResourceId", "ResourceType"], type: type + ".TransitGatewayAttachment")
      let attachment = target?.string("TransitGatewayAttachmentId")
      let isBlackhole = record.bool("Blackhole") ?? false
      let state = record.string("State")
      guard let table = record.id("TransitGatewayRouteTableId"),
        let list = record.id("PrefixListId")
      else { return }
      if model.transitGatewayRouteTables.id(named: table) == nil { noteTable(table, record.range) }
      references[table, default: []].append(
        TransitReference(
          list: list, attachment: attachment, isBlackhole: isBlackhole, state: state,
          range: record.range))
    }
    return references
  }

  /// References that the searches do not show. Where a search shows everything, it is believed (IMP-7).
  func add(_ references: [TransitReference], to contents: inout TransitTableContents) {
    for reference in references where !contents.shownLists.contains(reference.list) {
      if contents.covers.isSuperset(of: TransitSearch.allStatic), reference.state == "available" {
        warn(
          "IM009",
          "the routes of `\(DisplayText.escape(contents.table))` do not show the prefix list "
            + "`\(DisplayText.escape(reference.list))` that it refers to",
          at: reference.range.shortened, notes: ["the reference is added to them"])
      }
      guard let ranges = transitEntries(reference.list, &contents) else { continue }
      let state: TransitGatewayRoute.State
      if reference.state == "available" {
        state = reference.isBlackhole ? .blackhole : .active
      } else {
        let text = DisplayText.escape(reference.state ?? "")
        state = .unknown(
          unknown(
            contents.table, "transitGatewayRouteTable",
            "a prefix list reference is in the state `\(text)`", rule: "IMP-5",
            at: reference.range))
      }
      let attachments = reference.attachment.map {
        [attachmentReference($0, of: contents.gateway, group: contents.group)]
      }
      for range in ranges {
        contents.add(
          TransitGatewayRoute(
            destination: range, state: state, source: .prefixList, attachments: attachments ?? [],
            origin: reference.range))
      }
    }
  }

  /// The entries of a prefix list; where they are not known, the table may hold any route.
  func transitEntries(_ name: String, _ contents: inout TransitTableContents) -> [CIDR]? {
    if let id = model.prefixLists.id(named: name), case .known(let ranges) = model.prefixLists[id].entries
    {
      return ranges
    }
    contents.fail("the entries of the prefix list `\(DisplayText.escape(name))` are not known", "IMP-3a")
    return nil
  }

  private struct Propagated {
    let entry: TransitAttachment
    let reference: Reference<TransitGatewayAttachment>
    let ranges: [CIDR]
    let source: TransitGatewayRoute.Source
  }

  /// TGW-3: the routes that the table gets from the attachments that propagate to it. What a VPN, Direct Connect or
  /// Connect attachment has learned is in no answer but a search.
  func derivePropagatedRoutes(_ contents: inout TransitTableContents) {
    guard transit.propagations[contents.table]?.isComplete == true else {
      return contents.fail("the propagations to it were not collected", "IMP-3a")
    }
    var sources: [Propagated] = []
    for member in transit.saidPropagations[contents.table] ?? [] {
      switch member.state {
      case "enabled": break
      case "disabled": continue
      case let other:
        let state = DisplayText.escape(other)
        if other != "enabling", other != "disabling" {
          warn("IM013", "the state `\(state)` of a propagation is not known", at: member.range)
        }
        contents.fail("a propagation to it is in the state `\(state)`", "TGW-3")
        continue
      }
      if let source = propagated(member, &contents) { sources.append(source) }
    }
    let dropped = overlaps(sources, &contents)
    for source in sources where !dropped.contains(source.entry.name) {
      for range in source.ranges {
        contents.add(
          TransitGatewayRoute(
            destination: range, source: source.source, attachments: [source.reference],
            origin: source.entry.origin))
      }
    }
  }

  private func propagated(_ member: TransitMembership, _ contents: inout TransitTableContents)
    -> Propagated?
  {
    let numbers = transit.attachmentNumbers
    let name = DisplayText.escape(member.attachment)
    guard
      let number = numbers["\(member.attachment)/\(contents.gateway)"] ?? numbers[member.attachment]
    else {
      contents.fail("the attachment `\(name)` that propagates to it is not in the snapshot", "TGW-3")
      return nil
    }
    let entry = transit.attachments[number]
    // Only static routes lead to these (TGW-3).
    if entry.isPeeringOfGateways || entry.type == "network-function" { return nil }
    let reference = Reference.resolved(ID<TransitGatewayAttachment>(index: number))
    if let id = privateConnection(of: entry), entry.isFunctional == true {
      let connection = model.privateConnections[id]
      // One that does not work has learned nothing (CNV-4).
      guard connection.isFunctional else { return nil }
      guard hybrid.isDeclared.contains(connection.name) else {
        contents.fail("what `\(name)` propagates to it is not known", "TGW-3")
        return nil
      }
      return Propagated(
        entry: entry, reference: reference, ranges: connection.learned.ranges,
        source: connection.kind == .directConnect ? .directConnect : .vpn)
    }
    guard entry.type == "vpc", let options = entry.options, entry.isFunctional == true,
      let vpc = model.vpcs.id(named: entry.resource ?? ""), !placeholderVPCs.contains(vpc)
    else {
      contents.fail("what `\(name)` propagates to it is not known", "TGW-3")
      return nil
    }
    let ranges = model.vpcs[vpc].ranges.filter { $0.family == .v4 || options.supportsIPv6 }
    return Propagated(entry: entry, reference: reference, ranges: ranges, source: .vpc)
  }

  /// TGW-3: of two VPCs with the same or overlapping ranges, the later attachment does not propagate. Where that does
  /// not decide alone (unknown times, one of several ranges, three VPCs), the contents are unknown. Returns those left out.
  private func overlaps(_ sources: [Propagated], _ contents: inout TransitTableContents)
    -> Set<String>
  {
    var dropped: Set<String> = []
    var met: Set<String> = []
    for pair in meetings(of: sources.filter { $0.source == .vpc }) {
      let sources = sources.filter { $0.source == .vpc }
      let (first, second) = (sources[pair.first], sources[pair.second])
      if first.entry.name == second.entry.name { continue }
      let isFirstMeeting =
        met.insert(first.entry.name).inserted && met.insert(second.entry.name).inserted
      guard isFirstMeeting, first.ranges.count == 1, second.ranges.count == 1,
        first.entry.resource != second.entry.resource,
        let a = first.entry.created, let b = second.entry.created, a != b
      else {
        contents.fail(
          "the ranges of `\(DisplayText.escape(first.entry.name))` and "
            + "`\(DisplayText.escape(second.entry.name))` overlap", "TGW-3")
        continue
      }
      dropped.insert(a < b ? second.entry.name : first.entry.name)
    }
    return dropped
  }

  private struct Meeting: Hashable {
    var first: Int
    var second: Int
  }

  /// Pairs of sources with overlapping ranges, in order. Prefixes are nested or disjoint: outer ones wait on a stack while
  /// inner ones are swept.
  private func meetings(of sources: [Propagated]) -> [Meeting] {
    var prefixes: [(range: CIDR, source: Int)] = []
    for (index, source) in sources.enumerated() { prefixes += source.ranges.map { ($0, index) } }
    prefixes.sort { $0.range < $1.range }
    var open: [(range: CIDR, source: Int)] = []
    var found: Set<Meeting> = []
    for prefix in prefixes {
      while let last = open.last, !last.range.overlaps(prefix.range) { open.removeLast() }
      for outer in open where outer.source != prefix.source {
        found.insert(
          Meeting(
            first: min(outer.source, prefix.source), second: max(outer.source, prefix.source)))
      }
      open.append(prefix)
    }
    return found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }
}
