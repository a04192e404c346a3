import Importers
import InfrastructureImporters
import NetworkModel
import Simulator
import SourceText
import SymbolicCompiler

/// Everything that is done with one input of the fuzzer; the replay of the corpus does the same.
enum InfrastructureExercise {
  /// Imports the input in both of its states, draws its diagnostics and, if the network may be judged, reads it in both
  /// ways. Returns whether it may be judged. Guarantee under test: this ends, without a trap, for any bytes.
  @discardableResult static func run(_ input: [UInt8]) -> Bool {
    let text = String(decoding: input, as: UTF8.self)
    let isStrict = input.count.isMultiple(of: 8)
    var isNetwork = false
    for (name, state) in [("input.yaml", PlanState.after), ("input.json", .before)] {
      let result = InfrastructureImporter.importNetwork(
        text: text, name: name, sources: [("main.tf", text)],
        options: InfrastructureOptions(isStrict: isStrict, state: state))
      _ = DiagnosticRenderer(files: result.files).render(result.diagnostics)
      guard !result.hasErrors else { continue }
      isNetwork = true
      read(result.network)
    }
    return isNetwork
  }

  /// Prepares the symbolic reading; walks packets between the interfaces and the Internet.
  private static func read(_ network: NetworkModel) {
    _ = ExplorationPlan(network)
    let simulator = Simulator(network, options: .init(uncollectedFilters: .unknown))
    let interfaces = Array(network.interfaces.ids.prefix(24))
    guard let outside = IPAddress("8.8.8.8") else { return }
    for (index, id) in interfaces.enumerated() {
      let next = network.interfaces[interfaces[(index + 1) % interfaces.count]]
      guard let source = network.interfaces[id].primaryAddress(.v4) else { continue }
      let inside = next.primaryAddress(.v4) ?? source
      let mapped = next.privateAddresses.lazy.compactMap(\.publicAddress).first ?? inside
      walk(simulator, from: .interface(id), source, inside)
      walk(simulator, from: .interface(id), source, outside)
      walk(simulator, from: .internet, outside, mapped)
    }
  }

  private static func walk(
    _ simulator: Simulator, from emitter: Emitter, _ source: IPAddress, _ destination: IPAddress
  ) {
    let packet = Packet(
      source: source, destination: destination, proto: IPProtocol.tcp, sourcePort: 40000,
      destinationPort: 443)
    _ = simulator.exchange(packet, from: emitter)
  }
}
