internal import Glibc
internal import TemporaryFolders

/// A temporary folder whose files are written once and read without following links.
struct WorkFolder {
  private let folder: TemporaryFolder
  var path: String { folder.path }

  init() throws(BundleProblem) {
    do throws(TemporaryFolderError) {
      folder = try TemporaryFolder("recheck")
    } catch {
      throw BundleProblem(error.description)
    }
  }

  func write(_ bytes: [UInt8], _ name: String) throws(BundleProblem) -> String {
    let file = path + "/" + name
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BundleProblem("cannot write `\(file)`") }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw BundleProblem("cannot write `\(file)`") }
      sent += count
    }
    return file
  }

  func read(_ name: String) throws(BundleProblem) -> [UInt8] {
    let descriptor = open(path + "/" + name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw BundleProblem("there is no proof") }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return result }
      result.append(contentsOf: buffer[..<count])
    }
  }
}
