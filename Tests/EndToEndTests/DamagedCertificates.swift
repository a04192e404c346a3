import Evidence
import Foundation
import Testing

/// The certificates of forged bundles, for the checker that is extracted from the machine-checked model: what it accepts is
/// true of the graph in the file.
struct DamagedCertificates {
  private let genuine: Set<String>
  /// What genuine certificates state: it is true.
  private let statements: Set<[String]>
  private var damaged: Set<String> = []
  /// Those of false claims.
  private var forged: Set<String> = []

  init(_ bundles: [[String: [UInt8]]]) {
    let files = bundles.flatMap { $0.filter { $0.key.hasSuffix(".cert") }.values }.map(Self.text)
    genuine = Set(files)
    statements = Set(files.map(Self.statement))
  }

  /// Without the lines that mean nothing.
  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).components("\n").filter { !$0.hasPrefix("# ") }
      .joined(separator: "\n")
  }

  private static func statement(_ text: String) -> [String] {
    CertificateMutator.statement(text.components("\n")).filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  mutating func collect(_ bundle: BundleMutator.Forged) {
    guard bundle.touchesCertificates else { return }
    for text in bundle.files.filter({ $0.key.hasSuffix(".cert") }).values.map(Self.text)
    where !genuine.contains(text) {
      if bundle.forgery == .forgeProof { forged.insert(text) } else { damaged.insert(text) }
    }
  }

  func judge() throws {
    var counts: [String: Int] = [:]
    for (texts, kind) in [(damaged, ""), (forged, "of false claims, ")] {
      let texts = texts.sorted()
      for (text, answer) in zip(texts, try Self.answers(to: texts)) {
        var words = kind + String(answer)
        // A claim has several parts, and some of a false one's may be true.
        if answer == "accepted" { words += Self.standing(text, statements) }
        counts[words, default: 0] += 1
        #expect(!words.hasSuffix("that is false"), "\(text.prefix(2000))")
      }
    }
    print("isola-verified, \(damaged.count) damaged and \(forged.count) forged certificates:")
    for (words, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(count) \(words)") }
    #expect(counts["rejected", default: 0] * 4 > damaged.count, "\(counts)")
  }

  private static func standing(_ text: String, _ statements: Set<[String]>) -> String {
    if statements.contains(statement(text)) { return ", the statement is a genuine one" }
    switch StatedGraph.truth(of: text, limit: 1_000_000) {
    case .holds: return ", true by enumeration"
    case .fails: return " a statement that is false"
    case .undecided(let why): return ", \(why)"
    }
  }

  private static func answers(to texts: [String]) throws -> [Substring] {
    var answers: [Substring] = []
    for first in stride(from: 0, to: texts.count, by: 200) {
      let folder = try Scratch()
      var paths: [String] = []
      for (number, text) in texts[first..<min(first + 200, texts.count)].enumerated() {
        let file = folder.url.appending(path: "\(number).cert")
        try Data(text.utf8).write(to: file)
        paths.append(file.path)
      }
      let run = try Tool.run(
        Tool.root.appending(path: "Proofs/.build/isola-verified"), ["check"] + paths)
      let lines = run.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
      #expect(lines.count == paths.count, "\(run.errors)")
      answers += lines
    }
    return answers
  }
}
