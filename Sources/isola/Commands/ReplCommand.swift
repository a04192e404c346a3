import ArgumentParser
import Glibc
import LineEditing
import Prompt
import Toolkit

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "A prompt for questions about one network.",
    discussion: """
      EXAMPLE
        isola repl --network ./network
        isola repl --network ./network -c 'reach internet -> i-0abc on tcp/22'
        isola repl --network ./network -f questions.txt
        echo 'who reaches i-0abc' | isola repl --network ./network

      `.help` lists the questions and commands. Exit codes of -c, -f and a pipe: the worst of all statements, in the order
      4 internal error, 2 mistake, 1 violated, 3 unknown, 0.
      """)

  @Option(
    help: ArgumentHelp("The network: a folder or a file, in any known layout.", valueName: "path"))
  var network: String

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Option(
    name: [.customShort("c"), .customLong("command")],
    help: ArgumentHelp("Statements to run; repeatable.", valueName: "statement"))
  var commands: [String] = []

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("A file of statements to run; - is standard input; repeatable.", valueName: "file"))
  var files: [String] = []

  @Option(help: "How answers look at first: text, table, json, ndjson, csv, markdown, dot, svg or smt2.")
  var mode: String?

  func run() throws {
    let isBatch = !commands.isEmpty || !files.isEmpty || isatty(STDIN_FILENO) != 1
    let interruptions = Interruptions(isInteractive: !isBatch)
    let session = try Failures.reported {
      try PromptSession(
        path: network, isStrict: strict, streams: Self.streams(isQuiet: false), interruptions: interruptions)
    }
    Interruption.handled(by: { Self.interrupted(interruptions) })
    if let mode { session.run(Array(".mode \(mode)".utf8), named: "<option>") }
    for command in commands { session.run(Array(command.utf8), named: "<command>") }
    for file in files {
      guard let text = Console.contents(of: file) else {
        Console.complain("error: cannot read `\(file)`: \(Console.lastError)\n")
        throw ExitStatus.input
      }
      session.run(text, named: file == "-" ? "<standard input>" : file)
    }
    if isBatch {
      if commands.isEmpty, files.isEmpty {
        session.run(Console.contents(of: "-") ?? [], named: "<standard input>")
      }
      if interruptions.isRequested { Interruption.leave() }
      throw ExitStatus(rawValue: session.worst.rawValue) ?? .failure
    }
    Conversation(session).run()
  }

  /// Ctrl-C ends the question at hand, or the line that is typed.
  private static func interrupted(_ interruptions: Interruptions) {
    if interruptions.interrupt() { return }
    if LineEditor.interrupt() { return }
    if !interruptions.isInteractive { Interruption.leave() }
  }

  static func streams(isQuiet: Bool) -> PromptStreams {
    var streams = PromptStreams(
      answer: { if !isQuiet { Console.print($0) } }, complain: Console.complain,
      read: Console.contents,
      write: { Console.save($0, to: $1, appending: $2) }, lastError: { Console.lastError })
    streams.stamp = Console.stamp
    streams.pause = { usleep(300_000) }
    streams.answerColour = Console.shows(colourOn: STDOUT_FILENO)
    streams.complaintColour = Console.shows(colourOn: STDERR_FILENO)
    return streams
  }
}

/// The lines of somebody at a terminal.
private struct Conversation {
  private let session: PromptSession
  /// Nil on a terminal that cannot be edited on.
  private let editor: LineEditor?

  init(_ session: PromptSession) {
    self.session = session
    let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    let canEdit = terminal != "dumb" && isatty(STDOUT_FILENO) == 1
    editor = canEdit ? LineEditor(name: "isola", historyPath: Self.historyPath) : nil
    editor?.complete = { text in
      let found = session.candidates(after: text)
      return .init(replaced: found.replaced, candidates: found.candidates)
    }
  }

  /// `ISOLA_HISTORY`, else a file in the state folder of the user; nil where there is no home.
  private static var historyPath: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    if let own = variable("ISOLA_HISTORY") { return own }
    guard let home = variable("HOME") else { return nil }
    let state = variable("XDG_STATE_HOME") ?? home + "/.local/state"
    for folder in [home + "/.local", state, state + "/isola"] { mkdir(folder, 0o700) }
    return state + "/isola/history"
  }

  func run() {
    Console.print(session.greeting)
    var text = ""
    while !session.isLeaving {
      switch line(prompt: text.isEmpty ? "isola> " : "   ...> ") {
      case .end:
        Console.print("\n")
        return
      case .interrupted: text = ""
      case .line(let line):
        let isBlank = line.allSatisfy(\.isWhitespace)
        text += text.isEmpty ? line : "\n" + line
        // An empty line gives up waiting for the rest.
        guard PromptSession.isWhole(text) || isBlank else { continue }
        if !text.allSatisfy(\.isWhitespace) {
          editor?.remember(text)
          session.run(Array(text.utf8), named: "<prompt>")
        }
        text = ""
      }
    }
  }

  private func line(prompt: String) -> LineEditor.Reading {
    if let editor { return editor.read(prompt: prompt) }
    Console.print(prompt)
    return readLine(strippingNewline: true).map { .line($0) } ?? .end
  }
}
