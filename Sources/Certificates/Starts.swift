package import ForwardingGraph
package import NetworkModel
package import PolicyTypes

extension AddressSet {
  package func intervals(_ family: IPFamily) -> Intervals { Intervals(ranges, family: family) }
}

/// One sender of a claim or question: who, and with which source addresses per family.
package struct Start: Hashable, Sendable {
  package var emitter: Emitter
  package var member: EndpointMember?
  package var sources: [IPFamily: Intervals]
}

/// Which addresses of a member a statement ranges over (REA-3b).
package enum AddressReading {
  /// `forbid`: everything that ENI-3 lets the member emit, every address.
  case all
  /// `require` and questions: the primary address of each family.
  case primary
}

/// Senders and destination addresses of endpoint sets.
package struct Ends {
  package let network: NetworkModel
  package let plan: AddressPlan

  package init(network: NetworkModel, plan: AddressPlan) {
    self.network = network
    self.plan = plan
  }

  /// The senders of a set that can emit at all, in order; service interfaces that start nothing are left out.
  package func starts(_ set: EndpointSet, _ reading: AddressReading, families: [IPFamily]) -> [Start] {
    var result: [Start] = []
    for member in set.members {
      let interface = network.interfaces[member.interface]
      switch interface.kind {
      case .natGateway, .transparentService, .interfaceEndpoint: continue
      case .ordinary, .loadBalancer, .unmodelledService: break
      }
      var sources: [IPFamily: Intervals] = [:]
      for family in families {
        let addresses = emitted(member, reading, family)
        if !addresses.isEmpty { sources[family] = addresses }
      }
      if !sources.isEmpty {
        result.append(Start(emitter: .interface(member.interface), member: member, sources: sources))
      }
    }
    if let outside = set.outside {
      var sources: [IPFamily: Intervals] = [:]
      for family in families {
        let addresses = outside.intervals(family).intersection(plan.internet(family))
        if !addresses.isEmpty { sources[family] = addresses }
      }
      if !sources.isEmpty { result.append(Start(emitter: .internet, member: nil, sources: sources)) }
    }
    if let sites = set.onPremises, !network.privateConnections.isEmpty {
      var sources: [IPFamily: Intervals] = [:]
      for family in families {
        let addresses = sites.intervals(family)
        if !addresses.isEmpty { sources[family] = addresses }
      }
      if !sources.isEmpty { result.append(Start(emitter: .onPremises, member: nil, sources: sources)) }
    }
    return result
  }

  private func emitted(_ member: EndpointMember, _ reading: AddressReading, _ family: IPFamily) -> Intervals {
    let interface = network.interfaces[member.interface]
    let owned = plan.owned(member.interface, family)
    if let addresses = member.addresses { return addresses.intervals(family).intersection(owned) }
    switch reading {
    case .all:
      return interface.sourceDestinationCheck ? owned : Intervals(0, family.maximum)
    case .primary:
      return interface.primaryAddress(family).map { Intervals($0.value) } ?? .empty
    }
  }

  /// The addresses under which a sender reaches a member: its private ones from inside, its public ones from outside.
  package func targets(
    _ member: EndpointMember, from emitter: Emitter, _ family: IPFamily, mode: AddressMode
  ) -> Intervals {
    let interface = network.interfaces[member.interface]
    let owned = plan.owned(member.interface, family)
    var own: Intervals
    if let addresses = member.addresses {
      own = addresses.intervals(family).intersection(owned)
    } else if mode == .all {
      own = owned
    } else {
      own = interface.primaryAddress(family).map { Intervals($0.value) } ?? .empty
    }
    guard family == .v4, emitter == .internet || mode == .public else { return own }
    let mapped = Intervals(
      union: interface.privateAddresses.compactMap { address in
        guard let mapped = address.publicAddress, own.contains(address.address.value) else { return nil }
        return mapped.value...mapped.value
      })
    // Without a public mapping the private address stands: the packet is sent, and goes nowhere.
    return mapped.isEmpty ? own : mapped
  }

  /// The part of a written destination by which provider services are meant: every address behind a gateway endpoint;
  /// link services and the resolver only when they are named (a host prefix, or a range inside the link ranges), because
  /// no rule can filter them and a wide range such as 0.0.0.0/0 does not mean them.
  package func serviceRanges(_ written: AddressSet, _ service: String) -> AddressSet {
    if network.vpcEndpoints.id(named: service) != nil { return written }
    return AddressSet(
      written.ranges.filter { range in
        range.length == range.family.width
          || Intervals(range.first, range.last).isSubset(of: SpecialRanges.linkServices(range.family))
      })
  }
}
