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
}
