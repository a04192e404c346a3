internal import CSimdJSON
internal import Glibc

/// One file as it was found: its path below the input, as components, and its bytes.
struct InputFile {
  /// The path to show.
  var path: String
  /// Components of the path as the user gave it, the file name last.
  var components: [String]
  /// Components below the folder that was named; just the file name for a single file.
  var relative: [String]
  var contents: [UInt8]

  var name: String { components.last ?? path }
}

/// What can go wrong with the disk.
enum InputProblem: Error {
  case notFound(String)
  case unreadable(path: String, reason: String)
}

/// The files of a folder in the order of their paths, a single file, or standard input (`-`).
enum InputFiles {
  private static let maximumDepth = 32

  /// What stands at `path`, read whole. Hidden files and folders are left out. Sorted by path, so that the same folder
  /// always gives the same order.
  static func read(_ path: String, wants: (_ relative: [String]) -> Bool) throws(InputProblem)
    -> [InputFile]
  {
    if path == "-" {
      let contents = try contents(of: 0, path: "<standard input>")
      return [
        InputFile(
          path: "<standard input>", components: ["<standard input>"],
          relative: ["<standard input>"],
          contents: contents)
      ]
    }
    let given = path.split(separator: "/").map(String.init).filter { $0 != "." }
    if !(try isFolder(path)) {
      let name = given.last ?? path
      return [
        InputFile(
          path: path, components: given, relative: [name], contents: try contents(ofFile: path))
      ]
    }
    var found: [[String]] = []
    try walk(path, below: [], into: &found)
    var files: [InputFile] = []
    for relative in found where wants(relative) {
      let full = joined(path, relative)
      files.append(
        InputFile(
          path: full, components: given + relative, relative: relative,
          contents: try contents(ofFile: full)))
    }
    return files
  }

  static func isFolder(_ path: String) throws(InputProblem) -> Bool {
    var info = stat()
    guard stat(path, &info) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .notFound(path) }
      throw .unreadable(path: path, reason: lastError())
    }
    return info.st_mode & S_IFMT == S_IFDIR
  }

  /// Names in a folder, hidden ones apart, sorted by their bytes.
  static func names(in folder: String) throws(InputProblem) -> [String] {
    guard let handle = opendir(folder) else {
      throw .unreadable(path: folder, reason: lastError())
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func walk(
    _ root: String, below relative: [String], into found: inout [[String]]
  ) throws(InputProblem) {
    let folder = joined(root, relative)
    guard relative.count < maximumDepth else {
      throw .unreadable(path: folder, reason: "more than \(maximumDepth) folders deep")
    }
    for name in try names(in: folder) {
      let child = relative + [name]
      if try isFolder(joined(root, child)) {
        try walk(root, below: child, into: &found)
      } else {
        found.append(child)
      }
    }
  }

  private static func joined(_ root: String, _ relative: [String]) -> String {
    ([root.hasSuffix("/") && root.count > 1 ? String(root.dropLast()) : root] + relative)
      .joined(separator: "/")
  }

  private static func contents(ofFile path: String) throws(InputProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: lastError()) }
    defer { close(descriptor) }
    return try contents(of: descriptor, path: path)
  }

  private static func contents(of descriptor: Int32, path: String) throws(InputProblem) -> [UInt8] {
    var result: [UInt8] = []
    var info = stat()
    let size = fstat(descriptor, &info) == 0 ? max(0, Int(info.st_size)) : 0
    result.reserveCapacity(size + Int(ISOLA_JSON_PADDING))
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return result }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(path: path, reason: lastError())
      }
      result.append(contentsOf: buffer[..<count])
    }
  }

  private static func lastError() -> String { String(cString: strerror(errno)).lowercased() }
}
