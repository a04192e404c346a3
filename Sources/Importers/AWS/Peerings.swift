internal import NetworkModel
internal import SourceText

extension ImportState {
  private static let peeringStates: Set<String> = [
    "initiating-request", "pending-acceptance", "active", "deleted", "rejected", "failed",
    "expired",
    "provisioning", "deleting",
  ]

  /// Peering connections; both accounts may list one (the first view is kept, address ranges are united).
  func importPeerings() {
    forEach(.peerings) { record, element in
      guard let name = record.id("VpcPeeringConnectionId") else { return }
      record.ignore(["ExpirationTime"], type: "VpcPeeringConnections")
      let status = record.record("Status")
      status?.ignore(["Message"], type: "VpcPeeringConnections.Status")
      let code = status?.string("Code")
      let requester = side(
        record.record("RequesterVpcInfo"), name, element, isActive: code == "active")
      let accepter = side(
        record.record("AccepterVpcInfo"), name, element, isActive: code == "active")
      let tags = record.tags()
      guard let requester, let accepter else {
        if record.value["RequesterVpcInfo"] == nil || record.value["AccepterVpcInfo"] == nil {
          error(
            "IM004", "expected a peering connection with two sides, found one without",
            at: record.range.shortened)
        }
        return
      }
      if code == nil || !Self.peeringStates.contains(code ?? "") {
        unknownEverywhere(
          name, "vpcPeeringConnection", "its status `\(code ?? "")` is not known", rule: "IMP-5",
          at: record.range)
      }
      if let known = model.peerings.id(named: name) {
        return merge(known, requester, accepter, isActive: code == "active", record)
      }
      model.peerings.insert(
        Peering(
          name: name, isActive: code == "active", requester: requester, accepter: accepter,
          tags: tags,
          origin: record.range))
    }
  }

  private func side(_ record: Record?, _ peering: String, _ element: Element, isActive: Bool)
    -> PeeringSide?
  {
    guard let record else { return nil }
    record.ignore(["PeeringOptions"], type: "VpcPeeringConnections.VpcInfo")
    guard let vpcName = record.id("VpcId") else { return nil }
    var ranges = record.cidr("CidrBlock", .v4).map { [$0] } ?? []
    let lists: [(list: String, key: String, family: IPFamily)] = [
      ("CidrBlockSet", "CidrBlock", .v4), ("Ipv6CidrBlockSet", "Ipv6CidrBlock", .v6),
    ]
    for (list, key, family) in lists {
      for entry in record.records(list) {
        if let range = entry.cidr(key, family), !ranges.contains(range) { ranges.append(range) }
      }
    }
    let known = model.vpcs.id(named: vpcName)
    // PCX-2: every range of the VPC counts, also those that an older view of the peering leaves out.
    for range in known.map({ model.vpcs[$0].ranges }) ?? [] where !ranges.contains(range) {
      ranges.append(range)
    }
    let owner = record.string("OwnerId")
    let region = record.string("Region")
    let scope = known.map { model.scopes[model.vpcs[$0].scope] }
    let reference: Reference<VPC>
    if let known, !placeholderVPCs.contains(known) || !ranges.isEmpty {
      reference = .resolved(known)
    } else {
      reference = .missing(
        unknown(vpcName, "vpc", "the peered VPC is not in the snapshot", rule: "SG-8"))
    }
    return PeeringSide(
      vpcName: vpcName, vpc: reference, account: owner ?? scope?.account ?? "default",
      region: region ?? scope?.region ?? gathered.groups[element.group].region ?? "default",
      ranges: ranges)
  }

  private func merge(
    _ id: ID<Peering>, _ requester: PeeringSide, _ accepter: PeeringSide, isActive: Bool,
    _ record: Record
  ) {
    if model.peerings[id].isActive != isActive {
      warn(
        "IM009", "`\(model.peerings[id].name)` is active in one answer and not in another",
        at: record.range.shortened,
        notes: ["it is taken as not known"])
      unknownEverywhere(
        model.peerings[id].name, "vpcPeeringConnection", "two answers disagree about its status",
        rule: "IMP-7",
        at: record.range)
      let name = model.peerings[id].name
      contestedPeerings[name] = unknown(
        name, "vpcPeeringConnection", "two answers disagree about its status", rule: "IMP-7",
        at: record.range)
    }
    let known = model.peerings[id]
    guard known.requester.vpcName == requester.vpcName, known.accepter.vpcName == accepter.vpcName
    else {
      return error(
        "IM009", "`\(known.name)` is described twice with different sides",
        at: record.range.shortened)
    }
    for range in requester.ranges where !known.requester.ranges.contains(range) {
      model.peerings[id].requester.ranges.append(range)
    }
    for range in accepter.ranges where !known.accepter.ranges.contains(range) {
      model.peerings[id].accepter.ranges.append(range)
    }
  }
}
