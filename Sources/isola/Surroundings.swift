import Configuration
import Glibc
import Outputs
import PolicyTypes
import SourceText
import Toolkit

/// Where the command runs: the repository around the working folder, its settings, and the time.
enum Surroundings {
  static var workingFolder: String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// `path` from the root, without `.` and `..` in it.
  static func absolute(_ path: String, in folder: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : folder + "/" + path).split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The nearest folder at or above `folder` that has a `.git`.
  private static func repository(above folder: String) -> String? {
    parents(of: folder).first { access($0 + "/.git", F_OK) == 0 }
  }

  /// `/a/b`, `/a`, and the empty text for the root.
  private static func parents(of folder: String) -> [String] {
    var parts = folder.split(separator: "/")
    var result = ["/" + parts.joined(separator: "/")]
    while parts.popLast() != nil { result.append(parts.isEmpty ? "" : "/" + parts.joined(separator: "/")) }
    return result
  }

  static var paths: RepositoryPaths {
    let folder = workingFolder
    return RepositoryPaths(workingFolder: folder, repositoryRoot: repository(above: folder))
  }

  /// Seconds since 1970: `SOURCE_DATE_EPOCH` where it is set, so that equal inputs give equal bytes; else now.
  static var time: Int {
    if let text = getenv("SOURCE_DATE_EPOCH"), let seconds = Int(String(cString: text)),
      (0...253_402_300_799).contains(seconds)
    {
      return seconds
    }
    return Glibc.time(nil)
  }

  /// The settings at `path`, else those of the working folder or of a folder above it, no higher than the root of the
  /// repository. Outside of a repository only the working folder counts: what others put above it is not ours.
  static func settings(at path: String?) throws -> Settings {
    let found = path ?? nearestSettings()
    guard let found else { return Settings() }
    let objects = GitObjects(found)
    guard let contents = try objects?.contents() ?? Console.contents(of: found) else {
      Console.complain("error: cannot read the settings `\(DisplayText.escape(found))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
    var files = SourceFiles()
    let parts = (objects?.path ?? found).split(separator: "/", omittingEmptySubsequences: false)
    var (settings, diagnostics) = Settings.read(
      contents, file: files.add(path: found, contents: contents), folder: parts.dropLast().joined(separator: "/"),
      severities: PolicySeverity.allCases.map(\.rawValue), formats: OutputFormat.allCases.map(\.rawValue))
    guard diagnostics.isEmpty else {
      let failure = InputFailure(diagnostics: diagnostics, files: files)
      Console.complain(failure.text(colour: Console.shows(colourOn: STDERR_FILENO)))
      throw ExitStatus.input
    }
    if let objects { settings.judge(by: objects.revision) }
    return settings
  }

  /// Relative to the working folder, so that messages and reports do not depend on where the repository lies.
  private static func nearestSettings() -> String? {
    let folder = workingFolder
    guard let root = repository(above: folder) else {
      return access(Settings.fileName, R_OK) == 0 ? Settings.fileName : nil
    }
    var prefix = ""
    for parent in parents(of: folder) {
      if access(prefix + Settings.fileName, F_OK) == 0 { return prefix + Settings.fileName }
      if parent == root { return nil }
      prefix += "../"
    }
    return nil
  }
}

extension Settings {
  /// What judges comes from a revision, too: a change cannot loosen the policies by which it is judged. The network, and where
  /// reports go, stay where they are.
  fileprivate mutating func judge(by revision: String) {
    func there(_ path: String) -> String { path.hasPrefix("/") ? path : "git:\(revision):\(path)" }
    policies = policies.map(there)
    exceptions = exceptions.map(there)
    baseline = baseline.map(there)
  }
}
