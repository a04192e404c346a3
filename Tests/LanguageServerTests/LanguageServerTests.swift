import Collection
import LanguageServer
import NetworkModel
import Reports
import SourceText
import Synchronization
import TestSupport
import Testing

/// A client in the same process.
private final class Client {
  private final class Inbox: Sendable {
    let messages = Mutex<[String]>([])
  }

  private let inbox = Inbox()
  let server: LanguageServer
  private var number = 0

  init(_ network: NetworkModel? = nil) {
    let inbox = inbox
    server = LanguageServer(
      version: "1",
      open: { _ in
        var surrounding = Surrounding()
        surrounding.context = network.map {
          ReportContext(network: $0, files: SourceFiles(), networkPath: "network", layout: "test")
        }
        return surrounding
      },
      send: { text in inbox.messages.withLock { $0.append(text) } })
  }

  /// The answers to a message, as values.
  @discardableResult
  func send(_ text: String) throws -> [JSONTree] {
    inbox.messages.withLock { $0 = [] }
    _ = server.receive(.body(Array(text.utf8)))
    return try inbox.messages.withLock { $0 }.map { text in
      let body = try #require(text.split(separator: "\r\n\r\n", maxSplits: 1).last)
      return try JSONTree(parsing: Array(body.utf8))
    }
  }

  func ask(_ method: String, _ parameters: String) throws -> JSONTree {
    number += 1
    let own = number
    let found = try send("{\"jsonrpc\":\"2.0\",\"id\":\(own),\"method\":\"\(method)\",\"params\":\(parameters)}")
    return try #require(found.first { $0["id"] == .number("\(own)") })
  }

  func tell(_ method: String, _ parameters: String) throws -> [JSONTree] {
    try send("{\"jsonrpc\":\"2.0\",\"method\":\"\(method)\",\"params\":\(parameters)}")
  }

  func begin() throws {
    _ = try ask("initialize", "{\"processId\":null,\"rootUri\":null,\"capabilities\":{}}")
    _ = try tell("initialized", "{}")
  }

  func open(_ text: String, as name: String = "p.isola") throws -> [JSONTree] {
    let quoted = JSONWriter.line(.string(text))
    return try tell(
      "textDocument/didOpen",
      "{\"textDocument\":{\"uri\":\"file:///\(name)\",\"languageId\":\"isola\",\"version\":1,\"text\":\(quoted)}}")
  }

  func at(_ method: String, _ line: Int, _ character: Int) throws -> JSONTree {
    let found = try ask(
      "textDocument/\(method)",
      "{\"textDocument\":{\"uri\":\"file:///p.isola\"},\"position\":{\"line\":\(line),\"character\":\(character)}}")
    return try #require(found["result"])
  }
}

@Suite struct LanguageServerTests {
  private static let policy = """
    set web = instances where tag.Tier == "web"
    traffic ssh = tcp/22
    policy p {
      forbid internet -> web on ssh
    }

    """

