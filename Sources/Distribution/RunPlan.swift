/// What is to be judged, and by which shard: `isola.plan/1`.
package struct RunPlan: Codable, Hashable, Sendable {
  package static let schema = "isola.plan/1"

  package struct PolicyFile: Codable, Hashable, Sendable {
    package var path: String
    package var hash: String

    package init(path: String, hash: String) {
      self.path = path
      self.hash = hash
    }
  }

  package struct Unit: Codable, Hashable, Sendable {
    /// The hash of everything that the verdict depends on.
    package var hash: String
    /// From 1, among all policies of the run.
    package var policy: Int
    /// From 1.
    package var claim: Int
    /// For people.
    package var name: String
    /// From 1.
    package var shard: Int
  }

  package var schema = RunPlan.schema
  package var version: String
  package var network: String
  package var networkHash: String
  package var isStrict: Bool
  package var keepsCertificates: Bool
  package var policyFiles: [PolicyFile]
  package var shards: Int
  /// In the order of the report.
  package var units: [Unit]

  /// `claims`: for each policy its name and how many claims it has. `day`: where verdicts depend on it, since 1970.
  package init(
    version: String, network: String, networkHash: String, isStrict: Bool, keepsCertificates: Bool,
    policyFiles: [PolicyFile], shards: Int, claims: [(name: String, count: Int)], day: Int? = nil
  ) {
    self.version = version
    self.network = network
    self.networkHash = networkHash
    self.isStrict = isStrict
    self.keepsCertificates = keepsCertificates
    self.policyFiles = policyFiles
    self.shards = shards
    units = []
    for (policy, (name, count)) in claims.enumerated() {
      for claim in 0..<count {
        var hash = ContentHash()
        for part in [RunPlan.schema, version, networkHash, "\(isStrict)", "\(keepsCertificates)"]
          + policyFiles.map(\.hash) + ["\(policy + 1)", "\(claim + 1)"] + (day.map { ["day \($0)"] } ?? [])
        {
          hash.add(part)
        }
        units.append(
          Unit(hash: hash.text, policy: policy + 1, claim: claim + 1, name: name, shard: 0))
      }
    }
    // Dealt out by hash: the order of the policies, where neighbours cost alike, plays no part.
    let order = units.indices.sorted { units[$0].hash < units[$1].hash }
    for (place, index) in order.enumerated() { units[index].shard = place % shards + 1 }
  }

  package func units(of shard: Int) -> [Unit] { units.filter { $0.shard == shard } }
}

/// `2/8`: the second of eight.
package struct ShardNumber: Hashable, Sendable {
  /// From 1.
  package let number: Int
  package let count: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], number >= 1, number <= count
    else { return nil }
    self.number = number
    self.count = count
  }
}
