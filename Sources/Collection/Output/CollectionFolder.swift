internal import Glibc

/// What goes wrong with the folder of a collection.
package enum FolderProblem: Error, Equatable {
  case unwritable(path: String, reason: String)
}

/// The folder that a collection is written to: `ACCOUNT/REGION/SERVICE-OPERATION[/OBJECT].json` and `collection.json`.
///
/// A file is written under a hidden name and then renamed, so that one that has its name is whole.
package struct CollectionFolder: Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Nil where there is no such file, or it holds no JSON.
  func read(_ name: String) -> JSONTree? {
    guard let bytes = contents(of: name) else { return nil }
    return try? JSONTree(parsing: bytes)
  }

  func write(_ value: JSONTree, to name: String) throws(FolderProblem) {
    let parts = name.split(separator: "/").map(String.init)
    let folder = ([path] + parts.dropLast()).joined(separator: "/")
    try makeFolders(folder)
    let hidden = "\(folder)/.\(parts.last ?? "").part"
    let bytes = Array((value.text(indent: 0) + "\n").utf8)
    let descriptor = open(hidden, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw problem(hidden) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno != EINTR {
        let failure = problem(hidden)
        close(descriptor)
        throw failure
      }
      sent += max(0, count)
    }
    guard close(descriptor) == 0, rename(hidden, "\(path)/\(name)") == 0 else {
      throw problem(hidden)
    }
  }

  /// Removes a file of an earlier reading; it is no error that it is gone.
  func remove(_ name: String) { unlink("\(path)/\(name)") }

  /// Names of all files of answers, sorted: those at `ACCOUNT/REGION/…`.
  func answers() -> [String] {
    var found: [String] = []
    func walk(_ below: String, depth: Int) {
      for name in names(in: below.isEmpty ? path : "\(path)/\(below)") {
        let child = below.isEmpty ? name : "\(below)/\(name)"
        if isFolder("\(path)/\(child)") {
          if depth < 4 { walk(child, depth: depth + 1) }
        } else if depth >= 2, name.hasSuffix(".json") {
          found.append(child)
        }
      }
    }
    walk("", depth: 0)
    return found.sorted()
  }

  /// Whether nothing at all is there, or no folder.
  var isVacant: Bool { names(in: path).isEmpty }

  private func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private func isFolder(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  private func makeFolders(_ folder: String) throws(FolderProblem) {
    var made = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST { throw problem(made) }
    }
  }

  private func contents(of name: String) -> [UInt8]? {
    let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return result }
      if count > 0 {
        result += buffer[..<count]
      } else if errno != EINTR {
        return nil
      }
    }
  }

  private func problem(_ path: String) -> FolderProblem {
    .unwritable(path: path, reason: String(cString: strerror(errno)).lowercased())
  }
}
