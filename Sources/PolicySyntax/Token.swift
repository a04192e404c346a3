import SourceText

/// One word, literal or mark of a policy file, with the bytes it came from.
struct Token: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// A name, id, ARN or keyword: `web`, `i-0abc`, `InstanceId:7`, `arn:aws:…`.
    case word
    /// A quoted text; `text` of the token is the unescaped value.
    case string
    /// Decimal digits.
    case number
    /// An address or a CIDR of either family.
    case address(AddressValue)
    /// A mark such as `->` or `(`.
    case mark
    /// Something the lexer has already reported; the parser stays silent about it.
    case broken
    case endOfInput
  }

  var kind: Kind
  var text: String
  var range: SourceRange
  /// True when this is the first token of its line.
  var startsLine: Bool
  /// True when an empty line stands before it.
  var followsBlankLine: Bool

  /// The token as a message names it: `` `web` ``, `the end of the file`.
  var described: String {
    switch kind {
    case .endOfInput: "the end of the input"
    case .string: "the text `\"\(DisplayText.escape(text))\"`"
    case .number: "the number `\(text)`"
    case .word, .address, .mark, .broken: "`\(DisplayText.escape(text))`"
    }
  }
}

/// A comment: its text without the `#`, and whether it has a line of its own.
struct Comment: Hashable, Sendable {
  var text: String
  var range: SourceRange
  var startsLine: Bool
  var followsBlankLine: Bool
}
