package import NetworkModel
package import PolicyTypes

/// POL-22: the network with every security group and network ACL open.
extension Checker {
  mutating func checkRoutes(_ claim: Claim) throws(CheckError) -> ClaimResult {
    var open = claim
    open.ignoresFilters = false
    proved = []
    var copy = try Checker(network.withOpenFilters, claims: [open])
    var result = try copy.check(open)
    obligations += result.obligations
    result.claim = claim
    return result
  }
}

extension Checker {
  /// The copy of a network that a witness against a claim is about: the network itself, unless the claim speaks of another one.
  /// Its objects have the ids that they have in `network`. Nil where nothing of that name may fail.
  package static func network(_ network: NetworkModel, of claim: Claim, failed: String?) -> NetworkModel? {
    if claim.ignoresFilters { return network.withOpenFilters }
    guard let failed else { return network }
    guard let kind = claim.failures else { return nil }
    return Failures(network, kind).all.first { $0.name == failed }?.network
  }
}

extension NetworkModel {
  /// Nothing is stopped by a security group or a network ACL; routes, gateways and firewalls stay as they are.
  var withOpenFilters: NetworkModel {
    var copy = self
    for id in copy.subnets.ids { copy.subnets[id].networkACL = .assumedOpen }
    let everything = Direction.allCases.flatMap { direction in
      IPFamily.allCases.map { family in
        SecurityGroupRule(
          direction: direction, service: ServiceMatch(.any), peer: .range(CIDR(family, base: 0, length: 0)))
      }
    }
    for id in copy.securityGroups.ids { copy.securityGroups[id].rules = everything }
    // One open group is as good as any.
    guard let open = copy.securityGroups.ids.first else { return copy }
    for id in copy.interfaces.ids where copy.interfaces[id].groups.contains(where: { $0.id == nil }) {
      copy.interfaces[id].groups = [.resolved(open)]
    }
    return copy
  }
}
