/// The rest of a page: why a mistake matters, a text that has it, and one that does not. Tests read both texts.
package struct CodeExample: Sendable {
  package enum Kind: Sendable {
    /// A policy file.
    case file
    /// A question at the prompt.
    case question
    /// Not read by a test: it needs a network, or more text than a page has.
    case words
  }

  package let why: String
  package let fails: String
  package let passes: String
  package let kind: Kind

  init(_ why: String, fails: String, passes: String, kind: Kind = .file) {
    self.why = why
    self.fails = fails
    self.passes = passes
    self.kind = kind
  }
}

extension CodeCatalog {
  /// By code.
  package static let examples: [String: CodeExample] = readingExamples.merging(resolvingExamples) { first, _ in first }
    .merging(lintExamples) { first, _ in first }.merging(inputExamples) { first, _ in first }

  /// What a mistake in a policy has to do with the controls of frameworks: a policy that is not read assesses nothing.
  static func controls(of code: String) -> String {
    switch code.prefix(2) {
    case "PS", "PT": "NIST SP 800-53 CA-2 (assessments), CM-3 (changes are reviewed): nothing is assessed by a policy that is not understood"
    case "PL": "NIST SP 800-53 CA-2, PM-9: policies that say nothing, or contradict each other, assess less than they seem to"
    case "IM": "NIST SP 800-53 CM-8 (inventory), CA-7 (monitoring): what was not read was not assessed"
    case "CF": "NIST SP 800-53 CA-5, RA-7 (risk that is accepted has a reason, an owner and an end)"
    case "CL": "NIST SP 800-53 CA-2 (assessments): a run that ends here assessed nothing"
    case _: "NIST SP 800-53 AC-4, SC-7 (flows and boundaries)"
    }
  }
}
