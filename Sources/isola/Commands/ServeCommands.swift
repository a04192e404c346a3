import AgentServer
import ArgumentParser
import Dispatch
import Prompt
import Synchronization
import Toolkit

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answers questions of programs: one JSON object a line.",
    discussion: """
      EXAMPLE
        echo '{"id": 1, "tool": "query", "arguments": {"question": "who reaches i-0abc on tcp/22"}}' \\
          | isola serve --stdio --network ./network

      Tools: check, query, why, fix, diff, trace, inspect; `isola mcp` has the same ones. Each answer has the id of its request.
      """)

  @Flag(help: "Over standard input and output.")
  var stdio = false

  @OptionGroup var service: ServiceOptions

  func validate() throws {
    guard stdio else { throw ValidationError("Missing expected argument '--stdio'") }
  }

  func run() throws {
    let (toolbox, interruptions) = try service.open()
    let server = QuestionServer(toolbox)
    service.answer(interruptions) { server.answer($0) }
  }
}

struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "A server of the Model Context Protocol for agents, over standard input and output.",
    discussion: """
      EXAMPLE
        isola mcp --network ./network

      Read-only tools: check, query, why, fix, diff, trace, inspect. Protocol versions 2024-11-05 to 2025-11-25 (with a handshake) and
      2026-07-28.
      """)

  @OptionGroup var service: ServiceOptions

  func run() throws {
    let (toolbox, interruptions) = try service.open()
    let server = ContextProtocolServer(toolbox, version: Isola.number)
    service.answer(interruptions) { server.answer($0) }
  }
}

/// What both have in common.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The network: a folder or a file, in any known layout.", valueName: "path"))
  var network: String

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Option(help: "Seconds that an answer may take.")
  var timeLimit = 60

  func validate() throws {
    guard (1...86400).contains(timeLimit) else {
      throw ValidationError("--time-limit is 1 to 86400 seconds")
    }
  }

  func open() throws -> (Toolbox, Interruptions) {
    // An interrupt ends the process as it always does; this object is for the time limit.
    let interruptions = Interruptions(isInteractive: true)
    let session = try Failures.reported {
      try PromptSession(
        path: network, isStrict: strict, streams: ReplCommand.streams(isQuiet: true),
        interruptions: interruptions)
    }
    return (Toolbox(session), interruptions)
  }

  /// Line by line until the input ends.
  func answer(_ interruptions: Interruptions, _ reply: ([UInt8]) -> String?) {
    let current = Serial()
    var number: UInt64 = 0
    while let line = readLine(strippingNewline: true) {
      if line.allSatisfy(\.isWhitespace) { continue }
      number += 1
      let own = number
      current.store(own)
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(timeLimit)) {
        if current.load() == own { _ = interruptions.interrupt() }
      }
      let answer = reply(Array(line.utf8))
      current.store(0)
      if let answer { Console.print(answer) }
    }
  }
}

/// The number of the request that is being answered; 0 for none.
private final class Serial: Sendable {
  private let number = Atomic<UInt64>(0)

  func store(_ value: UInt64) { number.store(value, ordering: .sequentiallyConsistent) }
  func load() -> UInt64 { number.load(ordering: .sequentiallyConsistent) }
}
