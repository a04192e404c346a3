import NetworkModel
import PolicySyntax
import PolicyTypes
package import Reports
import Simulator
import SourceText

/// One packet as `isola trace` describes it.
package struct TraceRequest: Sendable {
  package var source: String
  package var destination: String
  package var proto: String
  package var port: UInt16
  package var sourcePort: UInt16

  package init(source: String, destination: String, proto: String, port: UInt16, sourcePort: UInt16)
  {
    self.source = source
    self.destination = destination
    self.proto = proto
    self.port = port
    self.sourcePort = sourcePort
  }
}

extension Session {
  /// A host of the Internet that stands for all of them.
  private static let outsiders = ["198.51.100.1", "2001:db8::1"].compactMap { IPAddress($0) }

  /// Sends the packet through the simulator, under the first of the provider's choices.
  package mutating func trace(_ request: TraceRequest) throws(InputFailure) -> TraceReport {
    let source = try endpoint(request.source, isSource: true)
    let destination = try endpoint(request.destination, isSource: false)
    let (emitter, sources) = try sender(source.set, source.range)
    let destinations = try receiver(destination.set, destination.range, from: emitter)
    guard let (from, to) = pair(sources, destinations) else {
      throw failure(
        "CL005",
        "`\(request.source)` and `\(request.destination)` have no address family in common",
        at: destination.range)
    }
    let packet = try packet(request, from: from, to: to)
    let simulator = Simulator(network, options: .init(uncollectedFilters: .unknown))
    let resolutions = simulator.resolutions(packet, from: emitter)
    let choices = resolutions.first ?? .init()
    let replies = simulator.returnResolutions(packet, from: emitter, choices: choices)
    let exchange = simulator.exchange(
      packet, from: emitter, choices: choices, returnChoices: replies.first ?? .init())
    return TraceReport(
      packet: packet, emitter: emitter, exchange: exchange, resolutions: max(1, resolutions.count))
  }

  private mutating func endpoint(
    _ text: String, isSource: Bool
  ) throws(InputFailure) -> (set: EndpointSet, range: SourceRange) {
    let file = add(text, named: isSource ? "--from" : "--to")
    let range = SourceRange(file: file, start: 0, end: UInt32(clamping: text.utf8.count))
    let parsed = Parser.parseEndpoint(Array(text.utf8), file: file)
    guard !parsed.hasErrors, let tree = parsed.tree else { throw failure(parsed.diagnostics) }
    var types = TypeChecker(network: network, reachability: reachability)
    guard let set = types.check(endpoint: tree, isSource: isSource) else {
      throw failure(types.reported)
    }
    return (set, range)
  }

  /// Who sends, and the addresses that it may send from, best first.
  private func sender(
    _ set: EndpointSet, _ range: SourceRange
  ) throws(InputFailure) -> (Emitter, [IPAddress]) {
    if let member = set.members.first {
      guard set.members.count == 1 else { throw several(set, range) }
      let interface = network.interfaces[member.interface]
      let named = single(member.addresses)
      let own = [IPFamily.v4, .v6].compactMap { interface.primaryAddress($0) }
      return (.interface(member.interface), named.map { [$0] } ?? own)
    }
    if let sites = set.onPremises, set.outside == nil { return (.onPremises, hosts(sites)) }
    guard let outside = set.outside else {
      throw failure("CL006", "nothing in the network is in `\(set.text)`", at: range)
    }
    return (.internet, hosts(outside))
  }

  /// The addresses under which the packet may be sent there, best first.
  private func receiver(
    _ set: EndpointSet, _ range: SourceRange, from emitter: Emitter
  ) throws(InputFailure) -> [IPAddress] {
    if let written = single(set.written) { return [written] }
    if let member = set.members.first {
      guard set.members.count == 1 else { throw several(set, range) }
      if let named = single(member.addresses) { return [named] }
      let interface = network.interfaces[member.interface]
      var addresses = [IPFamily.v4, .v6].compactMap { interface.primaryAddress($0) }
      if emitter == .internet,
        let mapped = interface.privateAddresses.lazy.compactMap(\.publicAddress).first
      {
        addresses.insert(mapped, at: 0)
      }
      return addresses
    }
    if let outside = set.outside ?? set.onPremises { return hosts(outside) }
    throw failure(
      "CL006", "expected one address in `\(set.text)`, found none or many", at: range,
      notes: ["a trace follows one packet: name an instance, an interface or an address"])
  }

  private func several(_ set: EndpointSet, _ range: SourceRange) -> InputFailure {
    let names = set.members.prefix(8).map { "`\(network.interfaces[$0.interface].name)`" }
    let more = set.members.count > 8 ? " and \(set.members.count - 8) more" : ""
    return failure(
      "CL006", "expected one interface, found \(set.members.count) in `\(set.text)`", at: range,
      notes: ["name one of \(names.joined(separator: ", "))\(more)"])
  }

  private func single(_ set: AddressSet?) -> IPAddress? {
    guard let only = set?.ranges.first, set?.ranges.count == 1, only.length == only.family.width
    else { return nil }
    return IPAddress(only.family, only.base)
  }

  /// One host of each family: a usual one where it is meant, else the first of the set.
  private func hosts(_ set: AddressSet) -> [IPAddress] {
    [IPFamily.v4, .v6].compactMap { family in
      let usual = Self.outsiders.first { $0.family == family }
      if let usual, set.ranges.contains(where: { $0.contains(usual) }) { return usual }
      return set.ranges.first { $0.family == family }.map { IPAddress(family, $0.first) }
    }
  }

  private func pair(_ sources: [IPAddress], _ destinations: [IPAddress]) -> (IPAddress, IPAddress)?
  {
    for to in destinations {
      if let from = sources.first(where: { $0.family == to.family }) { return (from, to) }
    }
    return nil
  }

  private func packet(
    _ request: TraceRequest, from: IPAddress, to: IPAddress
  ) throws(InputFailure) -> Packet {
    switch request.proto.lowercased() {
    case "tcp", "6", "udp", "17":
      let proto =
        ["tcp", "6"].contains(request.proto.lowercased()) ? IPProtocol.tcp : IPProtocol.udp
      return Packet(
        source: from, destination: to, proto: proto, sourcePort: request.sourcePort,
        destinationPort: request.port)
    case "icmp", "icmpv6", "1", "58":
      let isV6 = to.family == .v6
      return Packet(
        source: from, destination: to, proto: isV6 ? IPProtocol.icmp6 : IPProtocol.icmp,
        icmpType: isV6 ? 128 : 8)
    case let other:
      guard let number = UInt8(other) else {
        throw failure(
          "CL004", "unknown protocol `\(request.proto)`",
          notes: ["write `tcp`, `udp`, `icmp` or an IP protocol number"])
      }
      return Packet(source: from, destination: to, proto: number)
    }
  }
}
