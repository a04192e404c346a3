import PolicySyntax
import PolicyTypes
import SourceText
import TermGraph

/// The pairs of ends and the packets that a claim speaks of, in any network.
struct ClaimRegion {
  var policy: Name
  var statement: ClaimStatement
  var traffic: Traffic
  /// Without regard to exceptions.
  var whole: TermID
  /// What each exception takes.
  var exceptions: [TermID]
  /// What the exceptions leave.
  var left: TermID

  var isForbid: Bool {
    switch statement.verb {
    case .forbid: true
    case .require: false
    }
  }

  private var modifier: Modifier.Kind? { statement.modifiers.first?.kind }
  private var addresses: AddressChoice.Kind? { statement.flow.addresses?.kind }

  /// How a claim reads `icmp` (LANG-11).
  static func reading(_ statement: ClaimStatement) -> TrafficResolver.Reading {
    if statement.flow.way != nil { return .packets }
    return switch (statement.verb, statement.modifiers.first?.kind) {
    case (.forbid, .connections): .exchanges
    case (.forbid, _), (.require, .oneWay): .packets
    case (.require, _): .exchanges
    }
  }

  /// For the same ends and packet, this claim says at least what `other` says (POL-1 to POL-5).
  func says(atLeast other: ClaimRegion) -> Bool {
    guard statement.verb == other.statement.verb, statement.flow.way == nil,
      other.statement.flow.way == nil
    else { return false }
    switch statement.verb {
    case .forbid:
      let isWide = addresses == nil || addresses == .all || addresses == other.addresses
      // Where routes lead is more than what arrives.
      return isWide && (modifier == other.modifier || modifier == nil && other.modifier != .routeLeaks)
    case .require:
      let isStrong = modifier == nil || modifier == other.modifier
      let isAsTolerant =
        other.statement.flow.tolerance == nil
        || statement.flow.tolerance?.kind == other.statement.flow.tolerance?.kind
      return isStrong && isAsTolerant && addresses == other.addresses
    }
  }

  /// For the same ends and packet, the two cannot hold together: this forbids what `other` requires.
  func contradicts(_ other: ClaimRegion) -> Bool {
    guard isForbid, !other.isForbid, statement.flow.way == nil, other.statement.flow.way == nil
    else { return false }
    let isWide = addresses == nil || addresses == .all || addresses == other.addresses
    let isMeant = modifier != .connections || other.modifier != .oneWay
    return isWide && isMeant
  }
}

/// The members of a union, and of the unions that it names: what a claim holds for one by one.
struct UnionParts {
  /// More than these are not told apart.
  static let limit = 32
  let sets: [String: SetDeclaration]

  func parts(of set: SetExpression) -> [SetExpression] {
    var result: [SetExpression] = []
    collect(set, depth: 0, &result)
    return result.count > Self.limit ? [set] : result
  }

  private func collect(_ set: SetExpression, depth: Int, _ result: inout [SetExpression]) {
    guard result.count <= Self.limit else { return }
    if case .union(let members, _) = set {
      for member in members { collect(member, depth: depth, &result) }
    } else if case .name(let name) = set, !name.isQuoted, depth < 8,
      let declaration = sets[name.text], case .union = declaration.value
    {
      collect(declaration.value, depth: depth + 1, &result)
    } else {
      result.append(set)
    }
  }
}
