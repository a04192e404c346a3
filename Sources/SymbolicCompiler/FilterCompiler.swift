import ForwardingGraph
import NetworkModel
import TermGraph

/// The three-valued outcome of a filter for the packets of one path (CNV-2): the conditions are disjoint and cover
/// everything; what none of them admits is denied.
struct FilterOutcome {
  var allow: TermID
  /// In order of report; disjoint from `allow` and from each other.
  var unknown: [(condition: TermID, reason: Unknown)]
  /// Which filter it is, for those that explain a drop.
  var site: FilterSite?

  static let open = FilterOutcome(allow: TermGraph.true, unknown: [])
}

/// What route carried the packet away, as far as egress references are concerned (SG-7).
enum EgressRoute {
  case local
  case peering(ID<Peering>)
  /// Not known: it may be one that preserves references.
  case unknown(Unknown)
  case other
}

/// Security groups and network ACLs as terms over the header of one path. Exact. Rules: SG-1..13, NACL-2..4.
extension Explorer {
  /// Protocol, port and ICMP part of a rule (SG-3, NACL-3).
  mutating func serviceTerm(_ service: ServiceMatch, _ state: PathState) -> TermID {
    guard case .number(let number) = service.proto else { return TermGraph.true }
    let proto = terms.member(
      state.header.proto, of: Intervals(UInt128(number)), width: 8, in: state)
    if proto == TermGraph.false { return proto }
    var parts = [proto]
    if IPProtocol.hasPorts(number), let ports = service.ports {
      parts.append(
        terms.member(
          state.header.destinationPort,
          of: Intervals(UInt128(ports.lowerBound), UInt128(ports.upperBound)), width: 16, in: state))
    }
    if IPProtocol.isICMP(number) {
      if let type = service.icmpType {
        parts.append(
          terms.member(state.header.icmpType, of: Intervals(UInt128(type)), width: 8, in: state))
      }
      if let code = service.icmpCode {
        parts.append(
          terms.member(state.header.icmpCode, of: Intervals(UInt128(code)), width: 8, in: state))
      }
    }
    return terms.graph.and(parts)
  }

  private mutating func addressTerm(_ field: Field, in set: Intervals, _ state: PathState) -> TermID {
    terms.member(field, of: set, width: state.header.family.width, in: state)
  }

  /// SG-1 over all groups of `interface`; `route` matters for egress references only.
  mutating func securityGroups(
    of interface: ID<Interface>, _ direction: Direction, _ state: PathState, route: EgressRoute
  ) -> FilterOutcome {
    var allow: [TermID] = []
    var unknown: [(TermID, Unknown)] = []
    for reference in network.interfaces[interface].groups {
      switch reference {
      case .missing(let id): unknown.append((TermGraph.true, network[id]))
      case .resolved(let group):
        for rule in network.securityGroups[group].rules where rule.direction == direction {
          let service = serviceTerm(rule.service, state)
          if service == TermGraph.false { continue }
          switch peer(rule.peer, direction, state, route: route) {
          case .matches(let term): allow.append(terms.graph.and(service, term))
          case .unknown(let reason): unknown.append((service, reason))
          }
        }
      }
    }
    return threeValued(allow: terms.graph.or(allow), unknown: unknown)
  }

  private enum PeerOutcome {
    case matches(TermID)
    case unknown(Unknown)
  }

