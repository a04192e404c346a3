internal import NetworkModel
internal import SourceText

/// How a described network says that the addresses of a rule are open (IAC-7). No answer of the provider has these keys.
package enum OpenPeers {
  /// A list beside `IpRanges`, an object beside `CidrBlock`.
  package static let key = "OpenPeers"
  /// Why it is not known.
  package static let reason = "Reason"
  /// What the author calls the one range that is missing; without it any number of peers may be.
  package static let name = "Name"
  /// `4` or `6`, of a range.
  package static let family = "Family"
}

extension ImportState {
  /// The peers of a rule that a described network leaves open: each may match any address, for the service of the rule.
  func openPeers(_ permission: Record, of group: String) -> [(SecurityGroupPeer, SourceRange)] {
    guard isDescribed else { return [] }
    return permission.records(OpenPeers.key).map { entry in
      (.unknown(open(entry, "a peer of a rule", of: group, "securityGroup")), entry.range)
    }
  }

  /// The range of an entry that a described network leaves open.
  func openRange(_ entry: Record, of acl: String) -> UnknownID? {
    guard isDescribed, let open = entry.record(OpenPeers.key) else { return nil }
    return self.open(open, "the range of an entry", of: acl, "networkAcl")
  }

  private func open(_ record: Record, _ what: String, of object: String, _ kind: String) -> UnknownID {
    let reason = "\(what) is not known: \(record.string(OpenPeers.reason) ?? "the input leaves it open")"
    warn("IM013", "\(DisplayText.escape(reason)) (`\(DisplayText.escape(object))`)", at: record.range)
    var range: OpenRange?
    if let name = record.string(OpenPeers.name), let family = record.int(OpenPeers.family) {
      range = OpenRange(name: name, family: family == 6 ? .v6 : .v4)
    }
    return model.note(
      Unknown(object: object, kind: kind, reason: reason, rule: "IAC-7", origin: record.range, openRange: range))
  }
}
