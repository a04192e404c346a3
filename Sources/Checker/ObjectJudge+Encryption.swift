import NetworkModel
import PolicyTypes

/// OBJ-10: what keeps a VPC from enforcing encryption, or would stop working with it (ENC-8).
extension ObjectJudge {
  mutating func judgeEnforcement() {
    let meant = claim.subject.map { Set($0.map { network.interfaces[$0].vpc }) }
    for vpc in network.vpcs.ids where meant?.contains(vpc) ?? true {
      seen += 1
      judgeInterfaces(of: vpc)
      judgeGateways(of: vpc)
    }
  }

  private mutating func judgeInterfaces(of vpc: ID<VPC>) {
    for interface in network.interfaces.elements where interface.vpc == vpc && interface.isFunctional {
      let subnet = network.subnets[interface.subnet]
      if isOutlying(subnet) {
        find(interface.name, "networkInterface", "it is in a Local Zone or the like", interface.origin)
        continue
      }
      switch interface.kind {
      case .ordinary:
        guard let instance = interface.instance.map({ network.instances[$0] }) else {
          doubt(interface.name, "what it belongs to is not known")
          continue
        }
        switch instance.gaps[.type] == nil ? network.encryptingTypes[instance.type] : nil {
        case true?: continue
        case false?:
          find(instance.name, "instance", "hosts of the type \(instance.type) do not encrypt", instance.origin)
        case nil: doubt(instance.name, "whether the type `\(instance.type)` encrypts is not known; collect describe-instance-types")
        }
      case .natGateway: continue
      case .interfaceEndpoint: doubt(interface.name, "whether everything sent to the endpoint is encrypted is not known")
      case .loadBalancer(let balancer):
        switch network.loadBalancers[balancer].kind {
        case .application: continue
        case .network, .classic: doubt(interface.name, "whether the load balancer has TLS listeners is not modelled")
        }
      // An attachment of a transit gateway stands in no way of it (ENC-7).
      case .transparentService(let kind) where kind.contains("transit"): continue
      case .transparentService:
        find(interface.name, "networkInterface", "gateway load balancers and firewalls are not supported", interface.origin)
      case .unmodelledService(let unknown): unknowns.insert(network[unknown])
      }
    }
  }

  private mutating func judgeGateways(of vpc: ID<VPC>) {
    for gateway in network.internetGateways.elements where gateway.vpc == vpc {
      find(gateway.name, "internetGateway", "it needs the exclusion `internetGateway`", gateway.origin)
    }
    for gateway in network.egressOnlyInternetGateways.elements where gateway.vpc == vpc {
      find(gateway.name, "egressOnlyInternetGateway", "it needs the exclusion `egressOnlyInternetGateway`", gateway.origin)
    }
    for gateway in network.natGateways.elements where gateway.vpc == vpc {
      find(gateway.name, "natGateway", "it needs the exclusion `natGateway`", gateway.origin)
    }
    for gateway in network.vpnGateways.elements where gateway.vpc == vpc {
      find(gateway.name, "vpnGateway", "it needs the exclusion `virtualPrivateGateway`", gateway.origin)
    }
    for endpoint in network.vpcEndpoints.elements where endpoint.vpc == vpc {
      // One with an interface that was collected was found there.
      guard case .inspection(let inspection) = endpoint.kind,
        !network.interfaces.elements.contains(where: { $0.subnet == inspection.subnet && isTransparent($0) })
      else { continue }
      find(endpoint.name, "vpcEndpoint", "firewalls are not supported", endpoint.origin)
    }
    for peering in network.peerings.elements
    where peering.isActive && [peering.requester, peering.accepter].contains(where: { $0.vpc == .resolved(vpc) }) {
      find(
        peering.name, "vpcPeeringConnection",
        "it needs the exclusion `vpcPeering`, unless the other VPC of the same Region enforces too", peering.origin)
    }
  }

  private func isTransparent(_ interface: Interface) -> Bool {
    if case .transparentService = interface.kind { true } else { false }
  }

  private mutating func doubt(_ object: String, _ reason: String) {
    unknowns.insert(Unknown(object: object, kind: "networkInterface", reason: reason, rule: "ENC-8"))
  }

  private func isOutlying(_ subnet: Subnet) -> Bool {
    if subnet.isOnOutpost { return true }
    let region = network.scopes[subnet.scope].region
    if let name = subnet.zoneName { return name.dropLast() != region }
    guard let id = subnet.zone?.name else { return false }
    return id.count(where: { $0 == "-" }) != 1 && id.dropLast() != region
  }
}
