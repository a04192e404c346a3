import ArgumentParser
import Certificates
import Evidence
import Glibc
import NetworkModel
import SourceText
import Toolkit

struct RecheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recheck",
    abstract: "Judges certificates again, from the inputs.",
    discussion: """
      EXAMPLE
        isola report policies.isola --network ./network --output bundle=evidence
        isola recheck evidence
        isola recheck evidence --key signer.pem

      Reads network and policies again, derives graph, claim and obligations itself, takes only the invariant from the
      certificates and the choices from the counterexamples, and lets Z3, cvc5, CaDiCaL and isola-verified judge what they can.
      Every step is reported; one that cannot be done here says so. A folder of certificates without a manifest (from
      `isola check --certificates`) is judged with Z3 alone.
      Exit codes: 0 accepted, 1 rejected, 2 unreadable.
      """)

  @Argument(help: ArgumentHelp("A bundle, or a folder of certificates.", valueName: "evidence"))
  var evidence: String

  @Option(
    help: ArgumentHelp("The signer's public key (PEM), from the signer.", valueName: "public.pem"))
  var key: String?

  @Option(
    help: ArgumentHelp("Where the checker extracted from the proofs is.", valueName: "program"))
  var verified: String = "isola-verified"

  @Flag(help: "Do not ask Isola's own engine again for verdicts without evidence.")
  var onlyEvidence = false

  @Option(
    help: ArgumentHelp(
      "The network, where it does not lie where the certificates say.", valueName: "path"))
  var network: String?

  @Option(
    name: .customLong("policy"),
    help: ArgumentHelp(
      "A policy file, where it does not lie where the certificates say; repeatable.",
      valueName: "path"))
  var policies: [String] = []

  func run() throws {
    if access(evidence + "/" + Manifest.fileName, F_OK) == 0 { return try judgeBundle() }
    let files = try read()
    // Every input that the certificates speak of, each read once.
    var inputs: [String] = []
    var groups: [String: [CertificateFile]] = [:]
    for file in files {
      let key = ([file.header["network"] ?? "", file.header["strict"] ?? ""] + policyFiles(of: file))
        .joined(separator: "\n")
      if groups[key] == nil { inputs.append(key) }
      groups[key, default: []].append(file)
    }
    var isAccepted = true
    for input in inputs {
      let group = groups[input] ?? []
      guard let first = group.first else { continue }
      let header = first.header
      var session = try Failures.reported {
        try Session.open(network ?? header["network"] ?? "", isStrict: header["strict"] == "yes")
      }
      let named = policyFiles(of: first)
      let checked = try Failures.reported {
        try session.policies(at: policies.isEmpty ? named : policies, read: CheckCommand.read)
      }
      for claim in try Failures.reported({ try session.recheck(group, against: checked) }) {
        Console.print(sentence(claim))
        if case .rejected = claim.outcome { isAccepted = false }
      }
      let assumptions = session.network.assumptions
      if !assumptions.isEmpty {
        Console.print("\nAssumed, because the input does not say:\n")
        for assumption in assumptions {
          Console.print("  - \(DisplayText.escape(assumption.text)) [\(assumption.name)]\n")
        }
      }
    }
    Console.print(
      "\nTaken on trust: that the input describes the network, its reading, which of its VPCs stand for others like them,"
        + " the forwarding graph made of it, and Z3.\n")
    if !isAccepted { throw ExitStatus.violated }
  }

  private func policyFiles(of file: CertificateFile) -> [String] {
    var paths: [String] = []
    while let path = file.header["policy-file-\(paths.count + 1)"] { paths.append(path) }
    return paths
  }

  private func sentence(_ claim: RecheckedClaim) -> String {
    let subject = "\(DisplayText.escape(claim.policy)), claim \(claim.claim)"
    switch claim.outcome {
    case .accepted(let obligations, let calls):
      return "ACCEPTED  \(subject): \(DisplayText.escape(claim.text)) holds for every packet;"
        + " \(obligations) obligations hold, Z3 decided the \(calls) distinct ones\n"
    case .rejected(let reason): return "REJECTED  \(subject): \(DisplayText.escape(reason))\n"
    }
  }

  private func read() throws -> [CertificateFile] {
    guard let folder = opendir(evidence) else {
      throw failure("cannot read the folder `\(evidence)`: \(Console.lastError)")
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".cert") { names.append(name) }
    }
    guard !names.isEmpty else { throw failure("`\(evidence)` has no file *.cert") }
    var files: [CertificateFile] = []
    for name in names.sorted() {
      let path = "\(evidence)/\(name)"
      guard let bytes = Console.contents(of: path) else {
        throw failure("cannot read `\(path)`: \(Console.lastError)")
      }
      do throws(CertificateFile.Flaw) {
        files.append(try CertificateFile(String(decoding: bytes, as: UTF8.self)))
      } catch {
        throw failure("\(path):\(error.line): \(error.message)")
      }
    }
    return files
  }

  private func failure(_ message: String) -> ExitStatus {
    Console.complain("error: \(DisplayText.escape(message))\n")
    return .input
  }
}
