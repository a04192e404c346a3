import NetworkModel
import PolicySyntax
import SourceText

extension TypeChecker {
  /// Nil when a claim has an error; every claim is checked.
  mutating func check(_ policy: PolicyDeclaration) -> CheckedPolicy? {
    var claims: [Claim] = []
    var isComplete = true
    for statement in policy.claims {
      if let found = check(statement) { claims += found } else { isComplete = false }
    }
    guard isComplete else { return nil }
    return CheckedPolicy(
      name: policy.name.text, severity: severity(policy.severity), rationale: policy.rationale,
      controls: policy.controls, owner: policy.owner, claims: claims, range: policy.range)
  }

  private func severity(_ written: Severity?) -> PolicySeverity {
    switch written {
    case nil, .medium: .medium
    case .critical: .critical
    case .high: .high
    case .low: .low
    case .info: .info
    }
  }

  /// One claim, or for a `require` one for each sort of destination: every pair of each must hold.
  private mutating func check(_ statement: ClaimStatement) -> [Claim]? {
    let kind = claimKind(statement)
    let reading: TrafficResolver.Reading =
      switch kind {
      case .forbid, .forbidDirect, .requireOneWay: .packets
      case .forbidConnections, .require: .exchanges
      }
    let flow = resolve(statement.flow, reading)
    let listsProtocols = checkProtocols(statement, flow?.traffic)
    var exceptions: [Claim.Exception] = []
    for clause in statement.exceptions {
      guard let exception = resolve(clause.flow, reading) else { continue }
      if let flow { warnIfOutside(clause, exception, of: flow) }
      exceptions.append(exception.exception(clause))
    }
    guard let flow, listsProtocols, exceptions.count == statement.exceptions.count else {
      return nil
    }
    let destinations: [EndpointSet] =
      switch statement.verb {
      case .forbid: [flow.destinationSet]
      case .require:
        flow.destination.parts(in: sets.index).map {
          $0.endpointSet(text: flow.destinationSet.text, in: sets.index)
        }
      }
    return destinations.map { destination in
      Claim(
        kind: kind, source: flow.sourceSet, destination: destination, traffic: flow.traffic,
        addresses: addressMode(statement.flow.addresses), exceptions: exceptions,
        range: statement.range)
    }
  }

  private func claimKind(_ statement: ClaimStatement) -> Claim.Kind {
    switch (statement.verb, statement.modifiers.first?.kind) {
    case (.forbid, .direct): .forbidDirect
    case (.forbid, .connections): .forbidConnections
    case (.forbid, nil), (.forbid, .oneWay): .forbid
    case (.require, .oneWay): .requireOneWay
    case (.require, nil), (.require, .direct), (.require, .connections): .require
    }
  }

  private func addressMode(_ choice: AddressChoice?) -> AddressMode {
    switch choice?.kind {
    case nil: .standard
    case .all: .all
    case .publicOnly: .public
    case .ipv6: .ipv6
    }
  }

  /// POL-6: no translation carries every protocol, so a guarantee for `any` could never hold. False
  /// after a report.
  private mutating func checkProtocols(_ statement: ClaimStatement, _ traffic: Traffic?) -> Bool {
    guard statement.verb == .require else { return true }
    let isOpen = traffic?.includesEveryProtocol ?? (statement.flow.traffic == nil)
    guard isOpen else { return true }
    let range = statement.flow.traffic?.range ?? statement.flow.range
    diagnostics.append(
      Diagnostic(
        code: "PT012",
        message: statement.flow.traffic == nil
          ? "`require` needs the protocols it is about" : "`require` cannot ask for `any`",
        range: range, notes: ["list them: `on tcp/443, udp/53`"]))
    return false
  }

  private mutating func warnIfOutside(
    _ clause: ExceptionClause, _ exception: ResolvedFlow, of flow: ResolvedFlow
  ) {
    let index = sets.index
    let reason: String
    if exception.source.intersection(flow.source, in: index).isEmpty {
      reason = "no source of the exception is a source of the claim"
    } else if exception.destination.intersection(flow.destination, in: index).isEmpty {
      reason = "no destination of the exception is a destination of the claim"
    } else if !exception.traffic.overlaps(flow.traffic) {
      reason = "the claim is not about `\(exception.traffic.text)`"
    } else {
      return
    }
    diagnostics.append(
      Diagnostic(
        code: "PT013", severity: .warning, message: "the exception changes nothing",
        range: clause.range,
        notes: [reason]))
  }
}

/// A flow whose ends and traffic are resolved.
struct ResolvedFlow {
  var source: ResolvedSet
  var destination: ResolvedSet
  var sourceSet: EndpointSet
  var destinationSet: EndpointSet
  var traffic: Traffic

  func exception(_ clause: ExceptionClause) -> Claim.Exception {
    Claim.Exception(
      source: sourceSet, destination: destinationSet, traffic: traffic,
      reason: clause.reason?.text ?? "",
      range: clause.range)
  }
}

extension TypeChecker {
  /// Nil after a report; both ends and the traffic are always looked at.
  mutating func resolve(_ flow: Flow, _ reading: TrafficResolver.Reading) -> ResolvedFlow? {
    let source = sets.resolve(flow.source, as: .source)
    let destination = sets.resolve(flow.destination, as: .destination)
    let traffic = traffics.resolve(flow.traffic, reading)
    guard let source, let destination, let traffic else { return nil }
    return ResolvedFlow(
      source: source, destination: destination,
      sourceSet: source.endpointSet(text: Printer.print(flow.source), in: sets.index),
      destinationSet: destination.endpointSet(
        text: Printer.print(flow.destination), in: sets.index),
      traffic: traffic)
  }
}
