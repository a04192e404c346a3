import Reports

/// Names of findings that stay when lines move and other findings come and go.
enum Fingerprints {
  /// 32 hexadecimal digits over the identity of each finding, and `:n` for the n-th with the same identity.
  static func of(_ findings: [Finding]) -> [String] {
    var seen: [String: Int] = [:]
    return findings.map { finding in
      let hash = hash(finding.identity)
      seen[hash, default: 0] += 1
      return "\(hash):\(seen[hash] ?? 1)"
    }
  }

  /// Each part with its length before it, so that no text can look like two.
  static func hash(_ parts: [String]) -> String {
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    return String(SHA256.hex(text.utf8).prefix(32))
  }
}
