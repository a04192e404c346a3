import NetworkModel

/// The look-up in the table of the attachment where a packet entered (TGW-2, TGW-5…TGW-7, K24).
extension Walk {
  /// Looks the packet up and sends it on to the attachment of the selected route. `subnet` is where
  /// it entered a VPC attachment.
  mutating func route(_ passage: TransitPassage, enteredAt subnet: ID<Subnet>?) -> Disposition {
    let ingress = passage.ingress
    let site = Site.transitGatewayAttachment(ingress, subnet)
    guard transit.enters(ingress, subnet) else { return dropped(.loop, at: site, "REA-2") }
    let table: ID<TransitGatewayRouteTable>
    switch network.transitGatewayAttachments[ingress].association {
    case .none: return dropped(.transitNoAssociation, at: site, "TGW-2")
    case .unknown(let unknown), .table(.missing(let unknown)): return ends(unknown: unknown)
    case .table(.resolved(let associated)):
      table = has(.transitIgnoresAssociation) ? firstTable(of: passage.gateway) : associated
    }
    if let unknown = network.transitGatewayRouteTables[table].unknownContents {
      return ends(unknown: unknown)
    }
    guard let selected = select(in: table) else {
      return dropped(.transitNoRoute, at: .transitGatewayTable(table), "TGW-6")
    }
    if let rival = selected.rival {
      return ends(unknown: unknown(table, "routes to \(rival) rank alike", "TGW-5"))
    }
    return follow(selected.route, in: table, passage)
  }

  private mutating func follow(
    _ index: Int, in table: ID<TransitGatewayRouteTable>, _ passage: TransitPassage
  ) -> Disposition {
    let route = network.transitGatewayRouteTables[table].routes[index]
    let site = Site.transitGatewayRoute(table, index)
    switch route.state {
    case .active: break
    case .blackhole: return dropped(.transitBadStateRoute, at: site, "TGW-6")
    case .unknown(let unknown): return ends(unknown: unknown)
    }
    guard route.attachments.count == 1, let target = route.attachments.first else {
      return ends(
        unknown: unknown(table, "several attachments share the route to \(route.destination)", "TGW-7")
      )
    }
    switch target {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let exit):
      let attachment = network.transitGatewayAttachments[exit]
      switch attachment.gateway {
      case .missing(let unknown): return ends(unknown: unknown)
      case .resolved(passage.gateway): break
      case .resolved:
        return ends(unknown: unknown(exit, "belongs to another gateway than the route", "TGW-6"))
      }
      guard attachment.isFunctional || has(.transitIgnoresState) else {
        return dropped(.transitBadStateRoute, at: site, "TGW-6")
      }
      record("forward", at: site, "TGW-5")
      return leave(passage, through: exit)
    }
  }

  private struct Selected {
    var route: Int
    /// The prefix, if another route of the same rank says something else.
    var rival: CIDR?
  }

  /// Longest prefix, then the source's rank (TGW-5). Blackholes are candidates (TGW-6).
  private func select(in table: ID<TransitGatewayRouteTable>) -> Selected? {
    let routes = network.transitGatewayRouteTables[table].routes
    var best: Selected?
    for index in routes.indices where routes[index].destination.contains(packet.destination) {
      if has(.transitBlackholeFallsBack), routes[index].state == .blackhole { continue }
      guard let current = best else {
        best = Selected(route: index)
        continue
      }
      switch order(routes[index], routes[current.route]) {
      case .before: best = Selected(route: index)
      case .same:
        if routes[index].state != routes[current.route].state
          || routes[index].attachments != routes[current.route].attachments
        {
          best?.rival = routes[index].destination
        }
      case .after: break
      }
    }
    return best
  }

  private enum Order { case before, same, after }

  private func order(_ a: TransitGatewayRoute, _ b: TransitGatewayRoute) -> Order {
    if a.destination.length != b.destination.length {
      let isLonger = a.destination.length > b.destination.length
      return isLonger != has(.transitShortestWins) ? .before : .after
    }
    if a.source != b.source {
      let isBetter = a.source.rawValue < b.source.rawValue
      return isBetter != has(.transitSourceReversed) ? .before : .after
    }
    return .same
  }

  /// For a mutant.
  private func firstTable(of gateway: ID<TransitGateway>) -> ID<TransitGatewayRouteTable> {
    let tables = network.transitGatewayRouteTables
    return tables.ids.first { tables[$0].gateway == .resolved(gateway) } ?? ID(index: 0)
  }

  private func unknown(
    _ id: ID<TransitGatewayRouteTable>, _ reason: String, _ rule: String
  ) -> Unknown {
    let table = network.transitGatewayRouteTables[id]
    return Unknown(
      object: table.name, kind: "transitGatewayRouteTable", reason: reason, rule: rule,
      origin: table.origin)
  }
}
