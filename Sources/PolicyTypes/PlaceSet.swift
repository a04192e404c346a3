package import NetworkModel

/// Objects that a way may lead through, by the names under which ways tell of them (LANG-13).
package struct PlaceSet: Hashable, Sendable {
  package var names: Set<String>
  /// Further objects that may be in the set, with the reasons (LANG-9a).
  package var doubtful: [String: Set<Unknown>]
  /// How it reads in reports.
  package var text: String

  package init(names: Set<String>, doubtful: [String: Set<Unknown>] = [:], text: String) {
    self.names = names
    self.doubtful = doubtful
    self.text = text
  }

  package var isEmpty: Bool { names.isEmpty && doubtful.isEmpty }

  /// Whether a way that leads through `components` passes a member of the set.
  package enum Visit: Hashable, Sendable {
    case yes, no
    case perhaps(Set<Unknown>)
  }

  package func visit(_ components: some Sequence<String>) -> Visit {
    var reasons: Set<Unknown> = []
    for component in components {
      if names.contains(component) { return .yes }
      if let doubt = doubtful[component] { reasons.formUnion(doubt) }
    }
    return reasons.isEmpty ? .no : .perhaps(reasons)
  }
}

/// One name for each place: a service's interfaces count as the service.
package struct PlaceNames: Sendable {
  private let services: [String: String]
  private let interfaces: [String: [String]]

  package init(_ network: NetworkModel) {
    var services: [String: String] = [:]
    for gateway in network.natGateways.elements {
      for address in gateway.addresses {
        services[network.interfaces[address.interface].name] = gateway.name
      }
    }
    for interface in network.interfaces.elements {
      switch interface.kind {
      case .loadBalancer(let id): services[interface.name] = network.loadBalancers[id].name
      case .interfaceEndpoint(let id): services[interface.name] = network.vpcEndpoints[id].name
      case .ordinary, .natGateway, .transparentService, .unmodelledService: break
      }
    }
    self.services = services
    interfaces = Dictionary(grouping: services.keys) { services[$0] ?? $0 }
  }

  /// The name of the place that a component of a trace belongs to.
  package func canonical(_ component: String) -> String { services[component] ?? component }

  /// The interfaces of a service; any other place is its own only one.
  package func interfaces(of place: String) -> [String] { interfaces[place] ?? [place] }

  /// What a way leads through between its ends: the ends do not count (LANG-13).
  package func between(_ components: some Sequence<String>, from sender: String?, to receiver: String?) -> [String] {
    let ends = Set([sender, receiver].compactMap { $0.map(canonical) })
    return components.map(canonical).filter { !ends.contains($0) }
  }
}

/// What a claim says about every way of its packets (POL-13 to POL-15).
package struct WayCondition: Hashable, Sendable {
  package enum Condition: Hashable, Sendable {
    /// Every way passes a member of the set.
    case passes(PlaceSet)
    /// No way passes one.
    case avoids(PlaceSet)
    /// Every hop of every way is encrypted by one of these (ENC-15).
    case encrypted([EncryptionMechanism])
    /// Every place of every way lies there (POL-20).
    case within(Residence)
    /// Every leg has at most so many hops (POL-20).
    case hops(Int)
    /// Replies pass the same members of the set as what they answer (POL-23).
    case mirrored(PlaceSet)
  }

  package var condition: Condition
  /// Replies do not count.
  package var isOneWay: Bool

  package init(_ condition: Condition, isOneWay: Bool = false) {
    self.condition = condition
    self.isOneWay = isOneWay
  }
}
