import NetworkModel
package import PolicySyntax
package import SourceText

extension TypeChecker {
  /// Codes of mistakes that no network can mend; the others depend on what a network has.
  private static let independent: Set<String> = [
    "PT004", "PT006", "PT007", "PT009", "PT010", "PT011", "PT012", "PT016", "PT018", "PT019", "PT022",
  ]

  /// What is wrong with the files whatever the network, and what nothing uses. Sorted by place.
  package static func mistakes(in files: [PolicyFile]) -> [Diagnostic] {
    check(files, against: NetworkModel()).diagnostics.filter { independent.contains($0.code) }
  }
}
