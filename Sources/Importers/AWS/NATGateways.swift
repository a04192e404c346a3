internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantNATKeys = [
    "CreateTime", "DeleteTime", "FailureCode", "FailureMessage", "ProvisionedBandwidth",
    "AutoProvisionZones",
    "AutoScalingIps", "RouteTableId",
  ]

  func importNATGateways() {
    forEach(.natGateways) { record, element in
      guard let name = record.id("NatGatewayId"), isFirst(.natGateways, name, element) else {
        return
      }
      record.ignore(Self.irrelevantNATKeys, type: "NatGateways")
      let mode = record.string("AvailabilityMode")
      let state = record.string("State") ?? "available"
      guard let vpcName = record.id("VpcId") else { return }
      let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
      guard mode == nil || mode == "zonal", let subnetName = record.string("SubnetId") else {
        return keepRegional(record, name, mode, vpc)
      }
      let subnet = self.subnet(
        named: subnetName, vpc: vpc, for: element, at: record.range.shortened)
      let type = record.string("ConnectivityType") ?? "public"
      let isFunctional = state == "available"
      let addresses = natAddresses(record, name, vpc, subnet, isFunctional: isFunctional)
      var problem: String?
      if !Self.natStates.contains(state) { problem = "its state `\(state)` is not known" }
      if type != "public" && type != "private" {
        problem = "its connectivity type `\(type)` is not known"
      }
      let appliances = record.list("AttachedAppliances")
      for appliance in appliances { appliance.markConsumed() }
      if !appliances.isEmpty { problem = problem ?? "a proxy is attached to it (NAT-11)" }
      if isFunctional && addresses.isEmpty { problem = problem ?? "it has no address" }
      if isFunctional, record.records("NatGatewayAddresses").contains(where: Self.lacksAddress) {
        problem = problem ?? "one of its entries comes without its address"
      }
      if type == "public", addresses.contains(where: { publicAddress(of: $0) == nil }) {
        problem = problem ?? "it is public, and one of its addresses has no public one"
      }
      let id = problem.map {
        unknown(
          name, "natGateway", $0, rule: appliances.isEmpty ? "IMP-5" : "NAT-11", at: record.range)
      }
      model.natGateways.insert(
        NATGateway(
          name: name, vpc: vpc, subnet: subnet, isFunctional: isFunctional,
          isPublic: type != "private",
          addresses: addresses, unmodelled: id, tags: record.tags(), origin: record.range))
    }
  }

  private static func lacksAddress(_ entry: Record) -> Bool {
    let status = entry.value.peek("Status")?.string
    return (status == nil || status == "succeeded") && entry.isMissing("PrivateIp")
  }

  private func publicAddress(of address: NATAddress) -> IPAddress? {
    address.publicAddress
      ?? model.interfaces[address.interface].privateAddresses
      .first { $0.address == address.privateAddress }?.publicAddress
  }

  private static let natStates: Set<String> = [
    "pending", "failed", "available", "deleting", "deleted",
  ]

  /// NAT-7: a regional gateway has no subnet; it is kept, and routes to it are unknown.
  private func keepRegional(_ record: Record, _ name: String, _ mode: String?, _ vpc: ID<VPC>) {
    record.value.markConsumed()
    let reason =
      mode == "regional" ? "a regional NAT gateway is not modelled" : "it names no subnet"
    regionalNATs[name] = unknown(name, "natGateway", reason, rule: "NAT-7", at: record.range)
    keepUnmodelled(name, kind: "regionalNatGateway", scope: model.vpcs[vpc].scope, at: record.range)
    for address in record.records("NatGatewayAddresses") {
      guard let own = address.string("NetworkInterfaceId"), let id = model.interfaces.id(named: own)
      else { continue }
      model.interfaces[id].kind = .unmodelledService(
        unknown(own, "natGateway", reason, rule: "NAT-7", at: record.range))
    }
  }

  /// The addresses that translate, primary first, each with the interface that owns it.
  private func natAddresses(
    _ record: Record, _ nat: String, _ vpc: ID<VPC>, _ subnet: ID<Subnet>, isFunctional: Bool
  ) -> [NATAddress] {
    var result: [(isPrimary: Bool, address: NATAddress)] = []
    for entry in record.records("NatGatewayAddresses") {
      entry.ignore(
        [
          "AllocationId", "AssociationId", "FailureMessage", "AvailabilityZone",
          "AvailabilityZoneId",
        ],
        type: "NatGateways.NatGatewayAddresses")
      let status = entry.string("Status")
      let isPrimary = entry.bool("IsPrimary") ?? (status == nil)
      let mapped = entry.address("PublicIp", .v4)
      let own = entry.string("NetworkInterfaceId")
      guard let address = entry.address("PrivateIp", .v4) else { continue }
      guard isFunctional, status == nil || status == "succeeded" else { continue }
      let id = natInterface(
        own ?? "\(nat)/\(address)", address, mapped, nat, vpc, subnet, at: entry.range)
      result.append(
        (isPrimary, NATAddress(privateAddress: address, publicAddress: mapped, interface: id)))
    }
    return result.filter(\.isPrimary).map(\.address)
      + result.filter { !$0.isPrimary }.map(\.address)
  }

  private func natInterface(
    _ name: String, _ address: IPAddress, _ mapped: IPAddress?, _ nat: String, _ vpc: ID<VPC>,
    _ subnet: ID<Subnet>,
    at range: SourceRange
  ) -> ID<Interface> {
    let own = PrivateAddress(address: address, isPrimary: true, publicAddress: mapped)
    guard let id = model.interfaces.id(named: name) else {
      let made = Interface(
        name: name, vpc: vpc, subnet: subnet, scope: model.vpcs[vpc].scope, kind: .natGateway,
        sourceDestinationCheck: false, privateAddresses: [own], text: "interface of \(nat)",
        origin: range)
      return model.interfaces.insert(made) ?? ID(index: 0)
    }
    model.interfaces[id].kind = .natGateway
    if let index = model.interfaces[id].privateAddresses.firstIndex(where: { $0.address == address }
    ) {
      let known = model.interfaces[id].privateAddresses[index].publicAddress
      if let known, let mapped, known != mapped {
        warn(
          "IM015", "the interface `\(name)` says `\(known)`, its NAT gateway says `\(mapped)`",
          at: range)
      }
      model.interfaces[id].privateAddresses[index].publicAddress = known ?? mapped
    } else {
      model.interfaces[id].privateAddresses.append(
        PrivateAddress(address: address, isPrimary: false, publicAddress: mapped))
    }
    return id
  }
}
