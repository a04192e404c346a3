internal import Glibc

/// What went wrong, in words for the person who asked.
package struct GeneratorError: Error, Equatable, Sendable {
  package let message: String
  package let note: String?

  init(_ message: String, note: String? = nil) {
    self.message = message
    self.note = note
  }
}

/// Folders and files; every refusal of the disk is an error with its reason.
enum Disk {
  /// Creates a folder and those above it.
  static func makeFolder(_ path: String) throws(GeneratorError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part
      if mkdir(prefix, 0o755) != 0, !isFolder(prefix) {
        throw GeneratorError("cannot create the folder `\(prefix)`: \(reason)")
      }
      prefix += "/"
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0
  }

  /// Names in a folder, apart from `.` and `..`.
  static func names(in folder: String) throws(GeneratorError) -> [String] {
    guard let handle = opendir(folder) else {
      throw GeneratorError("cannot read the folder `\(folder)`: \(reason)")
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Deletes a folder and all that is in it; links are deleted, never followed.
  static func remove(_ path: String) throws(GeneratorError) {
    var info = stat()
    guard lstat(path, &info) == 0 else { return }
    let isFolder = info.st_mode & S_IFMT == S_IFDIR
    if isFolder {
      for name in try names(in: path) { try remove("\(path)/\(name)") }
    }
    if (isFolder ? rmdir(path) : unlink(path)) != 0 {
      throw GeneratorError("cannot remove `\(path)`: \(reason)")
    }
  }

  static func create(_ path: String) throws(GeneratorError) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw GeneratorError("cannot write `\(path)`: \(reason)") }
    return descriptor
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(GeneratorError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw GeneratorError("cannot write `\(path)`: \(reason)")
      }
      sent += count
    }
  }

  static func close(_ descriptor: Int32, _ path: String) throws(GeneratorError) {
    guard Glibc.close(descriptor) == 0 else {
      throw GeneratorError("cannot write `\(path)`: \(reason)")
    }
  }

  static func save(_ text: String, to path: String) throws(GeneratorError) {
    let descriptor = try create(path)
    try write(Array(text.utf8), to: descriptor, path)
    try close(descriptor, path)
  }

  private static var reason: String { String(cString: strerror(errno)).lowercased() }
}
