internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantInstanceKeys = [
    "AmiLaunchIndex", "Architecture", "BlockDeviceMappings", "BootMode", "CapacityBlockId",
    "CapacityReservationId",
    "CapacityReservationSpecification", "ClientToken", "CpuOptions", "CurrentInstanceBootMode",
    "EbsOptimized",
    "ElasticGpuAssociations", "ElasticInferenceAcceleratorAssociations", "EnaSupport",
    "EnclaveOptions",
    "HibernationOptions", "Hypervisor", "IamInstanceProfile", "ImageId", "InstanceLifecycle",
    "Ipv6Address", "KernelId",
    "KeyName", "LaunchTime", "Licenses", "MaintenanceOptions", "MetadataOptions", "Monitoring",
    "NetworkPerformanceOptions", "Operator", "Placement", "Platform",
    "PlatformDetails",
    "PrivateDnsName", "PrivateDnsNameOptions", "ProductCodes", "PublicDnsName", "PublicIpAddress",
    "RamdiskId",
    "RootDeviceName", "RootDeviceType", "SpotInstanceRequestId", "SriovNetSupport", "StateReason",
    "StateTransitionReason", "TpmSupport", "UsageOperation", "UsageOperationUpdateTime",
    "VirtualizationType",
  ]

  /// Instances before interfaces, so that interfaces find theirs.
  func importInstances() {
    for element in gathered.of(.reservations) {
      let record = Record(element.value, self)
      guard let name = record.id("InstanceId"), isFirst(.reservations, name, element) else {
        continue
      }
      record.ignore(Self.irrelevantInstanceKeys, type: "Instances")
      let state = record.record("State")
      _ = state?.int("Code")
      let stateName = state?.string("Name") ?? "running"
      let vpc = record.string("VpcId").map {
        self.vpc(named: $0, for: element, at: record.range.shortened)
      }
      let owner = element.wrapper?.peek("OwnerId")?.string
      var instance = Instance(
        name: name, scope: scope(of: element, owner: owner, vpc: vpc),
        isRunning: stateName == "running",
        type: record.string("InstanceType") ?? "", tags: record.tags(), origin: record.range)
      if instance.type.isEmpty {
        instance.gaps[.type] = unknown(
          name, "instance", "it comes without a type", rule: "IMP-3a", at: record.range)
      }
      if let outpost = record.string("OutpostArn") {
        // ENC-8: what the type encrypts elsewhere says nothing about hardware at the customer's site.
        instance.gaps[.type] = unknown(
          name, "instance", "it runs on the Outpost `\(outpost)`", rule: "ENC-8", at: record.range)
      }
      guard let id = model.instances.insert(instance) else { continue }
      if !Self.instanceStates.contains(stateName) {
        unknownEverywhere(
          name, "instance", "its state `\(stateName)` is not known", rule: "IMP-5", at: record.range
        )
      }
      describedInstances.append((id, element, stateName))
    }
    // Even where every interface is known: which of them a policy means, their instances' tags say.
    for group in gathered.truncatedGroups(.reservations) {
      unknownEverywhere(
        "instances of \(title(ofGroup: group))", "class", "instances were not collected to the end",
        rule: "IMP-3")
    }
  }

  private static let instanceStates: Set<String> = [
    "pending", "running", "shutting-down", "terminated", "stopping", "stopped",
  ]

  /// Interfaces that only instances tell of: those of a snapshot without describe-network-interfaces.
  func importInterfacesOfInstances() {
    for (id, element, state) in describedInstances {
      let record = Record(element.value, self)
      let name = model.instances[id].name
      let interfaces = record.records("NetworkInterfaces")
      let (subnet, address) = (record.string("SubnetId"), record.string("PrivateIpAddress"))
      let check = record.bool("SourceDestCheck")
      let groups = record.list("SecurityGroups")
      for interface in interfaces {
        guard let interfaceName = interface.id("NetworkInterfaceId") else { continue }
        if let described = model.interfaces.id(named: interfaceName) {
          interface.value.markConsumed()
          if model.interfaces[described].instance == nil {
            attach(described, to: name, element, at: interface.range)
          }
        } else {
          addInterface(interface, name: interfaceName, element, instance: name)
        }
      }
      if interfaces.isEmpty, model.instances[id].interfaces.isEmpty, state != "terminated",
        subnet != nil, address != nil
      {
        addOnlyInterface(of: id, record, element, check: check)
      }
      if model.instances[id].interfaces.isEmpty, model.instances[id].isRunning {
        unknownEverywhere(
          name, "instance", "it runs, but no interface of it is known", rule: "IMP-3a",
          at: record.range)
      }
      for group in groups { group.markConsumed() }
      ledger.add(type: "Instances", unread: element.value.unconsumed())
    }
    for id in model.instances.ids where model.instances[id].interfaces.count > 1 {
      model.instances[id].interfaces.sort { a, b in
        (deviceIndexes[a] ?? .max, a) < (deviceIndexes[b] ?? .max, b)
      }
    }
    noteAbsentHosts()
  }

  /// Older dumps describe an instance's only interface by fields of the instance.
  private func addOnlyInterface(
    of id: ID<Instance>, _ record: Record, _ element: Element, check: Bool?
  ) {
    let name = model.instances[id].name
    guard let vpcName = record.string("VpcId"), let subnetName = record.string("SubnetId"),
      let address = record.address("PrivateIpAddress", .v4)
    else { return }
    let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
    let subnet = self.subnet(named: subnetName, vpc: vpc, for: element, at: record.range.shortened)
    let groups: [Reference<SecurityGroup>] = record.records("SecurityGroups").compactMap { group in
      guard let name = group.id("GroupId") else { return nil }
      groupsOfInterfaces.insert(name)
      return reference(
        model.securityGroups, name, .securityGroups, term: "securityGroup", group: element.group,
        at: group.range)
    }
    let mapped = record.address("PublicIpAddress", .v4)
    var interface = Interface(
      name: "\(name)/eth0", vpc: vpc, subnet: subnet, scope: model.instances[id].scope,
      sourceDestinationCheck: check ?? true, groups: groups,
      privateAddresses: [PrivateAddress(address: address, isPrimary: true, publicAddress: mapped)],
      origin: record.range)
    let missing = unknown(
      interface.name, "networkInterface", "only its instance is described", rule: "IMP-3a",
      at: record.range)
    interface.gaps = [.id: missing, .tags: missing]
    requireGroups(&interface)
    guard let made = model.interfaces.insert(interface) else { return }
    attach(made, to: name, element, at: record.range)
  }

  /// Joins an interface and its instance. An instance that was not described is entered as running where its class was
  /// not collected.
  func attach(
    _ interface: ID<Interface>, to name: String, _ element: Element, at range: SourceRange
  ) {
    guard
      let id = model.instances.id(named: name)
        ?? addUndescribed(name, of: interface, element, at: range)
    else {
      return
    }
    model.interfaces[interface].instance = id
    model.instances[id].interfaces.append(interface)
    if !model.instances[id].isRunning { model.interfaces[interface].isFunctional = false }
  }

  private func addUndescribed(
    _ name: String, of interface: ID<Interface>, _ element: Element, at range: SourceRange
  ) -> ID<Instance>? {
    if gathered.isPresentAnywhere(.reservations) {
      // Selectors find the instances that were described; whether they mean this one, its tags would say.
      unknownEverywhere(
        name, "instance", "an interface names it, but it was not described: its tags are unknown",
        rule: "IMP-3a", at: range)
    } else if profile.instancesRunning {
      assume("undescribed-instances-run", "instances that only their interfaces name are running")
    } else {
      unknownEverywhere(
        name, "instance", "the instance was not collected", rule: "IMP-3a", at: range)
    }
    let reason =
      gathered.isPresentAnywhere(.reservations)
      ? "the instance is not in the snapshot" : "the instance was not collected"
    let missing = unknown(name, "instance", reason, rule: "IMP-3a", at: range)
    var instance = Instance(
      name: name, scope: model.interfaces[interface].scope, isRunning: true, origin: range)
    instance.gaps = [.tags: missing, .type: missing]
    return model.instances.insert(instance)
  }

  /// Without describe-network-interfaces only the interfaces of instances are known, not those of load balancers,
  /// databases and functions.
  private func noteAbsentHosts() {
    for group in Set(groupOfVPC.values).sorted()
    where !gathered.isPresent(.networkInterfaces, in: group) {
      if profile.onlyInstances {
        assume(
          "interfaces-of-instances-only",
          "where network interfaces were not collected, there are no others than those of instances"
        )
        continue
      }
      unknownEverywhere(
        "NetworkInterfaces of \(title(ofGroup: group))", "class",
        "network interfaces were not collected",
        rule: "IMP-3a")
    }
  }
}
