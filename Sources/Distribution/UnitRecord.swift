package import Checker
package import NetworkModel
package import PolicyTypes
import SourceText

/// What a machine found about one claim: `isola.unit/1`. Objects are named as the provider names them.
package struct UnitRecord: Codable, Hashable, Sendable {
  package static let schema = "isola.unit/1"

  struct Reason: Codable, Hashable, Sendable {
    var object: String
    var kind: String
    var reason: String
    var rule: String
    /// File, first and last byte, where it has a place.
    var place: [UInt32]?
    /// Name and family, where a range of addresses is all that is missing (IAC-7).
    var openRange: [String]?
  }

  struct ObjectEntry: Codable, Hashable, Sendable {
    var object: String
    var kind: String
    var reason: String
    /// File, first and last byte, where it has a place.
    var place: [UInt32]?
  }

  package struct CertificateEntry: Codable, Hashable, Sendable {
    package var name: String
    /// False where the certificate is too large for its format.
    package var isWritten: Bool

    package init(name: String, isWritten: Bool) {
      self.name = name
      self.isWritten = isWritten
    }
  }

  package var schema = UnitRecord.schema
  package var unit: String
  var verdict: String
  var obligations: Int
  var emptiness: String?
  var unknowns: [Reason]
  var witness: WitnessRecord?
  /// What failed in the network that the witness is about (POL-21).
  var failed: String?
  /// Of a claim about objects, what was found; nil for other claims.
  var objects: [ObjectEntry]?
  package var certificates: [CertificateEntry]

  package init(
    _ result: ClaimResult, unit: String, certificates: [CertificateEntry], network: NetworkModel
  ) {
    self.unit = unit
    self.certificates = certificates
    verdict = result.verdict.rawValue
    obligations = result.obligations
    emptiness = result.emptiness
    unknowns = result.unknowns.map(Reason.init)
    witness = result.witness.map { WitnessRecord($0, network) }
    failed = result.failed
  }

  package init(_ result: ObjectResult, unit: String) {
    self.unit = unit
    certificates = []
    verdict = result.verdict.rawValue
    obligations = result.obligations
    emptiness = result.emptiness
    unknowns = result.unknowns.map(Reason.init)
    objects = result.findings.map { finding in
      ObjectEntry(
        object: finding.object, kind: finding.kind, reason: finding.reason,
        place: finding.origin.map { [$0.file.index, $0.start, $0.end] })
    }
  }

  /// The result that was recorded of a claim about objects. Nothing is judged again: it travels as `proved` does.
  package func result(about claim: ObjectClaim) throws(RecordError) -> ObjectResult {
    guard schema == UnitRecord.schema, let verdict = Verdict(rawValue: verdict), let objects else {
      throw .unreadable("unknown schema or verdict")
    }
    guard obligations >= 0, witness == nil, certificates.isEmpty, (verdict == .violated) == !objects.isEmpty,
      (verdict == .unknown) == !unknowns.isEmpty
    else { throw .unreadable("the verdict `\(verdict.rawValue)` does not fit what was found") }
    return ObjectResult(
      claim: claim, verdict: verdict,
      findings: objects.map {
        ObjectFinding(object: $0.object, kind: $0.kind, reason: $0.reason, origin: Self.range($0.place))
      },
      unknowns: unknowns.map(\.unknown), emptiness: emptiness, obligations: obligations)
  }

  fileprivate static func range(_ place: [UInt32]?) -> SourceRange? {
    guard let place, place.count == 3 else { return nil }
    return SourceRange(file: FileID(index: place[0]), start: place[1], end: place[2])
  }

  /// The result that was recorded. A witness is replayed: it has to break the claim again.
  package func result(
    about claim: Claim, replay: Replay
  ) throws(RecordError) -> ClaimResult {
    guard schema == UnitRecord.schema, objects == nil, let verdict = Verdict(rawValue: verdict) else {
      throw .unreadable("unknown schema or verdict")
    }
    guard obligations >= 0, (verdict == .violated) == (witness != nil), verdict == .unknown || unknowns.isEmpty,
      (verdict == .vacuous) == (emptiness != nil)
    else {
      throw .unreadable("the verdict `\(verdict.rawValue)` does not fit its evidence")
    }
    var result = ClaimResult(
      claim: claim, verdict: verdict,
      witness: try witness.map { record throws(RecordError) in
        try replay.witness(record, of: claim, failed: failed)
      },
      unknowns: unknowns.map(\.unknown), emptiness: emptiness, obligations: obligations)
    result.failed = failed
    return result
  }
}

extension UnitRecord.Reason {
  init(_ unknown: Unknown) {
    self.init(
      object: unknown.object, kind: unknown.kind, reason: unknown.reason, rule: unknown.rule,
      place: unknown.origin.map { [$0.file.index, $0.start, $0.end] },
      openRange: unknown.openRange.map { [$0.name, $0.family == .v4 ? "4" : "6"] })
  }

  var unknown: Unknown {
    var unknown = Unknown(object: object, kind: kind, reason: reason, rule: rule)
    unknown.origin = UnitRecord.range(place)
    if let openRange, openRange.count == 2 {
      unknown.openRange = OpenRange(name: openRange[0], family: openRange[1] == "6" ? .v6 : .v4)
    }
    return unknown
  }
}

package enum RecordError: Error, Hashable {
  /// The record is not one, or speaks of what the network does not have.
  case unreadable(String)
  /// The simulator does not confirm the packet.
  case disagreement(String)
}
