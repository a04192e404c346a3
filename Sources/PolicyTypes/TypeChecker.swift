package import NetworkModel
package import PolicySyntax
package import SourceText

/// Policies whose names are resolved, and everything that is wrong or remarkable.
package struct CheckedPolicies: Sendable {
  /// In the order of the files; a policy with an error is left out.
  package var policies: [CheckedPolicy]
  /// Policies that say of themselves that they do not apply here (POL-19).
  package var notAssessed: [CheckedPolicy] = []
  /// Sorted by file and position.
  package var diagnostics: [Diagnostic]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Resolves policies and questions against one network. All files of a run share one name space
/// (LANG-2).
package struct TypeChecker {
  let files: [PolicyFile]
  var sets: SetResolver
  var traffics: TrafficResolver {
    get { sets.traffics }
    _modify { yield &sets.traffics }
  }
  var diagnostics: [Diagnostic] = []

  package init(network: NetworkModel, files: [PolicyFile] = [], reachability: Reachability? = nil) {
    self.init(index: NetworkIndex(network), files: files, reachability: reachability)
  }

  /// For many questions about one network: the index is built once.
  package init(index: NetworkIndex, files: [PolicyFile] = [], reachability: Reachability? = nil) {
    self.files = files
    var setsByName: [String: SetDeclaration] = [:]
    var trafficsByName: [String: TrafficDeclaration] = [:]
    for declaration in files.flatMap(\.declarations) {
      switch declaration {
      case .set(let set):
        if setsByName[set.name.text] == nil { setsByName[set.name.text] = set }
      case .traffic(let traffic):
        if trafficsByName[traffic.name.text] == nil { trafficsByName[traffic.name.text] = traffic }
      case .policy, .importation, .instance, .assumption, .approval, .test: break
      }
    }
    sets = SetResolver(
      index: index, declarations: setsByName, traffics: TrafficResolver(declarations: trafficsByName),
      reachability: reachability)
  }

  /// Every policy of the files.
  package static func check(
    _ files: [PolicyFile], against network: NetworkModel, reachability: Reachability? = nil
  ) -> CheckedPolicies {
    check(files, index: NetworkIndex(network), reachability: reachability)
  }

  /// For many files about one network: the index is built once.
  package static func check(
    _ files: [PolicyFile], index: NetworkIndex, reachability: Reachability? = nil
  ) -> CheckedPolicies {
    let linked = Linker.link(files)
    var checker = TypeChecker(index: index, files: linked.files, reachability: reachability)
    checker.diagnostics = linked.diagnostics
    checker.reportDuplicates()
    checker.checkDeclarations()
    var checked = CheckedPolicies(policies: [], diagnostics: [])
    for case .policy(let policy) in linked.files.flatMap(\.declarations) {
      let applies = checker.applies(policy)
      guard let one = checker.check(policy) else { continue }
      if applies { checked.policies.append(one) } else { checked.notAssessed.append(one) }
    }
    checker.checkApprovals()
    checker.checkTests()
    checker.reportUnused()
    checked.diagnostics = checker.allDiagnostics
    return checked
  }

  /// POL-19: false only where the set of its condition is empty for certain.
  private mutating func applies(_ policy: PolicyDeclaration) -> Bool {
    guard let condition = policy.condition, let set = sets.resolve(condition, as: .source) else { return true }
    return !(set.hasNobody && set.places.isEmpty && set.around.isEmpty)
  }

  /// What was approved is resolved for its mistakes; reports join it to what is open (POL-24).
  private mutating func checkApprovals() {
    for case .approval(let approval) in files.flatMap(\.declarations) { _ = resolve(approval.flow, .packets) }
  }

  /// Policies that tests expect something of exist (TST-1).
  private mutating func checkTests() {
    let names = files.flatMap(\.declarations).compactMap { declaration -> String? in
      if case .policy(let policy) = declaration { policy.name.text } else { nil }
    }
    for case .test(let test) in files.flatMap(\.declarations) {
      for step in test.steps {
        guard case .policy(let name?, _) = step.content, !names.contains(name.text) else { continue }
        let note = Spelling.note(for: name.text, among: names)
        diagnostics.append(
          Diagnostic(
            code: "PT022", message: "there is no policy `\(DisplayText.escape(name.text))`", range: name.range,
            notes: note.map { [$0] } ?? []))
      }
    }
  }

  var allDiagnostics: [Diagnostic] {
    (diagnostics + sets.diagnostics + traffics.diagnostics).enumerated().sorted { a, b in
      switch (a.element.range, b.element.range) {
      case (let x?, let y?) where x != y: x < y
      case (nil, _?): true
      case (_?, nil): false
      case (_?, _?), (nil, nil): (a.element.code, a.offset) < (b.element.code, b.offset)
      }
    }.map(\.element)
  }
}

extension TypeChecker {
  /// Resolves declarations that no policy uses too, so that their mistakes are reported.
  private mutating func checkDeclarations() {
    for declaration in files.flatMap(\.declarations) {
      switch declaration {
      case .set(let set): sets.check(set)
      case .traffic(let traffic): _ = traffics.resolve(traffic.value, .packets)
      case .policy, .importation, .instance, .assumption, .approval, .test: break
      }
    }
  }

  private mutating func reportDuplicates() {
    var first: [String: [String: SourceRange]] = [:]
    for declaration in files.flatMap(\.declarations) {
      let kind: String
      switch declaration {
      case .set: kind = "set"
      case .traffic: kind = "traffic"
      case .policy, .instance: kind = "policy"
      case .test: kind = "test"
      case .importation, .assumption, .approval: continue
      }
      let name = declaration.name
      if let earlier = first[kind]?[name.text] {
        diagnostics.append(
          Diagnostic(
            code: "PT010",
            message: "the \(kind) `\(DisplayText.escape(name.text))` is declared twice",
            range: name.range,
            labels: [Diagnostic.Label(range: earlier, message: "first declared here")]))
      } else {
        first[kind, default: [:]][name.text] = name.range
      }
    }
  }

  private mutating func reportUnused() {
    for declaration in files.flatMap(\.declarations) {
      switch declaration {
      case .set(let set) where !sets.used.contains(set.name.text): warnUnused("set", set.name)
      case .traffic(let traffic) where !traffics.used.contains(traffic.name.text):
        warnUnused("traffic", traffic.name)
      case .set, .traffic, .policy, .importation, .instance, .assumption, .approval, .test: break
      }
    }
  }

  private mutating func warnUnused(_ kind: String, _ name: Name) {
    diagnostics.append(
      Diagnostic(
        code: "PT011", severity: .warning, message: "the \(kind) `\(name.text)` is never used",
        range: name.range))
  }
}