  private var network: NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    for (index, tier) in ["web", "web", "db"].enumerated() {
      let instance = net.model.instances.insert(
        Instance(name: "i-\(index)", scope: net.scope, tags: ["Tier": tier, "Name": "\(tier)-\(index)"]))
      let interface = net.host("eni-\(index)", in: subnet, "10.0.1.\(index + 5)")
      net.model.interfaces[interface].instance = instance
      if let instance { net.model.instances[instance].interfaces = [interface] }
    }
    return net.model
  }

  private func codes(_ messages: [JSONTree]) -> [String] {
    let published = messages.last { $0["method"]?.string == "textDocument/publishDiagnostics" }
    return published?["params"]?["diagnostics"]?.elements.compactMap { $0["code"]?.string } ?? ["none"]
  }

  // MARK: Life

  @Test func nothingIsAnsweredBeforeInitialize() throws {
    let client = Client()
    #expect(try client.ask("textDocument/hover", "{}")["error"]?["code"] == .number("-32002"))
    #expect(try client.open("x").isEmpty)
    try client.begin()
    #expect(try client.ask("initialize", "{}")["error"]?["code"] == .number("-32600"))
    #expect(try client.ask("shutdown", "null")["result"] == .null)
    #expect(try client.ask("textDocument/hover", "{}")["error"]?["code"] == .number("-32600"))
    #expect(client.server.receive(.body(Array("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}".utf8))) == .exits(0))
    #expect(Client().server.receive(.body(Array("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}".utf8))) == .exits(1))
  }

  @Test(arguments: [
    ("", "-32700"), ("{", "-32700"), ("\u{0}", "-32700"), ("[]", "-32600"), ("1", "-32600"), ("{}", "-32600"),
    ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"x\"}", "-32600"), ("{\"jsonrpc\":\"2.0\",\"id\":1}", "-32600"),
    ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"x\"}", "-32600"),
    ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\"}", "-32601"),
    ("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"textDocument/hover\",\"params\":[]}", "-32602"),
    ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/hover\",\"params\":{\"textDocument\":{\"uri\":\"file:///p.isola\"}}}", "-32602"),
    ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/formatting\",\"params\":{\"textDocument\":{\"uri\":\"x\"}}}", "-32602"),
  ])
  func garbageIsAnErrorAndNotTheEnd(_ text: String, _ code: String) throws {
    let client = Client()
    try client.begin()
    _ = try client.open(Self.policy)
    // Findings of the solver may come at any time.
    let found = try client.send(text).filter { $0["method"] == nil }
    #expect(found.count == 1 && found.first?["error"]?["code"] == .number(code), "\(found)")
    #expect(try client.at("definition", 3, 23)["uri"] != nil)
  }

  /// Notifications and answers to nothing have no answer, whatever they hold.
  @Test func notificationsAreNotAnswered() throws {
    let client = Client()
    try client.begin()
    for text in [
      "{\"jsonrpc\":\"2.0\",\"method\":\"$/anything\"}", "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":null}",
      "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":7}}",
      "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\",\"params\":{\"textDocument\":{\"uri\":\"nobody\"}}}",
      "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didClose\",\"params\":null}",
    ] { #expect(try client.send(text).isEmpty, "\(text)") }
  }

  /// Cut and turned requests of a real session never end the server.
  @Test func mutatedSessionsDoNotEndIt() throws {
    var random = SplitMix64(seed: 11)
    let client = Client(network)
    try client.begin()
    _ = try client.open(Self.policy)
    let sample = Array(
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/completion\",\"params\":{\"textDocument\":{\"uri\":\"file:///p.isola\"},\"position\":{\"line\":3,\"character\":12}}}"
        .utf8)
    for _ in 0..<3000 {
      var bytes = sample
      for _ in 0...random.int(0...3) {
        guard !bytes.isEmpty else { break }
        let place = random.int(0...(bytes.count - 1))
        switch random.int(0...2) {
        case 0: bytes[place] = UInt8(random.int(0...255))
        case 1: bytes.remove(at: place)
        case _: bytes = Array(bytes[..<max(1, place)])
        }
      }
      #expect(client.server.receive(.body(bytes)) == .goesOn)
    }
    // Any place of any edit is taken, too.
    for _ in 0..<500 {
      let numbers = (0..<4).map { _ in random.int(-2...9) * (random.int(0...9) == 0 ? 1 << 40 : 1) }
      let text = ["", "set", "é", "{", "\\n"][random.int(0...4)]
      let start = "{\"line\":\(numbers[0]),\"character\":\(numbers[1])}"
      let end = "{\"line\":\(numbers[2]),\"character\":\(numbers[3])}"
      _ = try client.tell(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":\"file:///p.isola\",\"version\":2},\"contentChanges\":[{\"range\":"
          + "{\"start\":\(start),\"end\":\(end)},\"text\":\"\(text)\"}]}")
    }
    #expect(try client.ask("shutdown", "null")["result"] == .null)
  }

  // MARK: Answers

  @Test func diagnosticsFollowTheText() throws {
    let client = Client(network)
    try client.begin()
    #expect(try codes(client.open("set a = \npolicy p { forbid b -> internet }")).contains { $0.hasPrefix("PS") })
    func change(_ text: String) throws -> [JSONTree] {
      try client.tell(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":\"file:///p.isola\",\"version\":2},\"contentChanges\":[{\"text\":\(JSONWriter.line(.string(text)))}]}")
    }
    #expect(try codes(change("policy p {\n  forbid webb -> internet\n}\n")) == ["PT001"])
    #expect(try codes(change(Self.policy)) == [])
    let edited = try client.tell(
      "textDocument/didChange",
      """
      {"textDocument":{"uri":"file:///p.isola","version":3},"contentChanges":[{"range":{"start":{"line":3,"character":21},\
      "end":{"line":3,"character":24}},"text":"w€b"}]}
      """)
    #expect(codes(edited) != [])
    let closed = try client.tell("textDocument/didClose", "{\"textDocument\":{\"uri\":\"file:///p.isola\"}}")
    #expect(codes(closed) == [])
  }

  @Test func whatAFileImportsIsKnown() throws {
    let client = Client(network)
    try client.begin()
    let whole = "import \"lib.isola\"\n\npolicy p = isolated(web)\n"
    #expect(try codes(client.open(whole)).contains("PT020"))
    _ = try client.open(
      "set web = instances where tag.Tier == \"web\"\npolicy isolated(tier: set) {\n  forbid internet -> tier\n}\n",
      as: "lib.isola")
    let again = try client.tell(
      "textDocument/didChange",
      "{\"textDocument\":{\"uri\":\"file:///p.isola\",\"version\":2},\"contentChanges\":[{\"text\":\(JSONWriter.line(.string(whole)))}]}")
    #expect(codes(again) == [])
    #expect(try client.at("definition", 2, 21)["uri"]?.string == "file:///lib.isola")
    #expect(try client.at("hover", 2, 21)["contents"]?["value"]?.string?.contains("2 interfaces") == true)
  }

  @Test func hoverSaysWhatASetResolvesTo() throws {
    let client = Client(network)
    try client.begin()
    _ = try client.open(Self.policy)
    for (line, character) in [(0, 5), (3, 22), (3, 24)] {
      let text = try #require(try client.at("hover", line, character)["contents"]?["value"]?.string)
      #expect(text.contains("set web = ") && text.contains("2 interfaces") && text.contains("eni-0 i-0 web-0  10.0.1.5"))
      #expect(!text.contains("eni-2"))
    }
    let ssh = try client.at("hover", 3, 28)
    #expect(ssh["contents"]?["value"]?.string == "traffic ssh = tcp/22")
    #expect(ssh["range"]?["start"] == .object(["line": .number("3"), "character": .number("28")]))
    #expect(try client.at("hover", 2, 0) == .null)
    #expect(try client.at("hover", 3, 12)["contents"]?["value"]?.string?.contains("hosts of the Internet") == true)
    // Without a network the definition is what there is to say.
    let alone = Client()
    try alone.begin()
    _ = try alone.open(Self.policy)
    #expect(try alone.at("hover", 3, 22)["contents"]?["value"]?.string == "set web = instances where tag.Tier == \"web\"")
  }

  @Test func definitionIsTheDeclaration() throws {
    let client = Client(network)
    try client.begin()
    _ = try client.open(Self.policy)
    for (character, line, start) in [(22, 0, 4), (29, 1, 8)] {
      let place = try client.at("definition", 3, character)
      #expect(place["uri"]?.string == "file:///p.isola")
      #expect(
        place["range"]?["start"] == .object(["line": .number("\(line)"), "character": .number("\(start)")]))
    }
    #expect(try client.at("definition", 3, 12) == .null)
  }

  @Test func completionKnowsWordsNamesAndTags() throws {
    func labels(_ text: String, _ line: Int, _ character: Int) throws -> [String] {
      let client = Client(network)
      try client.begin()
      _ = try client.open(text)
      return try client.at("completion", line, character)["items"]?.elements.compactMap { $0["label"]?.string } ?? []
    }
    #expect(try labels("s", 0, 1).first == "set")
    #expect(try labels("appr", 0, 4) == ["approve"])
    #expect(try labels("policy p {\n  forbid rea\n}", 1, 12).contains("reachable"))
    #expect(try labels("policy p {\n  for\n}", 1, 5) == ["forbid"])
    #expect(try labels(Self.policy + "set x = w", 5, 9).contains("web"))
    #expect(try labels("set x = eni-", 0, 12) == ["eni-0", "eni-1", "eni-2"])
    #expect(try labels("set x = instances where tag.", 0, 28) == ["tag.Name", "tag.Tier"])
    #expect(try labels("set x = instances where tag.Tier == ", 0, 36) == ["\"db\"", "\"web\""])
    #expect(try labels("# set x = eni-", 0, 14) == [])
    // What stands there is replaced, counted in UTF-16.
    let client = Client(network)
    try client.begin()
    _ = try client.open("set \"😀\" = eni-")
    let edit = try client.at("completion", 0, 15)["items"]?.elements.first?["textEdit"]
    #expect(edit?["range"]?["start"]?["character"] == .number("11"))
  }

  @Test func formattingIsTheCanonicalForm() throws {
    let client = Client()
    try client.begin()
    _ = try client.open("set   web=10.0.0.0/8\npolicy p{forbid internet->web on tcp/22}")
    let ask = "{\"textDocument\":{\"uri\":\"file:///p.isola\"},\"options\":{\"tabSize\":2,\"insertSpaces\":true}}"
    let edits = try #require(try client.ask("textDocument/formatting", ask)["result"]?.elements)
    #expect(edits.count == 1)
    let text = try #require(edits.first?["newText"]?.string)
    #expect(text.hasPrefix("set web = 10.0.0.0/8\n"))
    _ = try client.open(text)
    #expect(try client.ask("textDocument/formatting", ask)["result"] == .array([]))
    _ = try client.open("set = ")
    #expect(try client.ask("textDocument/formatting", ask)["result"] == .array([]))
  }
}
