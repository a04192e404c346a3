package import NetworkModel
package import PolicyTypes

/// Every number at which the behaviour of a network may change: both ends of every interval that a rule, route, range or
/// address of the network (or a given traffic class) mentions, and their neighbours outside. Sorted, without repetition.
package struct EndPoints: Sendable {
  package private(set) var v4: [IPAddress]
  package private(set) var v6: [IPAddress]
  package private(set) var ports: [UInt16]
  /// Ports that stand at the inner ends of rules: those with which traffic most likely works.
  package private(set) var innerPorts: [UInt16]
  package private(set) var icmpTypes: [UInt8]
  package private(set) var icmpCodes: [UInt8]
  package private(set) var protocols: [UInt8]

  package init(_ network: NetworkModel, traffic: [Traffic] = [], ranges: [CIDR] = []) {
    var collector = EndPointCollector()
    collector.addConstants()
    collector.add(network)
    for entry in traffic.flatMap(\.entries) {
      collector.add(entry.proto, entry.ports, entry.icmpType, entry.icmpCode)
    }
    for range in ranges { collector.add(range) }
    let addresses = collector.addresses.sorted()
    v4 = addresses.filter { $0.family == .v4 }
    v6 = addresses.filter { $0.family == .v6 }
    ports = collector.ports.sorted()
    innerPorts = collector.innerPorts.sorted()
    icmpTypes = collector.types.sorted()
    icmpCodes = collector.codes.sorted()
    protocols = collector.protocols.sorted()
  }

  package func addresses(_ family: IPFamily) -> [IPAddress] {
    switch family {
    case .v4: v4
    case .v6: v6
    }
  }
}

private struct EndPointCollector {
  var addresses: Set<IPAddress> = []
  var ports: Set<UInt16> = [0, 1023, 1024, 65535]
  var innerPorts: Set<UInt16> = [443]
  var types: Set<UInt8> = [0, 3, 8, 128, 129, 255]
  var codes: Set<UInt8> = [0, 1, 255]
  var protocols: Set<UInt8> = [1, 6, 17, 50, 58, 107]

  /// Ranges that the semantics itself names (PKT-2, ENI-7, IGW-2, REA-6, RT-8, NAT-9).
  mutating func addConstants() {
    for text in [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "169.254.168.0/22",
      "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "169.254.169.253/32",
      "169.254.169.254/32", "169.254.169.123/32", "169.254.169.250/31", "169.254.170.2/32",
      "2000::/3", "fc00::/7", "fd00:ec2::/32", "fd00:ec2::253/128", "fd00:ec2::254/128", "ff00::/8",
      "64:ff9b::/96",
    ] { add(NetworkBuilder.cidr(text)) }
  }

  mutating func add(_ range: CIDR) {
    let family = range.family
    for value in [range.first, range.last] { addresses.insert(IPAddress(family, value)) }
    if range.first > 0 { addresses.insert(IPAddress(family, range.first - 1)) }
    if range.last < family.maximum { addresses.insert(IPAddress(family, range.last + 1)) }
  }

  mutating func add(
    _ proto: UInt8?, _ range: ClosedRange<UInt16>?, _ type: UInt8?, _ code: UInt8?
  ) {
    if let proto { protocols.insert(proto) }
    if let range {
      innerPorts.insert(range.lowerBound)
      for port in [range.lowerBound, range.upperBound] {
        ports.formUnion([port, port &- 1, port &+ 1])
      }
    }
    if let type { types.formUnion([type, type &- 1, type &+ 1]) }
    if let code { codes.formUnion([code, code &- 1, code &+ 1]) }
  }

  mutating func add(_ service: ServiceMatch) {
    switch service.proto {
    case .any: add(nil, service.ports, service.icmpType, service.icmpCode)
    case .number(let number): add(number, service.ports, service.icmpType, service.icmpCode)
    }
  }

  mutating func add(_ network: NetworkModel) {
    for vpc in network.vpcs.elements {
      for range in vpc.ranges { add(range) }
      if let first = vpc.ipv4.first, first.length <= 30 {
        addresses.insert(IPAddress(.v4, first.base + 2))
      }
    }
    for range in network.subnets.elements.flatMap(\.ranges) { add(range) }
    for interface in network.interfaces.elements {
      for range in interface.ownedRanges { add(range) }
      for address in interface.privateAddresses.compactMap(\.publicAddress) { add(CIDR(host: address)) }
    }
    for rule in network.securityGroups.elements.flatMap(\.rules) {
      add(rule.service)
      if case .range(let range) = rule.peer { add(range) }
    }
    for listener in network.loadBalancers.elements.flatMap(\.listeners) {
      add(nil, listener.port...listener.port, nil, nil)
    }
    for group in network.targetGroups.elements {
      if case .known(let targets) = group.targets {
        for target in targets { add(nil, target.port...target.port, nil, nil) }
      }
    }
    for entry in network.networkACLs.elements.flatMap(\.entries) {
      add(entry.service)
      add(entry.range)
    }
    for list in network.prefixLists.elements {
      if case .known(let ranges) = list.entries { for range in ranges { add(range) } }
    }
    for route in network.routeTables.elements.flatMap(\.routes) {
      if case .range(let range) = route.destination { add(range) }
    }
    for route in network.transitGatewayRouteTables.elements.flatMap(\.routes) { add(route.destination) }
    for peering in network.peerings.elements {
      for range in peering.requester.ranges + peering.accepter.ranges { add(range) }
    }
    for connection in network.privateConnections.elements {
      let selectors = connection.selectors
      for range in connection.learned.ranges + connection.advertised.ranges { add(range) }
      for range in selectors.site + selectors.network { add(range) }
    }
    for address in network.unassociatedPublicAddresses { add(CIDR(host: address)) }
    for range in network.closedProviderRanges { add(range) }
  }
}
