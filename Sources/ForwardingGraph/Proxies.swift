package import NetworkModel

/// Interfaces that may start another leg for what they accept (APP-3).
extension NetworkModel {
  package func passesOn(_ kind: InterfaceKind) -> Bool {
    switch kind {
    case .ordinary, .natGateway, .transparentService: false
    case .interfaceEndpoint(let id): vpcEndpoints[id].unknownBeyond != nil
    case .loadBalancer, .unmodelledService: true
    }
  }

  package var hasProxies: Bool { interfaces.elements.contains { passesOn($0.kind) } }
}
