import ArgumentParser
import Reports
import SourceText

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains the code of a diagnostic or of a drop.",
    discussion: """
      EXAMPLE
        isola explain PT005
        isola explain ENI_SG_RULES_MISMATCH
      """)

  @Argument(help: "A code such as PS011, PT001, IM003 or SUBNET_ACL_RESTRICTION.")
  var code: String

  func run() throws { try Self.show(code) }

  static func show(_ code: String) throws {
    guard let page = CodeCatalog.page(for: code) else {
      var message = "error: unknown code `\(DisplayText.escape(code))`\n"
      if let note = Spelling.note(for: code, among: CodeCatalog.codes) {
        message += "  note: \(note)\n"
      }
      Console.complain(message)
      throw ExitStatus.input
    }
    Console.print(page)
  }
}
