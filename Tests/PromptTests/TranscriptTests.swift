import Foundation
import Prompt
import Testing

/// The session in the README is what the prompt really says. `ISOLA_RECORD=1` writes it anew.
@Suite struct TranscriptTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let prompt = "isola> "

  @Test func theReadmeShowsARealSession() throws {
    let place = Self.root.appending(path: "README.md")
    let text = try String(contentsOf: place, encoding: .utf8)
    let fence = "```isola-session\n"
    let start = try #require(text.range(of: fence)).upperBound
    let end = try #require(text.range(of: "```", range: start..<text.endIndex)).lowerBound
    let shown = String(text[start..<end])
    let statements = shown.split(separator: "\n").filter { $0.hasPrefix(Self.prompt) }
      .map { String($0.dropFirst(Self.prompt.count)) }
    #expect(statements.count >= 4)
    var said = ""
    let streams = PromptStreams(
      answer: { said += $0 }, complain: { said += $0 }, read: { _ in nil }, write: { _, _, _ in false }, lastError: { "" })
    let session = try PromptSession(
      path: Self.root.appending(path: "Specs/Examples/three-tier/network").path, isStrict: false, streams: streams,
      interruptions: Interruptions(isInteractive: false))
    for statement in statements {
      said += Self.prompt + statement + "\n"
      session.run(Array(statement.utf8), named: "<prompt>")
    }
    // Where the files are is told by a whole path.
    let really = said.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("Files of the network are in ") }
      .joined(separator: "\n").replacing("\n\n\n", with: "\n\n").replacing("\n\n" + Self.prompt, with: "\n" + Self.prompt)
    if ProcessInfo.processInfo.environment["ISOLA_RECORD"] != nil {
      try text.replacingCharacters(in: start..<end, with: really).write(to: place, atomically: true, encoding: .utf8)
    }
    #expect(really == shown)
  }
}
