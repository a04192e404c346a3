import AgentServer
import Collection
import Prompt
import Testing

/// The servers for programs, request by request, on the example network.
@Suite struct ServerTests {
  private static let network = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    + "/Specs/Examples/three-tier/network"

  private static func toolbox() throws -> Toolbox {
    let streams = PromptStreams(
      answer: { _ in Issue.record("a server prints nothing") }, complain: { _ in }, read: { _ in nil },
      write: { _, _, _ in
        Issue.record("a server writes nothing")
        return false
      }, lastError: { "" })
    return Toolbox(
      try PromptSession(
        path: network, isStrict: false, streams: streams, interruptions: Interruptions(isInteractive: true)))
  }

  private static func tree(_ text: String) throws -> JSONTree { try JSONTree(parsing: Array(text.utf8)) }

  // MARK: isola serve

  @Test func questionsGetAnswersWithTheirIds() throws {
    let server = QuestionServer(try Self.toolbox())
    let answer = try Self.tree(
      server.answer(
        Array(#"{"id": 7, "tool": "query", "arguments": {"question": "reach internet -> 198.51.100.12 on tcp/22"}}"#.utf8)))
    #expect(answer["id"] == .number("7"))
    #expect(answer["answer"]?["status"]?.string == "answered")
    #expect(answer["answer"]?["result"]?["answer"]?.string == "reachable")
  }

  @Test(arguments: [
    ("{", "no JSON"), ("[]", "expected an object"), (#"{"id": 1}"#, "expected `tool`"),
    (#"{"tool": "change"}"#, "expected `tool`"), (#"{"tool": "query"}"#, "`question` is missing"),
    (#"{"tool": "query", "arguments": {"question": 1}}"#, "is not a text"),
    (#"{"tool": "query", "arguments": {"question": "x", "more": "y"}}"#, "no argument `more`"),
    (#"{"tool": "trace", "arguments": {"from": "internet", "to": "198.51.100.12", "port": 70000}}"#, "65535"),
    (#"{"tool": "query", "arguments": {"question": "let x = internet"}}"#, "expected a question"),
    (#"{"tool": "query", "arguments": {"question": ".save /tmp/x"}}"#, "error"),
  ])
  func mistakesAreNamed(_ request: String, _ words: String) throws {
    let server = QuestionServer(try Self.toolbox())
    let answer = try Self.tree(server.answer(Array(request.utf8)))
    let error = try #require(answer["error"]?.string)
    #expect(error.contains(words), "\(error)")
  }

  @Test func fixAndDiffPropose() throws {
    let server = QuestionServer(try Self.toolbox())
    let fix = try Self.tree(
      server.answer(
        Array(
          #"{"id": 1, "tool": "fix", "arguments": {"question": "i-d8faaccd63a2e3624 -> i-0fba777e3d52dd70f on tcp/5432"}}"#
            .utf8)))
    let result = try #require(fix["answer"]?["result"])
    #expect(result["answer"]?.string == "fixable")
    #expect(result["fixes"]?.elements.first?["commands"]?.elements.isEmpty == false)
    let diff = try Self.tree(
      server.answer(
        Array(
          #"{"tool": "diff", "arguments": {"changes": "without sg-aaab9ec21c01327c3 allowing tcp/22 from 0.0.0.0/0"}}"#.utf8)))
    #expect(diff["answer"]?["result"]?["opened"]?.elements.isEmpty == true)
    #expect(diff["answer"]?["result"]?["closed"]?.elements.isEmpty == false)
  }

  @Test func answersAreBounded() throws {
    let server = QuestionServer(try Self.toolbox())
    for tool in ["inspect", "check"] {
      let arguments = tool == "check" ? #"{"policies": "policy \"p\" { forbid internet -> instances on tcp/22 }"}"# : "{}"
      let line = server.answer(Array(#"{"id": "a", "tool": "\#(tool)", "arguments": \#(arguments)}"#.utf8))
      #expect(!line.contains("\n") || line.hasSuffix("\n") && line.dropLast().contains("\n") == false)
      #expect(try Self.tree(line)["id"]?.string == "a")
    }
  }

  // MARK: isola mcp

  private static func server() throws -> ContextProtocolServer {
    ContextProtocolServer(try toolbox(), version: "1.2.3")
  }

  @Test func theHandshakeAgreesOnAVersion() throws {
    let server = try Self.server()
    for (wanted, given) in [("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-11-25")] {
      let line = try #require(
        server.answer(
          Array(#"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "\#(wanted)"}}"#.utf8)))
      let answer = try Self.tree(line)
      #expect(answer["result"]?["protocolVersion"]?.string == given)
      #expect(answer["result"]?["serverInfo"]?["version"]?.string == "1.2.3")
    }
  }

  @Test func everyToolOnlyReadsAndNamesItsSchemas() throws {
    let line = try #require(try Self.server().answer(Array(#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#.utf8)))
    let tools = try #require(try Self.tree(line)["result"]?["tools"]?.elements)
    #expect(tools.compactMap { $0["name"]?.string } == ["check", "query", "why", "fix", "diff", "trace", "inspect"])
    for tool in tools {
      #expect(tool["annotations"]?["readOnlyHint"] == .boolean(true))
      #expect(tool["inputSchema"]?["additionalProperties"] == .boolean(false))
      #expect(tool["outputSchema"]?["properties"]?["result"] != nil)
    }
  }

  @Test(arguments: [
    ("no json", -32700), ("[]", -32600), (#"{"jsonrpc": "2.0", "id": 1, "method": "nothing"}"#, -32601),
    (#"{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "change"}}"#, -32602),
  ])
  func protocolMistakesHaveCodes(_ request: String, _ code: Int) throws {
    let line = try #require(try Self.server().answer(Array(request.utf8)))
    #expect(try Self.tree(line)["error"]?["code"] == .number("\(code)"))
  }

  @Test func notificationsGetNoAnswer() throws {
    #expect(try Self.server().answer(Array(#"{"jsonrpc": "2.0", "method": "notifications/cancelled"}"#.utf8)) == nil)
  }

  @Test func toolMistakesAreResults() throws {
    let request =
      #"{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "query", "arguments": {"question": "rech x"}}}"#
    let line = try #require(try Self.server().answer(Array(request.utf8)))
    let result = try #require(try Self.tree(line)["result"])
    #expect(result["isError"] == .boolean(true))
    #expect(result["content"]?.elements.first?["text"]?.string?.contains("did you mean `reach`?") == true)
  }
}
