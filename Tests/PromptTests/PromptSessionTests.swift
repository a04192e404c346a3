import Foundation
import Prompt
import SourceText
import Testing

/// The prompt from a pipe, on the example network.
@Suite struct PromptSessionTests {
  /// One session: what it wrote, and how it ended.
  private final class Run {
    var answers = ""
    var complaints = ""
    var files: [String: String] = [:]
    var session: PromptSession?

    init(_ text: String, network: String = Run.network, files: [String: String] = [:]) throws {
      self.files = files
      let streams = PromptStreams(
        answer: { [unowned self] in answers += $0 }, complain: { [unowned self] in complaints += $0 },
        read: { [unowned self] in self.files[$0].map { Array($0.utf8) } },
        write: { [unowned self] text, path, appends in
          self.files[path] = (appends ? self.files[path] ?? "" : "") + text
          return true
        }, lastError: { "no such file or directory" })
      session = try PromptSession(
        path: network, isStrict: false, streams: streams,
        interruptions: Interruptions(isInteractive: false))
      session?.run(Array(text.utf8), named: "<test>")
    }

    var status: ReplyStatus? { session?.worst }

    static let network = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
      + "/Specs/Examples/three-tier/network"
  }

  @Test func questionsAndNames() throws {
    let run = try Run(
      """
      let web = instances where tag.Tier == "web"
      let ssh = tcp/22
      let shell = ssh
      reach internet -> web on shell; reach internet -> 10.0.21.32 on
        tcp/22
      """)
    #expect(run.complaints == "")
    #expect(run.answers.contains("web is declared\n") && run.answers.contains("reachable\n"))
    #expect(run.answers.contains("\nunreachable\n"))
    #expect(run.status == .answered)
  }

  @Test func mistakesHaveThePlaceInTheWholeTextAndTheRestIsRun() throws {
    let run = try Run("\n\n  rech internet -> 10.0.21.32\n.mod json\n.limitt 3\ndeliver internet -> 10.0.21.32")
    #expect(run.complaints.contains("<test>:3:3: error[PS027]"), "\(run.complaints)")
    #expect(run.complaints.contains("did you mean `reach`?"))
    #expect(run.complaints.contains("did you mean `limit`?"))
    #expect(run.answers.contains("\"answer\": \"unreachable\""))
    #expect(run.status == .mistake)
  }

  @Test(arguments: [
    ("forbid internet -> 198.51.100.12 on tcp/22", ReplyStatus.violated),
    ("prove forbid internet -> 10.0.21.32", .answered),
    ("reach 10.0.10.21 -> 172.16.0.1 on tcp/22", .unknown),
    ("reach internet -> 10.0.21.32", .answered),
    ("forbid internet -> 198.51.100.12 on tcp/22; nonsense", .mistake),
    ("forbid internet -> 198.51.100.12 on tcp/22; reach 10.0.10.21 -> 172.16.0.1 on tcp/22", .violated),
    ("why", .mistake), (".next", .mistake), ("prove policy \"none\"", .mistake), ("prove policies", .mistake),
    (".load nothing", .mistake), (".quit\nnonsense", .answered),
  ])
  func exitCodes(_ text: String, _ status: ReplyStatus) throws {
    let run = try Run(text)
    #expect(run.status == status, "\(run.answers)\(run.complaints)")
  }

  @Test func flowsAreATable() throws {
    let run = try Run(".mode csv\nshow flows internet -> i-d8faaccd63a2e3624 on tcp, udp, icmp")
    let lines = run.answers.split(separator: "\n")
    #expect(lines.first == "from,to,source,destination,protocol,port,source port")
    let isThere = lines.contains { $0.contains("198.51.100.12,tcp,") && $0.contains("22") }
    #expect(isThere, "\(run.answers)")
    #expect(!run.answers.contains(",udp,"))
  }

  @Test func pathsAndTheNextClass() throws {
    let run = try Run(
      """
      .mode ndjson
      paths internet -> instances where tag.Tier == "web" on tcp
      .next
      .next
      """)
    #expect(run.answers.split(separator: "\n").count == 3, "\(run.answers)")
    #expect(run.answers.hasPrefix("{\"schema\": \"isola.paths/1\""))
  }

  @Test func policiesAreLoadedProvedExplainedAndSaved() throws {
    let policies = """
      set web = instances where tag.Tier == "web"
      policy "no ssh" {
        forbid internet -> web on tcp/22
      }
      policy "db is hidden" {
        forbid internet -> instances where tag.Tier == "db"
      }
      """
    let run = try Run(
      """
      .load p.isola
      .policies
      .once proof.txt
      prove policies
      why policy "db is hidden"
      require web -> web on tcp/443
      .save saved.isola
      prove policy "db is hiden"
      """, files: ["p.isola": policies])
    #expect(run.answers.contains("no ssh"))
    #expect(run.files["proof.txt"]?.contains("2 policies: 1 violated") == true)
    #expect(run.answers.contains("It rests on these"), "\(run.answers)")
    let saved = try #require(run.files["saved.isola"])
    #expect(saved.contains("policy \"claim 1\" {\n  require web -> web on tcp/443\n}"))
    #expect(run.complaints.contains("error[CL009]") && run.complaints.contains("did you mean `db is hidden`?"))
    let again = try Run(".load saved.isola\n.reload\nprove policies", files: ["saved.isola": saved])
    #expect(again.answers.contains("3 policies"), "\(again.answers)\(again.complaints)")
  }

