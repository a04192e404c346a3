internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantAddressKeys = [
    "AllocationId", "AssociationId", "Domain", "NetworkInterfaceOwnerId", "PublicIpv4Pool",
    "NetworkBorderGroup",
    "InstanceId", "Tags", "ServiceManaged", "CustomerOwnedIpv4Pool", "SubnetId",
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
      let interface = record.string("NetworkInterfaceId")
      let privateAddress = record.address("PrivateIpAddress", .v4)
      guard let interface else {
        model.unassociatedPublicAddresses.append(address)
        return
      }
      map(address, interface, privateAddress, record, element)
    }
    let owned = Set(
      model.interfaces.elements.flatMap { $0.privateAddresses.compactMap(\.publicAddress) })
    model.unassociatedPublicAddresses.removeAll { owned.contains($0) }
    for group in gathered.truncatedGroups(.addresses) {
      _ = unknown(
        "elastic IP addresses of \(title(ofGroup: group))", "class",
        "they were not collected to the end", rule: "IMP-3")
    }
  }

  private func map(
    _ address: IPAddress, _ name: String, _ privateAddress: IPAddress?, _ record: Record,
    _ element: Element
  ) {
    guard let id = model.interfaces.id(named: name) else {
      let why = "the interface `\(name)` is not in the snapshot"
      warn(
        "IM014", "the address `\(address)` belongs to `\(name)`, which is not in the snapshot",
        at: record.range.shortened)
      model.unassociatedPublicAddresses.append(address)
      return unknownEverywhere("\(address)", "address", why, rule: "IMP-3a", at: record.range)
    }
    let addresses = model.interfaces[id].privateAddresses
    let target = privateAddress ?? addresses.first { $0.isPrimary }?.address
    guard let index = addresses.firstIndex(where: { $0.address == target }) else {
      return warn(
        "IM015",
        "the address `\(address)` maps to `\(target.map(String.init(describing:)) ?? "nothing")`, which `\(name)` does not own",
        at: record.range.shortened)
    }
    if let known = addresses[index].publicAddress, known != address {
      return warn(
        "IM015", "the interface `\(name)` says `\(known)`, the list of addresses says `\(address)`",
        at: record.range.shortened, notes: ["the interface is believed"])
    }
    model.interfaces[id].privateAddresses[index].publicAddress = address
  }
}
