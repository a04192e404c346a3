import Foundation
import Testing

/// Real output of every command against the published schemas.
@Suite struct SchemaTests {
  private static let python = URL(filePath: "/usr/bin/env")

  /// Whether python3 can validate; where it cannot, the tests say so and are skipped.
  private static let canValidate: Bool = {
    let run = try? Tool.run(
      python, ["python3", "-c", "import jsonschema; jsonschema.Draft202012Validator"])
    if run?.status != 0 { print("python3-jsonschema is not installed: schema tests are skipped") }
    return run?.status == 0
  }()

  private static let files = "Tests/EndToEndTests/Policies/files.isola"

  private static let documents: [(schema: String, arguments: [String])] = [
    ("check", ["check", Tool.policies, "--network", Tool.network]),
    ("check", ["check", Tool.policies, "--network", Tool.network, "--timings"]),
    ("check", ["check", Tool.policies, "--network", Tool.network, "--strict"]),
    ("check", ["check", files, "--network", "Tests/Corpus/packs/kept"]),
    ("check", ["check", files, "--network", "Tests/Corpus/packs/broken"]),
    ("check", ["query", "--network", "Tests/Corpus/packs/broken", "would enforce vpc-a"]),
    ("test", ["test", files]),
    ("matrix", ["matrix", "--network", Tool.network]),
    ("matrix", ["matrix", "--network", Tool.network, "--by", "tag:Name", "--on", "tcp/22", "--strict"]),
    ("diff", ["diff", "--before", Tool.network, "--after", Tool.network, Tool.policies]),
    ("lint", ["lint", Tool.policies]),
    ("lint", ["lint", "Tests/EndToEndTests/Policies/crossed.isola"]),
    ("inspect", ["inspect", "--network", Tool.network]),
    ("inspect", ["inspect", "--network", Tool.network, "--strict"]),
    ("query", ["query", "--network", Tool.network, "reach internet -> 198.51.100.12 on tcp/22"]),
    ("query", ["query", "--network", Tool.network, "reach 10.0.10.21 -> 192.0.2.10 on tcp/443"]),
    ("query", ["query", "--network", Tool.network, "deliver internet -> 10.0.21.32 on icmp"]),
    ("query", ["query", "--network", Tool.network, "reach 10.0.10.21 -> 172.16.0.1 on tcp/22"]),
    ("query", ["query", "--network", Tool.network, "who reaches 10.0.21.32"]),
    ("query", ["query", "--network", Tool.network, "what does internet reach"]),
    ("why", ["why", "--network", Tool.network, "internet -> 198.51.100.12 on tcp/22"]),
    ("why", ["why", "--network", Tool.network, "10.0.1.12 -> 10.0.21.32 on tcp/5432"]),
    ("why", ["why", "--network", Tool.network, "10.0.10.21 -> 172.16.0.1 on tcp/22"]),
    ("why", whyPolicy("no ssh from the internet")), ("why", whyPolicy("db is not reachable from the internet")),
    ("flows", ["repl", "--network", Tool.network, "-c", "show flows internet -> 10.0.1.0/24"]),
    ("flows", ["repl", "--network", Tool.network, "-c", "show flows 10.0.10.21 -> internet"]),
    ("paths", ["repl", "--network", Tool.network, "-c", "paths internet -> 198.51.100.12 on tcp"]),
    ("fix", ["fix", "--network", Tool.network, "10.0.1.12 -> 10.0.21.32 on tcp/5432"]),
    ("fix", ["fix", "--network", Tool.network, "forbid internet -> 198.51.100.12 on tcp/22"]),
    ("fix", ["fix", "--network", Tool.network, "10.0.10.21 -> 172.16.0.1 on tcp/22"]),
    ("compare", ["repl", "--network", Tool.network, "-c", "compare 10.0.1.12 and 10.0.0.11 on tcp"]),
    ("diff", ["repl", "--network", Tool.network, "-c", "what changes if without sg-aaab9ec21c01327c3 allowing tcp/22 from 0.0.0.0/0"]),
    (
      "trace",
      [
        "trace", "--network", Tool.network, "--from", "internet", "--to", "198.51.100.12", "--port",
        "22",
      ]
    ),
    ("trace", ["trace", "--network", Tool.network, "--from", "10.0.10.21", "--to", "192.0.2.10"]),
    (
      "trace",
      [
        "trace", "--network", Tool.network, "--from", "10.0.10.21", "--to", "172.16.0.1",
        "--protocol", "icmp",
      ]
    ),
  ]

  private static func whyPolicy(_ name: String) -> [String] {
    ["why", "--network", Tool.network, "--policies", Tool.policies, "policy \"\(name)\""]
  }

  @Test(.enabled(if: canValidate), arguments: documents.indices)
  func outputIsValid(_ index: Int) throws {
    let (schema, arguments) = Self.documents[index]
    let run = try Tool.run(Tool.binary, arguments + [arguments[0] == "repl" ? "--mode" : "--format", "json"])
    #expect([0, 1, 3].contains(run.status), "\(run)")
    let check = try Tool.run(
      Self.python,
      ["python3", "scripts/validate-json", "Specs/Schemas/\(schema).schema.json", "-"],
      input: run.output)
    #expect(check.status == 0, "\(arguments): \(check.output)\(check.errors)")
  }

  @Test(.enabled(if: canValidate)) func progressIsValid() throws {
    let run = try Tool.run(
      "check", Tool.policies, "--network", Tool.network, "--progress", "json", "--quiet")
    // Warnings of the same run are off; every line is an object.
    for line in run.errors.split(separator: "\n") {
      let check = try Tool.run(
        Self.python,
        ["python3", "scripts/validate-json", "Specs/Schemas/progress.schema.json", "-"],
        input: String(line))
      #expect(check.status == 0, "\(line): \(check.output)\(check.errors)")
    }
    #expect(!run.errors.isEmpty)
  }

  /// A schema that accepts everything would prove nothing.
  @Test(
    .enabled(if: canValidate),
    arguments: [
      "check", "query", "trace", "inspect", "lint", "matrix", "progress", "diff", "exceptions", "baseline", "why", "flows",
      "paths", "fix", "compare",
    ])
  func schemasRefuseOtherDocuments(_ schema: String) throws {
    for document in ["{}", "{\"schema\": \"isola.\(schema)/1\"}", "[]"] {
      let check = try Tool.run(
        Self.python,
        ["python3", "scripts/validate-json", "Specs/Schemas/\(schema).schema.json", "-"],
        input: document)
      #expect(check.status == 1)
    }
  }
}
