/// What was written.
package struct GeneratedNetwork: Equatable, Sendable {
  package internal(set) var interfaces = 0
  package internal(set) var files = 0
  package internal(set) var bytes = 0
  package internal(set) var policies = 0
  package internal(set) var faults = 0

  mutating func add(_ folder: (files: Int, bytes: Int)) {
    files += folder.files
    bytes += folder.bytes
  }
}

/// Writes networks with known properties.
package enum Generator {
  /// Writes `OUTPUT/network/ACCOUNT/REGION/CALL.json` and, beside the network, `expectations.isola` and
  /// `expectations.json`. The bytes depend on the options only. With `isForced` what an earlier run wrote is replaced;
  /// without, a folder that is not empty is an error.
  package static func generate(
    _ options: GeneratorOptions, to output: String, isForced: Bool = false
  ) throws(GeneratorError) -> GeneratedNetwork {
    var count = GeneratedNetwork()
    switch options.family {
    case .hub, .regions:
      let family = HubFamily(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, expectations, &count)
      try finish(expectations, options, output, &count)
    case .mesh:
      let family = MeshFamily(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, expectations, &count)
      try finish(expectations, options, output, &count)
    case .inspection:
      let family = InspectionFamily(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, expectations, &count)
      try finish(expectations, options, output, &count)
    case .hybrid:
      let family = HybridFamily(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, expectations, &count)
      try finish(expectations, options, output, &count)
    case .landingZone:
      let family = try LandingZone(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, &count)
      try finish(expectations, options, output, &count)
    case .single:
      let family = SingleFamily(options)
      let expectations = try family.expectations()
      let network = try prepare(output, isForced: isForced)
      try family.write(to: network, expectations, &count)
      try finish(expectations, options, output, &count)
    }
    return count
  }

  private static func finish(
    _ expectations: Expectations, _ options: GeneratorOptions, _ output: String,
    _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    try Disk.save(expectations.policyText(options), to: "\(output)/expectations.isola")
    try Disk.save(expectations.json(options), to: "\(output)/expectations.json")
    count.policies = expectations.count
    count.faults = expectations.faults.count
  }

  private static func prepare(_ output: String, isForced: Bool) throws(GeneratorError) -> String {
    if Disk.exists(output) {
      guard Disk.isFolder(output) else {
        throw GeneratorError("cannot write to `\(output)`: it is not a folder")
      }
      let names = try Disk.names(in: output)
      if !names.isEmpty {
        guard isForced else {
          throw GeneratorError(
            "the folder `\(output)` is not empty", note: "name another one, or replace it with --force")
        }
        let own = ["network", "expectations.isola", "expectations.json"]
        if let other = names.sorted().first(where: { !own.contains($0) }) {
          throw GeneratorError(
            "the folder `\(output)` holds `\(other)`, which no generated network has",
            note: "--force replaces generated networks only")
        }
        for name in own { try Disk.remove("\(output)/\(name)") }
      }
    }
    let network = "\(output)/network"
    try Disk.makeFolder(network)
    return network
  }
}
