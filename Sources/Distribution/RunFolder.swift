import FoundationEssentials
internal import Glibc

/// The folder that all machines of a run share.
///
/// `plan.json`, `units/HASH.json`, `units/HASH/NAME.cert`, and job definitions.
package struct RunFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package struct Failure: Error {
    package let message: String
  }

  /// A new folder, or one that holds the same plan already.
  package func create(_ plan: RunPlan) throws(Failure) {
    try open()
    if access("\(path)/plan.json", F_OK) == 0 {
      guard try readPlan() == plan else {
        throw Failure(message: "the folder `\(path)` holds another plan")
      }
      return
    }
    try write(try encode(plan), to: "\(path)/plan.json")
  }

  /// A folder for results without a plan.
  package func open() throws(Failure) {
    try makeFolder(path)
    try makeFolder("\(path)/units")
  }

  package func readPlan() throws(Failure) -> RunPlan {
    let plan: RunPlan = try decode("\(path)/plan.json")
    let numbers = 1...max(1, plan.shards)
    guard plan.schema == RunPlan.schema, plan.shards > 0,
      plan.units.allSatisfy({ numbers.contains($0.shard) && Self.isHash($0.hash) })
    else { throw Failure(message: "`\(path)/plan.json` is no plan of this version of Isola") }
    return plan
  }

  /// Nil when the unit was not judged yet; a file of another unit, or none at all, is as good as no file.
  package func record(of unit: RunPlan.Unit) -> UnitRecord? {
    let name = "\(path)/units/\(unit.hash).json"
    guard access(name, F_OK) == 0, let record: UnitRecord = try? decode(name),
      record.schema == UnitRecord.schema, record.unit == unit.hash
    else { return nil }
    return record
  }

  /// First the certificates, then the record that speaks of them.
  package func save(
    _ record: UnitRecord, certificates: [(name: String, text: String)]
  ) throws(Failure) {
    if !certificates.isEmpty {
      try makeFolder("\(path)/units/\(record.unit)")
      for (name, text) in certificates {
        try write(Data(text.utf8), to: "\(path)/units/\(record.unit)/\(name)")
      }
    }
    try write(try encode(record), to: "\(path)/units/\(record.unit).json")
  }

  package func certificate(_ name: String, of unit: String) throws(Failure) -> String {
    guard !name.contains("/"), !name.hasPrefix(".") else {
      throw Failure(message: "`\(name)` is no name of a certificate")
    }
    return String(decoding: try read("\(path)/units/\(unit)/\(name)"), as: UTF8.self)
  }

  package func save(text: String, as name: String) throws(Failure) {
    try write(Data(text.utf8), to: "\(path)/\(name)")
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private func makeFolder(_ path: String) throws(Failure) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw Failure(message: "cannot make the folder `\(path)`: \(Self.reason)")
    }
  }

  private func read(_ path: String) throws(Failure) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Failure(message: "cannot read `\(path)`: \(Self.reason)")
    }
  }

  /// Beside first, then renamed: nobody ever sees half of a file.
  private func write(_ data: Data, to path: String) throws(Failure) {
    let draft = "\(path).\(Self.host).\(getpid()).part"
    do {
      try data.write(to: URL(filePath: draft))
    } catch {
      let reason = Self.reason
      unlink(draft)
      throw Failure(message: "cannot write `\(path)`: \(reason)")
    }
    guard rename(draft, path) == 0 else {
      throw Failure(message: "cannot write `\(path)`: \(Self.reason)")
    }
  }

  private func encode(_ value: some Encodable) throws(Failure) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(value) + Data("\n".utf8)
    } catch {
      throw Failure(message: "cannot write JSON: \(error)")
    }
  }

  private func decode<Value: Decodable>(_ path: String) throws(Failure) -> Value {
    let data = try read(path)
    do {
      return try JSONDecoder().decode(Value.self, from: data)
    } catch {
      throw Failure(message: "`\(path)` is not what Isola writes there")
    }
  }

  private static var host: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, 255) == 0 else { return "host" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  private static var reason: String { String(cString: strerror(errno)).lowercased() }
}
