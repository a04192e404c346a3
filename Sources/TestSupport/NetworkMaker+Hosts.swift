import NetworkModel

/// Subnets, the interfaces in them, and the zonal NAT gateways.
extension NetworkMaker {
  mutating func makeSubnets(_ site: Int) {
    let vpc = net.model.vpcs[sites[site].vpc]
    let count = random.int(size.subnets)
    let (length, stride): (Int, UInt128) = random.among((26, 64), (24, 256), (27, 32))
    for index in 0..<count {
      let secondary = vpc.ipv4.count > 1 && random.chance(30)
      let v4 = CIDR(.v4, base: vpc.ipv4[secondary ? 1 : 0].base + UInt128(index) * stride, length: length)
      var ranges = [v4]
      if let v6 = random.pick(vpc.ipv6), random.chance(90) {
        ranges.append(CIDR(.v6, base: v6.range.base + UInt128(index) << 64, length: 64))
        if random.chance(6) { ranges.removeFirst() }
      }
      let id = net.subnet(
        "subnet-\(site)-\(index)", in: sites[site].vpc, ranges: ranges,
        table: table(site, ofSubnet: index), acl: random.pick(sites[site].acls),
        zone: "use1-az\(index + 1)")
      sites[site].subnets.append(id)
      free[id] = freeSpace(ranges)
      makeSubnetReferencesOdd(id)
    }
  }

  /// The first subnet tends to the public side, the others to the private one.
  private mutating func table(_ site: Int, ofSubnet index: Int) -> ID<RouteTable>? {
    let wanted: TableRole = index == 0 ? .publicSide : .privateSide
    let fitting = sites[site].tables.filter { $0.role == wanted }
    return random.pick(fitting.isEmpty || random.chance(30) ? sites[site].tables : fitting)?.id
  }

  private mutating func makeSubnetReferencesOdd(_ id: ID<Subnet>) {
    let name = net.model.subnets[id].name
    if random.chance(4) { net.model.subnets[id].networkACL = .assumedOpen }
    if unknownHere(15) {
      let unknown = net.unknown("acl-of-\(name)", kind: "networkAcl")
      net.model.subnets[id].networkACL = random.chance(60) ? .notCollected(unknown) : .missing(unknown)
    }
    if unknownHere(6) {
      net.model.subnets[id].routeTable = missing("rtb-of-\(name)", "routeTable")
    }
  }

  /// Reserved addresses (ENI-7) are left out; delegated prefixes begin where single addresses end.
  private func freeSpace(_ ranges: [CIDR]) -> FreeSpace {
    var space = FreeSpace(v4: [], v4Prefixes: [], v6: [], v6Prefixes: [])
    for range in ranges {
      switch range.family {
      case .v4:
        let roomy = range.length < 27
        space.v4 += (4...(roomy ? 15 : 30)).map { IPAddress(.v4, range.base + $0) }
        guard roomy else { continue }
        space.v4 += (48...62).map { IPAddress(.v4, range.base + $0) }
        space.v4Prefixes = [16, 32].map { CIDR(.v4, base: range.base + $0, length: 28) }
      case .v6:
        space.v6 = (0x10...0x20).map { IPAddress(.v6, range.base + $0) }
        space.v6Prefixes = (1...4).map { CIDR(.v6, base: range.base + $0 << 48, length: 80) }
      }
    }
    return space
  }

  private mutating func takeV4(_ subnet: ID<Subnet>) -> IPAddress? {
    guard var space = free[subnet], space.v4.count > 1 else { return nil }
    if random.chance(25) { space.v4.removeFirst() }
    defer { free[subnet] = space }
    return space.v4.removeFirst()
  }