  /// SG-4: source for ingress, destination for egress.
  private mutating func peer(
    _ peer: SecurityGroupPeer, _ direction: Direction, _ state: PathState, route: EgressRoute
  ) -> PeerOutcome {
    let family = state.header.family
    let field = direction == .ingress ? state.header.source : state.header.destination
    switch peer {
    case .range(let range):
      return .matches(addressTerm(field, in: Intervals([range], family: family), state))
    case .prefixList(.missing(let id)), .unknown(let id), .group(.missing(let id)):
      return .unknown(network[id])
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .unknown(let id): return .unknown(network[id])
      case .known(let ranges):
        return .matches(addressTerm(field, in: Intervals(ranges, family: family), state))
      }
    case .stale: return .matches(TermGraph.false)
    case .group(.resolved(let group)):
      if direction == .ingress { return .matches(ingressReference(group, state)) }
      if case .unknown(let reason) = route { return .unknown(reason) }
      return .matches(egressReference(group, state, route: route))
    }
  }

  /// SG-5, SG-6, SG-8: the tag must have travelled and the source must be an own address of the emitter.
  private mutating func ingressReference(_ group: ID<SecurityGroup>, _ state: PathState) -> TermID {
    guard state.keepsGroups, let emitter = state.emitter,
      network.interfaces[emitter].groups.contains(.resolved(group))
    else { return TermGraph.false }
    // LB-4: also under the client's address.
    if state.keepsClient { return TermGraph.true }
    return addressTerm(state.header.source, in: plan.owned(emitter, state.header.family), state)
  }

  /// SG-7: an own address of a member in the same VPC (route local) or in the VPC of the chosen peering.
  private mutating func egressReference(
    _ group: ID<SecurityGroup>, _ state: PathState, route: EgressRoute
  ) -> TermID {
    guard let emitter = state.emitter else { return TermGraph.false }
    let home = network.interfaces[emitter].vpc
    let vpc: ID<VPC>
    switch route {
    case .other, .unknown: return TermGraph.false
    case .local: vpc = home
    case .peering(let id):
      let peering = network.peerings[id]
      guard peering.isActive, peering.requester.region == peering.accepter.region,
        let remote = peering.remote(from: home)?.vpc.id
      else { return TermGraph.false }
      vpc = remote
    }
    var spans: [ClosedRange<UInt128>] = []
    for member in members(of: group) where network.interfaces[member].vpc == vpc {
      spans += plan.owned(member, state.header.family).spans
    }
    return addressTerm(state.header.destination, in: Intervals(union: spans), state)
  }

  /// NACL-2, NACL-3: ascending numbers, first match wins, the implicit last rule denies.
  mutating func networkACL(
    of subnet: ID<Subnet>, _ direction: Direction, _ state: PathState
  ) -> FilterOutcome {
    var outcome = entries(of: subnet, direction, state)
    if case .acl(let acl) = network.subnets[subnet].networkACL { outcome.site = .networkACL(acl, direction) }
    return outcome
  }

  private mutating func entries(
    of subnet: ID<Subnet>, _ direction: Direction, _ state: PathState
  ) -> FilterOutcome {
    let acl: ID<NetworkACL>
    switch network.subnets[subnet].networkACL {
    case .acl(let id): acl = id
    case .assumedOpen: return .open
    case .missing(let id): return FilterOutcome(allow: TermGraph.false, unknown: [(TermGraph.true, network[id])])
    case .notCollected(let id):
      switch options.uncollectedFilters {
      case .open: return .open
      case .unknown: return FilterOutcome(allow: TermGraph.false, unknown: [(TermGraph.true, network[id])])
      }
    }
    let field = direction == .ingress ? state.header.source : state.header.destination
    var open = TermGraph.true
    var allow: [TermID] = []
    var unknown: [(TermID, Unknown)] = []
    let entries = network.networkACLs[acl].entries
      .filter { $0.direction == direction && $0.range.family == state.header.family }
      .sorted { $0.number < $1.number }
    for entry in entries {
      let range = Intervals(entry.range.first, entry.range.last)
      let match = terms.graph.and(
        serviceTerm(entry.service, state), addressTerm(field, in: range, state))
      if match == TermGraph.false { continue }
      let decided = terms.graph.and(open, match)
      if let id = entry.unknown {
        unknown.append((decided, network[id]))
      } else if entry.allows {
        allow.append(decided)
      }
      open = terms.graph.and(open, terms.graph.not(match))
      if open == TermGraph.false { break }
    }
    return FilterOutcome(
      allow: terms.graph.or(allow), unknown: unknown.map { (condition: $0.0, reason: $0.1) })
  }

  /// Makes the unknown conditions disjoint from `allow` and from each other.
  private mutating func threeValued(
    allow: TermID, unknown: [(TermID, Unknown)]
  ) -> FilterOutcome {
    var rest = terms.graph.not(allow)
    var result: [(TermID, Unknown)] = []
    for (condition, reason) in unknown {
      let term = terms.graph.and(rest, condition)
      if term == TermGraph.false { continue }
      result.append((term, reason))
      rest = terms.graph.and(rest, terms.graph.not(condition))
    }
    return FilterOutcome(allow: allow, unknown: result.map { (condition: $0.0, reason: $0.1) })
  }
}
