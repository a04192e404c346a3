/// What must come out of a check.
enum ExpectedVerdict: String { case proved, violated, unknown, vacuous }

/// Policies with the verdicts that hold by construction.
struct Expectations {
  private struct Policy {
    var name: String
    var verdict: ExpectedVerdict
    var claims: [String]
  }

  private var definitions: [String] = []
  private var policies: [Policy] = []
  private(set) var faults: [Fault] = []

  var count: Int { policies.count }

  mutating func define(_ name: String, _ set: String) {
    definitions.append("set \(name) = \(set)")
  }

  mutating func expect(_ verdict: ExpectedVerdict, _ name: String, _ claims: String...) {
    policies.append(Policy(name: name, verdict: verdict, claims: claims))
  }

  /// Enters a fault; the policies that it violates are expected to be violated.
  mutating func add(_ fault: Fault) {
    var fault = fault
    fault.violates.removeAll { name in !policies.contains { $0.name == name } }
    faults.append(fault)
    for index in policies.indices where fault.violates.contains(policies[index].name) {
      policies[index].verdict = .violated
    }
  }

  /// The policy file.
  func policyText(_ options: GeneratorOptions) -> String {
    var text =
      "# What holds by construction in this network (family \(options.family.rawValue), seed \(options.seed)).\n"
      + "# expectations.json beside this file has the verdict of each policy.\n\n"
    text += definitions.joined(separator: "\n") + "\n"
    for policy in policies {
      text += "\n# expected: \(policy.verdict.rawValue)\npolicy \"\(policy.name)\" {\n"
      for claim in policy.claims { text += "  \(claim)\n" }
      text += "}\n"
    }
    return text
  }

  /// The same for programs: `isola.expectations/1`.
  func json(_ options: GeneratorOptions) -> String {
    let verdicts = policies.map { #"    "\#($0.name)": "\#($0.verdict.rawValue)""# }
    let faults = faults.map { fault in
      let names = fault.violates.map { "\"\($0)\"" }.joined(separator: ", ")
      return #"    {"kind": "\#(fault.kind.rawValue)", "object": "\#(fault.object)", "account": "\#(fault.account)", "#
        + #""region": "\#(fault.region)", "violates": [\#(names)]}"#
    }
    return """
      {
        "schema": "isola.expectations/1",
        "family": "\(options.family.rawValue)",
        "vpcs": \(options.vpcs),
        "seed": \(options.seed),
        "policies": {
      \(verdicts.joined(separator: ",\n"))
        },
        "faults": [\(faults.isEmpty ? "" : "\n" + faults.joined(separator: ",\n") + "\n  ")]
      }

      """
  }
}
