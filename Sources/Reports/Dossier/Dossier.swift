import Checker
import PolicyTypes
import SourceText

/// The auditor's report: one HTML page without scripts and without anything from elsewhere, made to be printed.
package struct Dossier {
  /// What the report says about itself.
  package struct Cover: Sendable {
    package var title: String
    /// In UTC.
    package var created: String
    package var version: String
    package var solver: String
    /// SHA-256 of the inputs and of the policy files, as a bundle names them.
    package var snapshot: String
    package var policies: String
    package var policyFiles: [String]
    /// When the network was collected, where the input says.
    package var collected: Collected?
    /// Whether each claim of each policy has a certificate.
    package var certified: [[Bool]]
    /// SHA-256 of `Dossier.style` in base 64, for the page's content security policy.
    package var styleDigest: String

    package init(
      title: String, created: String, version: String, solver: String, snapshot: String,
      policies: String, policyFiles: [String], collected: Collected?, certified: [[Bool]],
      styleDigest: String
    ) {
      self.title = title
      self.created = created
      self.version = version
      self.solver = solver
      self.snapshot = snapshot
      self.policies = policies
      self.policyFiles = policyFiles
      self.collected = collected
      self.certified = certified
      self.styleDigest = styleDigest
    }
  }

  /// When the calls of a collection were made, in UTC.
  package struct Collected: Hashable, Sendable {
    package var started: String
    package var ended: String?

    package init(started: String, ended: String?) {
      self.started = started
      self.ended = ended
    }

    var text: String { ended.map { "\(started) to \($0)" } ?? "begun \(started), not finished" }
  }

  let report: CheckReport
  let context: ReportContext
  let inspection: InspectReport
  let cover: Cover
  let supplements: Supplements

  package init(
    report: CheckReport, context: ReportContext, inspection: InspectReport, cover: Cover,
    supplements: Supplements = .init()
  ) {
    self.report = report
    self.supplements = supplements
    self.context = context
    self.inspection = inspection
    self.cover = cover
  }

  /// The page. The same results give the same bytes.
  package func html() -> String {
    var html = HTML()
    writeHead(&html)
    html.add("body") { html in
      html.newLine()
      writeCover(&html)
      writeSummary(&html)
      writeChanges(&html)
      writeScope(&html)
      writeZones(&html)
      writeControls(&html)
      writeFindings(&html)
      writeOpenClaims(&html)
      writeProved(&html)
      writeExceptions(&html)
      writeHygiene(&html)
      writeTrust(&html)
      writeRecheck(&html)
      writeGlossary(&html)
    }
    return "<!DOCTYPE html>\n<html lang=\"en\">" + html.text + "</html>\n"
  }

  private func writeHead(_ html: inout HTML) {
    html.add("head") { html in
      html.newLine()
      html.open("meta", ["charset": "utf-8"])
      html.newLine()
      html.open(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content":
            "default-src 'none'; style-src 'sha256-\(cover.styleDigest)'; base-uri 'none'; form-action 'none'",
        ])
      html.newLine()
      html.open("meta", ["name": "referrer", "content": "no-referrer"])
      html.open("meta", ["name": "viewport", "content": "width=device-width"])
      html.newLine()
      html.add("title", cover.title)
      html.style(Self.styleText)
    }
    html.newLine()
  }

  /// One part of the report, on pages of its own when printed.
  func section(
    _ html: inout HTML, _ id: String, _ title: String, _ content: (inout HTML) -> Void
  ) {
    html.add("section", ["id": id]) { html in
      html.add("h2", title)
      html.newLine()
      content(&html)
    }
    html.newLine()
  }

  // MARK: Words that several parts use

  static func anchor(_ number: Int) -> String { "policy-\(number + 1)" }

  static func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .proved: "✔ proved"
    case .violated: "✘ violated"
    case .unknown: "? unknown"
    case .vacuous: "∅ vacuous"
    }
  }

  func exceptions(_ result: PolicyResult) -> Int {
    result.policy.claims.reduce(0) { $0 + $1.exceptions.count }
  }

  /// A proof that leaves flows out is never shown without saying so.
  func mark(_ result: PolicyResult) -> String {
    let count = exceptions(result)
    guard result.verdict == .proved, count > 0 else { return Self.mark(result.verdict) }
    return "✔ proved, with \(counted(count, "exception"))"
  }

  /// What stands behind the verdict of a policy.
  func evidence(_ number: Int) -> String {
    let result = report.policies[number]
    switch result.verdict {
    case .violated: return result.claims.contains { $0.verdict == .violated } ? "packet, replayed" : "objects, listed"
    case .unknown, .vacuous: return "none"
    case .proved:
      let flags = cover.certified.indices.contains(number) ? cover.certified[number] : []
      let proved = result.claims.indices.filter { result.claims[$0].verdict == .proved }
      let certified = proved.filter { flags.indices.contains($0) && flags[$0] }
      let objects = result.objects.filter { $0.verdict == .proved }
      if proved.isEmpty { return objects.allSatisfy { $0.obligations == 0 } ? "the input itself" : "solver only" }
      if certified.count == proved.count, objects.isEmpty { return "certificate" }
      return certified.isEmpty ? "solver only" : "certificate and solver"
    }
  }
}
