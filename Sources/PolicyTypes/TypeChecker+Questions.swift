package import PolicySyntax
package import SourceText

extension TypeChecker {
  /// The question with its names resolved; nil when a diagnostic says why not.
  package mutating func check(_ question: QuestionStatement) -> CheckedQuestion? {
    switch question {
    case .reach(let flow):
      guard let resolved = resolve(flow, .exchanges), hasSource(resolved.source, flow.source) else {
        return nil
      }
      return .reach(resolved.sourceSet, resolved.destinationSet, resolved.traffic)
    case .deliver(let flow):
      guard let resolved = resolve(flow, .packets), hasSource(resolved.source, flow.source) else {
        return nil
      }
      return .deliver(resolved.sourceSet, resolved.destinationSet, resolved.traffic)
    case .whoReaches(let target, let traffic, _):
      let set = resolve(target, role: .destination)
      guard let traffic = traffics.resolve(traffic, .exchanges), let set else { return nil }
      return .whoReaches(set, traffic)
    case .whatReaches(let source, let traffic, _):
      let set = resolve(source, role: .source)
      guard let traffic = traffics.resolve(traffic, .exchanges), let set else { return nil }
      return .whatReaches(set, traffic)
    }
  }

  /// One endpoint, as a source or as a destination; nil when a diagnostic says why not.
  package mutating func check(endpoint: SetExpression, isSource: Bool) -> EndpointSet? {
    resolve(endpoint, role: isSource ? .source : .destination)
  }

  /// What was reported so far, in order.
  package var reported: [Diagnostic] { allDiagnostics }

  private mutating func resolve(_ set: SetExpression, role: EndpointRole) -> EndpointSet? {
    guard let resolved = sets.resolve(set, as: role), holdsEndsOnly(resolved) else { return nil }
    if role == .source, !hasSource(resolved, set) { return nil }
    return resolved.endpointSet(text: Printer.print(set), in: sets.index)
  }

  /// ASK-2: a destination that nobody owns is an answer, a source that nobody owns is a mistake.
  private mutating func hasSource(_ set: ResolvedSet, _ expression: SetExpression) -> Bool {
    guard set.hasNobody else { return true }
    diagnostics.append(
      Diagnostic(
        code: "PT014", message: "nothing in the network is in `\(Printer.print(expression))`",
        range: expression.range,
        notes: ["traffic starts at an interface, or at a host of the Internet"]))
    return false
  }
}
