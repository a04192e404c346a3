/// Builds the texts of states, and of plans that start from one: objects that exist, with every attribute known.
struct StateText {
  /// Members of an object, by address.
  var attributes: [String: String]
  /// Attributes that the configuration of a resource writes; the rest is only read. All of them where it is not here.
  var written: [String: [String]] = [:]

  /// A change of a plan beside those that leave an object as it is.
  struct Change {
    var address: String
    var actions: [String]
    var before: String?
    var after: String?
    var deposed: String?
  }

  static let rule =
    #""ipv6_cidr_blocks": [], "prefix_list_ids": [], "self": false, "description": "", "security_groups": []"#

  /// A VPC with one subnet behind an internet gateway and a host with a public address that takes tcp/443.
  static let small = StateText(attributes: [
    "aws_vpc.main":
      #""id": "vpc-1", "cidr_block": "10.4.0.0/16", "assign_generated_ipv6_cidr_block": false, "ipv6_cidr_block": "", "default_security_group_id": "sg-0", "default_network_acl_id": "acl-0", "default_route_table_id": "rtb-0", "main_route_table_id": "rtb-0""#,
    "aws_internet_gateway.gate": #""id": "igw-1", "vpc_id": "vpc-1""#,
    "aws_subnet.part":
      #""id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.4.1.0/24", "map_public_ip_on_launch": false, "ipv6_cidr_block": """#,
    "aws_route_table.out":
      #""id": "rtb-1", "vpc_id": "vpc-1", "propagating_vgws": [], "route": [{"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "igw-1", "nat_gateway_id": ""}]"#,
    "aws_route_table_association.out":
      #""id": "x", "subnet_id": "subnet-1", "route_table_id": "rtb-1", "gateway_id": """#,
    "aws_security_group.web":
      #""id": "sg-1", "name": "web", "vpc_id": "vpc-1", "egress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], \#(rule)}], "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"], \#(rule)}]"#,
    "aws_instance.web":
      #""id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"], "private_ip": "10.4.1.9", "public_ip": "52.1.2.3", "source_dest_check": true, "network_interface": [], "primary_network_interface_id": "eni-1""#,
  ])

  /// With a text in the attributes of one resource replaced.
  func replacing(_ old: String, _ new: String, in address: String) -> StateText {
    var copy = self
    copy.attributes[address] = attributes[address]?.replacing(old, with: new)
    return copy
  }

  func adding(_ address: String, _ text: String) -> StateText {
    var copy = self
    copy.attributes[address] = text
    return copy
  }

  func removing(_ addresses: String...) -> StateText {
    var copy = self
    for address in addresses { copy.attributes[address] = nil }
    return copy
  }

  private static func parts(_ address: String) -> (type: String, name: String) {
    let parts = address.split(separator: ".").map(String.init)
    return (parts[0], parts[1])
  }

  var raw: String {
    let resources = attributes.sorted { $0.key < $1.key }.map { address, text in
      let parts = Self.parts(address)
      return """
        {"mode": "managed", "type": "\(parts.type)", "name": "\(parts.name)", "provider": "p",
         "instances": [{"attributes": {\(text)}}]}
        """
    }
    return """
      {"version": 4, "terraform_version": "1.5.0", "serial": 1, "lineage": "x", "outputs": {},
       "resources": [\(resources.joined(separator: ",\n"))]}
      """
  }

  /// A plan that leaves every object as it is, but for some changes.
  func plan(_ changes: [Change] = [], provider: String = "") -> String {
    let unchanged = attributes.sorted { $0.key < $1.key }.map {
      Change(address: $0.key, actions: ["no-op"], before: $0.value, after: $0.value)
    }
    let all = (unchanged + changes).map { change in
      let parts = Self.parts(change.address)
      func object(_ text: String?) -> String { text.map { "{\($0)}" } ?? "null" }
      let deposed = change.deposed.map { "\"deposed\": \"\($0)\", " } ?? ""
      let actions = change.actions.map { "\"\($0)\"" }.joined(separator: ", ")
      return """
        {"address": "\(change.address)", \(deposed)"mode": "managed", "type": "\(parts.type)", "name": "\(parts.name)",
         "change": {"actions": [\(actions)], "before": \(object(change.before)), "after": \(object(change.after)),
                    "after_unknown": {}}}
        """
    }
    let blocks = written.sorted { $0.key < $1.key }.map { address, keys in
      """
      {"address": "\(address)", "mode": "managed", "type": "\(Self.parts(address).type)", "name": "x",
       "provider_config_key": "aws", "expressions": {\(keys.map { "\"\($0)\": {}" }.joined(separator: ", "))}}
      """
    }
    return """
      {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {}},
       "resource_changes": [\(all.joined(separator: ",\n"))],
       "configuration": {"provider_config": {"aws": {"name": "aws", "expressions": {\(provider)}}},
                         "root_module": {"resources": [\(blocks.joined(separator: ",\n"))]}}}
      """
  }
}
