/// Builds the text of a plan.
struct PlanText {
  struct Item {
    var address: String
    /// Attributes that are known, as members of an object.
    var known: String
    /// Names of attributes that are known only after apply.
    var later: [String] = []
    /// `"vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]`, as members of an object; nil: no configuration.
    var references: [String: [String]] = [:]
    var before: String?
    /// Members of `after_unknown` and of the configuration's expressions for parts of blocks.
    var unknownParts = ""
    var expressions = ""
  }

  var items: [Item] = []

  private var type: (String) -> String {
    { address in
      let parts = address.split(separator: ".")
      let index = parts.lastIndex(where: { $0.hasPrefix("aws_") }) ?? 0
      return String(parts[index])
    }
  }

  private func list(_ names: [String]) -> String {
    "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  private func escaped(_ text: String) -> String {
    String(text.flatMap { $0 == "\"" ? ["\\", "\""] : [$0] })
  }

  var text: String {
    let changes = items.map { item in
      let parts = item.unknownParts.isEmpty ? [] : [item.unknownParts]
      let marks = ((item.later + ["id"]).map { "\"\($0)\": true" } + parts).joined(separator: ", ")
      return """
        {"address": "\(escaped(item.address))", "mode": "managed", "type": "\(type(item.address))", "name": "x",
         "change": {"actions": ["create"], "before": \(item.before ?? "null"), "after": {\(item.known)},
                    "after_unknown": {\(marks)}}}
        """
    }
    var seen: Set<String> = []
    let blocks = items.compactMap { item -> String? in
      let base = String(item.address.prefix { $0 != "[" })
      guard !base.hasPrefix("module."), seen.insert(base).inserted else { return nil }
      let parts = item.expressions.isEmpty ? [] : [item.expressions]
      let expressions = (item.references.sorted { $0.key < $1.key }.map {
        "\"\($0.key)\": {\"references\": \(list($0.value))}"
      } + parts).joined(separator: ", ")
      return """
        {"address": "\(base)", "mode": "managed", "type": "\(type(base))", "name": "x",
         "provider_config_key": "aws", "expressions": {\(expressions)}}
        """
    }
    return """
      {"format_version": "1.2", "terraform_version": "1.9.0",
       "planned_values": {"root_module": {}},
       "resource_changes": [\(changes.joined(separator: ",\n"))],
       "configuration": {"provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}},
                         "root_module": {"resources": [\(blocks.joined(separator: ",\n"))]}}}
      """
  }

  /// A VPC with two subnets, a way to the Internet for one of them, and a host in each.
  static var small: PlanText {
    let rule =
      #""prefix_list_ids": [], "ipv6_cidr_blocks": [], "self": false, "description": """#
    return PlanText(items: [
      .init(
        address: "aws_vpc.main",
        known:
          #""cidr_block": "10.1.0.0/16", "assign_generated_ipv6_cidr_block": null, "tags": null"#,
        later: ["arn", "default_security_group_id", "ipv6_cidr_block"],
        references: ["cidr_block": []]),
      .init(
        address: "aws_internet_gateway.gate", known: #""tags": null"#, later: ["vpc_id"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]),
      .init(
        address: "aws_subnet.open",
        known:
          #""cidr_block": "10.1.1.0/24", "availability_zone": "eu-west-1a", "map_public_ip_on_launch": true"#,
        later: ["vpc_id", "ipv6_cidr_block"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]),
      .init(
        address: "aws_subnet.closed",
        known:
          #""cidr_block": "10.1.2.0/23", "availability_zone": "eu-west-1b", "map_public_ip_on_launch": false"#,
        later: ["vpc_id", "ipv6_cidr_block"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]),
      .init(
        address: "aws_route_table.open", known: #""tags": null"#,
        later: ["vpc_id", "route", "propagating_vgws"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]),
      .init(
        address: "aws_route.out",
        known: #""destination_cidr_block": "0.0.0.0/0", "destination_ipv6_cidr_block": null"#,
        later: ["route_table_id", "gateway_id", "instance_id", "state", "origin"],
        references: [
          "route_table_id": ["aws_route_table.open.id", "aws_route_table.open"],
          "gateway_id": ["aws_internet_gateway.gate.id", "aws_internet_gateway.gate"],
          "destination_cidr_block": [],
        ]),
      .init(
        address: "aws_route_table_association.open", known: #""gateway_id": null"#,
        later: ["route_table_id", "subnet_id"],
        references: [
          "route_table_id": ["aws_route_table.open.id", "aws_route_table.open"],
          "subnet_id": ["aws_subnet.open.id", "aws_subnet.open"],
        ]),
      .init(
        address: "aws_security_group.web",
        known:
          #""name": "web", "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"], "security_groups": [], \#(rule)}]"#,
        later: ["vpc_id", "egress"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"], "name": []]),
      .init(
        address: "aws_security_group.data", known: #""name": "data""#,
        later: ["vpc_id", "egress", "ingress"],
        references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"], "name": []]),
      .init(
        address: "aws_security_group_rule.web_out",
        known:
          #""type": "egress", "protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], \#(rule)"#,
        later: ["security_group_id", "source_security_group_id"],
        references: [
          "security_group_id": ["aws_security_group.web.id", "aws_security_group.web"], "type": [],
        ]),
      .init(
        address: "aws_security_group_rule.data_in",
        known:
          #""type": "ingress", "protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": null, \#(rule)"#,
        later: ["security_group_id", "source_security_group_id"],
        references: [
          "security_group_id": ["aws_security_group.data.id", "aws_security_group.data"],
          "source_security_group_id": ["aws_security_group.web.id", "aws_security_group.web"],
        ]),
      .init(
        address: "aws_instance.web",
        known: #""instance_type": "t3.micro", "source_dest_check": true"#,
        later: [
          "subnet_id", "vpc_security_group_ids", "private_ip", "public_ip",
          "associate_public_ip_address",
          "network_interface", "secondary_private_ips", "ipv6_addresses", "ipv6_address_count",
          "security_groups",
        ],
        references: [
          "subnet_id": ["aws_subnet.open.id", "aws_subnet.open"],
          "vpc_security_group_ids": ["aws_security_group.web.id", "aws_security_group.web"],
        ]),
      .init(
        address: "aws_instance.data",
        known: #""instance_type": "t3.micro", "source_dest_check": true"#,
        later: [
          "subnet_id", "vpc_security_group_ids", "private_ip", "public_ip",
          "associate_public_ip_address",
          "network_interface", "secondary_private_ips", "ipv6_addresses", "ipv6_address_count",
          "security_groups",
        ],
        references: [
          "subnet_id": ["aws_subnet.closed.id", "aws_subnet.closed"],
          "vpc_security_group_ids": ["aws_security_group.data.id", "aws_security_group.data"],
        ]),
    ])
  }

  /// The item of this address, to be changed.
  subscript(address: String) -> Item {
    get { items.first { $0.address == address } ?? Item(address: address, known: "") }
    set {
      if let index = items.firstIndex(where: { $0.address == address }) {
        items[index] = newValue
      } else {
        items.append(newValue)
      }
    }
  }
}
