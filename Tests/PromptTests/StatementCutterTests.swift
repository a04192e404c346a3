import Testing

import Prompt

/// PRO-1.
@Suite struct StatementCutterTests {
  @Test(arguments: [
    "reach a -> b", "what does a reach", "prove", "let x = a,b", "policy \"p\" {\n  forbid a -> b\n}", ".mode json", "reach a -> b;",
    "let x = (a,\n b)", "", "# reach a ->", "forbid a -> b\n", "let x = \"a { ( \"",
  ])
  func wholeStatements(_ text: String) { #expect(PromptSession.isWhole(text)) }

  @Test(arguments: [
    "reach a ->", "reach a -> b on", "let x =", "let x = a,", "policy \"p\" {", "policy \"p\" {\n forbid a -> b\n",
    "let x = (a", "let x = \"a", "reach a \\", "reach a -> b on # comment", "forbid", "show flows", "who", "reach",
  ])
  func unfinishedStatements(_ text: String) { #expect(!PromptSession.isWhole(text)) }
}
