internal import NetworkModel
internal import SourceText

extension ImportState {
  /// An interface whose groups are not known may be a member of any group that a rule names as its peer (SG-5, SG-7).
  ///
  /// SOUNDNESS: filters ask of a known group only which interfaces are known to have it, so that what its members may
  /// do would be denied to this one. It is unknown for every answer instead.
  func noteUnknownMembers() {
    let isNamed = model.securityGroups.elements.contains { group in
      group.rules.contains { rule in
        if case .group(.resolved) = rule.peer { true } else { false }
      }
    }
    guard isNamed else { return }
    for id in model.interfaces.ids where model.interfaces[id].kind == .ordinary {
      let open = model.interfaces[id].groups.contains { reference in
        // One group that is named and not described is no other group.
        if case .missing(let reason) = reference {
          model[reason].kind != "securityGroup"
        } else {
          false
        }
      }
      guard open else { continue }
      unknownEverywhere(
        model.interfaces[id].name, "networkInterface",
        "which groups it has is not known, and rules name groups as their peers", rule: "SG-5",
        at: model.interfaces[id].origin)
    }
  }
}
