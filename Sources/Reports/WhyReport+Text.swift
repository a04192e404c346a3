import Checker
import Explanations
import NetworkModel
import Simulator
import SourceText
import SymbolicCompiler

extension WhyReport {
  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    switch answer {
    case .reachable(let witness): write(witness, context, &page)
    case .blocked(let sets): write(sets, context, &page)
    case .proved(let claims):
      page.line(page.paint("proved", .good))
      for claim in claims { write(claim, context, &page) }
    case .verdict(let report): return report.text(context, colour: colour)
    }
    page.footer(context)
    return page.text
  }

  private func write(_ witness: Witness, _ context: ReportContext, _ page: inout TextPage) {
    page.line(page.paint("reachable", .strong))
    page.line()
    page.wrap("\(PacketText.line(witness.packet)) arrives because of these rules:", indent: 2)
    let words = HopWords(
      context: context, isReply: false, disposition: witness.exchange.forward.disposition)
    for (index, decision) in witness.decisions.enumerated() {
      let leg = decision.leg == .reply ? " (the reply)" : ""
      var text = "\(index + 1). \(context.title(decision.hop.component, kind: decision.hop.kind))\(leg): "
      text += words.words(decision.hop, before: nil)
      if let place = context.place(decision.hop.origin) { text += " — \(place)" }
      page.wrap(text, indent: 4, hanging: 7)
    }
    page.line()
    page.wrap("`.next` shows a packet that other rules let through.", indent: 2)
  }

  private func write(_ sets: BlockerSets, _ context: ReportContext, _ page: inout TextPage) {
    let isUnknown = !sets.unknowns.isEmpty
    page.line(page.paint(isUnknown ? "unknown" : "unreachable", isUnknown ? .doubtful : .strong))
    page.line()
    if sets.sets.isEmpty {
      page.wrap("No change that is tried here would let a packet through.", indent: 2)
    } else {
      let ways = counted(sets.sets.count, "set of blockers", "sets of blockers")
      page.wrap(
        "\(ways)\(sets.isCut ? ", and more may exist" : ""): take away all of one set, and this packet arrives; fewer are not enough.",
        indent: 2)
    }
    for (number, set) in sets.sets.enumerated() {
      page.line()
      page.heading("set \(number + 1): \(PacketText.line(set.witness.packet))")
      for (index, blocker) in set.blockers.enumerated() {
        page.wrap("\(index + 1). " + words(blocker.stop, context), indent: 4, hanging: 7)
        page.wrap("→ " + blocker.removal.words(context, after: blocker.stop), indent: 7, hanging: 9)
      }
    }
    if !sets.fixed.isEmpty {
      page.line()
      page.heading("Stops that no change here takes away:")
      for stop in sets.fixed { page.wrap("- " + words(stop, context), indent: 4, hanging: 6) }
    }
    page.unknowns(sets.unknowns, context)
  }

  private func write(_ proved: ProvedClaim, _ context: ReportContext, _ page: inout TextPage) {
    page.line()
    page.wrap("Claim: " + ClaimWords.sentence(proved.claim.claim), indent: 2, hanging: 9)
    if !proved.rules.isEmpty {
      let words = HopWords(context: context, isReply: false, disposition: .delivered(.internet))
      page.wrap("It rests on these rules, which let its packets and their replies through:", indent: 2)
      for (index, decision) in proved.rules.enumerated() {
        let leg = decision.leg == .reply ? " (the reply)" : ""
        let place = context.place(decision.hop.origin).map { " — \($0)" } ?? ""
        page.wrap(
          "\(index + 1). \(context.title(decision.hop.component, kind: decision.hop.kind))\(leg): "
            + words.words(decision.hop, before: nil) + place, indent: 4, hanging: 7)
      }
      if proved.isCut { page.wrap("There are more.", indent: 4) }
      return
    }
    guard !proved.stops.isEmpty else {
      page.wrap("No packet of it is stopped by a rule that could be named.", indent: 2)
      return
    }
    page.wrap("It rests on these; they are enough, and others may stop the same packets:", indent: 2)
    for (index, stop) in proved.stops.enumerated() {
      page.wrap("\(index + 1). " + words(stop, context), indent: 4, hanging: 7)
    }
    if proved.isCut { page.wrap("There are more.", indent: 4) }
  }

  private func words(_ stop: Stop, _ context: ReportContext) -> String {
    guard let hop = stop.hop else { return "\(stop.code.meaning) (\(stop.code.rawValue))" }
    var words = stop.leg == .reply ? "the reply: " : ""
    words += "\(context.title(hop.component, kind: hop.kind)): \(stop.code.meaning(at: hop)) (\(stop.code.rawValue))"
    if let rule = hop.rule, !rule.hasPrefix("no ") { words += " [\(DisplayText.escape(rule))]" }
    if let place = context.place(hop.origin) { words += " — \(place)" }
    return words
  }
}

extension Removal {
  /// The smallest edit of its kind that this stop's packet needs.
  func words(_ context: ReportContext, after stop: Stop) -> String {
    let network = context.network
    let packet = stop.hop?.packet ?? stop.witness.packet
    let service = PacketText.service(packet)
    switch self {
    case .openGroups(let id, .ingress):
      return
        "allow \(service) from \(packet.source) into a security group of \(context.title(network.interfaces[id].name, kind: "networkInterface"))"
    case .openGroups(let id, .egress):
      return
        "allow \(service) to \(packet.destination) out of a security group of \(context.title(network.interfaces[id].name, kind: "networkInterface"))"
    case .openNetworkACL(let id, let direction):
      return
        "allow \(service) from \(packet.source) to \(packet.destination) (\(direction.rawValue)) in network ACL "
        + "\(context.title(network.networkACLs[id].name, kind: "networkAcl")), before the entry that denies it"
    case .addRoute(let table, let route):
      return
        "add the route \(context.destination(route)) → \(context.target(route)) to \(context.title(network.routeTables[table].name, kind: "routeTable"))"
    case .removeRoute(let table, let route):
      return
        "remove the route \(context.destination(route)) that drops from \(context.title(network.routeTables[table].name, kind: "routeTable"))"
    case .addTransitRoute(let table, let route):
      let attachment = route.attachments.first?.id.map { network.transitGatewayAttachments[$0].name } ?? ""
      return
        "add the route \(route.destination) → \(attachment) to \(context.title(network.transitGatewayRouteTables[table].name, kind: "transitGatewayRouteTable"))"
    case .removeTransitRoute(let table, let route):
      return
        "remove the route \(route.destination) that drops from \(context.title(network.transitGatewayRouteTables[table].name, kind: "transitGatewayRouteTable"))"
    case .addPublicAddress(let id, _):
      return "give \(context.title(network.interfaces[id].name, kind: "networkInterface")) a public address"
    case .start(let id):
      return "start \(context.title(network.interfaces[id].name, kind: "networkInterface"))"
    case .activate(let id): return "accept the peering connection \(DisplayText.escape(network.peerings[id].name))"
    case .excludeFromPublicAccessBlock(let id):
      return "exclude \(context.title(network.vpcs[id].name, kind: "vpc")) from Block Public Access"
    }
  }
}
