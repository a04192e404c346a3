import NetworkModel

/// Security groups and network ACLs.
extension NetworkMaker {
  mutating func makeGroups(_ site: Int) {
    for index in 0..<random.int(1...3) {
      sites[site].groups.append(net.group("sg-\(site)-\(index)", in: sites[site].vpc))
    }
  }

  mutating func makeACLs(_ site: Int) {
    let vpc = sites[site].vpc
    sites[site].acls = [net.defaultACL(vpc), net.defaultACL(vpc)]
    for index in 0..<random.weighted([50, 35, 15]) {
      sites[site].acls.append(net.acl("acl-\(site)-\(index)", in: vpc))
    }
  }

  // MARK: Security groups

  mutating func fillGroups(_ site: Int) {
    for (index, group) in sites[site].groups.enumerated() {
      var rules: [SecurityGroupRule] = []
      switch random.weighted([openWeight(index), 30, 8, 14, 3, size.hasTransitGateways ? 40 : 0]) {
      case 0:
        rules = .open
      case 1:
        for _ in 0..<random.int(1...4) { rules.append(groupRule(site, .ingress)) }
        rules += [.egress(.any, "0.0.0.0/0"), .egress(.any, "::/0")]
      case 2:
        rules = [.ingress(.any, group), .egress(.any, "0.0.0.0/0"), .egress(.any, "::/0")]
      case 3:
        for _ in 0..<random.int(1...4) { rules.append(groupRule(site, .ingress)) }
        for _ in 0..<random.int(1...4) { rules.append(groupRule(site, .egress)) }
      case 4:
        break
      case _:
        // Only members of one group, mostly of another VPC.
        let home = random.int(0...(sites.count - 1))
        let group = random.chance(60) ? sites[home].groups.first : random.pick(sites[home].groups)
        rules = group.map { [.ingress(.any, $0)] } ?? []
        rules += [.egress(.any, "0.0.0.0/0"), .egress(.any, "::/0")]
      }
      let prefix = net.model.securityGroups[group].name
      net.model.securityGroups[group].rules = rules.enumerated().map { number, rule in
        var named = rule
        named.name = "sgr-\(prefix.dropFirst(3))-\(number)"
        return named
      }
    }
  }

  /// Behind gateways a packet meets more filters, so more of them are open.
  private func openWeight(_ index: Int) -> Int { (index == 0 ? 130 : 50) * (size.hasTransitGateways ? 2 : 1) }

  private mutating func groupRule(_ site: Int, _ direction: Direction) -> SecurityGroupRule {
    let range = randomRange(around: site)
    let peer: SecurityGroupPeer
    switch random.weighted([58, 10, 26, 3, allowsUnknowns ? 8 : 0]) {
    case 0:
      peer = .range(range)
    case 1:
      peer = random.pick(lists).map { .prefixList(.resolved($0)) } ?? .range(range)
    case 2:
      let home = random.chance(size.hasTransitGateways ? 35 : 70) ? site : random.int(0...(sites.count - 1))
      peer = random.pick(sites[home].groups).map { .group(.resolved($0)) } ?? .range(range)
    case 3:
      peer = .stale("sg-deleted")
    case _:
      switch random.int(0...2) {
      case 0: peer = .group(missing("sg-elsewhere", "securityGroup"))
      case 1: peer = .prefixList(missing("pl-gone", "prefixList"))
      case _: peer = .unknown(net.unknown("sgr-strange", kind: "securityGroupRule", rule: "IMP-5"))
      }
    }
    return SecurityGroupRule(direction: direction, service: service(range.family), peer: peer)
  }

  // MARK: Network ACLs

  mutating func fillACLs(_ site: Int) {
    if size.hasTransitGateways, random.chance(35) { return }
    let shared = net.defaultACL(sites[site].vpc)
    for acl in sites[site].acls where acl != shared || random.chance(10) {
      if acl != shared, random.chance(5) { continue }
      var entries: [NetworkACLEntry] = []
      for direction in [Direction.ingress, .egress] {
        for _ in 0..<random.int(0...4) { entries.append(aclEntry(site, direction)) }
        if random.chance(80) {
          entries.append(.allow(200, direction, .any, "0.0.0.0/0"))
          entries.append(.allow(201, direction, .any, "::/0"))
        } else {
          entries.append(.allow(200, direction, .tcp(1024...65535), "0.0.0.0/0"))
          entries.append(.allow(201, direction, .tcp(1024...65535), "::/0"))
        }
      }
      net.model.networkACLs[acl].entries = distinct(entries).inACLOrder
    }
  }

