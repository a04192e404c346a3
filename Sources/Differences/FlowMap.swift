import Certificates
import ForwardingGraph
import NetworkModel
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
}

/// The flows of every sender of one network. Exact (REA-1, REA-2), packet by packet, one way.
struct FlowMap {
  let network: NetworkModel
  let starts: [Party: Start]
  private let plan: ExplorationPlan

  init(_ network: NetworkModel) {
    self.network = network
    plan = ExplorationPlan(network)
    let ends = Ends(network: network, plan: plan.addresses)
    let members = network.interfaces.ids.filter { network.interfaces[$0].isFunctional }
      .map { EndpointMember(interface: $0) }
    let sites = network.privateConnections.isEmpty ? nil : NetworkIndex(network).onPremises
    let everyone = EndpointSet(
      members: members, outside: .all, onPremises: sites?.isEmpty == true ? nil : sites, text: "everyone")
    let all = ends.starts(everyone, .all, families: [.v4, .v6])
    starts = Dictionary(all.map { (Self.party($0.emitter, network), $0) }) { first, _ in first }
  }

  static func party(_ emitter: Emitter, _ network: NetworkModel) -> Party {
    switch emitter {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  static func party(_ receiver: Receiver, _ network: NetworkModel) -> Party {
    switch receiver {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    case .service(let name): .service(name)
    }
  }

  /// The flows of one sender; a sender that this network does not have has none.
  func flows(of party: Party) -> SenderFlows {
    var result = SenderFlows()
    // SOUNDNESS: what concerns every answer may change the fate of every packet (IMP-3a c).
    for id in network.globalUnknowns { result.unknown[network[id].placeless] = Self.everything }
    guard let start = starts[party] else { return result }
    for family in IPFamily.allCases {
      guard let sources = start.sources[family], !sources.isEmpty else { continue }
      for box in ProtocolBox.boxes(.any, family, echoOnly: false) {
        explore(start, family, sources, box, &result)
      }
    }
    return result
  }

  private func explore(
    _ start: Start, _ family: IPFamily, _ sources: Intervals, _ box: ProtocolBox, _ result: inout SenderFlows
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
    var explorer = Explorer(plan, options: ExplorerOptions(uncollectedFilters: .unknown), graph: graph)
    let state = PathState(header: variables.header, domains: domains)
    switch start.emitter {
    case .interface(let id): explorer.start(state, at: id)
    case .internet: explorer.startOutside(state)
    case .onPremises: explorer.startOnPremises(state)
    }
    let ends = explorer.takeEnds()
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
