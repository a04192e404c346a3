/// Names files as their repository does: relative to its root, with slashes. Programs that show findings beside a change look
/// them up by that name.
package struct RepositoryPaths: Hashable, Sendable {
  /// Absolute, without a slash at its end; the folder that relative paths start from.
  private let folder: [Substring]
  /// Absolute; the root of the work tree, or `folder` where there is none.
  private let root: [Substring]

  package init(workingFolder: String, repositoryRoot: String?) {
    folder = Self.normalized(workingFolder)
    root = repositoryRoot.map(Self.normalized) ?? folder
  }

  /// The path below the root; an absolute path where the file lies elsewhere.
  package func name(of path: String) -> String {
    let parts =
      path.hasPrefix("/")
      ? Self.normalized(path) : Self.normalized("/" + (folder + [Substring(path)]).joined(separator: "/"))
    guard parts.starts(with: root), parts.count > root.count else { return "/" + parts.joined(separator: "/") }
    return parts.dropFirst(root.count).joined(separator: "/")
  }

  /// A URI reference (RFC 3986): what is no unreserved character or slash is written as `%XX`.
  package func uri(of path: String) -> String {
    let name = name(of: path)
    let escaped = Self.percentEncoded(name)
    return name.hasPrefix("/") ? "file://" + escaped : escaped
  }

  private static func normalized(_ path: String) -> [Substring] {
    var result: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = result.popLast() } else { result.append(part) }
    }
    return result
  }

  private static func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "A"..."Z", "a"..."z", "0"..."9", "-", ".", "_", "~", "/": result.unicodeScalars.append(scalar)
      case _:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}
