import NetworkEdits
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText

/// Turns changes in words into edits of one network (HYP-2, HYP-3).
struct EditResolver {
  let network: NetworkModel
  let traffic: (TrafficExpression) throws(InputFailure) -> Traffic
  let fail: (String, SourceRange, [String]) -> InputFailure

  func edits(_ statement: EditStatement) throws(InputFailure) -> [NetworkEdit] {
    switch statement.change {
    case .rule(let object, let allows, let traffic, let isIngress, let peer):
      return try rule(statement, object, allows, try self.traffic(traffic), isIngress ? .ingress : .egress, peer)
    case .route(let range, let target, let table):
      return statement.isAddition
        ? try newRoute(statement, range.range, target, table) : try oldRoutes(statement, range.range, target, table)
    case .namedRule(let name): return try namedRule(name)
    case .entry(let number, let acl): return try entries(number, acl)
    case .membership(let object, let group):
      let id = try groupID(group)
      return try interfaces(object).map {
        statement.isAddition ? .attachGroup($0, id) : .detachGroup($0, id)
      }
    case .state(let object, let state): return try states(object, state)
    case .object(let object): return try without(object)
    }
  }

  // MARK: Rules

  private func rule(
    _ statement: EditStatement, _ object: Name, _ allows: Bool, _ traffic: Traffic, _ direction: Direction,
    _ peer: EditPeer
  ) throws(InputFailure) -> [NetworkEdit] {
    let services = traffic.entries.map { ServiceMatch($0) }
    if let group = network.securityGroups.id(named: object.text) {
      guard allows else {
        throw fail("a security group denies nothing by a rule", object.range, ["take a rule away: `without sg-1 allowing …`"])
      }
      var rules: [SecurityGroupRule] = []
      for peer in try peers(peer) {
        rules += services.map { SecurityGroupRule(direction: direction, service: $0, peer: peer) }
      }
      guard !statement.isAddition else { return [.addGroupRules(group, rules)] }
      let there = network.securityGroups[group].rules.filter { rule in
        rules.contains { $0.direction == rule.direction && $0.service == rule.service && $0.peer == rule.peer }
      }
      guard !there.isEmpty else { throw notThere("rule", statement) }
      return [.removeGroupRules(group, there)]
    }
    guard let acl = network.networkACLs.id(named: object.text) else {
      throw unknown(object, "security group or network ACL")
    }
    var entries: [NetworkACLEntry] = []
    for case .range(let range) in try peers(peer) {
      entries += services.map {
        NetworkACLEntry(number: 0, direction: direction, allows: allows, service: $0, range: range)
      }
    }
    guard !entries.isEmpty else { throw fail("an entry of a network ACL speaks of addresses", object.range, []) }
    guard !statement.isAddition else {
      let first = network.networkACLs[acl].entries.filter { $0.direction == direction }.map(\.number).min()
      for index in entries.indices { entries[index].number = max(0, (first ?? 101) - 1) }
      return [.addEntries(acl, entries)]
    }
    let there = network.networkACLs[acl].entries.filter { entry in
      entries.contains {
        $0.direction == entry.direction && $0.service == entry.service && $0.range == entry.range
          && $0.allows == entry.allows
      }
    }
    guard !there.isEmpty else { throw notThere("entry", statement) }
    return [.removeEntries(acl, there)]
  }

  private func peers(_ peer: EditPeer) throws(InputFailure) -> [SecurityGroupPeer] {
    switch peer {
    case .address(let value, _): return [.range(value.range)]
    case .everyone: return [.range(CIDR(.v4, base: 0, length: 0)), .range(CIDR(.v6, base: 0, length: 0))]
    case .object(let name):
      if let group = network.securityGroups.id(named: name.text) { return [.group(.resolved(group))] }
      if let list = network.prefixLists.id(named: name.text) { return [.prefixList(.resolved(list))] }
      throw unknown(name, "security group or prefix list")
    }
  }

  private func namedRule(_ name: Name) throws(InputFailure) -> [NetworkEdit] {
    for id in network.securityGroups.ids {
      let rules = network.securityGroups[id].rules.filter { $0.name == name.text }
      if !rules.isEmpty { return [.removeGroupRules(id, rules)] }
    }
    throw unknown(name, "rule")
  }

  private func entries(_ number: Int, _ acl: Name) throws(InputFailure) -> [NetworkEdit] {
    guard let id = network.networkACLs.id(named: acl.text) else { throw unknown(acl, "network ACL") }
    let entries = network.networkACLs[id].entries.filter { $0.number == number }
    guard !entries.isEmpty else { throw fail("there is no rule \(number) in this network ACL", acl.range, []) }
    return [.removeEntries(id, entries)]
  }

  // MARK: Routes

  private func newRoute(
    _ statement: EditStatement, _ range: CIDR, _ target: Name?, _ table: Name?
  ) throws(InputFailure) -> [NetworkEdit] {
    guard let target, let table else { throw notThere("target", statement) }
    if let id = network.transitGatewayRouteTables.id(named: table.text) {
      guard let attachment = attachmentID(target.text, of: network.transitGatewayRouteTables[id].gateway) else {
        throw unknown(target, "attachment of this transit gateway")
      }
      let route = TransitGatewayRoute(destination: range, attachments: [.resolved(attachment)])
      let there = network.transitGatewayRouteTables[id].routes.filter {
        $0.destination == range && $0.source == .fixed
      }
      return there.map { .removeTransitRoute(id, $0) } + [.addTransitRoute(id, route)]
    }
    guard let id = network.routeTables.id(named: table.text) else { throw unknown(table, "route table") }
    guard let end = routeTarget(target.text) else { throw unknown(target, "target of routes") }
    let there = network.routeTables[id].routes.filter {
      $0.destination == .range(range) && $0.source == .fixed && $0.target != .local
    }
    return there.map { .removeRoute(id, $0) } + [.addRoute(id, Route(destination: .range(range), target: end))]
  }

