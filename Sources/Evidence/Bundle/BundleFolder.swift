internal import Glibc

/// Why a folder cannot be read as a bundle, or not be written.
package struct BundleProblem: Error, Hashable, Sendable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

/// The files of a bundle by their names, and how they come from and go to the disk.
///
/// Reading follows no symbolic link and opens nothing but plain files and folders; it stops at limits, because a bundle comes
/// from people who are not trusted.
package enum BundleFolder {
  package struct Limits: Sendable {
    package var files = 200_000
    package var bytesOfFile = 1 << 31
    package var bytes = 1 << 34
    package init() {}
  }

  package static func read(_ folder: String, limits: Limits = .init()) throws(BundleProblem)
    -> [String: [UInt8]]
  {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw BundleProblem("cannot read the folder `\(folder)`: \(reason())")
    }
    var reader = Reader(limits: limits)
    try reader.walk(descriptor, below: "")
    return reader.files
  }

  /// Writes all files; folders are made as needed. The folder must be new or empty.
  package static func write(_ files: [String: [UInt8]], to folder: String) throws(BundleProblem) {
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      throw BundleProblem("cannot make the folder `\(folder)`: \(reason())")
    }
    guard let listing = opendir(folder) else {
      throw BundleProblem("cannot read the folder `\(folder)`: \(reason())")
    }
    var isEmpty = true
    while let entry = readdir(listing) {
      let name = name(of: entry)
      if name != ".", name != ".." { isEmpty = false }
    }
    closedir(listing)
    guard isEmpty else {
      throw BundleProblem("`\(folder)` is not empty: a bundle is written into a new folder")
    }
    for path in files.keys.sorted() {
      guard BundlePath.isSafe(path) else {
        throw BundleProblem("`\(path)` is no name for a file of a bundle")
      }
      var parent = folder
      for part in path.split(separator: "/").dropLast() {
        parent += "/" + part
        guard mkdir(parent, 0o777) == 0 || errno == EEXIST else {
          throw BundleProblem("cannot make the folder `\(parent)`: \(reason())")
        }
      }
      try write(files[path] ?? [], to: folder + "/" + path, isProgram: path.hasSuffix(".sh"))
    }
  }

  private static func write(_ bytes: [UInt8], to path: String, isProgram: Bool) throws(BundleProblem)
  {
    let descriptor = open(
      path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, isProgram ? 0o755 : 0o644)
    guard descriptor >= 0 else { throw BundleProblem("cannot write `\(path)`: \(reason())") }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw BundleProblem("cannot write `\(path)`: \(reason())")
      }
      sent += count
    }
  }

  fileprivate static func reason() -> String { String(cString: strerror(errno)).lowercased() }

  static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
    withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

private struct Reader {
  let limits: BundleFolder.Limits
  var files: [String: [UInt8]] = [:]
  private var bytes = 0

  init(limits: BundleFolder.Limits) { self.limits = limits }

  /// Takes over the descriptor.
  mutating func walk(_ descriptor: Int32, below prefix: String) throws(BundleProblem) {
    guard let listing = fdopendir(descriptor) else {
      close(descriptor)
      throw BundleProblem("cannot read the folder `\(prefix)`: \(BundleFolder.reason())")
    }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = BundleFolder.name(of: entry)
      if name == "." || name == ".." { continue }
      let path = prefix + name
      guard BundlePath.isSafe(path) else {
        throw BundleProblem("`\(path)` is no name for a file of a bundle")
      }
      try enter(name, path, in: dirfd(listing))
    }
  }

  private mutating func enter(
    _ name: String, _ path: String, in folder: Int32
  ) throws(BundleProblem) {
    // No link is followed, and no pipe blocks the reader.
    let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw BundleProblem(
        errno == ELOOP
          ? "`\(path)` is a symbolic link; a bundle has none"
          : "cannot read `\(path)`: \(BundleFolder.reason())")
    }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      close(descriptor)
      throw BundleProblem("cannot read `\(path)`: \(BundleFolder.reason())")
    }
    if info.st_mode & S_IFMT == S_IFDIR { return try walk(descriptor, below: path + "/") }
    defer { close(descriptor) }
    guard info.st_mode & S_IFMT == S_IFREG else {
      throw BundleProblem("`\(path)` is neither a file nor a folder")
    }
    files[path] = try contents(descriptor, path)
    guard files.count <= limits.files else {
      throw BundleProblem("more than \(limits.files) files; that is no bundle")
    }
  }

  private mutating func contents(_ descriptor: Int32, _ path: String) throws(BundleProblem) -> [UInt8]
  {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return result }
      if count < 0 {
        if errno == EINTR { continue }
        throw BundleProblem("cannot read `\(path)`: \(BundleFolder.reason())")
      }
      bytes += count
      guard result.count + count <= limits.bytesOfFile, bytes <= limits.bytes else {
        throw BundleProblem("`\(path)` is too large for a bundle")
      }
      result.append(contentsOf: buffer[..<count])
    }
  }
}
