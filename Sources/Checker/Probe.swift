package import Certificates
package import ForwardingGraph
package import NetworkModel
import SymbolicCompiler
import TermGraph

/// One box of packets of one family from one sender: what a single exploration starts with.
package struct Probe: Sendable {
  package var family: IPFamily
  package var emitter: Emitter
  package var sources: Intervals
  package var destinations: Intervals
  package var box: ProtocolBox
  package var sourcePorts: SourcePorts
}

extension Probe {
  /// The start state: one domain per field.
  func state(_ variables: PacketVariables) -> PathState {
    var domains = Domains()
    domains[variables.source] = sources
    domains[variables.destination] = destinations
    domains[variables.proto] = box.protocols
    domains[variables.sourcePort] = box.hasPorts ? sourcePorts.interval : Intervals(0)
    domains[variables.destinationPort] = box.destinationPorts
    domains[variables.icmpType] = box.icmpTypes
    domains[variables.icmpCode] = box.icmpCodes
    return PathState(header: variables.header, domains: domains)
  }

  var isEmpty: Bool { sources.isEmpty || destinations.isEmpty || box.protocols.isEmpty }
}
