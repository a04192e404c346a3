internal import Importers
internal import NetworkModel
internal import SourceText

/// Ranges that the author wrote and the input does not give (IAC-7).
extension Describer {
  /// Peers of a rule of which nothing is known.
  static func openPeer(_ reason: String) -> Draft { .make((OpenPeers.reason, .text(reason))) }

  /// The range of a rule or entry of `owner`. It has a name where it is one range: its parameter's, which means the same
  /// value wherever it stands, or one of its own.
  func openRange(_ value: Attribute, _ family: IPFamily, of owner: String, isOne: Bool) -> Draft {
    var name: String?
    if case .parameter(let parameter) = value.shape {
      name = parameter
    } else if isOne {
      openRanges[owner, default: 0] += 1
      name = "range \(openRanges[owner, default: 0]) of \(owner)"
    }
    return .make(
      at: value.range, (OpenPeers.reason, .text(value.firstUnknown ?? "it is no text")), (OpenPeers.name, .text(name)),
      (OpenPeers.family, .int(Int(family.rawValue))))
  }
}
