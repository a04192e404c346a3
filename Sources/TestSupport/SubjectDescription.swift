package import NetworkModel
import PolicyTypes

/// `require [eni-0-1] -> internet on tcp/443`.
package func describe(_ subject: Subject, in network: NetworkModel) -> String {
  let verb =
    switch subject {
    case .claim(let claim): claim.kind.rawValue
    case .reach: "reach"
    case .deliver: "deliver"
    }
  let exceptions = subject.exceptions.map {
    " except \(describe($0.source, in: network)) -> \(describe($0.destination, in: network)) on \($0.traffic.text)"
  }
  return "\(verb) \(describe(subject.source, in: network)) -> \(describe(subject.destination, in: network))"
    + " on \(subject.traffic.text)\(exceptions.joined())"
}

private func describe(_ set: EndpointSet, in network: NetworkModel) -> String {
  let members = set.members.map { member in
    network.interfaces[member.interface].name
      + (member.addresses.map { " at \($0.ranges)" } ?? "")
  }
  return "\(set.text) = [\(members.joined(separator: ", "))]"
    + (set.outside.map { " outside \($0.ranges)" } ?? "")
    + (set.onPremises.map { " on premises \($0.ranges)" } ?? "")
    + (set.written.map { " written \($0.ranges)" } ?? "")
}

/// `delivered eni-0-1`, `dropped NO_ROUTE_TO_DESTINATION`, `unknown tgw-0`.
package func describe(_ disposition: Disposition, in network: NetworkModel) -> String {
  switch disposition {
  case .delivered(.interface(let id)): "delivered \(network.interfaces[id].name)"
  case .delivered(.internet): "delivered internet"
  case .delivered(.onPremises): "delivered on premises"
  case .delivered(.service(let name)): "delivered service \(name)"
  case .dropped(let code): "dropped \(code.rawValue)"
  case .unknown(let unknown): "unknown \(unknown.object): \(unknown.reason)"
  }
}
