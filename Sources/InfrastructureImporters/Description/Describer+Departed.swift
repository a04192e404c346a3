internal import SourceText

/// What a plan takes away or changes (IAC-1a). A plan shows the lists of what stays as they were read before: a group
/// that the plan does not touch still lists the rule that another resource of the plan removes.
extension Describer {
  /// The departed resources of these types that belong to one object.
  func departed(_ types: [String], at key: String, of owner: Resource) -> [Resource] {
    departed(types, at: key, of: owner.address, owner.type)
  }

  func departed(_ types: [String], at key: String, of owner: String, _ type: String) -> [Resource] {
    departed.filter {
      types.contains($0.type) && referred($0.attributes[key], [type]) == .name(owner)
    }
  }

  /// The object that an attribute of a departed resource names.
  func name(of resource: Resource, at key: String) -> String? {
    guard case .name(let name) = referred(resource.attributes[key], []) else { return nil }
    return name
  }

  /// What departs with an effect that no list tells: unknown for every answer.
  func noteDeparted() {
    let types: Set<String> = [
      "aws_main_route_table_association", "aws_internet_gateway_attachment",
      "aws_network_interface_attachment", "aws_vpc_endpoint_route_table_association",
      "aws_vpc_endpoint_subnet_association", "aws_vpc_endpoint_security_group_association",
      "aws_vpn_gateway_attachment", "aws_nat_gateway_eip_association", "aws_ec2_tag",
    ]
    for resource in departed where types.contains(resource.type) {
      unknown(resource, "the plan takes it away or changes it; what is left is not described", rule: "IAC-1a")
    }
  }

  /// Public addresses that the plan takes from what has them.
  var departedAddresses: Set<String> {
    Set(
      departed.filter { ["aws_eip", "aws_eip_association"].contains($0.type) }
        .compactMap { $0.attributes["public_ip"]?.text }.filter { !$0.isEmpty })
  }

  /// The elements of a group's list without the peers of departed rules. A list that the author wrote keeps what it
  /// says, and the rule is unknown.
  func withoutDeparted(_ elements: [Attribute], _ key: String, _ reader: Reader) -> [Attribute] {
    let own = reader.resource
    let isIngress = key == "ingress"
    let rules = departed(
      [
        "aws_security_group_rule",
        isIngress
          ? "aws_vpc_security_group_ingress_rule" : "aws_vpc_security_group_egress_rule",
      ], at: "security_group_id", of: own
    ).filter { $0.type != "aws_security_group_rule" || $0.attributes["type"]?.text == key }
    guard !rules.isEmpty else { return elements }
    return elements.compactMap { element in
      let matching = rules.filter { Self.service(of: $0.attributes) == Self.service(of: element) }
      guard !matching.isEmpty else { return element }
      let peers = Set(matching.flatMap { Self.peers(of: $0.attributes, own: own) })
      let left = Self.peers(of: element, own: own).subtracting(peers)
      if left.count == Self.peers(of: element, own: own).count { return element }
      guard reader.isWritten(key) != true else {
        return Attribute(
          .unknown("the list of the group shows a rule that the plan takes away"), element.range)
      }
      if left.isEmpty { return nil }
      return Self.keeping(left, in: element, own: own)
    }
  }

  /// Protocol and ports in one spelling.
  private static func service(of rule: Attribute) -> [String] {
    let word = (rule["protocol"] ?? rule["ip_protocol"])?.text?.lowercased() ?? ""
    let proto = Self.protocolNumber(word)
    guard proto != "-1" else { return [proto] }
    return [proto, rule["from_port"]?.text ?? "", rule["to_port"]?.text ?? ""]
  }

  static func protocolNumber(_ word: String) -> String {
    let numbers = ["all": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"]
    return numbers[word.lowercased()] ?? word
  }

  private static let peerKeys: [[String]] = [
    ["cidr_blocks", "cidr_ipv4"], ["ipv6_cidr_blocks", "cidr_ipv6"],
    ["prefix_list_ids", "prefix_list_id"],
    ["security_groups", "source_security_group_id", "referenced_security_group_id"],
  ]

  private static func texts(_ value: Attribute?) -> [String] {
    guard let value, !value.isEmpty else { return [] }
    if case .list(let elements) = value.shape { return elements.map { $0.text ?? "?" } }
    return [value.text ?? "?"]
  }

  private static func peers(of rule: Attribute, own: Resource) -> Set<String> {
    var found: Set<String> = []
    for keys in peerKeys {
      for key in keys { found.formUnion(texts(rule[key]).map { "\(keys[0]) \($0)" }) }
    }
    if rule["self"]?.bool == true { found.insert("\(peerKeys[3][0]) \(own.attributes["id"]?.text ?? "")") }
    return found
  }

  private static func keeping(_ left: Set<String>, in element: Attribute, own: Resource) -> Attribute {
    let kept = element.members.map { member -> Attribute.Member in
      var member = member
      if member.key == "self", member.value.bool == true {
        let isKept = left.contains("\(peerKeys[3][0]) \(own.attributes["id"]?.text ?? "")")
        member.value = Attribute(.bool(isKept), member.value.range)
      }
      guard let keys = peerKeys.first(where: { $0.contains(member.key) }) else { return member }
      if case .list(let elements) = member.value.shape {
        let rest = elements.filter { left.contains("\(keys[0]) \($0.text ?? "?")") }
        member.value = Attribute(.list(rest), member.value.range)
      }
      return member
    }
    return Attribute(.object(kept), element.range)
  }
}
