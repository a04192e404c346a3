package import PolicySyntax
package import SourceText

/// Files whose policies stand by themselves: every use of a template is a policy of its own, and what is assumed is an
/// exception of every claim that forbids (MOD-3, POL-18). Linking twice changes nothing.
package struct LinkedFiles: Sendable {
  package var files: [PolicyFile]
  /// What was assumed, in the order of the files.
  package var assumptions: [AssumptionDeclaration]
  package var diagnostics: [Diagnostic]
}

package struct Linker {
  private var templates: [String: PolicyDeclaration] = [:]
  private var used: Set<String> = []
  private var diagnostics: [Diagnostic] = []
  private var assumptions: [AssumptionDeclaration] = []

  package static func link(_ files: [PolicyFile]) -> LinkedFiles {
    var linker = Linker()
    for declaration in files.flatMap(\.declarations) {
      switch declaration {
      case .policy(let policy) where !policy.parameters.isEmpty:
        if linker.templates[policy.name.text] == nil {
          linker.templates[policy.name.text] = policy
        } else {
          linker.report("PT010", "the policy `\(policy.name.text)` is declared twice", at: policy.name.range)
        }
      case .assumption(let assumption): linker.assumptions.append(assumption)
      case .set, .traffic, .policy, .importation, .instance, .approval, .test: continue
      }
    }
    var linked = files
    for index in linked.indices {
      linked[index].declarations = linked[index].declarations.compactMap { linker.link($0) }
    }
    for (name, template) in linker.templates where !linker.used.contains(name) {
      linker.report(
        "PT011", "nothing uses the policy `\(name)`, which has parameters", at: template.name.range,
        severity: .warning, notes: ["use it: `policy \"…\" = \(name)(…)`"])
    }
    return LinkedFiles(
      files: linked, assumptions: linker.assumptions,
      diagnostics: linker.diagnostics.sorted(by: DiagnosticRenderer.precedes))
  }

  private mutating func report(
    _ code: String, _ message: String, at range: SourceRange, severity: Diagnostic.Severity = .error,
    notes: [String] = []
  ) {
    diagnostics.append(
      Diagnostic(code: code, severity: severity, message: message, range: range, notes: notes))
  }

  /// Nil for what is used up: templates, uses of them with a mistake, and assumptions.
  private mutating func link(_ declaration: Declaration) -> Declaration? {
    switch declaration {
    case .set, .traffic, .importation, .approval, .test: return declaration
    case .assumption: return nil
    case .policy(let policy): return policy.parameters.isEmpty ? .policy(assuming(policy)) : nil
    case .instance(let instance): return made(instance).map { .policy(assuming($0)) }
    }
  }

  private mutating func made(_ instance: InstanceDeclaration) -> PolicyDeclaration? {
    let shown = DisplayText.escape(instance.template.text)
    guard let template = templates[instance.template.text] else {
      let note = Spelling.note(for: instance.template.text, among: templates.keys)
      report(
        "PT018", "there is no policy `\(shown)` with parameters", at: instance.template.range,
        notes: note.map { [$0] } ?? ["declare it: `policy \(shown)(tier: set) { … }`"])
      return nil
    }
    used.insert(instance.template.text)
    guard template.parameters.count == instance.arguments.count else {
      let list = template.parameters.map { "`\($0.name.text)`" }.joined(separator: ", ")
      report(
        "PT019", "`\(shown)` takes \(template.parameters.count) arguments, found \(instance.arguments.count)",
        at: instance.template.range, notes: ["they are \(list)"])
      return nil
    }
    var substitution = Substitution()
    for (parameter, argument) in zip(template.parameters, instance.arguments) {
      switch (parameter.kind, argument) {
      case (.set, .set(let set)): substitution.sets[parameter.name.text] = set
      case (.traffic, .traffic(let traffic)): substitution.traffics[parameter.name.text] = traffic
      case (.traffic, .set(let set)):
        guard let terms = Self.names(set) else {
          report("PT019", "`\(parameter.name.text)` is a traffic, found a set", at: set.range)
          return nil
        }
        substitution.traffics[parameter.name.text] = TrafficExpression(terms: terms, range: set.range)
      case (.set, .traffic(let traffic)):
        report("PT019", "`\(parameter.name.text)` is a set, found a traffic", at: traffic.range)
        return nil
      }
    }
    var policy = substitution.applied(to: template)
    policy.name = instance.name
    policy.range = instance.range
    // What the use says of itself takes the place of what the template says.
    policy.clauses = instance.clauses + policy.clauses.filter { clause in
      !instance.clauses.contains { $0.content.isSameKind(as: clause.content) }
    }
    return policy
  }

  /// A set that is names alone may as well be meant as a traffic.
  private static func names(_ set: SetExpression) -> [TrafficTerm]? {
    switch set {
    case .name(let name) where !name.isQuoted: return [.name(name)]
    case .union(let members, _):
      let terms = members.map(names)
      return terms.contains { $0 == nil } ? nil : terms.flatMap { $0 ?? [] }
    case .name, .address, .internet, .onprem, .selector, .gateways, .intersection, .difference: return nil
    }
  }

  /// POL-18: what never happens breaks no `forbid`. A `require` gains nothing by it.
  private func assuming(_ policy: PolicyDeclaration) -> PolicyDeclaration {
    guard !assumptions.isEmpty else { return policy }
    var policy = policy
    for index in policy.clauses.indices {
      guard case .claim(var claim) = policy.clauses[index].content,
        claim.verb == .forbid || claim.flow.way != nil
      else { continue }
      claim.exceptions += assumptions.map {
        ExceptionClause(flow: $0.flow, reason: $0.reason, isAssumption: true, range: $0.range)
      }
      policy.clauses[index].content = .claim(claim)
    }
    return policy
  }
}

