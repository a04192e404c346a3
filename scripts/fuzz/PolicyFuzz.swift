import PolicySyntax
import SourceText

/// For the fuzzer: every input ends without a trap; what parses without errors survives printing.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let file = FileID(index: 0)
  _ = Parser.parseQuestion(bytes, file: file)
  _ = Parser.parseEndpoint(bytes, file: file)
  let parsed = Parser.parseFile(bytes, file: file)
  for diagnostic in parsed.diagnostics {
    if let range = diagnostic.range { precondition(Int(range.end) <= count, "range outside the input") }
  }
  guard !parsed.hasErrors else { return 0 }
  let printed = Printer.print(parsed.tree)
  let again = Parser.parseFile(Array(printed.utf8), file: file)
  precondition(!again.hasErrors, "the canonical form does not parse:\n\(printed)")
  precondition(Printer.print(again.tree) == printed, "the canonical form is not stable:\n\(printed)")
  return 0
}
