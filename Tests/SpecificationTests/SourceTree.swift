import Glibc

/// The repository as text.
enum SourceTree {
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  struct File {
    /// Below the root.
    let path: String
    let lines: [Substring]

    /// `SecurityGroups` for `Sources/Simulator/SecurityGroups.swift`.
    var name: String {
      let last = path.split(separator: "/").last ?? ""
      return String(last.prefix { $0 != "." })
    }
  }

  /// Every file below a folder with this ending, sorted by path.
  static func files(below folder: String, ending: String) throws -> [File] {
    var files: [File] = []
    func walk(_ path: String) throws {
      guard let handle = opendir(root + "/" + path) else { return }
      defer { closedir(handle) }
      var names: [String] = []
      while let entry = readdir(handle) {
        names.append(
          withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
          })
      }
      for name in names.sorted() where !name.hasPrefix(".") {
        let child = path + "/" + name
        if name.hasSuffix(ending) {
          files.append(File(path: child, lines: try read(child).split(
            separator: "\n", omittingEmptySubsequences: false)))
        } else if !name.contains(".") {
          try walk(child)
        }
      }
    }
    try walk(folder)
    return files
  }

  struct Missing: Error { let path: String }

  static func read(_ path: String) throws -> String {
    guard let file = fopen(root + "/" + path, "re") else { throw Missing(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  static func exists(_ path: String) -> Bool { access(root + "/" + path, F_OK) == 0 }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(root + "/" + path, "we") else { throw Missing(path: path) }
    fputs(text, file)
    fclose(file)
  }
}