  private func oldRoutes(
    _ statement: EditStatement, _ range: CIDR, _ target: Name?, _ table: Name?
  ) throws(InputFailure) -> [NetworkEdit] {
    var result: [NetworkEdit] = []
    let end = target.flatMap { routeTarget($0.text) }
    if let target, end == nil, attachmentID(target.text, of: nil) == nil { throw unknown(target, "target of routes") }
    for id in network.routeTables.ids where table == nil || network.routeTables[id].name == table?.text {
      for route in network.routeTables[id].routes
      where route.destination == .range(range) && (target == nil || route.target == end) && route.target != .local {
        result.append(.removeRoute(id, route))
      }
    }
    for id in network.transitGatewayRouteTables.ids
    where table == nil || network.transitGatewayRouteTables[id].name == table?.text {
      let attachment = target.flatMap { attachmentID($0.text, of: network.transitGatewayRouteTables[id].gateway) }
      for route in network.transitGatewayRouteTables[id].routes
      where route.destination == range
        && (target == nil || route.attachments.contains { $0.id != nil && $0.id == attachment })
      {
        result.append(.removeTransitRoute(id, route))
      }
    }
    guard !result.isEmpty else { throw notThere("route that can be taken away", statement) }
    return result
  }

  private func attachmentID(
    _ name: String, of gateway: Reference<TransitGateway>?
  ) -> ID<TransitGatewayAttachment>? {
    network.transitGatewayAttachments.ids.first { id in
      let attachment = network.transitGatewayAttachments[id]
      guard gateway == nil || attachment.gateway == gateway else { return false }
      return attachment.name == name || attachment.name.hasPrefix(name + "/")
    }
  }

  private func routeTarget(_ name: String) -> RouteTarget? {
    if let id = network.internetGateways.id(named: name) { return .internetGateway(.resolved(id)) }
    if let id = network.egressOnlyInternetGateways.id(named: name) {
      return .egressOnlyInternetGateway(.resolved(id))
    }
    if let id = network.natGateways.id(named: name) { return .natGateway(.resolved(id)) }
    if let id = network.peerings.id(named: name) { return .peering(.resolved(id)) }
    if let id = network.interfaces.id(named: name) { return .interface(.resolved(id)) }
    if let id = network.transitGateways.id(named: name) { return .transitGateway(.resolved(id)) }
    if let id = network.vpnGateways.id(named: name) { return .vpnGateway(.resolved(id)) }
    return nil
  }

  // MARK: Hosts and connections

  private func states(_ object: Name, _ state: EditStatement.State) throws(InputFailure) -> [NetworkEdit] {
    switch state {
    case .started: return try interfaces(object).map { .start($0) }
    case .stopped: return try interfaces(object).map { .stop($0) }
    case .accepted:
      guard let id = network.peerings.id(named: object.text) else { throw unknown(object, "peering connection") }
      return [.activate(id)]
    case .publicAddress:
      let found = try interfaces(object)
      let edits = found.compactMap { id in
        network.freePublicAddress(for: id).map { NetworkEdit.addPublicAddress(id, $0) }
      }
      guard let edit = edits.first else {
        throw fail("`\(DisplayText.escape(object.text))` has a public address, or cannot have one", object.range, [])
      }
      return [edit]
    }
  }

  private func without(_ object: Name) throws(InputFailure) -> [NetworkEdit] {
    if let id = network.peerings.id(named: object.text) { return [.deactivate(id)] }
    return try interfaces(object).map { .stop($0) }
  }

  private func interfaces(_ name: Name) throws(InputFailure) -> [ID<Interface>] {
    if let id = network.interfaces.id(named: name.text) { return [id] }
    if let id = network.instances.id(named: name.text) {
      let found = network.interfaces.ids.filter { network.interfaces[$0].instance == id }
      if !found.isEmpty { return found }
    }
    throw unknown(name, "instance, interface or peering connection")
  }

  private func groupID(_ name: Name) throws(InputFailure) -> ID<SecurityGroup> {
    guard let id = network.securityGroups.id(named: name.text) else { throw unknown(name, "security group") }
    return id
  }

  // MARK: Mistakes

  private func unknown(_ name: Name, _ kind: String) -> InputFailure {
    fail("no \(kind) `\(DisplayText.escape(name.text))` in the network", name.range, [])
  }

  private func notThere(_ what: String, _ statement: EditStatement) -> InputFailure {
    fail("there is no such \(what) in the network", statement.range, ["`why` and `.resources` show what is there"])
  }
}

extension ServiceMatch {
  fileprivate init(_ entry: Traffic.Entry) {
    self.init(
      entry.proto.map { .number($0) } ?? .any, ports: entry.ports, icmpType: entry.icmpType,
      icmpCode: entry.icmpCode)
  }
}
