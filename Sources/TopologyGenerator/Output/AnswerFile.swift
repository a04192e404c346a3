/// One answer, written object by object; a file that would grow over the limit is closed and the next part begun.
///
/// Memory: one buffer of `bufferSize` and one object. The parts of `ec2-describe-vpcs.json` are called
/// `ec2-describe-vpcs-2.json` and so on; each is a whole answer.
struct AnswerFile {
  /// 64 MiB, with room for the end of the list.
  static let limit = 64 << 20
  private static let bufferSize = 1 << 18

  private let stem: String
  private let key: String
  private let limit: Int
  private var part = 1
  private var path = ""
  private var descriptor: Int32?
  private var buffer: [UInt8] = []
  private var size = 0
  private var isFirst = true
  /// Bytes of all parts that are closed.
  private(set) var total = 0
  private(set) var files = 0

  init(folder: String, call: String, key: String, limit: Int = AnswerFile.limit) {
    stem = "\(folder)/\(call)"
    self.key = key
    self.limit = limit
  }

  mutating func add(_ object: String) throws(GeneratorError) {
    let length = object.utf8.count + 1
    if descriptor != nil, size + length + 4 > limit { try finishPart() }
    if descriptor == nil { try open() }
    if !isFirst { put(",\n") }
    put(object)
    isFirst = false
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Ends the list; an answer without objects is an empty list.
  mutating func close() throws(GeneratorError) {
    if descriptor == nil, part == 1 { try open() }
    if descriptor != nil { try finishPart() }
  }

  private mutating func put(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    size += text.utf8.count
  }

  private mutating func open() throws(GeneratorError) {
    path = part == 1 ? "\(stem).json" : "\(stem)-\(part).json"
    descriptor = try Disk.create(path)
    size = 0
    isFirst = true
    buffer.reserveCapacity(Self.bufferSize + 4096)
    put("{\"\(key)\":[\n")
  }

  private mutating func flush() throws(GeneratorError) {
    guard let descriptor else { return }
    try Disk.write(buffer, to: descriptor, path)
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func finishPart() throws(GeneratorError) {
    put("\n]}\n")
    try flush()
    guard let descriptor else { return }
    try Disk.close(descriptor, path)
    self.descriptor = nil
    buffer = []
    total += size
    files += 1
    part += 1
  }
}
