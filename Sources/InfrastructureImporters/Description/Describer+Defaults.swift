internal import SourceText

extension Describer {
  /// What the provider makes by itself (IAC-2): with each VPC a group, an ACL and a main route table; in each table a
  /// route to each range of its VPC.
  func addDefaults() {
    completeTransit()
    for (name, draft) in vpcs.all {
      let range = draft.resource.range
      let region = draft.resource.region
      let group = defaultGroup(of: name)
      if groups[group] == nil {
        groups[group] = GroupDraft(
          name: "default", vpc: name,
          ingress: [
            .make(
              at: range, ("IpProtocol", .text("-1")),
              ("UserIdGroupPairs", .list([.make(("GroupId", .text(group)))])))
          ], egress: [Self.allowAll(at: range)], range: range, region: region)
      }
      if let range = doubtedGroups[group] {
        let rule = Self.unknownRule("a custom resource changes the rules of the group", at: range)
        groups[group]?.ingress = [rule]
        groups[group]?.egress = [rule]
      }
      let acl = defaultACL(of: name)
      if acls[acl] == nil {
        acls[acl] = ACLDraft(
          vpc: name, isDefault: true, entries: Self.openEntries(at: range), range: range,
          region: region)
      }
      let own = defaultTable(of: name)
      if tables[own] == nil {
        tables[own] = TableDraft(vpc: name, range: range, region: region)
      }
      let main = draft.hasNamedMainTable ? draft.mainTable : own
      for (table, entry) in tables.all where entry.vpc == name {
        tables[table]?.isMain = table == main
      }
      if draft.hasNamedMainTable, main != own, let known = tables[own], known.resource == nil,
        known.associations.isEmpty
      {
        tables[own] = nil
      }
    }
  }

  /// The local routes of a table, unless a route of its own takes their place.
  func localRoutes(_ draft: TableDraft) -> [Draft] {
    guard let vpc = vpcs[draft.vpc] else { return [] }
    let ranges =
      vpc.ipv4.map { ($0.text, "DestinationCidrBlock") }
      + vpc.ipv6.map { ($0.text, "DestinationIpv6CidrBlock") }
    return ranges.filter { !draft.destinations.contains($0.0) }.map { text, key in
      .make(
        at: draft.range, (key, .text(text)), ("GatewayId", .text("local")),
        ("State", .text("active")),
        ("Origin", .text("CreateRouteTable")))
    }
  }
}
