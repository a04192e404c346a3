/// A mistake or a remark about user input, as a value: what, where, and what to do.
///
/// Wording: lower case, no final stop, user text in backticks, expected *and* found; advice goes to `notes`.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable { case error, warning, note }

  /// Stable code such as `PS012`; every code has a row in `Specs/Language/Diagnostics.md`.
  package var code: String
  package var severity: Severity
  package var message: String
  /// Nil only when no file is to blame (an empty folder, a missing class).
  package var range: SourceRange?
  package var labels: [Label]
  package var notes: [String]

  package struct Label: Hashable, Sendable {
    package var range: SourceRange
    package var message: String

    package init(range: SourceRange, message: String) {
      self.range = range
      self.message = message
    }
  }

  package init(
    code: String, severity: Severity = .error, message: String, range: SourceRange?,
    labels: [Label] = [], notes: [String] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.range = range
    self.labels = labels
    self.notes = notes
  }
}
