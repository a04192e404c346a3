import Foundation
import Testing

/// `isola-verified check` on hand-written certificates of format 1 (Specs/Certificates/Format1.md).
@Suite("Verified checker", .disabled(if: VerifiedOracle.isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
struct VerifiedCheckerTests {
  /// Host 0, router 1, service 2, drop 3, NAT 4, outside 5; only HTTPS passes to the service, and what is not for it
  /// leaves through NAT.
  private static let graph = """
    isola-certificate 1
    # a small network
    location 0 transit
    location 1 transit
    location 2 delivered
    location 3 dropped:1
    location 4 transit
    location 5 delivered
    edge 0 1
    guard
    values 1 10 10
    values 2 6 6
    values 3 443 443
    values 4 0 5 7 255
    values 5 0 442 444 65535
    edge 1 2
    guard destination 1 protocol 2 dport 3
    edge 1 3
    guard destination 1 protocol 4
    guard destination 1 protocol 2 dport 5
    values 6 0 9 11 340282366920938463463374607431768211455
    edge 1 4
    guard destination 6
    values 7 77 77
    values 8 1024 65535
    edge 4 5
    guard
    set source choose 7
    set sport choose 8
    values 9 80 80
    values 10 20 29
    values 11

    """

  private static let safety = """
    claim safety
    start 0 destination 1 protocol 2 dport 9
    bad 2
    bad 5
    proof
    invariant 0 destination 1 protocol 2 dport 9
    invariant 1 destination 1 protocol 2 dport 9
    invariant 3 destination 1 protocol 2 dport 9
    """

  private static let guarantee = """
    claim guarantee
    start 0 destination 10
    receiver 5 source 7
    proof
    invariant 0 destination 10
    invariant 1 destination 10
    invariant 4 destination 10
    invariant 5 destination 10 source 7
    rank 0 4
    rank 1 3
    rank 4 2
    rank 5 1
    """

  private static let exact = """
    claim exact
    start 0 destination 1 protocol 2 dport 3
    receiver 2 destination 1
    proof
    invariant 0 destination 1 protocol 2 dport 3
    invariant 1 destination 1 protocol 2 dport 3
    invariant 2 destination 1 protocol 2 dport 3
    rank 0 4
    rank 1 3
    rank 2 1
    """

  @Test("genuine certificates are accepted")
  func acceptsGenuine() throws {
    #expect(try answer(Self.graph + Self.safety) == "accepted")
    #expect(try answer(Self.graph + Self.guarantee) == "accepted")
    #expect(try answer(Self.graph + Self.exact) == "accepted")
  }

  @Test(
    "damaged safety certificates are rejected",
    arguments: [
      ("invariant 0 destination 1 protocol 2 dport 9", ""),
      ("invariant 1 destination 1 protocol 2 dport 9", ""),
      ("invariant 3 destination 1 protocol 2 dport 9", ""),
      ("invariant 1 destination 1", "invariant 1 destination 6"),
      ("invariant 0 destination 1", "invariant 0 destination 11"),
      ("start 0 destination 1 protocol 2 dport 9", "start 0 destination 1"),
      ("values 9 80 80", "values 9 80 443"),
      ("values 5 0 442 444 65535", "values 5 444 65535 0 442"),
      ("location 3 dropped:1", "location 3 unknown:1"),
      ("location 3 dropped:1", ""),
      ("guard destination 1 protocol 2 dport 3", "guard destination 1 protocol 2"),
      ("bad 5", "bad 3"),
    ])
  func rejectsDamagedSafety(_ part: String, _ replacement: String) throws {
    let text = (Self.graph + Self.safety).replacing(part, with: replacement, maxReplacements: 1)
    #expect(try answer(text) == "rejected")
  }

  @Test(
    "damaged guarantee certificates are rejected",
    arguments: [
      ("rank 4 2", "rank 4 1"), ("rank 1 3", ""), ("start 0 destination 10", "start 0"),
      ("receiver 5 source 7", "receiver 5 source 7 sport 9"),
      ("values 7 77 77", "values 7"),
      ("set sport choose 8", "set sport choose 6"),
      ("location 5 delivered", "location 5 dropped:2"),
      ("guard destination 6", "guard destination 1"),
      ("invariant 4 destination 10", ""),
    ])
  func rejectsDamagedGuarantee(_ part: String, _ replacement: String) throws {
    let text = (Self.graph + Self.guarantee).replacing(part, with: replacement, maxReplacements: 1)
    #expect(try answer(text) == "rejected")
  }

  @Test("what is translated on its way does not arrive as it was sent")
  func rejectsTranslated() throws {
    let guarantee = Self.guarantee.replacing("claim guarantee", with: "claim exact")
    #expect(try answer(Self.graph + guarantee) == "rejected")
    let translated = Self.graph.replacing(
      "edge 1 3", with: "set sport choose 3\nedge 1 3", maxReplacements: 1)
    #expect(try answer(translated + Self.exact) == "rejected")
    #expect(
      try answer(translated + Self.exact.replacing("exact", with: "guarantee")) == "accepted")
  }

  @Test(
    "what cannot be read is no certificate",
    arguments: [
      ("isola-certificate 1", "nonsense"), ("claim safety", "nonsense"), ("dport 3", "nonsense"),
      ("location 3 dropped:1", "nonsense"), ("dport 3", "dport 30"), ("values 3", "values 2"),
      ("values 9 80 80", "values 9 80"), ("proof", ""), ("bad 5", "invariant 5"),
      ("invariant 3", "bad 3"), ("invariant 3", "location 3"),
    ])
  func refusesUnreadable(_ part: String, _ replacement: String) throws {
    let text = (Self.graph + Self.safety).replacing(part, with: replacement, maxReplacements: 1)
    #expect(throws: VerifiedOracle.Failure.self) { try answer(text) }
  }

  private func answer(_ certificate: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "isola-\(UUID().uuidString)")
    try Data(certificate.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try VerifiedOracle.run(["check", file.path], accepted: [0, 1])
    return output.split(separator: "\n").joined()
  }
}
