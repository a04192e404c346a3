import NetworkModel

/// Interface endpoints.
extension NetworkMaker {
  mutating func makeInterfaceEndpoints(_ site: inout Site, _ index: Int) {
    guard size.hasServices else { return }
    for number in 0..<(1 + random.weighted([70, 30])) {
      let name = "vpce-if-\(index)-\(number)"
      var service = EndpointService.provider
      if unknownHere(40) {
        service = .unknown(
          net.unknown(name, kind: "vpcEndpoint", reason: "its service is not known", rule: "VPE-4"))
      }
      site.interfaceEndpoints.append(
        net.interfaceEndpoint(name, site.vpc, service: service, functional: random.chance(92)))
    }
  }

  /// Makes some interfaces those of an endpoint.
  mutating func makeService(_ interface: inout Interface, _ site: Int) {
    guard size.hasServices, interface.kind == .ordinary, random.chance(22),
      let endpoint = random.pick(sites[site].interfaceEndpoints)
    else { return }
    interface.kind = .interfaceEndpoint(endpoint)
    interface.sourceDestinationCheck = random.chance(90)
  }
}
