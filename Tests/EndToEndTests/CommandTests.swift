import Foundation
import Testing

@Suite struct CommandTests {
  @Test(arguments: [
    ("reach internet -> 198.51.100.12 on tcp/22", "reachable", Int32(0)),
    ("reach internet -> 10.0.21.32 on tcp/22", "unreachable", 0),
    ("reach 10.0.10.21 -> 172.16.0.1 on tcp/22", "unknown", 3),
  ])
  func questionsAreAnsweredOnTheFirstLine(_ question: String, _ answer: String, _ status: Int32)
    throws
  {
    let run = try Tool.run("query", "--network", Tool.network, question)
    #expect(run.status == status, "\(run)")
    #expect(run.output.hasPrefix(answer + "\n"), "\(run.output)")
    #expect(run.errors == "")
  }

  @Test func aTraceShowsBothLegs() throws {
    let run = try Tool.run(
      "trace", "--network", Tool.network, "--from", "internet", "--to", "198.51.100.12", "--port",
      "22")
    #expect(run.status == 0)
    #expect(run.output.contains("The packet:") && run.output.contains("The reply:"))
  }

  @Test func inspectCountsWhatWasRead() throws {
    let run = try Tool.run("inspect", "--network", Tool.network)
    #expect(run.status == 0)
    #expect(run.output.contains("vpcPeeringConnection") && run.output.contains("transitGateway"))
  }

  @Test func explainKnowsItsCodes() throws {
    #expect(try Tool.run("explain", "ENI_SG_RULES_MISMATCH").status == 0)
    let run = try Tool.run("explain", "PT099")
    #expect(run.status == 2)
    #expect(run.errors.contains("unknown code `PT099`"))
  }

  @Test(arguments: [
    ["frobnicate"], ["check"], ["query", "--network", Tool.network],
    ["query", "--network", Tool.network, "reach nothing"],
    ["query", "--network", "/nowhere", "reach a -> b"],
    ["trace", "--network", Tool.network, "--from", "internet"],
    ["inspect", "--network", "/nowhere"],
    ["inspect", "--network", Tool.network, "--format", "yaml"],
    ["inspect", "--network", Tool.network, "--format", "sarif"],
    ["diff", "--before", Tool.network], ["diff", "--plan", "/nowhere", "--after", "/nowhere"],
    ["diff", "--before", "git:nothing", "--after", Tool.network],
    ["diff", "--before", "git:HEAD:../outside", "--after", Tool.network],
    ["diff", "--before", "git:--output=x:a", "--after", Tool.network],
    [
      "trace", "--network", Tool.network, "--from", "internet", "--to", "10.0.21.32", "--port",
      "70000",
    ],
    ["check", "x.isola", "--network", Tool.network, "--output", "nothing"],
  ])
  func mistakesEndWithTwoAndAMessage(_ arguments: [String]) throws {
    let run = try Tool.run(Tool.binary, arguments)
    #expect(run.status == 2, "\(run)")
    #expect(run.output == "")
    #expect(!run.errors.isEmpty)
  }

  @Test(arguments: [
    "check", "diff", "exceptions", "baseline", "baseline write", "query", "why", "fix", "repl", "trace", "inspect",
    "matrix", "plan", "run", "merge", "serve", "mcp", "lsp", "recheck", "generate", "fmt", "lint", "explain", "completions",
  ])
  func everyCommandHasHelpWithAnExample(_ command: String) throws {
    let run = try Tool.run(Tool.binary, command.split(separator: " ").map(String.init) + ["--help"])
    #expect(run.status == 0)
    #expect(run.output.contains("EXAMPLE") && run.output.contains("isola \(command)"))
  }

  /// The codes of findings have whole pages, by both doors.
  @Test(arguments: ["CK001", "CK002", "CK003", "CK004", "CK006", "PS021", "PT005", "PL003", "CF005", "CL003"])
  func findingsAreExplained(_ code: String) throws {
    let page = try Tool.run("explain", code)
    #expect(page.status == 0)
    for part in ["Why it matters:", "Fails:", "Passes:", "What to do:", "Controls:"] { #expect(page.output.contains(part)) }
    let same = try Tool.run("check", "--explain", code)
    #expect(same.status == 0 && same.output == page.output)
    #expect(try Tool.run("check", "--explain", "CK999").status == 2)
  }

  @Test func malformedNetworksHaveAPlace() throws {
    let folder = try Scratch()
    let file = try folder.file("vpcs.json", "{\n  \"Vpcs\": [ {\"VpcId\": } ]\n}\n")
    let run = try Tool.run("inspect", "--network", file.path)
    #expect(run.status == 2)
    #expect(run.errors.contains("vpcs.json:2:"), "\(run.errors)")
    let input = try Tool.run("inspect", "--network", "-", input: "{\"Vpcs\": [")
    #expect(input.status == 2)
    #expect(input.errors.contains("<standard input>:1:"), "\(input.errors)")
  }

  @Test func anInterruptEndsWithItsOwnCode() throws {
    let process = Process()
    process.executableURL = Tool.binary
    process.arguments = ["inspect", "--network", "-"]
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    // The command waits for its input; give it the time to get there.
    Thread.sleep(forTimeInterval: 0.5)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(process.terminationReason == .exit)
  }
}
