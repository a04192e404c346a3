internal import NetworkModel
internal import SourceText

extension ImportState {
  static let irrelevantEndpointKeys = [
    "CreationTimestamp", "DnsEntries", "DnsOptions", "Groups", "IpAddressType", "LastError",
    "OwnerId", "PrivateDnsEnabled", "RequesterManaged", "RouteTableIds",
    "ServiceRegion", "ServiceNetworkArn", "ResourceConfigurationArn", "Ipv4Prefixes", "Ipv6Prefixes",
    "FailureReason",
  ]

  private static let endpointStates: Set<String> = [
    "available", "partial", "pending", "pendingacceptance", "deleting", "deleted", "rejected",
    "failed", "expired",
  ]

  /// Gateway endpoints are route targets; interface endpoints own interfaces, which take connections (VPE-1).
  func importEndpoints() {
    let firewalls = FirewallAnswers(gathered.firewallAnswers)
    forEach(.endpoints) { record, element in
      guard let name = record.id("VpcEndpointId"), isFirst(.endpoints, name, element) else {
        return
      }
      record.ignore(Self.irrelevantEndpointKeys, type: "VpcEndpoints")
      let type = record.string("VpcEndpointType") ?? "Gateway"
      let service = record.string("ServiceName") ?? ""
      let state = (record.string("State") ?? "available").lowercased()
      let interfaces = record.list("NetworkInterfaceIds").compactMap(\.string)
      guard let vpcName = record.id("VpcId") else { return }
      let vpc = self.vpc(named: vpcName, for: element, at: record.range.shortened)
      readPolicy(record, name, type)
      let subnets = record.list("SubnetIds").compactMap(\.string)
      if !Self.endpointStates.contains(state), ["Gateway", "Interface", "GatewayLoadBalancer"].contains(type) {
        unknownEverywhere(
          name, "vpcEndpoint", "its state `\(DisplayText.escape(state))` is not known", rule: "IMP-5",
          at: record.range)
      }
      let kind: VPCEndpoint.Kind =
        switch type {
        case "Gateway": .gateway
        case "Interface": .interface(self.service(service, of: name, at: record.range))
        case "GatewayLoadBalancer":
          inspection(of: name, firewalls, in: vpc, subnets).map { .inspection($0) } ?? .other(type)
        case _: .other(type)
        }
      let id = model.vpcEndpoints.insert(
        VPCEndpoint(
          name: name, kind: kind, vpc: vpc, serviceName: service,
          isFunctional: state == "available" || state == "partial", tags: record.tags(),
          origin: record.range))
      if let id, type == "Interface" { give(interfaces, to: id, at: record.range) }
    }
    addUndescribedEndpoints(firewalls)
  }

  /// A policy decides about requests, not about connections (VPE-2): it is kept in sight, and nothing else.
  private func readPolicy(_ record: Record, _ name: String, _ type: String) {
    if type == "Gateway", profile.openEndpointPolicies {
      assume("endpoint-policies-allow-all", "endpoint policies allow every request")
      return record.ignore(["PolicyDocument"], type: "VpcEndpoints")
    }
    guard let text = record.string("PolicyDocument"), !EndpointPolicy.allowsEverything(text) else {
      return
    }
    keepUnmodelled(name, kind: "endpointPolicy", scope: nil, at: record.range)
  }

  /// What stands behind an interface endpoint. A service of the provider ends what it gets; API Gateway and services of
  /// other customers may pass it on (APP-3).
  private func service(_ service: String, of name: String, at range: SourceRange) -> EndpointService
  {
    let parts = service.split(separator: ".")
    let prefixes = ["com.amazonaws.", "cn.com.amazonaws.", "aws."]
    if prefixes.contains(where: service.hasPrefix), !parts.contains("vpce"), !parts.contains("execute-api") { return .provider }
    return .unknown(
      unknown(
        name, "vpcEndpoint", "where the service behind it passes connections on is not known",
        rule: "VPE-4", at: range))
  }

  /// VPE-1: the interfaces of an endpoint. One that is of another kind, or in another VPC, stays as it is.
  private func give(_ interfaces: [String], to endpoint: ID<VPCEndpoint>, at range: SourceRange) {
    for name in interfaces {
      if let id = endpointInterfaces[name], model.interfaces[id].vpc == model.vpcEndpoints[endpoint].vpc
      {
        var interface = model.interfaces[id]
        interface.kind = .interfaceEndpoint(endpoint)
        requireGroups(&interface)
        model.interfaces[id] = interface
      } else if model.interfaces.id(named: name) == nil,
        let beyond = model.vpcEndpoints[endpoint].unknownBeyond,
        !model.globalUnknowns.contains(beyond)
      {
        // It adds paths that nothing in the snapshot leads to.
        model.globalUnknowns.append(beyond)
      }
    }
  }
}

/// The policy document of an endpoint (IAM-1), as far as it matters here.
enum EndpointPolicy {
  /// Whether it has nothing but the statement that allows every request of everybody: the default.
  static func allowsEverything(_ text: String) -> Bool {
    guard let document = try? JSONDocument(parsing: Array(text.utf8), file: FileID(index: 0)) else {
      return false
    }
    let root = document.root
    guard root.kind == .object, let statements = root.peek("Statement") else { return false }
    let all = statements.kind == .array ? Array(statements.elements) : [statements]
    return all.count == 1 && all.allSatisfy(isOpen)
  }

  private static func isOpen(_ statement: JSONValue) -> Bool {
    guard statement.kind == .object, statement.peek("Effect")?.string == "Allow",
      statement.peek("Condition") == nil, statement.peek("NotAction") == nil,
      statement.peek("NotResource") == nil, statement.peek("NotPrincipal") == nil
    else { return false }
    return ["Principal", "Action", "Resource"].allSatisfy { key in
      let member = statement.peek(key)
      return (member?.kind == .object ? member?.peek("AWS") : member)?.string == "*"
    }
  }
}
