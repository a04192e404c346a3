internal import NetworkModel
internal import SourceText

/// VPC Block Public Access: the mode of each account and Region, and who is excluded from it (BPA-1).
extension ImportState {
  /// What the answers say until the VPCs and subnets are known.
  struct PublicAccessAnswers {
    /// Mode of each group; in a state that is not settled, the mode and the state.
    var modes: [Int: String] = [:]
    /// By the id of a VPC or subnet.
    var exclusions: [String: PublicAccessExclusion] = [:]
  }

  func importBlockPublicAccess() {
    forEach(.blockPublicAccessOptions) { record, element in
      record.ignore(
        [
          "AwsAccountId", "AwsRegion", "Reason", "LastUpdateTimestamp", "ManagedBy",
          "ExclusionsAllowed",
        ],
        type: "VpcBlockPublicAccessOptions")
      let state = record.string("State")
      guard let mode = record.string("InternetGatewayBlockMode") else { return }
      let isSettled = state == nil || ["default-state", "update-complete"].contains(state)
      publicAccess.modes[element.group] = isSettled ? mode : "\(mode), \(state ?? "")"
    }
    forEach(.blockPublicAccessExclusions) { record, element in
      guard let id = record.id("ExclusionId"), isFirst(.blockPublicAccessExclusions, id, element)
      else { return }
      record.ignore(
        ["Reason", "CreationTimestamp", "LastUpdateTimestamp", "DeletionTimestamp", "Tags"],
        type: "VpcBlockPublicAccessExclusions")
      let arn = record.id("ResourceArn")
      guard let exclusion = exclusion(record, id), let object = arn?.split(separator: "/").last
      else { return }
      let name = String(object)
      if let other = publicAccess.exclusions[name], other != exclusion {
        publicAccess.exclusions[name] = .unknown(
          unknown(
            name, "blockPublicAccessExclusion", "several exclusions of it differ", rule: "BPA-1",
            at: record.range))
      } else {
        publicAccess.exclusions[name] = exclusion
      }
    }
  }

  /// Nil where it is gone (CNV-4). One that is changing, or that is not understood, may hold or not.
  private func exclusion(_ record: Record, _ id: String) -> PublicAccessExclusion? {
    let mode = record.string("InternetGatewayExclusionMode")
    let state = record.string("State")
    switch (state, mode) {
    case ("delete-complete", _), ("disable-complete", _), ("create-failed", _): return nil
    case ("create-complete", "allow-egress"), ("update-complete", "allow-egress"):
      return .allowEgress
    case ("create-complete", "allow-bidirectional"), ("update-complete", "allow-bidirectional"):
      return .allowBidirectional
    case (_, _):
      return .unknown(
        unknown(
          id, "blockPublicAccessExclusion",
          "its mode `\(DisplayText.escape(mode ?? ""))` in the state "
            + "`\(DisplayText.escape(state ?? ""))` is not settled", rule: "BPA-1", at: record.range))
    }
  }

  /// BPA-1 for one VPC: the mode of its account and Region, else its own state, else what the profile says. Its own state
  /// (`states`) is a cross-check where the mode is known.
  func blockPublicAccess(of vpc: ID<VPC>, states: Record?) -> BlockPublicAccess {
    let name = model.vpcs[vpc].name
    let own = states?.string("InternetGatewayBlockMode")
    let group = groupOfVPC[vpc] ?? 0
    guard let mode = publicAccess.modes[group] ?? own else {
      if profile.blockPublicAccessOff {
        assume(
          "block-public-access-off",
          "VPC Block Public Access is off where the input does not speak of it")
        return .off
      }
      let missing = unknown(
        "Block Public Access of \(name)", "class",
        "VPC Block Public Access options were not collected", rule: "IMP-3a")
      return .notCollected(missing)
    }
    let exclusion = exclusion(of: name, in: group)
    if let own, own != mode, mode == "off" || exclusion == .none {
      return unmodelledBlocking(name, "\(mode), but `\(own)` for the VPC itself")
    }
    switch mode {
    case "off": return .off
    case "block-bidirectional": return .on(PublicAccessBlock(.bidirectional, exclusion: exclusion))
    case "block-ingress": return .on(PublicAccessBlock(.ingress, exclusion: exclusion))
    case _: return unmodelledBlocking(name, mode)
    }
  }

  private func unmodelledBlocking(_ vpc: String, _ mode: String) -> BlockPublicAccess {
    .unmodelled(
      unknown(vpc, "vpc", "VPC Block Public Access is in the mode `\(mode)`", rule: "BPA-2"))
  }

  /// An exclusion loosens the mode, so where the class was not collected it is unknown whether there is one.
  private func exclusion(of name: String, in group: Int) -> PublicAccessExclusion {
    if let known = publicAccess.exclusions[name] { return known }
    guard !isComplete(.blockPublicAccessExclusions, in: group) else { return .none }
    return .unknown(
      unknown(
        "Block Public Access exclusions of \(title(ofGroup: group))", "class",
        "exclusions from VPC Block Public Access were not collected", rule: "IMP-3a"))
  }

  /// The subnet's own exclusion, and the cross-check with its own state. `zones`: names of its zone.
  func applyPublicAccess(to subnet: ID<Subnet>, states: String?, zones: [String], at range: SourceRange) {
    let name = model.subnets[subnet].name
    let vpc = model.subnets[subnet].vpc
    let group = groupOfVPC[vpc] ?? 0
    switch model.vpcs[vpc].blockPublicAccess {
    case .off, .notCollected:
      guard let states, states != "off" else { return }
      model.vpcs[vpc].blockPublicAccess = .unmodelled(
        unknown(
          name, "subnet", "VPC Block Public Access is in the mode `\(states)`", rule: "BPA-2",
          at: range))
    case .unmodelled: return
    case .on(let block):
      let own = exclusion(of: name, in: group)
      if own != .none { model.subnets[subnet].publicAccessExclusion = own }
      // LOC-3: the mode for ingress is not supported there.
      if block.mode == .ingress, zones.contains(where: Self.isOutsideRegion) {
        model.subnets[subnet].publicAccessExclusion = .unknown(
          unknown(
            name, "subnet", "block-ingress is not supported in a Local Zone", rule: "LOC-3", at: range))
      }
      if states == "off", block.exclusion == .none, own == .none {
        model.subnets[subnet].publicAccessExclusion = .unknown(
          unknown(
            name, "subnet", "VPC Block Public Access is off here without an exclusion",
            rule: "BPA-1", at: range))
      }
    }
  }

  /// Names of Local and Wavelength Zones (`us-east-1-bos-1a`, `use1-bos1-az1`) have more parts than those of a Region's
  /// own zones (`us-east-1a`, `use1-az1`).
  private static func isOutsideRegion(_ zone: String) -> Bool {
    let parts = zone.split(separator: "-")
    return zone.contains("-az") ? parts.count > 2 : parts.count > 4 || zone.contains("-wl")
  }
}
