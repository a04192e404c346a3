package import ForwardingGraph
package import NetworkModel
package import TermGraph

/// What a variable may still be on a path: a necessary condition per variable, exact for routing decisions because each
/// of them tests one variable only. The path condition is the conjunction of all domains and of `filters`.
package struct Domains: Hashable, Sendable {
  private var sets: [VariableID: Intervals] = [:]

  package init() {}

  package subscript(variable: VariableID) -> Intervals? {
    get { sets[variable] }
    set { sets[variable] = newValue }
  }

  package var constrained: [(variable: VariableID, set: Intervals)] {
    sets.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}

/// What a device remembers of the forward leg.
struct NATRecord: Hashable, Sendable {
  var gateway: ID<NATGateway>
  var interface: ID<Interface>
  var inside: SymbolicHeader
  var outside: SymbolicHeader
}

/// EIG-1: what an egress-only gateway let out.
struct EgressOnlyRecord: Hashable, Sendable {
  var gateway: ID<EgressOnlyInternetGateway>
  var vpc: ID<VPC>
  var header: SymbolicHeader
}

struct ConnectionRecord: Hashable, Sendable {
  var interface: ID<Interface>
  var header: SymbolicHeader
}

/// The resolution of nondeterminism along one symbolic path.
package struct SymbolicChoices: Hashable, Sendable {
  package var natAddress: [ID<NATGateway>: Int] = [:]
  package var natPort: [ID<NATGateway>: VariableID] = [:]
  package var routeTie: [RouteTie: Int] = [:]
  package var transitExit: [TransitExit: Int] = [:]
  package var siteEntry: ID<PrivateConnection>?
}

/// A filter that packets meet on their way.
package enum FilterSite: Hashable, Sendable {
  case groups(ID<Interface>, Direction)
  case networkACL(ID<NetworkACL>, Direction)
}

/// One symbolic packet on its way: header, path condition, ghost fields (PKT-3) and what was remembered of it.
package struct PathState: Sendable {
  package var header: SymbolicHeader
  package var domains: Domains

  package init(header: SymbolicHeader, domains: Domains) {
    self.header = header
    self.domains = domains
  }

  /// Conditions that span several variables: security groups and network ACLs.
  package var filters: [TermID] = []
  package var phase: Phase = .new
  /// Last interface that emitted the packet, and whether its groups still travel with it (SG-6).
  var emitter: ID<Interface>?
  var keepsGroups = false
  /// Filters on the way whose outcome is unknown (CNV-2).
  package var noted: [Unknown] = []
  package var choices = SymbolicChoices()
  package var replyChoices = SymbolicChoices()
  /// Components passed, for slicing and reports; the simulator's replay gives the hops that people see.
  package var trail: [String] = []

  /// The legs that load balancers began (APP-3), in order.
  package var relays: [SymbolicRelay] = []
  /// LB-4: the current leg runs under the client's address.
  var keepsClient = false

  /// The service that is not modelled at which the path ended, if it did.
  package var atService: ID<Interface>?
  /// The filter that denied it, if one did.
  package var stoppedAt: FilterSite?

  var natRecords: [NATRecord] = []
  var natsThisLeg: [ID<NATGateway>] = []
  /// Which of `natRecords` translated the reply back already (REA-2: a second time is a loop).
  var translatedBack: Set<Int> = []
  var connections: [ConnectionRecord] = []
  var egressOnly: EgressOnlyRecord?
  /// Of a firewall that judged the first packet: what it does with the rest of the connection is not known (FLW-5).
  var inspection: Unknown?
  var transit = TransitHistory()
  /// How often the current leg left transit gateways into a VPC.
  package var transitPassages: Int { transit.passages }
  /// NAT-10: the address of the last NAT gateway when it was the packet's source as it crossed this peering.
  var natAcrossPeering: (address: UInt128, peering: ID<Peering>)?

  /// The values that a field may still have.
  func possible(_ field: Field, width: Int) -> Intervals {
    switch field {
    case .constant(let value): Intervals(value)
    case .variable(let v): domains[v] ?? PathState.everything(width)
    case .echoSwapped(let v):
      EchoSwap(header.family).apply(domains[v] ?? PathState.everything(width))
    }
  }

  var sources: Intervals { possible(header.source, width: header.family.width) }
  var destinations: Intervals { possible(header.destination, width: header.family.width) }
  var protocols: Intervals { possible(header.proto, width: 8) }

  static func everything(_ width: Int) -> Intervals {
    Intervals(0, width == 128 ? .max : (1 << UInt128(width)) - 1)
  }

  /// This state with `field` restricted to `set`; nil if nothing is left.
  func narrowed(_ field: Field, to set: Intervals, width: Int) -> PathState? {
    switch field {
    case .constant(let value): return set.contains(value) ? self : nil
    case .variable(let v): return narrowed(v, to: set, width: width)
    case .echoSwapped(let v):
      return narrowed(v, to: EchoSwap(header.family).apply(set), width: width)
    }
  }

  private func narrowed(_ v: VariableID, to set: Intervals, width: Int) -> PathState? {
    let left = (domains[v] ?? PathState.everything(width)).intersection(set)
    if left.isEmpty { return nil }
    var result = self
    result.domains[v] = left
    return result
  }

  func narrowedSource(to set: Intervals) -> PathState? {
    narrowed(header.source, to: set, width: header.family.width)
  }

  func narrowedDestination(to set: Intervals) -> PathState? {
    narrowed(header.destination, to: set, width: header.family.width)
  }

  func narrowedProtocol(to set: Intervals) -> PathState? {
    narrowed(header.proto, to: set, width: 8)
  }
}

/// How a symbolic path ends.
package enum PathEnding: Hashable, Sendable {
  case delivered(Receiver)
  case dropped(DropCode)
  case unknown(Unknown)
}

/// One maximal path of a leg, or of both legs, with everything that its condition needs.
package struct PathEnd: Sendable {
  package var ending: PathEnding
  package var state: PathState
}