  mutating func makeNATGateways(_ site: Int) {
    let publicTables = Set(sites[site].tables.filter { $0.role == .publicSide }.map(\.id))
    for number in 0..<random.weighted([25, 50, 25]) {
      let preferred = sites[site].subnets.filter {
        net.model.subnets[$0].routeTable.id.map(publicTables.contains) ?? false
      }
      // Elsewhere a gateway mostly leads back to itself, which is worth a test, but not many.
      if preferred.isEmpty, random.chance(88) { return }
      let candidates = preferred.isEmpty || random.chance(12) ? sites[site].subnets : preferred
      guard let subnet = random.pick(candidates) else { return }
      let isPublic = sites[site].internetGateway != nil && random.chance(80)
      var addresses: [(IPAddress, IPAddress?)] = []
      for _ in 0..<(random.chance(30) ? 2 : 1) {
        guard let address = takeV4(subnet) else { break }
        addresses.append((address, isPublic ? nextPublicAddress() : nil))
      }
      guard !addresses.isEmpty else { continue }
      let name = "nat-\(site)-\(number)"
      let id = net.nat(
        name, in: subnet, addresses: addresses, isPublic: isPublic, functional: random.chance(93))
      if unknownHere(8) {
        net.model.natGateways[id].unmodelled = net.unknown(
          name, kind: "natGateway", reason: "regional NAT gateways are not modelled", rule: "NAT-7")
      }
      sites[site].gateways.append(id)
    }
  }

  mutating func makeHosts(_ site: Int) {
    for subnet in sites[site].subnets {
      for _ in 0..<random.int(size.interfaces) { makeHost(site, subnet) }
    }
  }

  private mutating func makeHost(_ site: Int, _ subnet: ID<Subnet>) {
    let name = "eni-\(site)-\(sites[site].hosts.count)"
    var interface = Interface(
      name: name, vpc: sites[site].vpc, subnet: subnet, scope: net.model.vpcs[sites[site].vpc].scope)
    let table = net.model.subnets[subnet].routeTable.id
    let isPublicSide = sites[site].tables.contains { $0.id == table && $0.role == .publicSide }
    giveAddresses(&interface, isPublicSide: isPublicSide)
    guard !interface.ownedRanges.isEmpty else { return }
    interface.groups = interfaceGroups(site)
    interface.sourceDestinationCheck = !random.chance(15)
    interface.isFunctional = !random.chance(6)
    interface.deniesInternetGatewayTraffic = random.chance(5)
    if random.chance(4) {
      interface.kind = .transparentService("transitGatewayAttachment")
    } else if unknownHere(10) {
      interface.kind = .unmodelledService(
        net.unknown(name, kind: "networkInterface", reason: "load balancers are not modelled", rule: "LB-1"))
      if random.chance(40) { interface.groups = [] }
    }
    makeService(&interface, site)
    guard let id = net.model.interfaces.insert(interface) else { return }
    sites[site].hosts.append(id)
    let instance = Instance(
      name: "i-\(site)-\(sites[site].hosts.count - 1)", scope: interface.scope,
      isRunning: interface.isFunctional, interfaces: [id])
    if interface.kind == .ordinary { net.model.interfaces[id].instance = net.model.instances.insert(instance) }
  }

  private mutating func giveAddresses(_ interface: inout Interface, isPublicSide: Bool) {
    let subnet = interface.subnet
    for index in 0..<(1 + random.weighted([70, 20, 10])) {
      guard let address = takeV4(subnet) else { break }
      let mapped = random.chance(isPublicSide ? (index == 0 ? 65 : 30) : 10)
      interface.privateAddresses.append(
        PrivateAddress(
          address: address, isPrimary: index == 0, publicAddress: mapped ? nextPublicAddress() : nil))
    }
    guard var space = free[subnet] else { return }
    if !space.v4Prefixes.isEmpty, random.chance(10) {
      interface.delegatedPrefixes.append(space.v4Prefixes.removeFirst())
    }
    if !space.v6.isEmpty, random.chance(85) {
      interface.ipv6Addresses.append(space.v6.removeFirst())
      if random.chance(15) { interface.ipv6Addresses.append(space.v6.removeFirst()) }
      if !space.v6Prefixes.isEmpty, random.chance(8) {
        interface.delegatedPrefixes.append(space.v6Prefixes.removeFirst())
      }
    }
    free[subnet] = space
  }

  private mutating func interfaceGroups(_ site: Int) -> [Reference<SecurityGroup>] {
    if random.chance(3) { return [] }
    var chosen: [Reference<SecurityGroup>] = []
    for _ in 0..<random.among(1, 1, 1, 2) {
      let first = sites[site].groups.first
      guard let group = random.chance(45) ? first : random.pick(sites[site].groups) else { break }
      if !chosen.contains(.resolved(group)) { chosen.append(.resolved(group)) }
    }
    if unknownHere(8) { chosen.append(missing("sg-gone", "securityGroup")) }
    return chosen
  }
}
