import Certificates
import Foundation
import Testing

/// Damaged certificates: what the checker extracted from Coq accepts is true of the graph in the file, and `recheck`
/// turns down every change of graph, claim or starts. `ISOLA_MUTATIONS` says how many (scripts/mutate-certificates).
@Suite(.serialized) struct MutatedCertificateTests {
  private static let count =
    ProcessInfo.processInfo.environment["ISOLA_MUTATIONS"].flatMap { Int($0) } ?? 1200

  private struct Mutant {
    var index: Int
    var damage: CertificateMutator.Damage
    var text: String
  }

  /// `count` mutants: every damage in turn on every certificate in turn.
  private static func mutants(of corpus: [[String]], _ count: Int) -> [Mutant] {
    let mutator = CertificateMutator(corpus: corpus)
    var result: [Mutant] = []
    var seed: UInt64 = 0
    while result.count < count, seed < 20 * UInt64(count) {
      let all = CertificateMutator.order
      let damage = all[Int(seed) % all.count]
      let index = Int(seed) / all.count % corpus.count
      if let text = mutator.mutant(of: index, damage, seed: seed) {
        result.append(Mutant(index: index, damage: damage, text: text))
      }
      seed += 1
    }
    return result
  }

  /// What a file says, without comments.
  private static func meaning(_ lines: [String]) -> [String] {
    CertificateMutator.statement(lines).filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  /// What a file says that it is about, as `recheck` reads it.
  private static func subject(_ lines: [String]) throws -> [String] {
    let header = try CertificateFile(lines.joined(separator: "\n")).header
    return [
      header["policy"] ?? "", header["claim"] ?? "", header["family"] == "6" ? "6" : "4",
      header["part"] ?? "",
    ]
  }

  // MARK: The extracted checker

  private static let isLeftOut = ProcessInfo.processInfo.environment["ISOLA_WITHOUT_VERIFIED"] == "1"

  /// The answer to each; with `about`, of certificates of that statement only.
  private static func verified(_ texts: [String], about: String? = nil) throws -> [Substring] {
    var answers: [Substring] = []
    for first in stride(from: 0, to: texts.count, by: 100) {
      let folder = try Scratch()
      let part = texts[first..<min(first + 100, texts.count)]
      let paths = try part.enumerated().map { try folder.file("\($0).cert", $1).path }
      let known = try about.map { ["--about", try folder.file("about.cert", $0).path] } ?? []
      let run = try Tool.run(
        Tool.root.appending(path: "Proofs/.build/isola-verified"), ["check"] + known + paths)
      answers += run.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    }
    return answers
  }

  @Test(.disabled(if: isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
  func theExtractedCheckerAcceptsNothingFalse() throws {
    let example = try CertificateCorpus.example().certificates.map(\.lines)
    // Small enough to run through all their states.
    let hub = try CertificateCorpus.hub(faults: 0).certificates
      .filter { $0.text.utf8.count < 60_000 }.map(\.lines)
    let corpus = example + hub + [Self.guarantee.components(separatedBy: "\n")]
    #expect(try Self.verified(corpus.map { $0.joined(separator: "\n") }).allSatisfy { $0 == "accepted" })
    let mutants = Self.mutants(of: corpus, Self.count)
    var counts: [String: Int] = [:]
    let answers = try Self.verified(mutants.map(\.text))
    #expect(answers.count == mutants.count)
    for (mutant, answer) in zip(mutants, answers) {
      let lines = mutant.text.components(separatedBy: "\n")
      let isSame = Self.meaning(lines) == Self.meaning(corpus[mutant.index])
      if answer == "unreadable" || isSame {
        counts[answer + (isSame ? ", the statement is as it was" : ""), default: 0] += 1
        continue
      }
      // Of what is turned down it is enough to know how much of it is false.
      switch StatedGraph.truth(of: mutant.text, limit: answer == "accepted" ? 1_000_000 : 50_000) {
      case .holds: counts["\(answer), true by enumeration", default: 0] += 1
      case .fails:
        counts["\(answer), false by enumeration", default: 0] += 1
        #expect(answer != "accepted", "\(mutant.damage) of certificate \(mutant.index)\n\(mutant.text)")
      case .undecided(let why): counts["\(answer), \(why)", default: 0] += 1
      }
    }
    print("isola-verified, \(mutants.count) mutants:")
    for (words, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(count) \(words)") }
    #expect(mutants.count == Self.count)
    #expect(counts["rejected, false by enumeration", default: 0] * 12 > Self.count, "\(counts)")
    #expect(counts.keys.filter { $0.hasPrefix("accepted, more") }.isEmpty, "\(counts)")
  }

  /// `--about` the certificate that was damaged: whatever says something else is turned down, true or not.
  @Test(.disabled(if: isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
  func theExtractedCheckerRejectsEveryOtherStatement() throws {
    let example = try CertificateCorpus.example().certificates.map(\.lines)
    let hub = try CertificateCorpus.hub(faults: 0).certificates
      .filter { $0.text.utf8.count < 60_000 }.map(\.lines)
    let corpus = example + hub + [Self.guarantee.components(separatedBy: "\n")]
    var (accepted, changed, rejected) = (0, 0, 0)
    for (index, mutants) in Dictionary(grouping: Self.mutants(of: corpus, Self.count), by: \.index) {
      let original = corpus[index].joined(separator: "\n")
      #expect(try Self.verified([original], about: original) == ["accepted"])
      for (mutant, answer) in zip(mutants, try Self.verified(mutants.map(\.text), about: original)) {
        let isSame = Statement(mutant.text) == Statement(original)
        if !isSame { changed += 1 }
        if answer == "accepted" {
          accepted += 1
          #expect(isSame, "\(mutant.damage) of certificate \(index)\n\(mutant.text)")
        } else {
          rejected += 1
        }
      }
    }
    print("isola-verified --about: \(accepted) accepted, all of them the statement; \(rejected) rejected; \(changed) of another statement")
    #expect(accepted > 0 && changed * 3 > Self.count)
  }

  /// What a file is about, read by other means than the program's: sets by their values, an edge with its guards and
  /// rewrites, in any order.
  private struct Statement: Equatable {
    var lines: [String] = []

    init(_ text: String) {
      var sets: [Substring: String] = [:]
      var lastEdge: Int?
      let fields: Set<Substring> = [
        "family", "source", "destination", "protocol", "sport", "dport", "type", "code", "syn", "ack",
      ]
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let first = words.first, first != "#" else { continue }
        if first == "proof" { break }
        if first == "values" {
          if words.count > 1 { sets[words[1]] = words.dropFirst(2).joined(separator: " ") }
          continue
        }
        var said: [String] = []
        for (index, word) in words.enumerated() {
          let isSet = index > 0 && (fields.contains(words[index - 1]) || words[index - 1] == "choose") && word.first?.isNumber == true
          said.append(isSet ? "{\(sets[word] ?? "?")}" : String(word))
        }
        let isPart = first == "guard" || first == "set"
        if first == "edge" { lastEdge = lines.count }
        if isPart, let edge = lastEdge {
          lines[edge] += "; " + said.joined(separator: " ")
        } else {
          lines.append(said.joined(separator: " "))
        }
      }
      lines.sort()
    }
  }

  // MARK: Recheck

  @Test func recheckRejectsEveryChangeOfTheStatement() throws {
    var corpora = [try CertificateCorpus.example(), try CertificateCorpus.hub(faults: 0)]
    var layers: [CertificateCorpus.Layer: Int] = [:]
    for number in corpora.indices {
      let corpus = corpora[number].certificates.map(\.lines)
      for mutant in Self.mutants(of: corpus, Self.count / 2) {
        let layer = try corpora[number].recheck(mutant.text, insteadOf: mutant.index)
        layers[layer, default: 0] += 1
        guard layer == .accepted else { continue }
        // Accepted for the claim of its header, which is proved, and with the graph and claim of that.
        let lines = mutant.text.components(separatedBy: "\n")
        let subject = try Self.subject(lines)
        let isSame = try corpus.contains {
          try Self.subject($0) == subject && Self.meaning($0) == Self.meaning(lines)
        }
        #expect(isSame, "\(mutant.damage) of certificate \(mutant.index)")
      }
    }
    print("recheck, \(Self.count) mutants:")
    for layer in CertificateCorpus.Layer.allCases { print("  \(layers[layer, default: 0]) \(layer)") }
    for layer in CertificateCorpus.Layer.allCases {
      #expect(layers[layer, default: 0] > 0, "no mutant gets as far as \(layer)")
    }
  }

  /// The certificates of a sound hub, damaged or not, for the same hub with faults, where their claims are false.
  @Test func recheckRejectsCertificatesOfFalseClaims() throws {
    let sound = try CertificateCorpus.hub(faults: 0)
    var faulty = try CertificateCorpus.hub(faults: 4)
    let proved = Set(faulty.certificates.map(\.policy))
    let forged = sound.certificates.filter { !proved.contains($0.policy) }
    #expect(!forged.isEmpty)
    let corpus = forged.map(\.lines)
    var layers: [CertificateCorpus.Layer: Int] = [:]
    let undamaged = forged.enumerated().map { ($0, $1.text) }
    let damaged = Self.mutants(of: corpus, Self.count / 4).map { ($0.index, $0.text) }
    for (index, text) in undamaged + damaged {
      let others = forged.enumerated().filter {
        $0.offset != index && $0.element.policy == forged[index].policy
          && $0.element.claim == forged[index].claim
      }
      let layer = try faulty.recheck([text] + others.map(\.element.text))
      layers[layer, default: 0] += 1
      #expect(layer != .accepted, "\(text.prefix(400))")
    }
    print("recheck, \(undamaged.count + damaged.count) forgeries:")
    for layer in CertificateCorpus.Layer.allCases { print("  \(layers[layer, default: 0]) \(layer)") }
  }

  /// A guarantee with a place that a packet may leave in two ways, and a rewrite that chooses.
  private static let guarantee = """
    isola-certificate 1
    values 1 10 10
    values 2 6 6
    values 3 443 443
    values 4 0 5 7 255
    values 5 0 442 444 65535
    values 6 0 9 11 340282366920938463463374607431768211455
    values 7 77 77
    values 8 1024 65535
    values 9 80 80
    values 10 20 29
    location 0 transit
    location 1 transit
    location 2 delivered
    location 3 dropped:1
    location 4 transit
    location 5 delivered
    edge 0 1
    guard
    edge 1 2
    guard destination 1 protocol 2 dport 3
    edge 1 3
    guard destination 1 protocol 4
    guard destination 1 protocol 2 dport 5
    edge 1 4
    guard destination 6
    edge 4 5
    guard
    set source choose 7
    set sport choose 8
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
}
