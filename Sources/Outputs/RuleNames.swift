import PolicyTypes

/// Stable ids of policies: words of the name in lower case, made different with a number where two are alike.
struct RuleNames {
  let all: [String]

  init(_ policies: [CheckedPolicy]) {
    var seen: [String: Int] = [:]
    all = policies.map { policy in
      let slug = Self.slug(policy.name)
      seen[slug, default: 0] += 1
      let count = seen[slug] ?? 1
      return count == 1 ? slug : "\(slug)--\(count)"
    }
  }

  /// Letters, digits and single dashes; names without any get a hash.
  static func slug(_ name: String) -> String {
    var result = ""
    for scalar in name.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
      case _: if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
      }
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result.isEmpty ? "policy-\(Fingerprints.hash([name]).prefix(8))" : String(result.prefix(80))
  }
}