  @Test func whyNotNamesBlockersWithPlaces() throws {
    let run = try Run("why i-d8faaccd63a2e3624 -> i-0fba777e3d52dd70f on tcp/5432")
    #expect(run.answers.hasPrefix("unreachable\n"), "\(run.answers)")
    #expect(run.answers.contains("set of blockers") && run.answers.contains(".json:"))
    #expect(run.answers.contains("→ allow tcp/5432 from 10.0.1.12"))
  }

  @Test func whyReachableNamesRules() throws {
    let run = try Run("reach internet -> 198.51.100.12 on tcp/22\nwhy")
    #expect(run.answers.contains("arrives because of these rules:"))
    #expect(run.answers.contains("sgr-a2738ebcae4d58d72"))
  }

  @Test func completionKnowsKindsNamesAndTags() throws {
    let session = try #require(try Run("let web = instances where tag.Tier == \"web\"").session)
    let words = { (text: String) in session.candidates(after: text).candidates.map(\.text) }
    #expect(words("re") == ["reach", "require"])
    #expect(words(".mo") == [".mode"])
    #expect(words("reach internet -> i-d8f") == ["i-d8faaccd63a2e3624"])
    #expect(session.candidates(after: "reach i-d8f").candidates.first?.kind == "instance web-2")
    #expect(words("reach we") == ["web"])
    #expect(words("let x = instances where tag.Ti") == ["tag.Tier"])
    #expect(words("let x = instances where tag.Tier == \"d") == ["\"db\""])
    #expect(session.candidates(after: "reach i-d8f").replaced == 5)
  }

  // MARK: Hypotheticals and fixes

  @Test func aHypotheticalIsAboutACopyAndStaysOne() throws {
    let question = "reach 10.0.10.21 -> i-d8faaccd63a2e3624 on tcp/23"
    let run = try Run(
      """
      .mode ndjson
      \(question)
      with sg-aaab9ec21c01327c3 allowing tcp/23 from 10.0.10.21 : \(question)
      \(question)
      with sg-aaab9ec21c01327c3 allowing tcp/23 from 10.0.0.0/8, without i-d8faaccd63a2e3624 : \(question)
      """)
    let answers = run.answers.split(separator: "\n").map { line in
      ["\"unreachable\"", "\"reachable\""].first { line.contains("\"answer\": " + $0) } ?? "none"
    }
    #expect(answers == ["\"unreachable\"", "\"reachable\"", "\"unreachable\"", "\"unreachable\""], "\(run.answers)")
    #expect(run.complaints == "")
  }

  @Test(arguments: [
    "with sg-none allowing tcp/22 from any : reach internet -> 198.51.100.12",
    "without route 172.31.0.0/16 : reach internet -> 198.51.100.12",
    "with sg-aaab9ec21c01327c3 denying tcp/22 from any : reach internet -> 198.51.100.12",
    "with sg-aaab9ec21c01327c3 allowing tcp/22 : reach internet -> 198.51.100.12",
    "with route 10.9.0.0/16 : reach internet -> 198.51.100.12",
    "with i-d8faaccd63a2e3624 stopped : let x = internet",
    "with i-d8faaccd63a2e3624 stopped reach internet -> 198.51.100.12",
    "what changes if", "compare internet", "fix policy \"none\"", "fix reach internet -> 198.51.100.12",
  ])
  func wrongHypotheticalsAreMistakes(_ text: String) throws {
    let run = try Run(text)
    #expect(run.status == .mistake, "\(run.answers)\(run.complaints)")
  }

  @Test func changesAreExact() throws {
    let run = try Run(".mode csv\nwhat changes if without sg-aaab9ec21c01327c3 allowing tcp/22 from 0.0.0.0/0")
    let lines = run.answers.split(separator: "\n")
    #expect(lines.first == "change,from,to,traffic,source,destination", "\(run.complaints)")
    #expect(lines.contains { $0.hasPrefix("closed,internet,eni-ec3a27664b00ed75a,tcp/22,") })
    #expect(!lines.contains { $0.hasPrefix("opened") })
  }

  @Test func comparingShowsDifferencesOnly() throws {
    let run = try Run(".mode csv\ncompare 10.0.0.11 and 10.0.1.12 on tcp/22, tcp/443")
    let lines = run.answers.split(separator: "\n")
    #expect(lines.first?.hasPrefix("way,end,") == true, "\(run.answers)\(run.complaints)")
    #expect(lines.contains("from,eni-03d248d48aae6b7c3,tcp/443,\"tcp/22, tcp/443\""), "\(run.answers)")
    #expect(!lines.contains { $0.contains("internet") }, "from there both are reached alike")
  }