  /// One entry for each direction, family and number.
  private func distinct(_ entries: [NetworkACLEntry]) -> [NetworkACLEntry] {
    var seen: Set<[Int]> = []
    return entries.filter {
      seen.insert([$0.direction == .ingress ? 0 : 1, Int($0.range.family.rawValue), $0.number]).inserted
    }
  }

  private mutating func aclEntry(_ site: Int, _ direction: Direction) -> NetworkACLEntry {
    let range = randomRange(around: site)
    var entry = NetworkACLEntry(
      number: random.int(1...12) * 10, direction: direction, allows: random.chance(55),
      service: service(range.family), range: range)
    if !entry.allows, entry.service.proto == .any, range.length == 0 { entry.service = .tcp(port) }
    if unknownHere(5) {
      entry.unknown = net.unknown("acl entry \(entry.number)", kind: "networkAclEntry", rule: "IMP-5")
      entry.service = .any
    }
    return entry
  }

  // MARK: Matches

  /// Ranges touch and nest around the network's port.
  private mutating func ports() -> ClosedRange<UInt16>? {
    switch random.int(0...9) {
    case 0, 1, 2: port...port
    case 3: port...(port + 10)
    case 4: (port + 1)...(port + 1)
    case 5: 0...port
    case 6: 1024...65535
    case 7: 0...65535
    case 8: (port + 1)...65535
    case _: nil
    }
  }

  mutating func service(_ family: IPFamily) -> ServiceMatch {
    let icmp = family == .v4 ? IPProtocol.icmp : IPProtocol.icmp6
    switch random.weighted([26, 40, 10, 14, 6, 2, 2]) {
    case 0: return .any
    case 1: return ServiceMatch(.number(IPProtocol.tcp), ports: ports())
    case 2: return ServiceMatch(.number(IPProtocol.udp), ports: ports())
    case 3:
      let types: [UInt8?] = family == .v4 ? [nil, 8, 0, 3] : [nil, 128, 129, 1]
      let type = random.pick(types) ?? nil
      return ServiceMatch(
        .number(icmp), icmpType: type, icmpCode: type != nil && random.chance(50) ? random.among(0, 1) : nil)
    case 4: return ServiceMatch(.number(random.among(50, 107)), ports: random.chance(30) ? 1...1 : nil)
    case 5: return ServiceMatch(.number(family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp))
    case _: return ServiceMatch(.any, ports: port...port)
    }
  }

  /// A range that means something here; `site` nil: of any VPC.
  mutating func randomRange(around site: Int?) -> CIDR {
    let family: IPFamily = hasIPv6 && random.chance(35) ? .v6 : .v4
    let home = site ?? random.int(0...(sites.count - 1))
    let place = random.chance(75) ? home : random.int(0...(sites.count - 1))
    let everything = CIDR(family, base: 0, length: 0)
    let vpcRange = random.pick(net.model.vpcs[sites[place].vpc].ranges.filter { $0.family == family })
    let subnetRanges = sites[place].subnets.flatMap { net.model.subnets[$0].ranges }
    let subnetRange = random.pick(subnetRanges.filter { $0.family == family })
    switch random.weighted([30, 22, 16, 10, 12, 5, 5]) {
    case 0:
      return everything
    case 1:
      return vpcRange ?? everything
    case 2:
      return subnetRange ?? vpcRange ?? everything
    case 3:
      guard let whole = subnetRange ?? vpcRange else { return everything }
      let half = CIDR(family, base: whole.base, length: whole.length + 1)
      return random.chance(50) ? half : CIDR(family, base: half.last + 1, length: half.length)
    case 4:
      let owned = sites[place].hosts.flatMap { net.model.interfaces[$0].ownedRanges }
      return random.pick(owned.filter { $0.family == family }) ?? vpcRange ?? everything
    case 5:
      let publics = sites[place].hosts.flatMap { net.model.interfaces[$0].privateAddresses }
        .compactMap(\.publicAddress)
      return random.pick(publics).map { CIDR(host: $0) } ?? everything
    case _:
      return NetworkBuilder.cidr(
        family == .v6
          ? random.among("2001:db8::/32", "2600:1f18::/36")
          : random.among("203.0.113.0/24", "198.51.100.0/25", "10.0.0.0/8", "128.0.0.0/1"))
    }
  }
}
