import PolicyTypes
import Reports
import SourceText

/// What one should know about a policy: its claims, why it exists, who answers for it, and what its findings mean.
struct RuleHelp {
  let policy: CheckedPolicy
  let claimList: [String]

  init(policy: CheckedPolicy, claims: [String]) {
    self.policy = policy
    claimList = claims
  }

  var claims: String { claimList.joined(separator: "; ") }

  private var rows: [(String, String)] {
    var rows = claimList.map { ("Claim", $0) }
    if let rationale = policy.rationale { rows.append(("Why it matters", rationale)) }
    if !policy.controls.isEmpty { rows.append(("Controls", policy.controls.joined(separator: ", "))) }
    if let owner = policy.owner { rows.append(("Owner", owner)) }
    return rows.map { ($0.0, DisplayText.escape($0.1)) }
  }

  private var pages: [String] { ["CK001", "CK002", "CK003", "CK004", "CK006"].compactMap { CodeCatalog.page(for: $0) } }

  var text: String {
    (rows.map { "\($0): \($1)" } + ["", "What the findings mean:"] + pages).joined(separator: "\n")
  }

  var markdown: String {
    let list = rows.map { "- **\($0)**: \(MarkdownText.inline($1))" }
    let meanings = pages.map(MarkdownText.preformatted)
    return (list + ["", "What the findings mean:", ""] + meanings).joined(separator: "\n")
  }
}