  @Test func fixesAreOffered() throws {
    let run = try Run(
      """
      .cost add-rule 3
      fix reach i-d8faaccd63a2e3624 -> i-0fba777e3d52dd70f on tcp/5432
      fix reach internet -> 198.51.100.12 on tcp/443
      .cost
      """)
    #expect(run.answers.contains("fix 1 (cost ") && run.answers.contains("aws ec2 authorize-security-group-ingress"))
    #expect(run.answers.contains("resource \"aws_network_acl_rule\""))
    #expect(run.answers.contains("holds: nothing has to change"), "\(run.answers)")
    #expect(run.answers.contains("add-rule        3"), "\(run.answers)")
  }

  // MARK: Modes and commands

  @Test(arguments: [
    ("dot", "digraph answer {"), ("svg", "<svg xmlns="), ("smt2", "(check-sat)"), ("json", "\"schema\": \"isola.query/1\""),
    ("ndjson", "{\"schema\": \"isola.query/1\""), ("csv", ","), ("markdown", "| "), ("table", "──"), ("text", "reachable"),
  ])
  func everyModeAnswers(_ mode: String, _ sign: String) throws {
    for question in ["reach internet -> 198.51.100.12 on tcp/22", "reach internet -> 10.0.21.32 on tcp/22"] {
      let run = try Run(".mode \(mode)\n\(question)")
      #expect(run.answers.contains(sign), "\(run.answers)\(run.complaints)")
      #expect(run.status == .answered)
    }
  }

  @Test func picturesNestBoxes() throws {
    let run = try Run(
      "reach internet -> 198.51.100.12 on tcp/22\n.draw way.svg\n.draw way.dot\n.draw")
    let svg = try #require(run.files["way.svg"])
    #expect(svg.hasPrefix("<svg ") && svg.contains("eni-ec3a27664b00ed75a") && svg.contains("stroke-width=\"3\""))
    let dot = try #require(run.files["way.dot"])
    #expect(dot.contains("subgraph cluster_0_") && dot.contains("penwidth=3"))
    #expect(run.answers.hasSuffix(dot))
  }

  @Test func certificatesOfWhatWasProvedAreWritten() throws {
    let run = try Run("prove forbid internet -> instances where tag.Tier == \"db\"\n.certificate folder")
    #expect(run.files["folder/policies.isola"]?.contains("policy \"claim\" {") == true, "\(run.complaints)")
    let certificates = run.files.filter { $0.key.hasSuffix(".cert") }
    #expect(!certificates.isEmpty && certificates.allSatisfy { $0.value.hasPrefix("isola-certificate 1\n") })
  }

  @Test func theSameNetworkDiffersInNothing() throws {
    let run = try Run(".diff \(Run.network)\n.schema instance")
    #expect(run.answers.contains("0 pairs opened, 0 pairs closed"), "\(run.answers)\(run.complaints)")
    #expect(run.answers.contains("tag.Tier"))
  }

  @Test func watchingAsksAgainWhenFilesChange() throws {
    let session = try #require(try Run("").session)
    var said = ""
    var stamps: [UInt64] = [1, 1, 2, 2, 2]
    var streams = PromptStreams(
      answer: { said += $0 }, complain: { said += $0 }, read: { _ in nil }, write: { _, _, _ in false }, lastError: { "" })
    _ = session
    let interruptions = Interruptions(isInteractive: true)
    streams.stamp = { _ in stamps.count > 1 ? stamps.removeFirst() : stamps[0] }
    streams.pause = { if stamps.count <= 1 { _ = interruptions.interrupt() } }
    let watcher = try PromptSession(
      path: Run.network, isStrict: false, streams: streams, interruptions: interruptions)
    watcher.run(Array(".watch reach internet -> 10.0.21.32\nreach internet -> 10.0.21.32".utf8), named: "<test>")
    #expect(said.contains("-- the network changed\nno change\n"), "\(said)")
    // The session goes on behind it.
    #expect(said.components(separatedBy: "unreachable\n").count == 3, "\(said)")
  }

  @Test func namesCannotSteerTheTerminal() throws {
    let hostile = "evil\u{1B}[2J\u{1B}]0;x\u{07}\u{202E}"
    for mode in ["text", "csv", "table", "json", "markdown"] {
      let run = try Run(".mode \(mode)\nlet x = instances where name == \"\(hostile)\"\nreach internet -> \"\(hostile)\"")
      #expect(!run.answers.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E }, "\(mode)")
      #expect(!run.complaints.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0.value == 0x202E }, "\(mode)")
    }
  }

  @Test func smtIsTheQuestionOfTheSolver() throws {
    let run = try Run("reach internet -> 198.51.100.12 on tcp/22\n.smt")
    #expect(run.answers.contains("(set-logic QF_BV)") && run.answers.contains("(check-sat)"))
  }

  @Test func resourcesAreFiltered() throws {
    let run = try Run(".mode csv\n.resources instance web")
    #expect(run.answers.split(separator: "\n").count == 3, "\(run.answers)")
  }
}
