internal import SourceText

/// A firewall and its endpoints, one in each subnet of its mappings (IAC-8).
struct FirewallDraft {
  struct Endpoint {
    var name: String
    var subnet: String
    /// The provider's word; nil: not known.
    var families: String?
    var range: SourceRange
  }

  var resource: Resource
  /// The VPC of the firewall, which its rules call home; nil: not known.
  var vpc: String?
  var policy: String?
  var endpoints: [Endpoint] = []
  /// Why it may have other endpoints.
  var unknownEndpoints: String?
}

/// Network Firewall: rule groups, policies, firewalls, and further endpoints of firewalls.
extension Describer {
  static let firewallType = "aws_networkfirewall_firewall"
  static let endpointAssociationType = "aws_networkfirewall_vpc_endpoint_association"

  private func assumeReady() {
    assume(
      "firewalls-are-ready",
      "a firewall of the input is ready when the deployment is over: its endpoints stand in the subnets of its "
        + "mappings, and its rules are in force")
  }

  /// The content of a rule group or policy, or an object that nobody understands.
  private func content(
    _ reader: Reader, _ value: Attribute?, as word: FirewallWord
  ) -> Draft {
    let resource = reader.resource
    var drafter = FirewallDrafter(isTemplate: origin == .template) { attribute in
      switch self.referred(attribute, ["aws_networkfirewall_rule_group"]) {
      case .name(let name): return name
      case .nothing, .unknown: return "unknown rule group of \(resource.address)"
      }
    }
    var result: Draft?
    var gap = DraftGap(reason: "its content is not given", range: value?.range ?? resource.range)
    do throws(DraftGap) {
      if let value { result = try drafter.draft(value, as: word) }
    } catch { gap = error }
    for gap in drafter.gaps { noteGap(gap, resource) }
    guard let result else {
      noteGap(gap, resource)
      return .make(at: gap.range, ("it is not known: \(gap.reason)", .bool(true)))
    }
    namedRanges.formUnion(result.namedRanges)
    return result
  }

  private func noteGap(_ gap: DraftGap, _ resource: Resource) {
    warn(
      "IM013",
      "a part of `\(DisplayText.escape(resource.address))` is not known: \(DisplayText.escape(gap.reason))",
      at: gap.range)
  }

