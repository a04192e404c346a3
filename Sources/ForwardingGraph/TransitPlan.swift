package import NetworkModel

/// What every transit gateway's table does with each part of the address space, and which attachments join which VPC:
/// computed once per network and scope. Parts that lead out of the scope are left out.
package struct TransitPlan: Sendable {
  private struct Join: Hashable {
    var vpc: ID<VPC>
    var gateway: ID<TransitGateway>
  }

  private let partitions: [IPFamily: ContiguousArray<TransitPartition>]
  private let joins: [Join: [ID<TransitGatewayAttachment>]]

  package init(_ network: NetworkModel, within scope: VPCScope = .everything) {
    partitions = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { family in
        let tables = network.transitGatewayRouteTables.elements.map { table in
          var partition = TransitPartition(table: table, family: family)
          partition.keep { exit in scope.admits(network.transitGatewayAttachments[exit]) }
          return partition
        }
        return (family, ContiguousArray(tables))
      })
    var joins: [Join: [ID<TransitGatewayAttachment>]] = [:]
    for id in network.transitGatewayAttachments.ids {
      let attachment = network.transitGatewayAttachments[id]
      guard attachment.isFunctional, case .vpc(let side) = attachment.kind, let vpc = side.vpc.id,
        let gateway = attachment.gateway.id
      else { continue }
      joins[Join(vpc: vpc, gateway: gateway), default: []].append(id)
    }
    self.joins = joins
  }

  /// The functional attachments of a VPC to a gateway; more than one is not legal but may be in a snapshot (TGW-4).
  package func attachments(
    of vpc: ID<VPC>, to gateway: ID<TransitGateway>
  ) -> [ID<TransitGatewayAttachment>] {
    joins[Join(vpc: vpc, gateway: gateway)] ?? []
  }

  package func partition(
    of table: ID<TransitGatewayRouteTable>, _ family: IPFamily
  ) -> TransitPartition? {
    partitions[family]?[Int(table.index)]
  }
}
