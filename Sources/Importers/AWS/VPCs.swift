internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantVPCKeys = ["DhcpOptionsId", "InstanceTenancy", "IsDefault", "VpcArn"]

  func importVPCs() {
    forEach(.vpcs) { record, element in
      guard let name = record.id("VpcId"), isFirst(.vpcs, name, element) else { return }
      record.ignore(Self.irrelevantVPCKeys, type: "Vpcs")
      let owner = record.string("OwnerId")
      checkOwner(owner, element, record)
      let region = record.string("Region") ?? regionOfVPC[name]
      let scope = self.scope(of: element, owner: owner, region: region)
      let vpc = VPC(
        name: name, scope: scope, ipv4: ipv4Ranges(record, of: name),
        ipv6: ipv6Ranges(record, of: name),
        tags: record.tags(),
        origin: record.range)
      // A VPC that is not available has no function (CNV-4); it is kept so that its objects find it.
      if let state = record.string("State"), state != "available" {
        unknownEverywhere(
          name, "vpc", "the VPC is in the state `\(state)`", rule: "CNV-4", at: record.range)
      }
      guard let id = model.vpcs.insert(vpc) else { return }
      groupOfVPC[id] = element.group
      model.vpcs[id].blockPublicAccess = blockPublicAccess(
        of: id, states: record.record("BlockPublicAccessStates"))
    }
  }

  /// The primary range first; then the associated ones (CNV-4).
  private func ipv4Ranges(_ record: Record, of name: String) -> [CIDR] {
    var ranges = record.cidr("CidrBlock", .v4).map { [$0] } ?? []
    for association in record.records("CidrBlockAssociationSet") {
      association.ignore(["AssociationId"], type: "Vpcs.CidrBlockAssociationSet")
      let state = association.record("CidrBlockState")
      state?.ignore(["StatusMessage"], type: "Vpcs.CidrBlockAssociationSet")
      guard let range = association.required("CidrBlock", association.cidr("CidrBlock", .v4))
      else { continue }
      guard isAssociated(state, name, "vpc") else {
        ranges.removeAll { $0 == range }
        continue
      }
      if !ranges.contains(range) { ranges.append(range) }
    }
    return ranges
  }

  private func ipv6Ranges(_ record: Record, of name: String) -> [VPCv6Range] {
    var ranges: [VPCv6Range] = []
    for association in record.records("Ipv6CidrBlockAssociationSet") {
      association.ignore(
        ["AssociationId", "NetworkBorderGroup", "Ipv6Pool", "IpSource"],
        type: "Vpcs.Ipv6CidrBlockAssociationSet")
      let state = association.record("Ipv6CidrBlockState")
      state?.ignore(["StatusMessage"], type: "Vpcs.Ipv6CidrBlockAssociationSet")
      let attribute = association.string("Ipv6AddressAttribute")
      let read = association.required("Ipv6CidrBlock", association.cidr("Ipv6CidrBlock", .v6))
      guard let range = read, isAssociated(state, name, "vpc") else { continue }
      let isGlobal = range.base >> 125 == 1
      ranges.append(
        VPCv6Range(range: range, isPublic: attribute.map { $0 == "public" } ?? isGlobal))
    }
    return ranges
  }

  /// Older dumps have no state; then the range is in use. Whether one in a state that nobody knows is in use is
  /// unknown, and so is what depends on it (IMP-5).
  func isAssociated(_ state: Record?, _ name: String, _ kind: String) -> Bool {
    switch state?.string("State") {
    case nil, "associated": return true
    case "associating", "disassociating", "disassociated", "failing", "failed": return false
    case let other?:
      let why = "one of its ranges is in the state `\(DisplayText.escape(other))`"
      warn(
        "IM013", "the state `\(DisplayText.escape(other))` of a range of `\(name)` is not known",
        at: state?.range)
      unknownEverywhere(name, kind, why, rule: "IMP-5", at: state?.range)
      return false
    }
  }

  /// IMP-2: an account that an envelope states must own what it lists, or have it shared.
  private func checkOwner(_ owner: String?, _ element: Element, _ record: Record) {
    let group = gathered.groups[element.group]
    guard group.isStated, let owner, let account = group.account, account != owner else { return }
    warn(
      "IM018", "the owner `\(owner)` is not the account `\(account)` that the envelope states",
      at: record.range.shortened)
  }

  /// BPA-1 for one VPC: its own state, else the mode of its account and Region, else what the profile says.
  func blockPublicAccess(of vpc: ID<VPC>, states: Record?) -> BlockPublicAccess {
    let name = model.vpcs[vpc].name
    if let mode = states?.string("InternetGatewayBlockMode") {
      return mode == "off" ? .off : unmodelledBlocking(name, mode)
    }
    let group = groupOfVPC[vpc] ?? 0
    if let mode = blockingModes[group] {
      return mode == "off" ? .off : unmodelledBlocking(name, mode)
    }
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

  private func unmodelledBlocking(_ vpc: String, _ mode: String) -> BlockPublicAccess {
    .unmodelled(
      unknown(vpc, "vpc", "VPC Block Public Access is in the mode `\(mode)`", rule: "BPA-2"))
  }

  /// The mode of each account and Region.
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
      blockingModes[element.group] = isSettled ? mode : "\(mode), \(state ?? "")"
    }
    forEach(.blockPublicAccessExclusions) { record, element in
      guard let id = record.id("ExclusionId") else { return }
      element.value.markConsumed()
      keepUnmodelled(id, kind: "blockPublicAccessExclusion", scope: nil, at: record.range)
    }
  }
}
