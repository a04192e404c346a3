internal import SourceText

extension Describer {
  /// What the provider makes by itself (IAC-2): with each VPC a group, an ACL and a main route table; in each table a
  /// route to each range of its VPC.
  func addDefaults() {
    completeTransit()
    completePropagation()
    for (name, draft) in vpcs.all {
      let group = defaultGroup(of: name)
      if let range = doubtedGroups[group] {
        let rule = Self.unknownRule("a custom resource changes the rules of the group", at: range)
        groups[group]?.ingress = [rule]
        groups[group]?.egress = [rule]
      }
      let own = defaultTable(of: name)
      let main = draft.hasNamedMainTable ? draft.mainTable : mainTable(of: name, draft) ?? own
      for (table, entry) in tables.all where entry.vpc == name {
        tables[table]?.isMain = table == main
      }
      if main != own, let known = tables[own], known.resource == nil,
        known.associations.isEmpty
      {
        tables[own] = nil
      }
    }
  }

  /// What comes with each VPC and has no resource of its own.
  func enterStandards() {
    for (name, draft) in vpcs.all {
      let range = draft.resource.range
      let region = draft.resource.region
      let group = defaultGroup(of: name)
      if byAddress[group] == nil {
        groups[group] = GroupDraft(
          name: "default", vpc: name,
          ingress: [
            .make(
              at: range, ("IpProtocol", .text("-1")),
              ("UserIdGroupPairs", .list([.make(("GroupId", .text(group)))])))
          ], egress: [Self.allowAll(at: range)], range: range, region: region)
      }
      let acl = defaultACL(of: name)
      if byAddress[acl] == nil {
        acls[acl] = ACLDraft(
          vpc: name, isDefault: true, entries: Self.openEntries(at: range), range: range,
          region: region)
      }
      let table = defaultTable(of: name)
      if byAddress[table] == nil {
        tables[table] = TableDraft(vpc: name, range: range, region: region)
      }
      if draft.resource.type == "aws_default_vpc" {
        unknown(
          draft.resource,
          "a default VPC comes with an internet gateway and routes to it, which are not described",
          rule: "IAC-2")
      }
    }
  }

  /// The main table that the input names without describing how it became that one.
  private func mainTable(of vpc: String, _ draft: VPCDraft) -> String? {
    guard let id = draft.otherMainTable else { return nil }
    let name = addressOfID[id] ?? id
    if tables[name] == nil {
      tables[name] = TableDraft(
        vpc: vpc,
        routes: anyRoutes("the main route table is not described here", at: draft.resource.range),
        range: draft.resource.range, region: draft.resource.region)
    }
    return name
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
