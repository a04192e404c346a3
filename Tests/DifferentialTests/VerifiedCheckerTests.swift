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
    edge 1 2
    guard destination 10 10 protocol 6 6 dport 443 443
    edge 1 3
    guard destination 10 10 protocol 0 5
    guard destination 10 10 protocol 7 255
    guard destination 10 10 protocol 6 6 dport 0 442
    guard destination 10 10 protocol 6 6 dport 444 65535
    edge 1 4
    guard destination 0 9
    guard destination 11 340282366920938463463374607431768211455
    edge 4 5
    guard
    set source choose 77 77
    set sport choose 1024 65535

    """

  private static let safety = """
    claim safety
    start 0 destination 10 10 protocol 6 6 dport 80 80
    bad 2
    bad 5
    invariant 0 destination 10 10 protocol 6 6 dport 80 80
    invariant 1 destination 10 10 protocol 6 6 dport 80 80
    invariant 3 destination 10 10 protocol 6 6 dport 80 80
    """

  private static let guarantee = """
    claim guarantee
    start 0 destination 20 29
    receiver 5 source 77 77
    invariant 0 destination 20 29
    invariant 1 destination 20 29
    invariant 4 destination 20 29
    invariant 5 destination 20 29 source 77 77
    rank 0 4
    rank 1 3
    rank 4 2
    rank 5 1
    """

  @Test("genuine certificates are accepted")
  func acceptsGenuine() throws {
    #expect(try answer(Self.graph + Self.safety) == "accepted")
    #expect(try answer(Self.graph + Self.guarantee) == "accepted")
  }

  @Test(
    "damaged safety certificates are rejected",
    arguments: [
      ("invariant 0 destination 10 10 protocol 6 6 dport 80 80", ""),
      ("invariant 1 destination 10 10 protocol 6 6 dport 80 80", ""),
      ("invariant 3 destination 10 10 protocol 6 6 dport 80 80", ""),
      ("invariant 1 destination 10 10", "invariant 1 destination 10 11"),
      ("start 0 destination 10 10 protocol 6 6 dport 80 80", "start 0 destination 10 10"),
      ("location 3 dropped:1", "location 3 unknown:1"),
      ("location 3 dropped:1", ""),
      ("guard destination 10 10 protocol 6 6 dport 443 443", "guard destination 10 10 protocol 6 6"),
      ("bad 5", "bad 3"),
    ])
  func rejectsDamagedSafety(_ part: String, _ replacement: String) throws {
    let text = (Self.graph + Self.safety).replacing(part, with: replacement, maxReplacements: 1)
    #expect(try answer(text) == "rejected")
  }

  @Test(
    "damaged guarantee certificates are rejected",
    arguments: [
      ("rank 4 2", "rank 4 1"), ("rank 1 3", ""), ("start 0 destination 20 29", "start 0"),
      ("receiver 5 source 77 77", "receiver 5 source 77 77 sport 1024 2000"),
      ("set source choose 77 77", "set source choose 77 78"),
      ("set source choose 77 77", "set source choose 78 77"),
      ("location 5 delivered", "location 5 dropped:2"),
      ("guard destination 11 340282366920938463463374607431768211455", "guard destination 21 30"),
      ("invariant 4 destination 20 29", ""),
    ])
  func rejectsDamagedGuarantee(_ part: String, _ replacement: String) throws {
    let text = (Self.graph + Self.guarantee).replacing(part, with: replacement, maxReplacements: 1)
    #expect(try answer(text) == "rejected")
  }

  @Test(
    "what cannot be read is no certificate",
    arguments: ["isola-certificate 1", "claim safety", "dport 443 443", "location 3 dropped:1"])
  func refusesUnreadable(_ part: String) throws {
    let text = (Self.graph + Self.safety).replacing(part, with: "nonsense", maxReplacements: 1)
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
