import Certificates
package import ForwardingGraph
package import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// One end of flows, by a name that both networks share.
package enum Party: Hashable, Sendable, Comparable {
  case interface(String)
  case internet
  case onPremises
  case service(String)

  package var text: String {
    switch self {
    case .interface(let name), .service(let name): name
    case .internet: "internet"
    case .onPremises: "onprem"
    }
  }
}

/// What the packets of one sender may come to, for some choice of the provider.
struct SenderFlows: Sendable {
  /// The packets that can arrive, by receiver; boxes may overlap.
  var delivered: [Party: [FlowBox]] = [:]
  /// The packets whose fate is not known, by reason (without its place, which differs between inputs).
  var unknown: [Unknown: [FlowBox]] = [:]
  /// The packets of a first leg after which a load balancer may send something on to a receiver (APP-3), or to where
  /// nobody knows.
  var passedOn: [PassedOn: [FlowBox]] = [:]
}

/// Where load balancers pass connections on.
struct PassedOn: Hashable, Sendable {
  /// The node that began the last leg.
  var balancer: String
  /// The receiver, or the reason why it is not known.
  var goal: String
}

/// The flows of every sender of one network. Exact (REA-1, REA-2), packet by packet, one way.
package struct FlowMap {
  let network: NetworkModel
  let starts: [Party: Start]
  private let plan: ExplorationPlan
  /// Where the changes are that matter, and what packets from elsewhere can meet of them.
  private var near: (places: ChangedPlaces, view: View)?
  /// An object behind which sites may stand that the network does not tell of (REA-6).
  let openSite: String?

  package init(_ network: NetworkModel) {
    self.network = network
    plan = ExplorationPlan(network)
    openSite = network.openSite
    let ends = Ends(network: network, plan: plan.addresses)
    let members = network.interfaces.ids.filter { network.interfaces[$0].isFunctional }
      .map { EndpointMember(interface: $0) }
    let sites = network.privateConnections.isEmpty ? nil : NetworkIndex(network).onPremises
    let everyone = EndpointSet(
      members: members, outside: .all, onPremises: sites?.isEmpty == true ? nil : sites, text: "everyone")
    let all = ends.starts(everyone, .all, families: [.v4, .v6])
    starts = Dictionary(all.map { (Self.party($0.emitter, network), $0) }) { first, _ in first }
  }

  /// How packets of a sender are followed.
  private struct View {
    var plan: ExplorationPlan
    var options = ExplorerOptions(uncollectedFilters: .unknown)

    /// What is delivered elsewhere does not pass through the places.
    func concerns(_ ending: PathEnding) -> Bool {
      guard let receivers = options.receivers else { return true }
      switch ending {
      case .dropped: return false
      case .unknown: return true
      case .delivered(.interface(let id)): return receivers.contains(id)
      case .delivered: return false
      }
    }
  }

  /// The VPCs that keep what enters them.
  var deadEnds: VPCScope { plan.deadEnds() }

  /// The same flows, without those that no change of these places can concern (DIF-8).
  func near(_ places: ChangedPlaces) -> FlowMap {
    var result = self
    var options = ExplorerOptions(uncollectedFilters: .unknown)
    options.receivers = Set(network.interfaces.ids.filter { places.vpcs.contains(network.interfaces[$0].vpc) })
    options.scope = places.scope
    result.near = (places, View(plan: plan.following(places.scope), options: options))
    return result
  }

  private func view(of emitter: Emitter) -> View {
    guard let near else { return View(plan: plan) }
    switch emitter {
    case .interface(let id) where near.places.vpcs.contains(network.interfaces[id].vpc): return View(plan: plan)
    case .interface, .internet, .onPremises: return near.view
    }
  }

  package static func party(_ emitter: Emitter, _ network: NetworkModel) -> Party {
    switch emitter {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  package static func party(_ receiver: Receiver, _ network: NetworkModel) -> Party {
    switch receiver {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    case .service(let name): .service(name)
    }
  }

  /// What certainly arrives from one sender under some choice of the provider, by receiver; boxes may overlap.
  package func delivered(from party: Party) -> [Party: [FlowBox]] { flows(of: party).delivered }

  /// Every source address of a family that a sender may use.
  package func sources(of party: Party, _ family: IPFamily) -> Intervals { starts[party]?.sources[family] ?? .empty }

  /// The flows of one sender; a sender that this network does not have has none. With places, of senders elsewhere those that
  /// a change of these places may concern (DIF-8).
  func flows(of party: Party) -> SenderFlows {
    var result = SenderFlows()
    // SOUNDNESS: what concerns every answer may change the fate of every packet (IMP-3a c).
    for id in network.globalUnknowns { result.unknown[network[id].placeless] = Self.everything }
    // SOUNDNESS: sites that nobody listed may send anything, with or without connections that are known.
    if party == .onPremises, let openSite {
      let reason = Unknown(
        object: openSite, kind: "site", reason: "sites may stand behind it that are not in the input", rule: "REA-6")
      result.unknown[reason] = Self.everything
    }
    guard let start = starts[party] else { return result }
    let view = self.view(of: start.emitter)
    for family in IPFamily.allCases {
      guard let sources = start.sources[family], !sources.isEmpty else { continue }
      for box in ProtocolBox.boxes(.any, family, echoOnly: false) {
        explore(start, family, sources, box, view, &result)
      }
    }
    return result
  }

  private func explore(
    _ start: Start, _ family: IPFamily, _ sources: Intervals, _ box: ProtocolBox, _ view: View,
    _ result: inout SenderFlows
  ) {
    var graph = TermGraph()
    let variables = PacketVariables(family, in: &graph)
    var domains = Domains()
    domains[variables.source] = sources
    domains[variables.destination] = Intervals(0, family.maximum)
    domains[variables.proto] = box.protocols
    domains[variables.sourcePort] = box.hasPorts ? Intervals(0, 65535) : Intervals(0)
    domains[variables.destinationPort] = box.destinationPorts
    domains[variables.icmpType] = box.icmpTypes
    domains[variables.icmpCode] = box.icmpCodes
    var explorer = Explorer(view.plan, options: view.options, graph: graph)
    let state = PathState(header: variables.header, domains: domains)
    switch start.emitter {
    case .interface(let id): explorer.start(state, at: id)
    case .internet: explorer.startOutside(state)
    case .onPremises: explorer.startOnPremises(state)
    }
    let ends = Self.withRelays(&explorer, network).filter { view.concerns($0.ending) }
    let conditions = ends.map { explorer.condition($0) }
    var pieces = FlowPieces(explorer.graph)
    let order = [
      variables.source, variables.destination, variables.proto, variables.sourcePort,
      variables.destinationPort, variables.icmpType, variables.icmpCode,
    ]
    for (end, condition) in zip(ends, conditions) {
      guard let found = pieces.pieces(of: condition) else {
        let whole = FlowBox(
          family: family,
          lanes: [
            sources, Intervals(0, family.maximum), box.protocols, box.hasPorts ? Intervals(0, 65535) : Intervals(0),
            box.destinationPorts, box.icmpTypes, box.icmpCodes,
          ])
        result.unknown[Self.tooLarge, default: []].append(whole)
        continue
      }
      // Ports that gateways choose are left out: some choice fits, because no piece is empty.
      let boxes = found.map { piece in
        FlowBox(
          family: family,
          lanes: order.map { piece.sets[Int($0.index)] ?? Intervals(0, graph.variable($0).maximum) })
      }
      if let last = end.state.relays.last {
        guard let goal = Self.goal(end, network) else { continue }
        let balancer = network.interfaces[last.node].name
        result.passedOn[PassedOn(balancer: balancer, goal: goal), default: []] += boxes
        continue
      }
      switch end.ending {
      case .dropped: continue
      case .unknown(let unknown): result.unknown[unknown.placeless, default: []] += boxes
      case .delivered(let receiver):
        guard end.state.noted.isEmpty else {
          for reason in end.state.noted { result.unknown[reason.placeless, default: []] += boxes }
          continue
        }
        result.delivered[Self.party(receiver, network), default: []] += boxes
      }
    }
  }

  /// More load balancers one after the other than these are not followed.
  private static let maximumRelays = 4

  /// The ends of the first leg and of every leg that load balancers add to it.
  private static func withRelays(_ explorer: inout Explorer, _ network: NetworkModel) -> [PathEnd] {
    var result = explorer.takeEnds()
    var next = 0
    while next < result.count {
      let end = result[next]
      next += 1
      guard case .delivered(.interface(let node)) = end.ending, case .loadBalancer = network.interfaces[node].kind,
        end.state.relays.count < maximumRelays
      else { continue }
      explorer.exploreRelays(of: end, at: node)
      result += explorer.takeEnds()
    }
    return result
  }

  /// What a leg that a load balancer began comes to; nil where nothing arrives.
  private static func goal(_ end: PathEnd, _ network: NetworkModel) -> String? {
    let doubts = end.state.noted.map(\.reason).sorted().map { " unless \($0)" }.joined()
    switch end.ending {
    case .dropped: return nil
    case .unknown(let unknown): return "\(unknown.object): \(unknown.reason)\(doubts)"
    case .delivered(let receiver): return party(receiver, network).text + doubts
    }
  }

  private static let everything = IPFamily.allCases.map { family in
    FlowBox(
      family: family,
      lanes: HeaderField.allCases.map { field in
        let width = field.width(family)
        return Intervals(0, width == 128 ? .max : (UInt128(1) << UInt128(width)) - 1)
      })
  }

  private static let tooLarge = Unknown(
    object: "flows", kind: "limit",
    reason: "the conditions on the way are more than \(FlowPieces.limit) pieces, or compare two fields", rule: "DIF-4")
}

extension Unknown {
  fileprivate var placeless: Unknown {
    var result = self
    result.origin = nil
    return result
  }
}
