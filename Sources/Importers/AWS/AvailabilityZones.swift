internal import NetworkModel

extension ImportState {
  static let irrelevantZoneKeys = [
    "State", "Messages", "OptInStatus", "GroupName", "GroupLongName", "NetworkBorderGroup",
    "ZoneType",
    "ParentZoneName", "ParentZoneId", "Geography", "SubGeography",
  ]

  /// AZ ids by name per group (CNV-8), and the Region of groups that do not know theirs.
  func importAvailabilityZones() {
    var regions: [Int: Set<String>] = [:]
    forEach(.availabilityZones) { record, element in
      record.ignore(Self.irrelevantZoneKeys, type: "AvailabilityZones")
      if let region = record.string("RegionName") {
        regions[element.group, default: []].insert(region)
      }
      guard let name = record.id("ZoneName"), let id = record.string("ZoneId") else { return }
      zoneIDs[element.group, default: [:]][name] = id
    }
    for (group, names) in regions {
      if names.count == 1, let name = names.first { gathered.regions[group] = name }
    }
    readRegionsOfVPCs()
  }

  /// The Region of a VPC is that of the zones of its subnets, when they agree.
  private func readRegionsOfVPCs() {
    var regions: [String: Set<String>] = [:]
    for element in gathered.of(.subnets) {
      guard let vpc = element.value.peek("VpcId")?.string,
        let zone = element.value.peek("AvailabilityZone")?.string,
        let region = FolderNames.region(ofZone: zone)
      else { continue }
      regions[vpc, default: []].insert(region)
    }
    regionOfVPC = regions.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  /// What the VPCs of a group agree on stands for objects that do not say where they are. Runs after the VPCs.
  func completeGroups() {
    for group in gathered.groups.indices {
      let scopes = model.vpcs.ids.filter { groupOfVPC[$0] == group }.map {
        model.scopes[model.vpcs[$0].scope]
      }
      let accounts = Set(scopes.map(\.account))
      let regions = Set(scopes.map(\.region))
      if accounts.count == 1 { gathered.accounts[group] = accounts.first }
      if regions.count == 1, gathered.regions[group] == nil {
        gathered.regions[group] = regions.first
      }
    }
  }
}
