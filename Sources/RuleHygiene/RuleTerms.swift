import NetworkModel
import TermGraph

/// Rules of filters as terms over the address of the other end, protocol, port, ICMP type and code. Whether that end belongs to
/// a group is a variable of its own: nothing is assumed about who its members are.
struct RuleTerms {
  let network: NetworkModel
  let family: IPFamily
  var graph = TermGraph()
  private let address: VariableID
  private let proto: VariableID
  private let port: VariableID
  private let type: VariableID
  private let code: VariableID
  private var memberships: [ID<SecurityGroup>: VariableID] = [:]

  init(_ network: NetworkModel, _ family: IPFamily) {
    self.network = network
    self.family = family
    address = graph.variable("address", width: family == .v4 ? 32 : 128)
    proto = graph.variable("protocol", width: 8)
    port = graph.variable("port", width: 16)
    type = graph.variable("type", width: 8)
    code = graph.variable("code", width: 8)
  }

  /// PKT-2: ICMP belongs to one family; fields without meaning are zero.
  mutating func packet() -> TermID {
    let hasPorts = graph.or(graph.equal(proto, 6), graph.equal(proto, 17))
    let isICMP = graph.or(graph.equal(proto, 1), graph.equal(proto, 58))
    let foreign: UInt128 = family == .v4 ? 58 : 1
    return graph.and([
      graph.not(graph.equal(proto, foreign)), graph.or(hasPorts, graph.equal(port, 0)),
      graph.or(isICMP, graph.and(graph.equal(type, 0), graph.equal(code, 0))),
    ])
  }

  mutating func service(_ service: ServiceMatch) -> TermID {
    guard case .number(let number) = service.proto else { return TermGraph.true }
    var parts = [graph.equal(proto, UInt128(number))]
    if IPProtocol.hasPorts(number), let ports = service.ports {
      parts.append(graph.member(port, UInt128(ports.lowerBound), UInt128(ports.upperBound)))
    }
    if IPProtocol.isICMP(number) {
      if let value = service.icmpType { parts.append(graph.equal(type, UInt128(value))) }
      if let value = service.icmpCode { parts.append(graph.equal(code, UInt128(value))) }
    }
    return graph.and(parts)
  }

  mutating func range(_ range: CIDR) -> TermID {
    range.family == family ? graph.member(address, range.first, range.last) : TermGraph.false
  }

  /// Nil where the input does not say whom the rule is about.
  mutating func term(_ rule: SecurityGroupRule) -> TermID? {
    let peer: TermID
    switch rule.peer {
    case .range(let cidr): peer = range(cidr)
    case .prefixList(let reference):
      guard let id = reference.id, case .known(let ranges) = network.prefixLists[id].entries else {
        return nil
      }
      peer = graph.or(ranges.map { range($0) })
    case .group(let reference):
      guard let id = reference.id else { return nil }
      let variable: VariableID
      if let known = memberships[id] {
        variable = known
      } else {
        variable = graph.variable("member\(memberships.count)", width: 1)
        memberships[id] = variable
      }
      peer = graph.equal(variable, 1)
    case .stale: peer = TermGraph.false
    case .unknown: return nil
    }
    return graph.and(service(rule.service), peer)
  }

  /// Nil where a value of the entry was not understood.
  mutating func term(_ entry: NetworkACLEntry) -> TermID? {
    guard entry.unknown == nil else { return nil }
    return graph.and(service(entry.service), range(entry.range))
  }
}
