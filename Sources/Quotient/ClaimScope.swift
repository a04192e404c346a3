package import ForwardingGraph
package import NetworkModel
package import PolicyTypes

extension Quotient {
  /// The VPCs to examine for a claim, representatives of the classes whose members the claim treats alike. Everything, when
  /// that leaves nothing out.
  package func scope(of claim: Claim) -> VPCScope {
    // The theorem does not speak of sites: what they send enters any VPC, whatever its shape.
    guard network.vpnGateways.isEmpty, network.privateConnections.isEmpty else { return .everything }
    // Nor of the places of a way, which have names.
    guard claim.kind != .everyPath else { return .everything }
    var marks = ClaimMarks(self)
    for set in [claim.source, claim.destination] { marks.add(set) }
    for exception in claim.exceptions {
      marks.add(exception.source)
      marks.add(exception.destination)
    }
    return representatives(marks)
  }

  private func representatives(_ marks: ClaimMarks) -> VPCScope {
    var marks = marks
    var numbers: [[UInt64]: Int32] = [:]
    var classes: ContiguousArray<Int32> = []
    for vpc in network.vpcs.ids {
      let key = marks.key(of: vpc)
      let next = Int32(truncatingIfNeeded: numbers.count)
      let number = numbers[key] ?? next
      if number == next { numbers[key] = next }
      classes.append(number)
    }
    var choice = Representatives(self, classes: classes)
    return choice.scope()
  }
}

extension Claim {
  /// The same claim about the members in a scope.
  package func limited(to scope: VPCScope, _ network: NetworkModel) -> Claim {
    guard !scope.isEverything else { return self }
    func part(_ set: EndpointSet) -> EndpointSet {
      var result = set
      result.members = set.members.filter { scope.contains(network.interfaces[$0.interface].vpc) }
      result.doubtful = set.doubtful.filter { scope.contains(network.interfaces[$0.key].vpc) }
      return result
    }
    var result = self
    result.source = part(source)
    result.destination = part(destination)
    result.exceptions = exceptions.map { exception in
      var limited = exception
      limited.source = part(exception.source)
      limited.destination = part(exception.destination)
      return limited
    }
    return result
  }
}

/// What one claim says of each VPC.
private struct ClaimMarks {
  private let quotient: Quotient
  private var words: ContiguousArray<[UInt64]>
  private var isBound: ContiguousArray<Bool>
  private var constants: Set<CIDR> = []
  private var sets = 0
  private var profiles: Profiles?

  init(_ quotient: Quotient) {
    self.quotient = quotient
    words = .init(repeating: [], count: quotient.network.vpcs.count)
    isBound = .init(repeating: false, count: quotient.network.vpcs.count)
  }

  mutating func add(_ set: EndpointSet) {
    let network = quotient.network
    sets += 1
    // Members in an order that alike VPCs share: within a VPC, by place.
    for member in set.members {
      let vpc = Int(network.interfaces[member.interface].vpc.index)
      let place = UInt64(UInt32(bitPattern: quotient.shapes.places[Int(member.interface.index)]))
      guard let addresses = member.addresses else {
        words[vpc].append(UInt64(sets) << 33 | place)
        continue
      }
      // Named by address: bound to where it is, unless exactly all that it has is meant, or a range around the VPC.
      let owned = network.interfaces[member.interface].ownedRanges
      let own = OwnRanges.of(network.vpcs[ID(index: vpc)])
      let inside = addresses.ranges.filter { range in own.contains { $0.contains(range) } }
      constants.formUnion(Set(addresses.ranges).subtracting(inside))
      let meansAll = owned.allSatisfy { range in addresses.ranges.contains { $0.contains(range) } }
      guard meansAll, inside.isEmpty || Set(inside) == Set(owned) else {
        isBound[vpc] = true
        continue
      }
      words[vpc].append(UInt64(sets) << 33 | (inside.isEmpty ? 1 : 2) << 31 | place)
    }
    for interface in set.doubtful.keys {
      isBound[Int(network.interfaces[interface].vpc.index)] = true
    }
    // What else an address of the set says is said of whole ranges (`constants`).
    for addresses in [set.outside, set.written].compactMap({ $0 }) {
      constants.formUnion(addresses.ranges)
    }
    profiles = nil
  }

  mutating func key(of vpc: ID<VPC>) -> [UInt64] {
    if profiles == nil { finish() }
    let index = Int(vpc.index)
    if isBound[index] { return [.max, UInt64(index)] }
    var key = [UInt64(UInt32(bitPattern: quotient.classes[index]))]
    key += words[index].sorted()
    key.append(.max)
    if profiles != nil, !constants.isEmpty {
      for range in OwnRanges.of(quotient.network.vpcs[vpc]) {
        key.append(profiles?.number(of: range) ?? 0)
      }
      for address in quotient.shapes.publicAddresses[index] {
        key.append(profiles?.number(of: CIDR(host: address)) ?? 0)
      }
    }
    return key
  }

  private mutating func finish() {
    for range in constants {
      for vpc in quotient.ranges.holders(of: range, realm: nil, strictly: true) {
        isBound[Int(vpc.index)] = true
      }
    }
    profiles = Profiles(constants)
  }
}
