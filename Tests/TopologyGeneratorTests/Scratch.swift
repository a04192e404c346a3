import Glibc
import TopologyGenerator

/// A folder of its own for one test; it is gone afterwards.
struct Scratch: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/isola-generator-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Unusable() }
    path = String(cString: made)
  }

  deinit { Self.remove(path) }

  struct Unusable: Error {}

  /// Every file below, by its path, with its bytes.
  func contents(_ folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in Self.names("\(path)/\(folder)") {
      let below = "\(folder)/\(name)"
      if Self.isFolder("\(path)/\(below)") {
        found.merge(try contents(below)) { first, _ in first }
      } else {
        found[below] = try Self.bytes("\(path)/\(below)")
      }
    }
    return found
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw Unusable() }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw Unusable() }
      if count == 0 { return result }
      result.append(contentsOf: buffer[..<count])
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  private static func names(_ folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    if isFolder(path) {
      for name in names(path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
