import Importers
import NetworkModel
import Simulator
import SourceText
import SymbolicCompiler

/// Everything that is done with one input of the fuzzer; the replay of the corpus does the same.
///
/// An input is one document, or files of one folder: a line `-- PATH --` before each of them.
enum ImportExercise {
  /// Imports the input, draws its diagnostics and, if the network may be judged, reads it in both ways.
  /// Returns whether it may be judged. Guarantee under test: this ends, without a trap, for any bytes.
  @discardableResult static func run(_ input: [UInt8]) -> Bool {
    _ = try? JSONDocument(parsing: input, file: FileID(index: 0))
    let options = ImportOptions(isStrict: input.count.isMultiple(of: 8))
    let text = String(decoding: input, as: UTF8.self)
    let files = files(of: text)
    let result =
      files.isEmpty
      ? Importer.importNetwork(text: text, name: "input.json", options: options)
      : Importer.importNetwork(folder: files, options: options)
    _ = DiagnosticRenderer(files: result.files).render(result.diagnostics)
    guard !result.hasErrors else { return false }
    read(result.network)
    return true
  }

  /// The files of an input that has the form of a folder; none if it has not.
  private static func files(of text: String) -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.utf8.count > 6, line.hasPrefix("-- "), line.hasSuffix(" --") {
        files.append((String(line.dropFirst(3).dropLast(3)), ""))
      } else if files.isEmpty {
        return []
      } else {
        files[files.count - 1].text += line + "\n"
      }
    }
    return files
  }

  /// Prepares the symbolic reading; walks packets from every interface and from the Internet to every next interface.
  private static func read(_ network: NetworkModel) {
    _ = ExplorationPlan(network)
    let simulator = Simulator(
      network, options: .init(uncollectedFilters: network.interfaces.count.isMultiple(of: 2) ? .open : .unknown))
    let interfaces = Array(network.interfaces.ids)
    for (index, id) in interfaces.enumerated() {
      let next = network.interfaces[interfaces[(index + 1) % interfaces.count]]
      for family in IPFamily.allCases {
        let outside = family == .v4 ? IPAddress("8.8.8.8") : IPAddress("2606:4700::1")
        guard let source = network.interfaces[id].primaryAddress(family), let outside else { continue }
        let inside = next.primaryAddress(family) ?? source
        walk(simulator, from: .interface(id), source, inside)
        walk(simulator, from: .interface(id), source, outside)
        let mapped = next.privateAddresses.lazy.compactMap(\.publicAddress).first
        walk(simulator, from: .internet, outside, family == .v4 ? mapped ?? inside : inside)
      }
    }
  }

  private static func walk(
    _ simulator: Simulator, from emitter: Emitter, _ source: IPAddress, _ destination: IPAddress
  ) {
    let packet = Packet(
      source: source, destination: destination, proto: IPProtocol.tcp, sourcePort: 40000,
      destinationPort: 80)
    _ = simulator.exchange(packet, from: emitter)
  }
}
