package import NetworkModel

/// Transit gateways in few words. A gateway comes with its default table; an attachment is associated with it, and the
/// ranges of an attached VPC are propagated to it, unless tables are given.
///
///     let tgw = net.transitGateway("tgw-1")
///     let left = net.attach("tgw-attach-a", tgw, [subnetA])
///     net.attach("tgw-attach-b", tgw, [subnetB], table: net.transitTable("tgw-rtb-b", of: tgw), propagatesTo: [])
///     net.route(in: net.mainTable(vpcA), "10.1.0.0/16", .transitGateway(.resolved(tgw)))
///     net.route(in: net.transitTable(tgw), "0.0.0.0/0", left)
extension NetworkBuilder {
  @discardableResult
  package mutating func transitGateway(
    _ name: String, scope: ID<Scope>? = nil, functional: Bool = true, references: Bool = false
  ) -> ID<TransitGateway> {
    let id = added(
      model.transitGateways.insert(
        TransitGateway(
          name: name, scope: scope ?? self.scope, isFunctional: functional,
          keepsGroupReferences: references)), name)
    transitTables[id] = transitTable("tgw-rtb-\(name)", of: id)
    return id
  }

  /// The default table of a gateway.
  package func transitTable(_ gateway: ID<TransitGateway>) -> ID<TransitGatewayRouteTable> {
    guard let id = transitTables[gateway] else { preconditionFailure("a gateway of another builder") }
    return id
  }

  /// A further table of `gateway`, empty.
  @discardableResult
  package mutating func transitTable(
    _ name: String, of gateway: ID<TransitGateway>
  ) -> ID<TransitGatewayRouteTable> {
    added(
      model.transitGatewayRouteTables.insert(
        TransitGatewayRouteTable(name: name, gateway: .resolved(gateway))), name)
  }

  /// An attachment of the VPC of `subnets` (at least one). `table` is the one that its packets are looked up in;
  /// `propagatesTo` receives the VPC's ranges, IPv6 ones if `v6`; nil stands for the default table.
  @discardableResult
  package mutating func attach(
    _ name: String, _ gateway: ID<TransitGateway>, _ subnets: [ID<Subnet>],
    table: ID<TransitGatewayRouteTable>? = nil, propagatesTo tables: [ID<TransitGatewayRouteTable>]? = nil,
    appliance: Bool = false, v6: Bool = true, references: Bool = false, functional: Bool = true
  ) -> ID<TransitGatewayAttachment> {
    guard let first = subnets.first else { preconditionFailure("an attachment needs a subnet") }
    let vpc = model.subnets[first].vpc
    let id = added(
      model.transitGatewayAttachments.insert(
        TransitGatewayAttachment(
          name: name, gateway: .resolved(gateway),
          kind: .vpc(
            TransitGatewayVPC(
              vpc: .resolved(vpc), subnets: subnets.map { .resolved($0) }, applianceMode: appliance,
              supportsIPv6: v6, keepsGroupReferences: references)),
          isFunctional: functional, association: .table(.resolved(table ?? transitTable(gateway))))),
      name)
    let ranges = model.vpcs[vpc].ranges.filter { v6 || $0.family == .v4 }
    for table in tables ?? [transitTable(gateway)] {
      for range in ranges {
        model.transitGatewayRouteTables[table].routes.append(
          TransitGatewayRoute(destination: range, source: .vpc, attachments: [.resolved(id)]))
      }
    }
    return id
  }

  /// A peering of two gateways: the attachment on each side, `NAME/GATEWAY`, looked up in its gateway's default table.
  @discardableResult
  package mutating func peer(
    _ name: String, _ near: ID<TransitGateway>, _ far: ID<TransitGateway>, functional: Bool = true
  ) -> (near: ID<TransitGatewayAttachment>, far: ID<TransitGatewayAttachment>) {
    let nothing = unknown(name, kind: "transitGatewayAttachment")
    let nearID = transitAttachment(
      "\(name)/\(model.transitGateways[near].name)", near, .peering(.missing(nothing)),
      functional: functional)
    let farID = transitAttachment(
      "\(name)/\(model.transitGateways[far].name)", far, .peering(.resolved(nearID)),
      functional: functional)
    model.transitGatewayAttachments[nearID].kind = .peering(.resolved(farID))
    return (nearID, farID)
  }

  /// An attachment of any kind, looked up in the gateway's default table.
  @discardableResult
  package mutating func transitAttachment(
    _ name: String, _ gateway: ID<TransitGateway>, _ kind: TransitGatewayAttachment.Kind,
    functional: Bool = true
  ) -> ID<TransitGatewayAttachment> {
    added(
      model.transitGatewayAttachments.insert(
        TransitGatewayAttachment(
          name: name, gateway: .resolved(gateway), kind: kind, isFunctional: functional,
          association: .table(.resolved(transitTable(gateway))))), name)
  }

  /// A route of a gateway's table; without attachments it is a blackhole.
  package mutating func route(
    in table: ID<TransitGatewayRouteTable>, _ destination: String,
    _ attachments: ID<TransitGatewayAttachment>..., source: TransitGatewayRoute.Source = .fixed
  ) {
    model.transitGatewayRouteTables[table].routes.append(
      TransitGatewayRoute(
        destination: Self.cidr(destination), state: attachments.isEmpty ? .blackhole : .active,
        source: source, attachments: attachments.map { .resolved($0) }))
  }

  /// Leads `destination` of a VPC's main table to `gateway`.
  package mutating func route(_ vpc: ID<VPC>, _ destination: String, _ gateway: ID<TransitGateway>) {
    route(in: mainTable(vpc), destination, .transitGateway(.resolved(gateway)))
  }
}
