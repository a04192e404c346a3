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
    let objects = policy.objectClaims.map { check($0) }
    guard isComplete, !objects.contains(nil) else { return nil }
    return CheckedPolicy(
      name: policy.name.text, severity: severity(policy.severity), rationale: policy.rationale,
      controls: policy.controls, owner: policy.owner, shows: policy.shows, omits: policy.omits, claims: claims,
      objectClaims: objects.compactMap { $0 }, range: policy.range)
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
    let way = statement.flow.way.map { resolve($0, statement) }
    let reading: TrafficResolver.Reading =
      switch kind {
      case .forbid, .forbidDirect, .requireOneWay, .everyPath: .packets
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
    guard let flow, listsProtocols, exceptions.count == statement.exceptions.count,
      way == nil || way?.isResolved == true
    else { return nil }
    let destinations: [EndpointSet] =
      switch kind {
      case .forbid, .forbidDirect, .forbidConnections, .everyPath: [flow.destinationSet]
      case .require, .requireOneWay:
        flow.destination.parts(in: sets.index).map {
          $0.endpointSet(text: flow.destinationSet.text, in: sets.index)
        }
      }
    return destinations.map { destination in
      Claim(
        kind: kind, source: flow.sourceSet, destination: destination, traffic: flow.traffic,
        addresses: addressMode(statement.flow.addresses), exceptions: exceptions,
        way: way?.condition, failures: statement.flow.tolerance.map { $0.kind.kind },
        ignoresFilters: statement.modifiers.contains { $0.kind == .routeLeaks }, range: statement.range)
    }
  }

  private struct ResolvedWay {
    var condition: WayCondition?
    var isResolved: Bool { condition != nil }
  }

  /// POL-13 to POL-15. Without a condition after a report.
  private mutating func resolve(_ way: WayClause, _ statement: ClaimStatement) -> ResolvedWay {
    let isOneWay = statement.modifiers.contains { $0.kind == .oneWay }
    let condition: WayCondition.Condition?
    switch (way, statement.verb) {
    case (.through(let set, _), .require) where statement.modifiers.first?.kind == .symmetric:
      condition = sets.places(set).map { .mirrored($0) }
    case (.through(let set, _), .require), (.bypassing(let set, _), _):
      condition = sets.places(set).map { .passes($0) }
    case (.through(let set, _), .forbid): condition = sets.places(set).map { .avoids($0) }
    case (.encrypted(let mechanisms, _), _):
      condition = .encrypted(mechanisms.isEmpty ? Self.accepted : mechanisms.map(\.mechanism))
    case (.within(.hops(let count), _), _): condition = .hops(count)
    case (.within(.places(let kind, let names), _), _):
      condition = .within(Residence(kind: kind.kind, names: Set(names.map(\.text))))
    }
    return ResolvedWay(condition: condition.map { WayCondition($0, isOneWay: isOneWay) })
  }

  /// ENC-2: what counts where nothing is named.
  private static let accepted = EncryptionMechanism.allCases.filter { $0 != .phys }

  private func claimKind(_ statement: ClaimStatement) -> Claim.Kind {
    if statement.flow.way != nil { return .everyPath }
    return switch (statement.verb, statement.modifiers.first?.kind) {
    case (.forbid, .direct), (.forbid, .routeLeaks): .forbidDirect
    case (.forbid, .connections): .forbidConnections
    case (.forbid, nil), (.forbid, .oneWay), (.forbid, .symmetric): .forbid
    case (.require, .oneWay): .requireOneWay
    case (.require, nil), (.require, .direct), (.require, .connections), (.require, .routeLeaks), (.require, .symmetric):
      .require
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
    guard statement.verb == .require, statement.flow.way == nil else { return true }
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
    // What is assumed concerns every claim, and need not meet each.
    guard !clause.isAssumption else { return }
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
      reason: (clause.isAssumption ? "assumed: " : "") + (clause.reason?.text ?? ""),
      isAssumption: clause.isAssumption, range: clause.range)
  }
}

extension TypeChecker {
  /// Nil after a report; both ends and the traffic are always looked at.
  mutating func resolve(_ flow: Flow, _ reading: TrafficResolver.Reading) -> ResolvedFlow? {
    let source = sets.resolve(flow.source, as: .source)
    let destination = sets.resolve(flow.destination, as: .destination)
    let traffic = traffics.resolve(flow.traffic, reading)
    guard let source, let destination, let traffic else { return nil }
    let ends = [holdsEndsOnly(source), holdsEndsOnly(destination)]
    guard !ends.contains(false) else { return nil }
    return ResolvedFlow(
      source: source, destination: destination,
      sourceSet: source.endpointSet(text: Printer.print(flow.source), in: sets.index),
      destinationSet: destination.endpointSet(
        text: Printer.print(flow.destination), in: sets.index),
      traffic: traffic)
  }
}

extension Bound.Kind {
  fileprivate var kind: Residence.Kind {
    switch self {
    case .regions: .regions
    case .zones: .zones
    case .accounts: .accounts
    case .countries: .countries
    case .subdivisions: .subdivisions
    }
  }
}

extension Tolerance.Kind {
  fileprivate var kind: FailureKind {
    switch self {
    case .zones: .zones
    case .attachments: .attachments
    case .natGateways: .natGateways
    }
  }
}

extension Mechanism {
  fileprivate var mechanism: EncryptionMechanism {
    switch self {
    case .nitro: .nitro
    case .tls: .tls
    case .ipsec: .ipsec
    case .macsec: .macsec
    case .bulk: .bulk
    case .phys: .phys
    }
  }
}
