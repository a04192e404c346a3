import Certificates
import Foundation
import PolicyTypes
import Testing
import Toolkit

/// A network with policies and the certificates that `isola check` writes for it.
struct CertificateCorpus {
  struct Certificate {
    let name: String
    let text: String
    var lines: [String] { text.components(separatedBy: "\n") }

    /// What the certificate is about: its file stands for one part of this claim.
    let policy: String
    let claim: Int
  }

  var session: Session
  let policies: CheckedPolicies
  let certificates: [Certificate]
  private let folder: Scratch

  static func example() throws -> CertificateCorpus {
    try CertificateCorpus(
      network: Tool.root.appending(path: Tool.network).path,
      policies: Tool.root.appending(path: Tool.policies).path, folder: Scratch())
  }

  /// The smallest hub with this many faults.
  static func hub(faults: Int) throws -> CertificateCorpus {
    let folder = try Scratch()
    let path = folder.path("hub")
    let run = try Tool.run(
      "generate", "hub", "--vpcs", "10", "--faults", "\(faults)", "--output", path, "--quiet")
    #expect(run.status == 0, "\(run)")
    return try CertificateCorpus(
      network: path + "/network", policies: path + "/expectations.isola", folder: folder)
  }

  private init(network: String, policies: String, folder: Scratch) throws {
    let path = folder.path("evidence")
    let run = try Tool.run(
      "check", policies, "--network", network, "--quiet", "--certificates", path)
    #expect(run.status <= 1 || run.status == 3, "\(run)")
    var session = try Session.open(network, isStrict: false)
    self.policies = try session.policies(at: [policies]) { (path) throws(InputProblem) in
      guard let data = FileManager.default.contents(atPath: path) else {
        throw InputProblem(message: path)
      }
      return Array(data)
    }
    self.session = session
    self.folder = folder
    certificates = try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
      let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
      let file = try CertificateFile(text)
      return Certificate(
        name: name, text: text, policy: file.header["policy"] ?? "",
        claim: file.header["claim"].flatMap { Int($0) } ?? 0)
    }
  }

  /// Who turned a certificate down, or that nobody did.
  enum Layer: String, CaseIterable {
    /// The text is no certificate.
    case reader
    /// No such claim or part, or a part is missing.
    case subject
    /// Another graph or claim than the input gives.
    case statement
    /// The annotation is none of this graph.
    case annotation
    /// Z3 finds a packet that breaks an obligation.
    case obligation
    case accepted
  }

  /// What `recheck` says of a claim when the certificate at `index` is replaced.
  mutating func recheck(_ text: String, insteadOf index: Int) throws -> Layer {
    let genuine = certificates[index]
    let others = certificates.indices.filter {
      $0 != index && certificates[$0].policy == genuine.policy
        && certificates[$0].claim == genuine.claim
    }
    return try recheck([text] + others.map { certificates[$0].text })
  }

  /// What `recheck` says of these files.
  mutating func recheck(_ texts: [String]) throws -> Layer {
    var files: [CertificateFile] = []
    for text in texts {
      guard let file = try? CertificateFile(text) else { return .reader }
      files.append(file)
    }
    for result in try session.recheck(files, against: policies) {
      guard case .rejected(let reason) = result.outcome else { continue }
      if reason.contains("states another graph") { return .statement }
      if reason.contains(", line ") { return .annotation }
      return reason.contains("place ") ? .obligation : .subject
    }
    return .accepted
  }
}
