import Foundation
import ResultStore
import Testing

@Suite("Results store")
struct ResultStoreTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "isola-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private let subject = ResultStore.Subject(
    command: "check", who: "somebody", version: "1", snapshot: "a", policies: "b")

  @Test("what was recorded is read again, by another connection")
  func roundTrip() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try ResultStore(path("store"))
    let first = try store.begin(subject, at: 100)
    let hostile = "x'); DROP TABLE run; --\u{0}\u{202E}"
    try store.record(.init(policy: hostile, claim: 1, text: "forbid a -> b on any", verdict: "proved"), of: first)
    try store.end(first, at: 110)
    let second = try store.begin(subject, at: 200)
    let other = try ResultStore(path("store"))
    #expect(try other.runs().map(\.number) == [first, second])
    #expect(try other.runs(since: 150).map(\.number) == [second])
    #expect(try other.lastRun(until: 500)?.number == first)
    #expect(try other.lastRun(until: 99) == nil)
    #expect(try other.verdicts(of: first).map(\.policy) == [hostile])
    #expect(try other.runs().last?.ended == nil)
    #expect(try other.isSound())
    // A claim is judged once in a run.
    #expect(throws: StoreProblem.self) {
      try store.record(.init(policy: hostile, claim: 1, text: "", verdict: "violated"), of: first)
    }
    #expect(throws: StoreProblem.self) {
      try store.record(.init(policy: "p", claim: 1, text: "", verdict: "proved"), of: 99)
    }
  }

  @Test("what is no store is left alone")
  func strangers() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = path("text")
    try Data("isola".utf8).write(to: URL(filePath: text))
    #expect(throws: StoreProblem.self) { _ = try ResultStore(text) }
    #expect(FileManager.default.contents(atPath: text) == Data("isola".utf8))
    #expect(throws: StoreProblem.self) { _ = try ResultStore(path("no/such/folder")) }
  }
}
