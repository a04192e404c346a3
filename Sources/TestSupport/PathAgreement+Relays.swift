import NetworkModel
import Simulator
import SymbolicCompiler

/// The legs behind a load balancer, relay by relay and port by port (APP-3).
extension PathAgreement {
  mutating func compareRelays(
    _ packet: Packet, _ emitter: Emitter, _ choices: Choices, _ end: Int, _ leg: inout SymbolicLeg
  ) -> [String] {
    let first = simulator.forward(packet, from: emitter, choices: choices)
    guard case .delivered(.interface(let node)) = first.disposition,
      case .loadBalancer = network.interfaces[node].kind
    else { return [] }
    let relays = simulator.relays(of: first.packet, at: node)
    let symbolic = leg.relays(to: end, at: node)
    var found: [String] = []
    func contradict(_ text: String, _ ends: [PathEnd]) {
      found.append(report(packet, emitter, choices, simulated: text, ends: ends))
    }
    let unknown = symbolic.filter { leg.takes($0, packet, choices, nil) }.map(\.end)
    let expected = relays.count { if case .unknown = $0 { true } else { false } }
    if unknown.count != expected { contradict("\(expected) unknown relays", unknown) }
    endings["relay unknown", default: 0] += expected
    for (index, relay) in relays.enumerated() {
      guard case .target = relay else { continue }
      for port in [UInt16(1024), 40000] {
        let steps = simulator.relayResolutions(first.packet, at: node, relay: index, sourcePort: port)
        for step in steps {
          guard let next = simulator.relayed(first.packet, at: node, step) else { continue }
          comparisons += 1
          endings["relay " + kind(next.disposition), default: 0] += 1
          let ends = symbolic.filter { leg.takes($0, packet, choices, step) }.map(\.end)
          guard ends.count == 1, let only = ends.first, agree(only, next.disposition) else {
            let hops = next.hops.map { "\($0.component) \($0.action) \($0.rule ?? "")" }
            contradict("relay \(index) \(next.disposition) \(next.packet) \(hops)", ends)
            continue
          }
        }
      }
    }
    return found
  }
}