  func enterFirewallGroup(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "name", "rule_group_name", "description", "capacity", "type", "update_token", "encryption_configuration",
      "rule_group_id", "summary_configuration")
    let rules = written(reader, "rules")
    let group = written(reader, "rule_group")
    var content: Draft
    if let rules, !rules.isEmpty, group?.isEmpty ?? true || reader.isWritten("rules") == true {
      let isBoth = reader.isWritten("rule_group") == true && group?.isEmpty == false
      let text = isBoth ? Attribute(.unknown("it has two sets of rules"), rules.range) : rules
      let source = Attribute(.list([Attribute(.object([.init(key: "rules_string", value: text)]), rules.range)]), rules.range)
      content = self.content(reader, source, as: .object([.init("RulesString", "rules_string", .text)]))
      content = .make(at: rules.range, ("RulesSource", content))
    } else {
      content = self.content(reader, reader.shown("rule_group"), as: .ruleGroup)
    }
    documents.append(
      Document(
        region: resource.region, name: resource.address,
        response: .make(
          at: resource.range, ("RuleGroupResponse", .make(("RuleGroupArn", .text(resource.address)))),
          ("RuleGroup", content))))
  }

  func enterFirewallPolicy(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "name", "firewall_policy_name", "description", "update_token", "encryption_configuration",
      "firewall_policy_id")
    let content = content(reader, reader.shown("firewall_policy"), as: .policy)
    documents.append(
      Document(
        region: resource.region, name: resource.address,
        response: .make(
          at: resource.range,
          ("FirewallPolicyResponse", .make(("FirewallPolicyArn", .text(resource.address)))),
          ("FirewallPolicy", content))))
  }

  func enterFirewall(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "name", "firewall_name", "description", "update_token", "delete_protection",
      "firewall_policy_change_protection", "subnet_change_protection",
      "availability_zone_change_protection", "enabled_analysis_types", "encryption_configuration",
      "firewall_id", "transit_gateway_attachment_id", "transit_gateway_owner_account_id",
      "firewall_status")
    var draft = FirewallDraft(resource: resource)
    if case .name(let vpc) = referred(reader.shown("vpc_id"), Self.vpcTypes) { draft.vpc = vpc }
    if case .name(let policy) = referred(
      reader.shown("firewall_policy_arn"), ["aws_networkfirewall_firewall_policy"])
    {
      draft.policy = policy
    }
    for key in ["transit_gateway_id", "availability_zone_mapping", "availability_zone_mappings"] {
      guard let value = written(reader, key), !value.isEmpty else { continue }
      unknown(
        resource, "a firewall at a transit gateway is not modelled", rule: "TGW-14", at: value.range)
    }
    readMappings(reader, into: &draft)
    readIDs(resource.attributes["firewall_status"], "sync_states", of: draft)
    firewalls[resource.address] = draft
    assumeReady()
  }

  func enterEndpointAssociation(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore(
      "description", "vpc_id", "vpc_endpoint_association_arn", "vpc_endpoint_association_id",
      "vpc_endpoint_association_status", "endpoint_id")
    var draft = FirewallDraft(resource: resource)
    if case .name(let name) = referred(reader.shown("firewall_arn"), [Self.firewallType]),
      let firewall = firewalls[name]
    {
      draft.vpc = firewall.vpc
      draft.policy = firewall.policy
    }
    readMappings(reader, into: &draft)
    readIDs(
      resource.attributes["vpc_endpoint_association_status"], "association_sync_states", of: draft)
    firewalls[resource.address] = draft
    assumeReady()
  }

  private func readMappings(_ reader: Reader, into draft: inout FirewallDraft) {
    guard let value = reader.shown("subnet_mapping"), !value.isEmpty else { return }
    var mappings = [value]
    if case .list(let elements) = value.shape { mappings = elements }
    for mapping in mappings {
      guard case .object(let members) = mapping.shape,
        members.allSatisfy({ ["subnet_id", "ip_address_type", "ipaddress_type"].contains($0.key) || $0.value.isEmpty })
      else {
        draft.unknownEndpoints = mapping.firstUnknown ?? "a subnet mapping is not understood"
        continue
      }
      guard case .name(let subnet) = referred(mapping["subnet_id"], Self.subnetTypes) else {
        draft.unknownEndpoints = mapping["subnet_id"]?.firstUnknown ?? "a subnet mapping has no subnet"
        continue
      }
      draft.endpoints.append(
        .init(
          name: "\(draft.resource.address)/\(subnet)", subnet: subnet,
          families: families(mapping["ip_address_type"] ?? mapping["ipaddress_type"]), range: mapping.range))
    }
  }

  /// Without a word a subnet is set up for IPv4 (NFW-1).
  private func families(_ value: Attribute?) -> String? {
    guard let value else { return origin == .template ? "IPV4" : nil }
    if case .later(let later) = value.shape, later.isUnwritten { return "IPV4" }
    if value.isEmpty { return "IPV4" }
    return value.text
  }

  /// The provider's ids of endpoints that exist already.
  private func readIDs(_ status: Attribute?, _ key: String, of draft: FirewallDraft) {
    func elements(_ value: Attribute?) -> [Attribute] {
      guard case .list(let elements)? = value?.shape else { return value.map { [$0] } ?? [] }
      return elements
    }
    for state in elements(status).flatMap({ elements($0[key]) }) {
      for attachment in elements(state["attachment"]) {
        guard let id = attachment["endpoint_id"]?.text, !id.isEmpty,
          case .name(let subnet) = referred(attachment["subnet_id"], Self.subnetTypes),
          let endpoint = draft.endpoints.first(where: { $0.subnet == subnet })
        else { continue }
        addressOfID[id] = endpoint.name
      }
    }
  }

  // MARK: Routes

  /// Whether an attribute of a firewall, or of an association, is the id of one of its endpoints.
  func isEndpoint(_ attribute: String, of resource: Resource) -> Bool {
    switch resource.type {
    case Self.firewallType: attribute == "firewall_status" || attribute.hasPrefix(Template.endpointID)
    case Self.endpointAssociationType: ["vpc_endpoint_association_status", "endpoint_id"].contains(attribute)
    case _: false
    }
  }

  /// Whether a route may lead to an endpoint of this resource: only those of Gateway Load Balancers and firewalls do.
  func takesRoutes(_ resource: Resource) -> Bool {
    resource.type != "aws_vpc_endpoint"
      || !["Gateway", "Interface"].contains(resource.attributes["vpc_endpoint_type"]?.text)
  }

  /// The endpoint that a route means by a firewall.
  func endpoint(of firewall: String) -> Referred {
    guard let draft = firewalls[firewall] else { return .unknown("`\(firewall)` is not described") }
    if let reason = draft.unknownEndpoints { return .unknown("its endpoints are not known: \(reason)") }
    guard draft.endpoints.count == 1, let only = draft.endpoints.first else {
      return .unknown("which of the endpoints of `\(firewall)` it means is known only after deployment")
    }
    return .name(only.name)
  }

  /// The endpoint that an expression means which refers to one firewall and to one subnet, or its zone: that one there
  /// (IAC-3, `endpoint-in-its-subnet`). Nil where the expression says something else.
  func endpointInSubnet(_ later: Later) -> Referred? {
    let firewalls = Set(
      later.pointers.filter { $0.attribute == "firewall_status" }.map(\.resource)
        .filter { byAddress[$0]?.type == Self.firewallType })
    let others = later.pointers.filter { !firewalls.contains($0.resource) }
    guard !later.isOpaque, firewalls.count == 1, let firewall = firewalls.first.flatMap({ self.firewalls[$0] }),
      !others.isEmpty, others.allSatisfy({ byAddress[$0.resource].map { Self.subnetTypes.contains($0.type) } ?? false })
    else { return nil }
    guard firewall.unknownEndpoints == nil, others.count == 1, let place = others.first else {
      return .unknown(later.reason)
    }
    let found = firewall.endpoints.filter { endpoint in
      guard place.attribute == "availability_zone" else { return endpoint.subnet == place.resource }
      let zones = [endpoint.subnet, place.resource].map { byAddress[$0]?.attributes["availability_zone"]?.text }
      return zones[0] != nil && zones[0] == zones[1]
    }
    guard found.count == 1, let only = found.first else { return .unknown(later.reason) }
    assume(
      "endpoint-in-its-subnet",
      "a route whose expression refers to one firewall and to one subnet, or its zone, leads to the endpoint there")
    return .name(only.name)
  }

  // MARK: Output

  func writeFirewalls() -> [Document] {
    firewalls.all.map { name, draft in
      let mappings = draft.endpoints.map { endpoint in
        Draft.make(
          ("SubnetId", .text(endpoint.subnet)), ("IPAddressType", .text(endpoint.families ?? "not known")))
      }
      let states = draft.endpoints.map { endpoint in
        Draft.Pair(
          key: endpoint.name,
          value: .make(
            at: endpoint.range,
            (
              "Attachment",
              .make(
                ("EndpointId", .text(endpoint.name)), ("SubnetId", .text(endpoint.subnet)),
                ("Status", .text("READY")))
            )))
      }
      return Document(
        region: draft.resource.region, name: name,
        response: .make(
          at: draft.resource.range,
          (
            "Firewall",
            .make(
              ("FirewallArn", .text(name)), ("FirewallPolicyArn", .text(draft.policy)),
              ("VpcId", .text(draft.vpc)), ("SubnetMappings", .list(mappings)))
          ),
          (
            "FirewallStatus",
            .make(
              ("Status", .text("READY")), ("ConfigurationSyncStateSummary", .text("IN_SYNC")),
              ("SyncStates", .object(states)))
          )))
    }
  }
}

/// An answer about one object, whole.
struct Document {
  var region: String?
  var name: String
  var response: Draft
}
