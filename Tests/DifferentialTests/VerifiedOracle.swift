import Foundation
import NetworkModel
import Simulator
import TestSupport

/// The extracted interpreter of Proofs/ as a program.
enum VerifiedOracle {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Set to 1 where Coq and OCaml are not at hand: the tests that need the program are left out.
  static var isLeftOut: Bool {
    ProcessInfo.processInfo.environment["ISOLA_WITHOUT_VERIFIED"] == "1"
  }

  /// `ISOLA_VERIFIED`, else where `make -C Proofs isola-verified` puts it.
  static var program: URL {
    if let path = ProcessInfo.processInfo.environment["ISOLA_VERIFIED"] { return URL(filePath: path) }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Proofs/.build/isola-verified")
  }

  /// The standard output of one run that ends with an `accepted` code.
  static func run(_ arguments: [String], input: String = "", accepted: Set<Int32> = [0]) throws -> String {
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw Failure(
        description: "\(program.path) is not built: run `make -C Proofs isola-verified`, or set"
          + " ISOLA_WITHOUT_VERIFIED=1 to leave these tests out")
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "isola-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> URL {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file
    }
    // Files instead of pipes: no run can block on a full one.
    let (output, errors) = (try file("out", ""), try file("err", ""))
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: file("in", input))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard accepted.contains(process.terminationStatus) else {
      let message = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
      throw Failure(description: "isola-verified failed: \(message)")
    }
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }
}

/// One packet of one network under one resolution of both legs.
struct OracleCase {
  var packet: Packet
  var emitter: Emitter
  var choices: Choices
  var returnChoices: Choices
  var isOpen: Bool
}

/// The cases of one random network.
struct OracleSample {
  let seed: UInt64
  let network: NetworkModel
  let cases: [OracleCase]

  /// `packets` of each emitter, each under at most `resolutions` resolutions of its forward leg and two of its return
  /// leg. Every other seed reads filters that were not collected as unknown.
  init(seed: UInt64, packets: Int, resolutions: Int = 4) {
    self.seed = seed
    let legal = RandomNetwork.make(seed: seed, size: seed.isMultiple(of: 3) ? .intricate : .small)
    network = seed % 4 == 1 ? OddNetwork.make(legal, seed: seed) : legal
    let isOpen = seed.isMultiple(of: 2)
    let simulator = OracleSample.simulator(network, isOpen: isOpen)
    let enumerator = Enumerator(network)
    var cases: [OracleCase] = []
    for emitter in enumerator.emitters + OracleSample.oddEmitters(network) {
      for packet in OracleSample.sample(enumerator, emitter, packets, seed) {
        let all = simulator.resolutions(packet, from: emitter, extraPorts: [40000])
        for choices in all.prefix(resolutions) {
          let back = simulator.returnResolutions(packet, from: emitter, choices: choices)
          for returnChoices in back.isEmpty ? [Choices()] : Array(back.prefix(2)) {
            cases.append(
              OracleCase(
                packet: packet, emitter: emitter, choices: choices, returnChoices: returnChoices,
                isOpen: isOpen))
          }
        }
      }
    }
    self.cases = cases
  }

  /// Hand-made cases, under the first resolution.
  init(_ network: NetworkModel, _ packets: [Packet], from emitter: Emitter) {
    seed = 0
    self.network = network
    cases = packets.map {
      OracleCase(packet: $0, emitter: emitter, choices: .init(), returnChoices: .init(), isOpen: true)
    }
  }

  /// Interfaces that may not start anything are asked too.
  private static func oddEmitters(_ network: NetworkModel) -> [Emitter] {
    network.interfaces.ids.filter {
      network.interfaces[$0].kind != .ordinary || !network.interfaces[$0].isFunctional
    }.prefix(2).map(Emitter.interface)
  }

  /// Mostly leading packets, some odd ones, and two that the emitter should not send.
  private static func sample(
    _ enumerator: Enumerator, _ emitter: Emitter, _ count: Int, _ seed: UInt64
  ) -> [Packet] {
    var random = SplitMix64(seed: seed &* 31 &+ 7)
    let all = enumerator.packets(from: emitter, budget: 60 * count, seed: seed)
    let leading = all.prefix(8 * count).shuffled(using: &random).prefix(count * 2 / 3)
    let odd = all.shuffled(using: &random).prefix(count - leading.count)
    return leading + odd + odd.prefix(2).map(\.reversed)
  }

  static func simulator(_ network: NetworkModel, isOpen: Bool, mutation: Mutation? = nil) -> Simulator {
    Simulator(
      network,
      options: SimulatorOptions(uncollectedFilters: isOpen ? .open : .unknown, mutation: mutation))
  }

  /// The cases as input of the program.
  func write(to text: inout OracleText) {
    text.network(network)
    for (index, item) in cases.enumerated() {
      if index == 0 { text.uncollectedFilters(areOpen: item.isOpen) }
      text.exchange(
        "\(seed):\(index)", item.packet, from: item.emitter, choices: item.choices,
        returnChoices: item.returnChoices)
    }
  }

  /// The differences between answers of the program and the simulator, in words.
  func differences(_ answers: some Collection<OracleAnswer>, mutation: Mutation? = nil) -> [String] {
    guard let first = cases.first else { return [] }
    let simulator = OracleSample.simulator(network, isOpen: first.isOpen, mutation: mutation)
    let comparison = OracleComparison(network)
    guard answers.count == cases.count else {
      return ["seed \(seed): \(answers.count) answers for \(cases.count) cases"]
    }
    return zip(cases, answers).compactMap { item, answer in
      let exchange = simulator.exchange(
        item.packet, from: item.emitter, choices: item.choices, returnChoices: item.returnChoices)
      return comparison.difference(answer, exchange).map {
        "case \(answer.name) (ISOLA_SEED=\(seed)), \(describe(item.packet)) from"
          + " \(describe(item.emitter)): \($0)"
      }
    }
  }

  private func describe(_ emitter: Emitter) -> String {
    switch emitter {
    case .interface(let id): network.interfaces[id].name
    case .internet: "internet"
    case .onPremises: "onprem"
    }
  }

  private func describe(_ packet: Packet) -> String { TestSupport.describe(packet) }
}

extension RandomNetwork.Size {
  /// More of everything, and mostly with unknowns.
  fileprivate static let intricate = RandomNetwork.Size(
    vpcs: 2...4, subnets: 1...4, interfaces: 0...3, unknowns: 70)
}

extension Array {
  func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
