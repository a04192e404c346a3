import NetworkModel

/// What sits in each VPC, in an order that its addresses give: VPCs that are alike list alike things at equal places.
struct VPCMembers {
  private let network: NetworkModel
  private var subnetsOfVPC: ContiguousArray<[ID<Subnet>]>
  private var interfacesOfVPC: ContiguousArray<[ID<Interface>]>
  let egressOnlyGateways: ContiguousArray<Int>

  init(_ network: NetworkModel) {
    self.network = network
    subnetsOfVPC = .init(repeating: [], count: network.vpcs.count)
    interfacesOfVPC = .init(repeating: [], count: network.vpcs.count)
    for id in network.subnets.ids {
      subnetsOfVPC[Int(network.subnets[id].vpc.index)].append(id)
    }
    for id in network.interfaces.ids {
      interfacesOfVPC[Int(network.interfaces[id].vpc.index)].append(id)
    }
    var counts = ContiguousArray<Int>(repeating: 0, count: network.vpcs.count)
    for gateway in network.egressOnlyInternetGateways.elements {
      if let vpc = gateway.vpc { counts[Int(vpc.index)] += 1 }
    }
    egressOnlyGateways = counts
  }

  func subnets(of vpc: ID<VPC>) -> [ID<Subnet>] {
    subnetsOfVPC[Int(vpc.index)].map { (key: network.subnets[$0].ranges.first, id: $0) }
      .sorted { VPCMembers.precedes($0.key, $1.key, $0.id < $1.id) }
      .map(\.id)
  }

  func interfaces(of vpc: ID<VPC>) -> [ID<Interface>] {
    interfacesOfVPC[Int(vpc.index)].map { id in
      let interface = network.interfaces[id]
      let address = interface.privateAddresses.first?.address ?? interface.ipv6Addresses.first
      return (key: address.map { CIDR(host: $0) }, id: id)
    }
    .sorted { VPCMembers.precedes($0.key, $1.key, $0.id < $1.id) }
    .map(\.id)
  }

  private static func precedes(_ a: CIDR?, _ b: CIDR?, _ byID: Bool) -> Bool {
    switch (a, b) {
    case (let a?, let b?): a == b ? byID : a < b
    case (nil, nil): byID
    case (nil, _?): true
    case (_?, nil): false
    }
  }
}
