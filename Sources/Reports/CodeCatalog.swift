import NetworkModel

/// The page of every code that Isola shows: diagnostics of policies, networks and the command line, and drops.
package enum CodeCatalog {
  /// Every code, for did-you-mean.
  package static var codes: [String] {
    (policyCodes + networkCodes + commandCodes).map(\.code) + DropCode.allCases.map(\.rawValue)
  }

  /// What the code means and what to do; nil for a code that does not exist. Upper and lower case are alike.
  package static func page(for code: String) -> String? {
    let code = code.uppercased()
    if let drop = DropCode.allCases.first(where: { $0.rawValue == code }) {
      return page(code, meaning: "The packet is dropped: \(drop.meaning)", example: "", advice: drop.advice)
    }
    let entry = (policyCodes + networkCodes + commandCodes).first { $0.code == code }
    return entry.map { page($0.code, meaning: $0.meaning, example: $0.example, advice: $0.advice) }
  }

  private static func page(_ code: String, meaning: String, example: String, advice: String) -> String {
    var page = TextPage(colour: false)
    page.line(code)
    page.wrap("\(meaning.prefix(1).uppercased())\(meaning.dropFirst()).", indent: 2)
    if !example.isEmpty { page.wrap("Example: \(example)", indent: 2, hanging: 4) }
    if !advice.isEmpty { page.wrap("What to do: \(advice).", indent: 2, hanging: 4) }
    return page.text
  }

  /// Codes of network descriptions (IMP rules).
  static let networkCodes: [CodeEntry] = [
    .init(code: "IM001", meaning: "a file is not valid JSON", example: "a file that was cut off", advice: "collect it again"),
    .init(code: "IM002", meaning: "a file or folder does not exist or cannot be read", example: "", advice: "check the path"),
    .init(
      code: "IM003", meaning: "the input holds no network, or two layouts at once", example: "a folder of logs",
      advice: "name a folder of AWS CLI answers, or one of the other known layouts"),
    .init(
      code: "IM004", meaning: "something that every object of this kind has is missing",
      example: "a subnet without `SubnetId`", advice: "collect it again; do not edit the answers"),
    .init(
      code: "IM005", meaning: "a value has another type than it must have", example: "a number where a list belongs",
      advice: "collect it again; do not edit the answers"),
    .init(
      code: "IM006", meaning: "an address or address range is malformed", example: "`10.0.0.0/40`",
      advice: "collect it again; do not edit the answers"),
    .init(
      code: "IM007", meaning: "warning: a range has bits outside its prefix", example: "`10.0.0.1/8`",
      advice: "nothing: it is read as the range that the message names"),
    .init(
      code: "IM008", meaning: "a port range is incomplete or out of order", example: "from 90 to 80",
      advice: "collect it again; do not edit the answers"),
    .init(
      code: "IM009", meaning: "two descriptions contradict each other",
      example: "a subnet with two network ACLs", advice: "remove answers of another time or account"),
    .init(
      code: "IM010", meaning: "two lists of the rules of one security group differ", example: "",
      advice: "collect both lists again, at the same time"),
    .init(
      code: "IM011", meaning: "warning: an answer has more pages that are not there", example: "`NextToken`",
      advice: "collect all pages; what is missing is unknown until then"),
    .init(
      code: "IM012", meaning: "warning: an answer or object is of a kind that is not read", example: "",
      advice: "nothing, unless traffic depends on it"),
    .init(
      code: "IM013", meaning: "warning: a value is not understood", example: "a new state",
      advice: "answers that depend on it are unknown; check them by hand"),
    .init(
      code: "IM014", meaning: "warning: an object is named but was not collected", example: "",
      advice: "collect it; answers that depend on it are unknown"),
    .init(
      code: "IM015", meaning: "warning: two answers disagree about a public address", example: "",
      advice: "collect addresses and interfaces again, at the same time"),
    .init(
      code: "IM016", meaning: "warning: an answer does not say which object it is about",
      example: "entries of a prefix list", advice: "name the file after the object"),
    .init(
      code: "IM017", meaning: "warning: a file is of another kind than the rest and is not read", example: "",
      advice: "nothing, unless it holds a part of the network"),
    .init(
      code: "IM018", meaning: "warning: an object's owner is not the account that was stated", example: "",
      advice: "nothing for shared objects; otherwise check whose files these are"),
  ]

  /// Codes of the command line itself.
  static let commandCodes: [CodeEntry] = [
    .init(code: "CL002", meaning: "a policy file cannot be read", example: "", advice: "check the path"),
    .init(
      code: "CL003", meaning: "the policy files hold no policy", example: "a file with `set` lines alone",
      advice: "write a policy; a run that checks nothing is never a success"),
    .init(
      code: "CL004", meaning: "the protocol of a trace is not known", example: "`--protocol http`",
      advice: "write tcp, udp, icmp or an IP protocol number"),
    .init(
      code: "CL005", meaning: "the two ends of a trace have no address family in common", example: "",
      advice: "name an IPv4 or an IPv6 address of both"),
    .init(
      code: "CL006", meaning: "an end of a trace is not one host", example: "a subnet with ten interfaces",
      advice: "name an instance, an interface or an address"),
  ]
}
