package import Importers
import NetworkModel
package import SourceText

/// What was read from a network's description, and what was not understood.
package struct InspectReport: Sendable {
  package let imported: ImportResult

  package init(imported: ImportResult) { self.imported = imported }

  private var network: NetworkModel { imported.network }

  package var warnings: [Diagnostic] { imported.diagnostics.filter { $0.severity != .error } }

  /// Kinds in the order of the model.
  var counts: [(kind: String, count: Int)] {
    [
      ("vpc", network.vpcs.count), ("subnet", network.subnets.count),
      ("networkInterface", network.interfaces.count), ("instance", network.instances.count),
      ("securityGroup", network.securityGroups.count), ("networkAcl", network.networkACLs.count),
      ("routeTable", network.routeTables.count),
      ("internetGateway", network.internetGateways.count),
      ("egressOnlyInternetGateway", network.egressOnlyInternetGateways.count),
      ("natGateway", network.natGateways.count), ("vpcPeeringConnection", network.peerings.count),
      ("vpcEndpoint", network.vpcEndpoints.count), ("loadBalancer", network.loadBalancers.count),
      ("targetGroup", network.targetGroups.count), ("prefixList", network.prefixLists.count),
      ("transitGateway", network.transitGateways.count),
      ("transitGatewayAttachment", modelledAttachments),
      ("transitGatewayRouteTable", network.transitGatewayRouteTables.count),
      ("vpnGateway", network.vpnGateways.count),
      ("vpnConnection", connections.count { $0.kind != .directConnect }),
      ("directConnectGateway", directConnectGateways),
    ]
  }

  private var connections: ContiguousArray<PrivateConnection> { network.privateConnections.elements }

  /// One that serves several gateways counts once.
  private var directConnectGateways: Int {
    Set(
      connections.filter { $0.kind == .directConnect }.map { $0.name.prefix { $0 != "/" } }
    ).count
  }

  /// Without what was noted about an interface before its service was understood.
  private var open: [Unknown] {
    network.unknowns.filter { unknown in
      guard let id = network.interfaces.id(named: unknown.object) else { return true }
      switch network.interfaces[id].kind {
      case .interfaceEndpoint: return unknown.kind != "vpcEndpoint"
      case .loadBalancer: return unknown.kind != "loadBalancer"
      case .ordinary, .natGateway, .transparentService, .unmodelledService: return true
      }
    }
  }

  /// Those of other kinds are among the objects that are not modelled.
  private var modelledAttachments: Int {
    network.transitGatewayAttachments.elements.count { attachment in
      switch attachment.kind {
      case .vpc, .peering, .connection: true
      case .unmodelled: false
      }
    }
  }

  /// Objects that are not modelled, by kind, sorted by kind.
  var unmodelled: [(kind: String, names: [String])] {
    let byKind = Dictionary(grouping: network.unmodelled.elements, by: \.kind)
    return byKind.keys.sorted().map { ($0, (byKind[$0] ?? []).map(\.name)) }
  }

  /// `isola.inspect/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    let global = Set(network.globalUnknowns.map { network[$0] })
    return [
      "schema": "isola.inspect/1",
      "network": ["path": .string(context.networkPath), "layout": .string(context.layout)],
      "profile": .string(network.profile),
      "scopes": .array(
        network.scopes.elements.map { scope in
          [
            "partition": .string(scope.partition), "account": .string(scope.account),
            "region": .string(scope.region),
          ]
        }),
      "counts": .object(counts.map { .init(key: $0.kind, value: .number($0.count)) }),
      "unmodelled": .array(
        unmodelled.map { entry in
          [
            "kind": .string(entry.kind), "count": .number(entry.names.count),
            "objects": .array(entry.names.map { .string($0) }),
          ]
        }),
      "unknowns": context.json(open),
      "unknownsOfEveryAnswer": context.json(open.filter(global.contains)),
      "unreadKeys": .array(imported.ledger.unread.map { json($0, context) }),
      "ignoredKeys": .array(imported.ledger.ignored.map { json($0, context) }),
      "unsupportedAnswers": .array(
        imported.unsupported.map { answer in
          [
            "key": .string(answer.key), "count": .number(answer.count),
            "file": .optional(context.file(answer.range)),
            "line": .optional(context.line(answer.range)),
          ]
        }),
      "failedCalls": .array(imported.failedCalls.map { json($0, context) }),
      "diagnostics": context.json(warnings),
      "assumptions": context.assumptionsJSON,
    ]
  }

  private func json(_ entry: LedgerSummary.Entry, _ context: ReportContext) -> JSONNode {
    [
      "type": .string(entry.type), "key": .string(entry.key), "count": .number(entry.count),
      "file": .optional(context.file(entry.first)), "line": .optional(context.line(entry.first)),
    ]
  }

  private func json(_ call: FailedCall, _ context: ReportContext) -> JSONNode {
    [
      "account": .string(call.account), "region": .string(call.region), "call": .string(call.call),
      "object": .optional(call.object), "code": .string(call.code),
      "message": .string(call.message), "file": .optional(context.file(call.range)),
      "line": .optional(context.line(call.range)),
    ]
  }

  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    let profile = network.profile.isEmpty ? "none" : network.profile
    page.line(page.paint(DisplayText.escape(context.networkPath), .strong))
    page.line("  layout \(context.layout), profile \(profile)")
    page.line()
    page.heading("Accounts and Regions (\(network.scopes.count)):")
    for scope in network.scopes.elements.prefix(20) {
      page.line("    \(DisplayText.escape(scope.name))")
    }
    page.more(network.scopes.count - 20)
    page.line()
    page.heading("Read and modelled:")
    page.table(counts.map { [$0.kind, String($0.count)] }, indent: 4, limits: [30])
    writeUnmodelled(&page)
    writeFailedCalls(&page)
    writeKeys(context, &page)
    writeWarnings(context, &page)
    let global = Set(network.globalUnknowns.map { network[$0] })
    page.unknowns(
      open.filter(global.contains), "Not known, concerns every answer", context)
    page.unknowns(
      open.filter { !global.contains($0) }, "Not known, concerns answers that meet it",
      context)
    page.footer(context)
    return page.text
  }

  private func writeUnmodelled(_ page: inout TextPage) {
    page.line()
    guard !unmodelled.isEmpty || !imported.unsupported.isEmpty else {
      return page.heading("Everything that was read is modelled.")
    }
    page.heading("Read, but not modelled (answers that depend on it are `unknown`):")
    let rows = unmodelled.map { entry in
      let shown = entry.names.prefix(5).map(DisplayText.escape).joined(separator: ", ")
      let more = entry.names.count > 5 ? ", and \(entry.names.count - 5) more" : ""
      return [DisplayText.escape(entry.kind), String(entry.names.count), shown + more]
    }
    page.table(rows, indent: 4, limits: [30, 6])
    for answer in imported.unsupported {
      page.wrap(
        "answers under `\(DisplayText.escape(answer.key))` (\(answer.count)) are not known at all",
        indent: 4)
    }
  }

  private func writeFailedCalls(_ page: inout TextPage) {
    let calls = imported.failedCalls
    guard !calls.isEmpty else { return }
    page.line()
    page.heading("Calls that gave no answer when it was collected (what they list is unknown):")
    for call in calls {
      let object = call.object.map { " of " + DisplayText.escape($0) } ?? ""
      page.wrap(
        "- \(DisplayText.escape(call.call))\(object) in \(DisplayText.escape(call.account))/"
          + "\(DisplayText.escape(call.region)): \(DisplayText.escape(call.code))",
        indent: 4, hanging: 6)
    }
  }

  private func writeKeys(_ context: ReportContext, _ page: inout TextPage) {
    let unread = imported.ledger.unread
    guard !unread.isEmpty else { return }
    page.line()
    page.heading("Keys that Isola does not know:")
    let rows = unread.prefix(40).map { entry in
      let place = context.place(entry.first).map { "first at \($0)" } ?? ""
      return [
        DisplayText.escape(entry.type), "\(entry.count)x",
        "\(DisplayText.escape(entry.key)) \(place)",
      ]
    }
    page.table(rows, indent: 4, limits: [30, 8])
    page.more(unread.count - 40)
  }

  private func writeWarnings(_ context: ReportContext, _ page: inout TextPage) {
    guard !warnings.isEmpty else { return }
    page.line()
    page.heading("Warnings (\(warnings.count)):")
    for warning in warnings.prefix(40) {
      let place = context.place(warning.range).map { " — \($0)" } ?? ""
      page.wrap(
        "- \(DisplayText.escape(warning.message)) [\(warning.code)]\(place)", indent: 4, hanging: 6)
    }
    page.more(warnings.count - 40)
  }
}

extension TextPage {
  mutating func more(_ count: Int) {
    if count > 0 { line("    and \(count) more") }
  }

  /// At most 40, then how many more.
  fileprivate mutating func unknowns(
    _ unknowns: [Unknown], _ title: String, _ context: ReportContext
  ) {
    guard !unknowns.isEmpty else { return }
    line()
    heading("\(title) (\(unknowns.count)):")
    for unknown in unknowns.prefix(40) {
      let place = context.place(unknown.origin).map { " — \($0)" } ?? ""
      wrap(
        "- \(DisplayText.escape(unknown.object)) (\(DisplayText.escape(unknown.kind))): \(DisplayText.escape(unknown.reason))"
          + " [\(unknown.rule)]\(place)", indent: 4, hanging: 6)
    }
    more(unknowns.count - 40)
  }
}
