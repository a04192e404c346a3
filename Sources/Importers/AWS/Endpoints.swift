internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantEndpointKeys = [
    "CreationTimestamp", "DnsEntries", "DnsOptions", "Groups", "IpAddressType", "LastError",
    "NetworkInterfaceIds",
    "OwnerId", "PrivateDnsEnabled", "RequesterManaged", "RouteTableIds", "SubnetIds",
    "ServiceRegion",
    "ServiceNetworkArn", "ResourceConfigurationArn", "Ipv4Prefixes", "Ipv6Prefixes",
    "FailureReason",
  ]

  private static let endpointStates: Set<String> = [
    "available", "partial", "pending", "pendingacceptance", "deleting", "deleted", "rejected",
    "failed", "expired",
  ]

  /// Gateway endpoints are route targets; the interfaces of the other kinds are in their own class.
  func importEndpoints() {
    forEach(.endpoints) { record, element in
      guard let name = record.id("VpcEndpointId"), isFirst(.endpoints, name, element) else {
        return
      }
      record.ignore(Self.irrelevantEndpointKeys, type: "VpcEndpoints")
      record.ignore(["PolicyDocument"], type: "VpcEndpoints")
      let type = record.string("VpcEndpointType") ?? "Gateway"
      let service = record.string("ServiceName") ?? ""
      let state = (record.string("State") ?? "available").lowercased()
      guard let vpcName = record.id("VpcId") else { return }
      let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
      if type == "Gateway", !Self.endpointStates.contains(state) {
        unknownEverywhere(
          name, "vpcEndpoint", "its state `\(state)` is not known", rule: "IMP-5", at: record.range)
      }
      if type == "Gateway", profile.openEndpointPolicies {
        assume("endpoint-policies-allow-all", "endpoint policies allow every request")
      }
      model.vpcEndpoints.insert(
        VPCEndpoint(
          name: name, kind: type == "Gateway" ? .gateway : .other(type), vpc: vpc,
          serviceName: service,
          isFunctional: state == "available" || state == "partial", tags: record.tags(),
          origin: record.range))
    }
  }
}
