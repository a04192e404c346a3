package import NetworkModel

/// A point where the provider may choose (CNV-6).
enum ChoicePoint {
  /// NAT-3: one of `count` addresses.
  case natAddress(ID<NATGateway>, count: Int)
  /// NAT-3: a port of 1024…65535.
  case natPort(ID<NATGateway>)
  /// RT-5: one of `count` routes.
  case routeTie(RouteTie, count: Int)
  /// TGW-8, TGW-9: one of `count` subnets.
  case transitExit(TransitExit, count: Int)
  /// VPN-3: one of these connections.
  case siteEntry([ID<PrivateConnection>])
}

/// How a walk settles nondeterminism: as `choices` says, else the first possibility (CNV-6). A
/// choice that is not possible counts as the first possibility.
extension Walk {
  private static let firstPort: UInt16 = 1024

  mutating func chooseAddress(of gateway: ID<NATGateway>, among count: Int) -> Int {
    guard let chosen = choices.natAddress[gateway] else {
      leaveOpen(.natAddress(gateway, count: count), count)
      return 0
    }
    return (0..<count).contains(chosen) ? chosen : 0
  }

  mutating func choosePort(of gateway: ID<NATGateway>) -> UInt16 {
    guard let chosen = choices.natPort[gateway] else {
      leaveOpen(.natPort(gateway), 2)
      return Walk.firstPort
    }
    return max(chosen, Walk.firstPort)
  }

  mutating func chooseRoute(_ tie: RouteTie, among count: Int) -> Int {
    guard let chosen = choices.routeTie[tie] else {
      leaveOpen(.routeTie(tie, count: count), count)
      return 0
    }
    return (0..<count).contains(chosen) ? chosen : 0
  }

  mutating func chooseTransitExit(_ exit: TransitExit, among count: Int) -> Int {
    guard let chosen = choices.transitExit[exit] else {
      leaveOpen(.transitExit(exit, count: count), count)
      return 0
    }
    return (0..<count).contains(chosen) ? chosen : 0
  }

  /// One of `connections`, of which there is at least one.
  mutating func chooseSiteEntry(among connections: [ID<PrivateConnection>]) -> ID<PrivateConnection> {
    if let chosen = choices.siteEntry, connections.contains(chosen) { return chosen }
    if choices.siteEntry == nil { leaveOpen(.siteEntry(connections), connections.count) }
    return connections[0]
  }

  private mutating func leaveOpen(_ point: ChoicePoint, _ count: Int) {
    if count > 1, openChoice == nil { openChoice = point }
  }
}

extension Simulator {
  /// Every choice that can be met on the way of this packet, as full resolutions; one empty
  /// resolution when there is none. Ports of NAT gateways are represented by the two ends of their
  /// range and `extraPorts`: nothing but the filters behind the gateway can tell ports apart.
  package func resolutions(
    _ packet: Packet, from emitter: Emitter, extraPorts: [UInt16] = []
  ) -> [Choices] {
    expand(Choices(), ports: ports(extraPorts)) { choices in
      var walk = Walk(world, packet, .new, choices: choices, records: false)
      _ = walk.start(at: emitter)
      return walk.openChoice
    }
  }

  /// The same for the reply to a packet that was sent under `choices`; empty when the packet is not
  /// delivered.
  package func returnResolutions(
    _ packet: Packet, from emitter: Emitter, choices: Choices = .init()
  ) -> [Choices] {
    var walk = Walk(world, packet, .new, choices: choices, records: false)
    guard case .delivered(let receiver) = walk.start(at: emitter) else { return [] }
    return expand(Choices(), ports: ports([])) { returnChoices in
      var answer = walk.answer(choices: returnChoices)
      _ = answer.reply(from: receiver, to: emitter)
      return answer.openChoice
    }
  }

  private func ports(_ extra: [UInt16]) -> [UInt16] {
    var all: [UInt16] = [1024, 65535]
    for port in extra where port >= 1024 && !all.contains(port) { all.append(port) }
    return all
  }

  /// Settles the first open choice in every way until none is left.
  func expand(
    _ choices: Choices, ports: [UInt16], firstOpen: (Choices) -> ChoicePoint?
  ) -> [Choices] {
    guard let point = firstOpen(choices) else { return [choices] }
    var settled: [Choices] = []
    switch point {
    case .natAddress(let gateway, let count):
      for index in 0..<count {
        var next = choices
        next.natAddress[gateway] = index
        settled.append(next)
      }
    case .natPort(let gateway):
      for port in ports {
        var next = choices
        next.natPort[gateway] = port
        settled.append(next)
      }
    case .routeTie(let tie, let count):
      for index in 0..<count {
        var next = choices
        next.routeTie[tie] = index
        settled.append(next)
      }
    case .transitExit(let exit, let count):
      for index in 0..<count {
        var next = choices
        next.transitExit[exit] = index
        settled.append(next)
      }
    case .siteEntry(let connections):
      for connection in connections {
        var next = choices
        next.siteEntry = connection
        settled.append(next)
      }
    }
    return settled.flatMap { expand($0, ports: ports, firstOpen: firstOpen) }
  }
}
