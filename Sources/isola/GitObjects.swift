import Collection
import Glibc
import SourceText

/// Files of a revision, read from git's objects: the work tree and the index stay as they are, no filter runs, and nothing is
/// left out because of attributes.
struct GitObjects {
  let revision: String
  let path: String

  /// `git:REVISION:PATH`; nil for other texts.
  init?(_ text: String) {
    guard text.hasPrefix("git:") else { return nil }
    let parts = text.dropFirst(4).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    revision = String(parts[0])
    path = String(parts[1])
  }

  /// Writes the files into `folder`, which is empty, and returns the path there that stands for `path`.
  func extract(to folder: String) throws -> String {
    let commit = try git(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
    let name = String(decoding: commit, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init)
    guard let name else { throw failure("there is no revision `\(revision)`") }
    // The paths of the listing start at the root of the repository; PATH starts here.
    let prefix = try git(["rev-parse", "--show-prefix"])
    let here = String(decoding: prefix, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    let wanted = try normalized(here + path)
    let listing = try git(["ls-tree", "-r", "-z", "--full-tree", name, "--", wanted.isEmpty ? "." : wanted])
    var count = 0
    for entry in listing.split(separator: 0) {
      let text = String(decoding: entry, as: UTF8.self)
      let parts = text.split(separator: "\t", maxSplits: 1)
      let words = parts.first?.split(separator: " ") ?? []
      guard parts.count == 2, words.count == 3, words[0].hasPrefix("100"), words[1] == "blob" else { continue }
      let place = String(parts[1])
      guard !place.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else { continue }
      let blob = try git(["cat-file", "blob", String(words[2])])
      guard makeFolders(folder, place), Console.save(blob, to: folder + "/" + place) else {
        throw failure("cannot write `\(place)` into a folder of its own: \(Console.lastError)")
      }
      count += 1
    }
    guard count > 0 else { throw failure("`\(path)` is not in `\(revision)`") }
    return wanted.isEmpty ? folder : folder + "/" + wanted
  }

  /// Without `.` and `..`, and not above the root.
  private func normalized(_ path: String) throws -> String {
    var result: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard result.popLast() != nil else { throw failure("`\(path)` is outside of the repository") }
      } else {
        result.append(part)
      }
    }
    return result.joined(separator: "/")
  }

  private func makeFolders(_ root: String, _ place: String) -> Bool {
    var path = root
    for part in place.split(separator: "/").dropLast() {
      path += "/" + part
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { return false }
    }
    return true
  }

  private func git(_ arguments: [String]) throws -> [UInt8] {
    let result: CommandResult
    do {
      result = try Command.run("git", ["--no-pager", "--literal-pathspecs"] + arguments, seconds: 120)
    } catch {
      throw failure("git cannot be started")
    }
    guard result.status == 0, !result.isTimedOut else {
      let words = String(decoding: result.errors, as: UTF8.self).split(separator: "\n").first.map(String.init)
      throw failure(words ?? "there is no revision `\(revision)`")
    }
    return result.output
  }

  private func failure(_ message: String) -> ExitStatus {
    Console.complain("error: git: \(DisplayText.escape(message))\n")
    return .input
  }
}