extension PolicyClause.Content {
  fileprivate func isSameKind(as other: PolicyClause.Content) -> Bool {
    switch (self, other) {
    case (.severity, .severity), (.rationale, .rationale), (.controls, .controls), (.owner, .owner),
      (.shows, .shows), (.omits, .omits), (.appliesWhen, .appliesWhen):
      true
    case (.severity, _), (.rationale, _), (.controls, _), (.owner, _), (.shows, _), (.omits, _),
      (.appliesWhen, _), (.claim, _), (.objects, _):
      false
    }
  }
}

/// Arguments in the place of parameters. A name of the template that is no parameter keeps its meaning.
private struct Substitution {
  var sets: [String: SetExpression] = [:]
  var traffics: [String: TrafficExpression] = [:]

  func applied(to policy: PolicyDeclaration) -> PolicyDeclaration {
    var policy = policy
    policy.parameters = []
    for index in policy.clauses.indices {
      switch policy.clauses[index].content {
      case .claim(var claim):
        claim.flow = applied(to: claim.flow)
        for number in claim.exceptions.indices {
          claim.exceptions[number].flow = applied(to: claim.exceptions[number].flow)
        }
        policy.clauses[index].content = .claim(claim)
      case .appliesWhen(let set): policy.clauses[index].content = .appliesWhen(applied(to: set))
      case .objects(var objects):
        objects.target = objects.target.map(applied)
        objects.subject = objects.subject.map(applied)
        policy.clauses[index].content = .objects(objects)
      case .severity, .rationale, .controls, .owner, .shows, .omits: continue
      }
    }
    return policy
  }

  private func applied(to flow: Flow) -> Flow {
    var flow = flow
    flow.source = applied(to: flow.source)
    flow.destination = applied(to: flow.destination)
    if let traffic = flow.traffic {
      let terms = traffic.terms.flatMap { term -> [TrafficTerm] in
        if case .name(let name) = term, let argument = traffics[name.text] { return argument.terms }
        return [term]
      }
      flow.traffic = TrafficExpression(terms: terms, range: traffic.range)
    }
    switch flow.way {
    case .through(let set, let range): flow.way = .through(applied(to: set), range)
    case .bypassing(let set, let range): flow.way = .bypassing(applied(to: set), range)
    case nil, .encrypted, .within: break
    }
    return flow
  }

  private func applied(to set: SetExpression) -> SetExpression {
    switch set {
    case .name(let name): return name.isQuoted ? set : sets[name.text] ?? set
    case .selector(var selector):
      if var test = selector.reach {
        test.other = applied(to: test.other)
        if case .name(let name)? = test.traffic, let terms = traffics[name.text]?.terms, terms.count == 1 {
          test.traffic = terms[0]
        }
        selector.reach = test
      }
      return .selector(selector)
    case .address, .internet, .onprem, .gateways: return set
    case .union(let members, let range): return .union(members.map(applied), range)
    case .intersection(let members, let range): return .intersection(members.map(applied), range)
    case .difference(let first, let others, let range):
      return .difference(applied(to: first), others.map(applied), range)
    }
  }
}
