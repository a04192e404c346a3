internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantAddressKeys = [
    "AllocationId", "Domain", "NetworkInterfaceOwnerId", "PublicIpv4Pool",
    "NetworkBorderGroup",
    "Tags", "ServiceManaged", "CustomerOwnedIpv4Pool", "SubnetId",
  ]

  /// Elastic IP addresses: they complete the public mapping of interfaces (ENI-2); those without an owner answer nothing.
  func importAddresses() {
    forEach(.addresses) { record, element in
      record.ignore(Self.irrelevantAddressKeys, type: "Addresses")
      for (key, kind) in [
        ("CarrierIp", "carrierAddress"), ("CustomerOwnedIp", "customerOwnedAddress"),
      ] {
        if let text = record.string(key) {
          keepUnmodelled(text, kind: kind, scope: nil, at: record.range)
        }
      }
      guard let text = record.id("PublicIp"), isFirst(.addresses, text, element),
        let address = record.address("PublicIp", .v4)
      else { return }
      let privateAddress = record.address("PrivateIpAddress", .v4)
      guard let interface = owner(record) else {
        model.unassociatedPublicAddresses.append(address)
        return
      }
      map(address, interface, privateAddress, record, element)
    }
    let owned = Set(
      model.interfaces.elements.flatMap { $0.privateAddresses.compactMap(\.publicAddress) })
    model.unassociatedPublicAddresses.removeAll { owned.contains($0) }
    reportSharedAddresses()
    for group in gathered.truncatedGroups(.addresses) {
      unknownEverywhere(
        "elastic IP addresses of \(title(ofGroup: group))", "class",
        "they were not collected to the end", rule: "IMP-3")
    }
  }

  /// ENI-2: a public address maps to one private address. Where two claim it, who has it is not known.
  private func reportSharedAddresses() {
    var owners: [IPAddress: (ID<Interface>, IPAddress)] = [:]
    for id in model.interfaces.ids {
      for address in model.interfaces[id].privateAddresses {
        guard let mapped = address.publicAddress,
          let (other, behind) = owners.updateValue((id, address.address), forKey: mapped),
          other != id || behind != address.address
        else { continue }
        let (first, second) = (model.interfaces[other].name, model.interfaces[id].name)
        let why = "`\(first)` (`\(behind)`) and `\(second)` (`\(address.address)`) both have it"
        let range = model.interfaces[id].origin
        warn(
          "IM009", "two private addresses have the public address `\(mapped)`",
          at: range?.shortened, notes: [why])
        unknownEverywhere("\(mapped)", "address", why, rule: "ENI-2", at: range)
      }
    }
  }

  /// The interface that holds the address; where only an instance is named, the primary one of it.
  private func owner(_ record: Record) -> String? {
    let instance = record.string("InstanceId")
    let association = record.string("AssociationId")
    if let interface = record.string("NetworkInterfaceId") { return interface }
    guard let instance else { return association }
    let first = model.instances.id(named: instance).flatMap { model.instances[$0].interfaces.first }
    return first.map { model.interfaces[$0].name } ?? instance
  }

  private func map(
    _ address: IPAddress, _ name: String, _ privateAddress: IPAddress?, _ record: Record,
    _ element: Element
  ) {
    guard let id = model.interfaces.id(named: name) else {
      let why = "its owner `\(name)` is not in the snapshot"
      warn(
        "IM014", "the address `\(address)` belongs to `\(name)`, which is not in the snapshot",
        at: record.range.shortened)
      model.unassociatedPublicAddresses.append(address)
      return unknownEverywhere("\(address)", "address", why, rule: "IMP-3a", at: record.range)
    }
    let addresses = model.interfaces[id].privateAddresses
    let target = privateAddress ?? addresses.first { $0.isPrimary }?.address
    guard let index = addresses.firstIndex(where: { $0.address == target }) else {
      let behind = target.map(String.init(describing:)) ?? "nothing"
      warn(
        "IM015", "the address `\(address)` maps to `\(behind)`, which `\(name)` does not own",
        at: record.range.shortened)
      model.unassociatedPublicAddresses.append(address)
      return unknownEverywhere(
        "\(address)", "address", "it maps to `\(behind)`, which `\(name)` does not own",
        rule: "ENI-2", at: record.range)
    }
    if let known = addresses[index].publicAddress, known != address {
      return warn(
        "IM015", "the interface `\(name)` says `\(known)`, the list of addresses says `\(address)`",
        at: record.range.shortened, notes: ["the interface is believed"])
    }
    model.interfaces[id].privateAddresses[index].publicAddress = address
  }
}
