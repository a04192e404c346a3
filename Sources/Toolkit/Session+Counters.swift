package import Checker
import Importers
import NetworkModel
package import Reports
import SourceText

extension Session {
  /// What a check took, in numbers that do not depend on the machine.
  package func counters(
    _ results: [PolicyResult], _ statistics: CheckerStatistics
  ) -> [CheckReport.Counter] {
    let files = imported.files
    return [
      .init("files", files.count),
      .init("bytes", files.ids.reduce(0) { $0 + files.contents(of: $1).count }),
      .init("objects", objects), .init("interfaces", network.interfaces.count),
      .init("vpcs", network.vpcs.count), .init("classes", statistics.classes),
      .init("claims", results.reduce(0) { $0 + $1.claims.count }),
      .init("obligations", statistics.obligations),
      .init("distinctObligations", statistics.distinctObligations),
      .init("solverCalls", statistics.solverCalls),
      .init("largestObligation", statistics.largestObligation),
    ]
  }

  private var objects: Int {
    let places =
      network.vpcs.count + network.subnets.count + network.interfaces.count + network.instances.count
    let filters =
      network.securityGroups.count + network.networkACLs.count + network.prefixLists.count
      + network.routeTables.count
    let gateways =
      network.internetGateways.count + network.egressOnlyInternetGateways.count + network.natGateways.count
      + network.peerings.count + network.vpcEndpoints.count + network.vpnGateways.count
      + network.privateConnections.count
    let transit =
      network.transitGateways.count + network.transitGatewayAttachments.count
      + network.transitGatewayRouteTables.count
    let services =
      network.loadBalancers.count + network.targetGroups.count + network.unmodelled.count
    return places + filters + gateways + transit + services
  }
}
