import Importers
import NetworkModel

/// The page of every code that Isola shows: diagnostics of policies, networks and the command line,
/// and drops.
package enum CodeCatalog {
  /// Every code, for did-you-mean.
  package static var codes: [String] {
    (policyCodes + checkCodes + settingCodes + commandCodes).map(\.code) + ImportCode.all.map(\.code)
      + DropCode.allCases.map(\.rawValue)
  }

  /// What the code means and what to do; nil for a code that does not exist. Upper and lower case
  /// are alike.
  package static func page(for code: String) -> String? {
    let code = code.uppercased()
    if let drop = DropCode.allCases.first(where: { $0.rawValue == code }) {
      return page(
        code, meaning: "The packet is dropped: \(drop.meaning)", example: "", advice: drop.advice)
    }
    if let code = ImportCode.all.first(where: { $0.code == code }) { return page(code) }
    let entry = (policyCodes + checkCodes + settingCodes + commandCodes).first { $0.code == code }
    return entry.map(page)
  }

  private static func page(_ entry: CodeEntry) -> String {
    guard entry.why.isEmpty else {
      var page = head(entry.code, entry.meaning)
      page.wrap("Why it matters: \(entry.why).", indent: 2, hanging: 4)
      page.wrap("Fails: \(entry.example).", indent: 2, hanging: 4)
      page.wrap("Passes: \(entry.passing).", indent: 2, hanging: 4)
      page.wrap("What to do: \(entry.advice).", indent: 2, hanging: 4)
      page.wrap("Controls: \(entry.controls.joined(separator: "; ")).", indent: 2, hanging: 4)
      return page.text
    }
    return page(entry.code, meaning: entry.meaning, example: entry.example, advice: entry.advice)
  }

  private static func page(_ code: ImportCode) -> String {
    page(code.code, meaning: code.title, example: "", advice: "", text: code.text)
  }

  private static func head(_ code: String, _ meaning: String) -> TextPage {
    var page = TextPage(colour: false)
    page.line(code)
    page.wrap("\(meaning.prefix(1).uppercased())\(meaning.dropFirst()).", indent: 2)
    return page
  }

  /// Why, what fails, what passes, what to do, and which controls it has to do with.
  private static func page(
    _ code: String, meaning: String, example: String, advice: String, text: String = ""
  ) -> String {
    var page = head(code, meaning)
    if !text.isEmpty { page.wrap(text, indent: 2) }
    guard let full = examples[code] else {
      if !example.isEmpty { page.wrap("Example: \(example)", indent: 2, hanging: 4) }
      if !advice.isEmpty { page.wrap("What to do: \(advice).", indent: 2, hanging: 4) }
      if DropCode(rawValue: code) != nil { page.wrap("Controls: \(controls(of: code)).", indent: 2, hanging: 4) }
      return page.text
    }
    page.wrap("Why it matters: \(full.why).", indent: 2, hanging: 4)
    page.line("  Fails:")
    for line in full.fails.split(separator: "\n", omittingEmptySubsequences: false) { page.line("    \(line)") }
    page.line("  Passes:")
    for line in full.passes.split(separator: "\n", omittingEmptySubsequences: false) { page.line("    \(line)") }
    if !advice.isEmpty { page.wrap("What to do: \(advice).", indent: 2, hanging: 4) }
    page.wrap("Controls: \(controls(of: code)).", indent: 2, hanging: 4)
    return page.text
  }

  /// Codes of the command line itself.
  static let commandCodes: [CodeEntry] = [
    .init(
      code: "CL002", meaning: "a policy file cannot be read", example: "", advice: "check the path"),
    .init(
      code: "CL003", meaning: "the policy files hold no policy",
      example: "a file with `set` lines alone",
      advice: "write a policy; a run that checks nothing is never a success"),
    .init(
      code: "CL004", meaning: "the protocol of a trace is not known", example: "`--protocol http`",
      advice: "write tcp, udp, icmp or an IP protocol number"),
    .init(
      code: "CL005", meaning: "the two ends of a trace have no address family in common",
      example: "",
      advice: "name an IPv4 or an IPv6 address of both"),
    .init(
      code: "CL007", meaning: "the solver failed", example: "",
      advice: "run again; if it fails again, the message says where"),
    .init(
      code: "CL006", meaning: "an end of a trace is not one host",
      example: "a subnet with ten interfaces",
      advice: "name an instance, an interface or an address"),
    .init(
      code: "CL008", meaning: "a file of exceptions cannot be read", example: "", advice: "check the path"),
    .init(
      code: "CL009", meaning: "there is no policy of that name at the prompt",
      example: "`prove policy \"no shh\"`",
      advice: "`.policies` lists those that were loaded or declared"),
    .init(
      code: "CL010", meaning: "a change that cannot be made in this network",
      example: "`without route 10.9.0.0/16 : reach i-1 -> i-2`",
      advice: "`.resources` lists what is there; Specs/Language/Questions.md, HYP-2, lists the changes"),
  ]
}
