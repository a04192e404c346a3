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
  package var certificates: [CertificateEntry]

  package init(
    _ result: ClaimResult, unit: String, certificates: [CertificateEntry], network: NetworkModel
  ) {
    self.unit = unit
    self.certificates = certificates
    verdict = result.verdict.rawValue
    obligations = result.obligations
    emptiness = result.emptiness
    unknowns = result.unknowns.map { unknown in
      Reason(
        object: unknown.object, kind: unknown.kind, reason: unknown.reason, rule: unknown.rule,
        place: unknown.origin.map { [$0.file.index, $0.start, $0.end] })
    }
    witness = result.witness.map { WitnessRecord($0, network) }
  }

  /// The result that was recorded. A witness is replayed: it has to break the claim again.
  package func result(
    about claim: Claim, replay: Replay
  ) throws(RecordError) -> ClaimResult {
    guard schema == UnitRecord.schema, let verdict = Verdict(rawValue: verdict) else {
      throw .unreadable("unknown schema or verdict")
    }
    guard obligations >= 0, (verdict == .violated) == (witness != nil) else {
      throw .unreadable("the verdict `\(verdict.rawValue)` does not fit its evidence")
    }
    return ClaimResult(
      claim: claim, verdict: verdict, witness: try witness.map { record throws(RecordError) in
        try replay.witness(record, of: claim)
      },
      unknowns: unknowns.map { reason in
        var unknown = Unknown(
          object: reason.object, kind: reason.kind, reason: reason.reason, rule: reason.rule)
        if let place = reason.place, place.count == 3 {
          unknown.origin = SourceRange(
            file: FileID(index: place[0]), start: place[1], end: place[2])
        }
        return unknown
      }, emptiness: emptiness, obligations: obligations)
  }
}

package enum RecordError: Error, Hashable {
  /// The record is not one, or speaks of what the network does not have.
  case unreadable(String)
  /// The simulator does not confirm the packet.
  case disagreement(String)
}
