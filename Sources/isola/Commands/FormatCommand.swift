import ArgumentParser
import Glibc
import SourceText
import Toolkit

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Writes policy files in the canonical form; comments stay.",
    discussion: """
      EXAMPLE
        isola fmt policies.isola
        isola fmt --check *.isola

      - reads standard input and writes to standard output. A file with a mistake is left alone.
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Flag(help: "Change nothing: name the files that would change, and end with 1 if there are any.")
  var check = false

  func run() throws {
    let paths = try PolicyPaths.resolve(policies)
    let documents = try Failures.reported {
      try PolicyDocuments.read(paths, followsImports: false, read: CheckCommand.read)
    }
    var differs = false
    for (path, document) in documents.formatted(paths).map({ ($0.path, $0) }) {
      if path == "-", !check {
        Console.print(document.text)
        continue
      }
      guard document.isChanged else { continue }
      differs = true
      Console.print("\(DisplayText.escape(path))\n")
      if check || Console.save(document.text, to: path) { continue }
      Console.complain(
        "error: cannot write `\(DisplayText.escape(path))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
    if check, differs { throw ExitStatus.violated }
  }
}

/// The policy files of a command.
enum PolicyPaths {
  /// Those that were named, else every `*.isola` of this folder.
  static func resolve(_ named: [String]) throws -> [String] {
    let paths = named.isEmpty ? CheckCommand.policyFilesHere() : named
    guard !paths.isEmpty else {
      Console.complain("error: no policy file was named and this folder has none\n")
      throw ExitStatus.input
    }
    return paths
  }
}
