import NetworkModel

/// Whose an address is beyond doubt: within one VPC, addresses that exactly one interface owns (ENI-1, RT-9), public
/// addresses with exactly one mapping (ENI-2). Legal networks have no others.
struct CertainAddresses {
  private let network: NetworkModel
  private let plan: AddressPlan
  private let family: IPFamily
  private var contested: [ID<VPC>: Intervals] = [:]
  private var mappings: [ID<VPC>: [AddressPlan.PublicMapping]] = [:]

  init(_ network: NetworkModel, plan: AddressPlan, family: IPFamily) {
    self.network = network
    self.plan = plan
    self.family = family
  }

  /// Addresses that more than one interface of the VPC owns.
  mutating func contested(in vpc: ID<VPC>) -> Intervals {
    if let known = contested[vpc] { return known }
    let spans = plan.interfacesOfVPC[Int(vpc.index)]
      .flatMap { plan.owned($0, family).spans }
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var twice: [ClosedRange<UInt128>] = []
    var reached: UInt128?
    for span in spans {
      if let reached, span.lowerBound <= reached {
        twice.append(span.lowerBound...min(reached, span.upperBound))
      }
      reached = max(reached ?? 0, span.upperBound)
    }
    let made = Intervals(union: twice)
    contested[vpc] = made
    return made
  }

  /// What these interfaces of one VPC own and no other interface of it does.
  mutating func owned(by interfaces: some Sequence<ID<Interface>>, in vpc: ID<VPC>) -> Intervals {
    Intervals(union: interfaces.lazy.flatMap { [plan, family] in plan.owned($0, family).spans })
      .subtracting(contested(in: vpc))
  }

  /// The mappings of functional interfaces of a VPC in which both addresses occur once.
  mutating func mappings(of vpc: ID<VPC>) -> [AddressPlan.PublicMapping] {
    if let known = mappings[vpc] { return known }
    var times: [UInt128: Int] = [:]
    let all = plan.mappingsOfVPC[Int(vpc.index)]
    for mapping in all { times[mapping.privateAddress, default: 0] += 1 }
    let unclear = contested(in: vpc)
    let made = all.filter { mapping in
      times[mapping.privateAddress] == 1 && !unclear.contains(mapping.privateAddress)
        && !plan.contestedPublic.contains(mapping.publicAddress)
        && network.interfaces[mapping.interface].isFunctional
        && plan.owned(mapping.interface, .v4).contains(mapping.privateAddress)
    }
    mappings[vpc] = made
    return made
  }
}
