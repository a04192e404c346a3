import Checker
import Foundation
import Simulator
import Testing
import Toolkit
import isola

/// Exit code 4: two readings of the network that disagree give no verdict. No input can provoke that, so a simulator with
/// one wrong rule does, on the way that a run of the command takes.
@Suite struct DisagreementTests {
  @Test func aWrongSimulatorEndsWithCode4() throws {
    var session = try Session.open(Tool.root.appending(path: Tool.network).path, isStrict: false)
    let policies = try Data(contentsOf: Tool.root.appending(path: Tool.policies))
    let checked = try session.policies(at: ["policies.isola"]) { _ in Array(policies) }
    func run() throws -> [PolicyResult]? {
      try Failures.reported {
        try session.check(checked, started: { _ in }, isCancelled: { false })
      }
    }
    #expect(try run()?.count == 11)

    session.mutation = .sgPortOffByOne
    let error = #expect(throws: ExitStatus.self) { try run() }
    #expect(error?.rawValue == 4)

    let dump = #expect(throws: CheckError.self) {
      try session.check(checked, started: { _ in }, isCancelled: { false })
    }
    guard case .disagreement(let text)? = dump else {
      Issue.record("expected a disagreement")
      return
    }
    for part in ["packet: ", "path: ", "simulator forward: ", "(assert"] {
      #expect(text.contains(part), "\(part)")
    }
  }
}
