import NetworkModel

/// Writes one VPC as words, with its own objects numbered in the order in which they are met and its own addresses as
/// places in its ranges: VPCs that differ in names and addresses only give equal words.
///
/// What is not the VPC's own is written as it is; ranges that are not its own stand in `constants`, the words have their number.
/// `strangers` are VPCs whose objects this one's are bound up with, in a way that no exchange would keep.
struct ShapeWriter {
  let network: NetworkModel
  let vpc: ID<VPC>
  /// The ranges whose addresses are written by place, in order.
  let own: [CIDR]
  private(set) var words: [UInt64] = []
  /// Ranges outside `own` that the VPC's objects mention, in the order in which they are met.
  private(set) var constants: [CIDR] = []
  private var numberOfConstant: [CIDR: Int] = [:]
  /// Public IPv4 addresses, in order of writing.
  private(set) var publicAddresses: [IPAddress] = []
  private var numberOfPublic: [IPAddress: Int] = [:]
  /// Set when the VPC cannot be swapped with another one.
  var isPinned = false
  /// Other VPCs to which an object of this one belongs in part.
  private(set) var strangers: Set<ID<VPC>> = []

  private var groups = Numbering<SecurityGroup>()
  private var lists = Numbering<NetworkACL>()
  private var tables = Numbering<RouteTable>()
  private var gateways = Numbering<NATGateway>()
  private var endpoints = Numbering<VPCEndpoint>()
  var subnets = Numbering<Subnet>()
  var interfaces = Numbering<Interface>()

  init(_ network: NetworkModel, _ vpc: ID<VPC>, own: [CIDR]) {
    self.network = network
    self.vpc = vpc
    self.own = own
  }

  // MARK: Words

  mutating func write(_ word: Int) { words.append(UInt64(bitPattern: Int64(word))) }
  mutating func write(_ flag: Bool) { words.append(flag ? 1 : 0) }
  mutating func write(_ unknown: UnknownID) { words.append(UInt64(unknown.index)) }

  mutating func write(_ value: UInt128) {
    words.append(UInt64(truncatingIfNeeded: value >> 64))
    words.append(UInt64(truncatingIfNeeded: value))
  }

  /// By place where the VPC owns it; else as one of its constants.
  mutating func write(_ range: CIDR) {
    if let index = own.firstIndex(where: { $0.contains(range) }) {
      write(index)
      write(range.base - own[index].base)
      write(range.length)
    } else {
      let number = numberOfConstant[range] ?? constants.count
      if number == constants.count {
        numberOfConstant[range] = number
        constants.append(range)
      }
      write(-1 - number)
    }
  }

  mutating func write(_ address: IPAddress) { write(CIDR(host: address)) }

  /// An address that is swapped with the one of the other VPC, wherever it lies.
  mutating func writePublic(_ address: IPAddress) {
    if let known = numberOfPublic[address] { return write(known) }
    numberOfPublic[address] = publicAddresses.count
    write(publicAddresses.count)
    publicAddresses.append(address)
  }

  // MARK: References

  /// Objects of a kind that were met, and how many of them are written.
  struct Numbering<Object> {
    private(set) var ids: [ID<Object>] = []
    private var numbers: [ID<Object>: Int] = [:]
    var written = 0

    mutating func number(_ id: ID<Object>) -> Int {
      if let known = numbers[id] { return known }
      numbers[id] = ids.count
      ids.append(id)
      return ids.count - 1
    }

    mutating func next() -> ID<Object>? {
      guard written < ids.count else { return nil }
      written += 1
      return ids[written - 1]
    }
  }

  /// An object of another VPC, or of none, is not swapped.
  private mutating func bind(to owner: ID<VPC>?) {
    guard owner != vpc else { return }
    isPinned = true
    if let owner { strangers.insert(owner) }
  }

  mutating func refer(_ reference: Reference<SecurityGroup>) {
    switch reference {
    case .missing(let unknown): write(-1); write(unknown)
    case .resolved(let id):
      bind(to: network.securityGroups[id].vpc)
      write(groups.number(id))
    }
  }

  mutating func refer(_ reference: Reference<RouteTable>) {
    switch reference {
    case .missing(let unknown): write(-1); write(unknown)
    case .resolved(let id):
      bind(to: network.routeTables[id].vpc)
      write(tables.number(id))
    }
  }

  mutating func refer(_ id: ID<NetworkACL>) {
    bind(to: network.networkACLs[id].vpc)
    write(lists.number(id))
  }

  mutating func refer(_ id: ID<Subnet>) {
    bind(to: network.subnets[id].vpc)
    write(subnets.number(id))
  }

  mutating func refer(_ id: ID<Interface>) {
    bind(to: network.interfaces[id].vpc)
    write(interfaces.number(id))
  }

  mutating func refer(_ id: ID<NATGateway>) {
    bind(to: network.natGateways[id].vpc)
    write(gateways.number(id))
  }

  mutating func refer(_ id: ID<VPCEndpoint>) {
    bind(to: network.vpcEndpoints[id].vpc)
    write(endpoints.number(id))
  }

  /// The gateway of this VPC, or one that leads nowhere from here (IGW-1).
  mutating func refer(_ id: ID<InternetGateway>) {
    if let owner = network.internetGateways[id].vpc { bind(to: owner) }
    write(network.internetGateways[id].vpc == vpc)
    write(network.vpcs[vpc].internetGateway == id)
  }

  mutating func refer(_ id: ID<EgressOnlyInternetGateway>) {
    if let owner = network.egressOnlyInternetGateways[id].vpc { bind(to: owner) }
    write(network.egressOnlyInternetGateways[id].vpc == vpc)
  }

  // MARK: Objects that others led to

  /// Writes every object that was met and not written yet, until none is left.
  mutating func writeMet() {
    var isDone = false
    while !isDone {
      isDone = true
      while let id = groups.next() { isDone = false; write(network.securityGroups[id]) }
      while let id = lists.next() { isDone = false; write(network.networkACLs[id]) }
      while let id = tables.next() { isDone = false; write(network.routeTables[id]) }
      while let id = gateways.next() { isDone = false; write(network.natGateways[id]) }
      while let id = endpoints.next() { isDone = false; write(network.vpcEndpoints[id]) }
      while let id = interfaces.next() { isDone = false; write(network.interfaces[id]) }
      while let id = subnets.next() { isDone = false; write(network.subnets[id]) }
    }
  }
}
