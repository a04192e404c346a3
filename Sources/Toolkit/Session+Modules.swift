import Packs
import PolicySyntax
import PolicyTypes
import SourceText

extension Session {
  /// Reads the files and what they import (MOD-1); what is wrong in any of them comes back, and only a file that was named
  /// and cannot be read ends the run here.
  mutating func modules(
    at paths: [String], followsImports: Bool, read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> (trees: [PolicyFile], diagnostics: [Diagnostic]) {
    var loader = ModuleLoader(packs: Packs.texts)
    for path in paths {
      do throws(ModuleLoader.Failure) {
        try loader.load(
          path, followsImports: followsImports, add: { add($1, named: $0) },
          read: { path throws(ModuleLoader.Failure) in
            do throws(InputProblem) {
              return try read(path)
            } catch {
              throw ModuleLoader.Failure(error.message)
            }
          })
      } catch {
        throw failure("CL002", error.message)
      }
    }
    policyFiles = loader.modules.map(\.path)
    return (loader.modules.map(\.tree), loader.diagnostics)
  }
}
