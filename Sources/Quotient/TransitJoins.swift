import NetworkModel

/// The attachments of every VPC, and the routes of transit gateways that lead to each.
struct TransitJoins {
  struct Arrival {
    var table: ID<TransitGatewayRouteTable>
    var route: TransitGatewayRoute
  }

  private var attachments: [ID<VPC>: [ID<TransitGatewayAttachment>]] = [:]
  private var arrivals: [ID<TransitGatewayAttachment>: [Arrival]] = [:]
  /// VPCs to which a route leads that is not about addresses of theirs alone: packets may pass through them.
  private(set) var passed: Set<ID<VPC>> = []

  /// Routes that belong to one VPC are its own; the ranges of all others are constants of their realm.
  init(_ network: NetworkModel, realms: Realms, own: (ID<VPC>) -> [CIDR], constants: inout Constants) {
    for id in network.transitGatewayAttachments.ids {
      guard case .vpc(let side) = network.transitGatewayAttachments[id].kind, let vpc = side.vpc.id
      else { continue }
      attachments[vpc, default: []].append(id)
    }
    for id in network.transitGatewayRouteTables.ids {
      let table = network.transitGatewayRouteTables[id]
      for route in table.routes {
        let owners = route.attachments.compactMap { reference -> ID<VPC>? in
          guard let attachment = reference.id,
            case .vpc(let side) = network.transitGatewayAttachments[attachment].kind
          else { return nil }
          return side.vpc.id
        }
        if route.attachments.count == 1, let attachment = route.attachments[0].id,
          let owner = owners.first, own(owner).contains(where: { $0.contains(route.destination) })
        {
          arrivals[attachment, default: []].append(Arrival(table: id, route: route))
          continue
        }
        passed.formUnion(owners)
        guard let gateway = table.gateway.id else {
          constants.addEverywhere(route.destination)
          continue
        }
        constants.add(route.destination, realm: realms.realm(of: gateway))
      }
    }
  }

  /// The transit gateways' part of the shape of one VPC.
  func write(_ vpc: ID<VPC>, _ network: NetworkModel, to writer: inout ShapeWriter) {
    let joined = attachments[vpc] ?? []
    writer.write(joined.count)
    for id in joined {
      let attachment = network.transitGatewayAttachments[id]
      switch attachment.gateway {
      case .missing(let unknown): writer.write(-1); writer.write(unknown)
      case .resolved(let gateway): writer.write(Int(gateway.index))
      }
      writer.write(attachment.isFunctional)
      switch attachment.association {
      case .none: writer.write(-1)
      case .unknown(let unknown): writer.write(-2); writer.write(unknown)
      case .table(.missing(let unknown)): writer.write(-3); writer.write(unknown)
      case .table(.resolved(let table)): writer.write(Int(table.index))
      }
      guard case .vpc(let side) = attachment.kind else { continue }
      writer.write(side.applianceMode)
      writer.write(side.supportsIPv6)
      writer.write(side.keepsGroupReferences)
      writer.write(side.subnets.count)
      for subnet in side.subnets {
        switch subnet {
        case .missing(let unknown): writer.write(-1); writer.write(unknown)
        case .resolved(let known): writer.refer(known)
        }
      }
      let routes = arrivals[id] ?? []
      writer.write(routes.count)
      for arrival in routes {
        writer.write(Int(arrival.table.index))
        writer.write(arrival.route.destination)
        switch arrival.route.state {
        case .active: writer.write(0)
        case .blackhole: writer.write(1)
        case .unknown(let unknown): writer.write(2); writer.write(unknown)
        }
        writer.write(arrival.route.source.rawValue)
      }
    }
  }
}
