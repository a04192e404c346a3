import NetworkModel
import PolicyTypes
import SolverZ3

/// POL-21: the network as it is, and each copy of it in which one thing failed.
extension Checker {
  mutating func checkTolerating(_ claim: Claim, _ kind: FailureKind) throws(CheckError) -> ClaimResult {
    var whole = claim
    whole.failures = nil
    var result = try check(whole)
    result.claim = claim
    proved = []
    guard result.verdict == .proved || result.verdict == .unknown else { return result }
    let plan = Failures(network, kind)
    guard !plan.all.isEmpty || plan.unknown != nil else {
      // What is not known of the network as it is may violate the claim.
      guard result.verdict == .proved else { return result }
      result.verdict = .vacuous
      result.unknowns = []
      result.emptiness = "nothing of the kind \(kind.rawValue) is in this network"
      return result
    }
    var collector = UnknownCollector()
    collector.insert(result.unknowns)
    if let unknown = plan.unknown { collector.insert(unknown) }
    for failure in plan.all {
      if solver.interrupter.isInterrupted { throw .interrupted }
      guard let part = failure.limited(whole) else { continue }
      var copy = try Checker(failure.network, claims: [part], usesQuotient: false)
      let found = try copy.check(part)
      result.obligations += found.obligations
      switch found.verdict {
      case .proved, .vacuous: continue
      case .unknown: collector.insert(found.unknowns)
      case .violated:
        result.verdict = .violated
        result.witness = found.witness
        result.unknowns = []
        result.failed = failure.name
        return result
      }
    }
    result.verdict = collector.isEmpty ? .proved : .unknown
    result.unknowns = collector.sorted
    return result
  }
}

/// What may fail in a network, and the network without it.
struct Failures {
  struct Failure {
    var name: String
    var network: NetworkModel
    /// Interfaces that are gone with it.
    var gone: Set<ID<Interface>>

    /// The claim about what is left; nil where one end is gone.
    func limited(_ claim: Claim) -> Claim? {
      guard !gone.isEmpty else { return claim }
      var claim = claim
      for end in [\Claim.source, \Claim.destination] {
        let had = !claim[keyPath: end].members.isEmpty
        claim[keyPath: end].members.removeAll { gone.contains($0.interface) }
        let isOutside = claim[keyPath: end].outside != nil || claim[keyPath: end].onPremises != nil
        if had, claim[keyPath: end].members.isEmpty, !isOutside { return nil }
        for id in gone { claim[keyPath: end].doubtful[id] = nil }
      }
      return claim
    }
  }

  var all: [Failure] = []
  /// Why it is not known what fails together.
  var unknown: Unknown?

  init(_ network: NetworkModel, _ kind: FailureKind) {
    switch kind {
    case .natGateways:
      for id in network.natGateways.ids where network.natGateways[id].isFunctional {
        var copy = network
        copy.natGateways[id].isFunctional = false
        all.append(Failure(name: network.natGateways[id].name, network: copy, gone: []))
      }
    case .attachments:
      for id in network.transitGatewayAttachments.ids where network.transitGatewayAttachments[id].isFunctional {
        var copy = network
        copy.transitGatewayAttachments[id].isFunctional = false
        all.append(Failure(name: network.transitGatewayAttachments[id].name, network: copy, gone: []))
      }
    case .zones: addZones(network)
    }
  }

  private mutating func addZones(_ network: NetworkModel) {
    var zones: [Zone] = []
    for subnet in network.subnets.elements {
      guard let zone = subnet.zone, subnet.gaps[.zone] == nil,
        zones.allSatisfy({ $0.isSame(as: zone) != nil })
      else {
        unknown = Unknown(
          object: subnet.name, kind: "subnet", reason: "in which zone it is compared to others is not known",
          rule: "POL-21")
        all = []
        return
      }
      if !zones.contains(where: { $0.isSame(as: zone) == true }) { zones.append(zone) }
    }
    for zone in zones { all.append(failure(of: zone, network)) }
  }

  private func failure(of zone: Zone, _ network: NetworkModel) -> Failure {
    var copy = network
    let subnets = Set(network.subnets.ids.filter { network.subnets[$0].zone?.isSame(as: zone) == true })
    let gone = Set(network.interfaces.ids.filter { subnets.contains(network.interfaces[$0].subnet) })
    for id in gone { copy.interfaces[id].isFunctional = false }
    for id in network.natGateways.ids where subnets.contains(network.natGateways[id].subnet) {
      copy.natGateways[id].isFunctional = false
    }
    for id in network.vpcEndpoints.ids {
      guard case .inspection(let inspection) = network.vpcEndpoints[id].kind, subnets.contains(inspection.subnet)
      else { continue }
      copy.vpcEndpoints[id].isFunctional = false
    }
    for id in network.transitGatewayAttachments.ids {
      guard case .vpc(var side) = network.transitGatewayAttachments[id].kind else { continue }
      let left = side.subnets.filter { $0.id.map { !subnets.contains($0) } ?? true }
      guard left.count < side.subnets.count else { continue }
      side.subnets = left
      copy.transitGatewayAttachments[id].kind = .vpc(side)
      if left.isEmpty { copy.transitGatewayAttachments[id].isFunctional = false }
    }
    return Failure(name: zone.name, network: copy, gone: gone)
  }
}
