import ArgumentParser
import Configuration
import Glibc
import LanguageServer
import SourceText
import Synchronization
import Toolkit

struct LanguageServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "A language server for policy files, over standard input and output.",
    discussion: """
      EXAMPLE
        isola lsp --network ./network

      Diagnostics, hover, completion, definitions and formatting by the Language Server Protocol 3.17. The network, and the policy
      files that belong together, are those of .isola.yaml in the folder of the workspace where nothing else is given.
      """)

  @Option(help: ArgumentHelp("The network: a folder or a file, in any known layout.", valueName: "path"))
  var network: String?

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Option(help: ArgumentHelp("The settings, in place of .isola.yaml.", valueName: "path"))
  var config: String?

  @Flag(help: "Read no settings.")
  var noConfig = false

  @Flag(help: ArgumentHelp("Over standard input and output, which is what it does anyway.", visibility: .hidden))
  var stdio = false

  func run() throws {
    let door = Door()
    let server = LanguageServer(version: Isola.number, open: surrounding) { door.send($0) }
    var reader = MessageReader()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // A client that went away without `exit`.
      guard count > 0 else { Glibc.exit(1) }
      reader.add(buffer[..<count])
      while let item = reader.next() {
        if case .exits(let status) = server.receive(item) { door.close(status) }
      }
    }
  }

  /// Standard output carries the protocol alone; what goes wrong is for the client to show.
  private func surrounding(_ root: String?) -> Surrounding {
    var result = Surrounding()
    if let root, network == nil, config == nil { _ = chdir(root) }
    result.read = { Console.contents(of: $0) }
    let folder = Surroundings.workingFolder
    result.absolute = { Surroundings.absolute($0, in: folder) }
    var settings = Settings()
    do {
      if !noConfig { settings = try Surroundings.settings(at: config) }
    } catch {
      result.complaint = "the settings cannot be read; the server's standard error says why"
    }
    result.policies = settings.policies
    guard let path = network ?? settings.network, path != "-" else { return result }
    do {
      let session = try Session.open(path, isStrict: strict || settings.isStrict == true)
      result.context = session.context
      result.files = session.files
    } catch {
      result.complaint = "the network `\(path)` cannot be read:\n" + error.text(colour: false)
    }
    return result
  }
}

/// Standard output, for two threads.
private final class Door: Sendable {
  private let lock = Mutex(())

  func send(_ text: String) { lock.withLock { _ in Console.print(text) } }

  /// Nobody is in the middle of a message.
  func close(_ status: Int32) -> Never {
    lock.withLock { _ in Glibc.exit(status) }
  }
}
