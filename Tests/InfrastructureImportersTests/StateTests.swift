import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import Testing

@Suite("States")
struct StateTests {
  private static let attributes: [String: String] = [
    "aws_vpc.main":
      #""id": "vpc-1", "cidr_block": "10.4.0.0/16", "assign_generated_ipv6_cidr_block": false, "ipv6_cidr_block": "", "default_security_group_id": "sg-0""#,
    "aws_internet_gateway.gate": #""id": "igw-1", "vpc_id": "vpc-1""#,
    "aws_subnet.part":
      #""id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.4.1.0/24", "availability_zone": "eu-west-1a", "availability_zone_id": "euw1-az1", "map_public_ip_on_launch": false, "ipv6_cidr_block": """#,
    "aws_route_table.out":
      #""id": "rtb-1", "vpc_id": "vpc-1", "propagating_vgws": [], "route": [{"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "igw-1", "nat_gateway_id": ""}]"#,
    "aws_route_table_association.out":
      #""id": "x", "subnet_id": "subnet-1", "route_table_id": "rtb-1", "gateway_id": """#,
    "aws_security_group.web":
      #""id": "sg-1", "name": "web", "vpc_id": "vpc-1", "egress": [], "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false, "description": ""}]"#,
    "aws_instance.web":
      #""id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"], "private_ip": "10.4.1.9", "public_ip": "52.1.2.3", "source_dest_check": true, "instance_type": "t3.micro", "network_interface": [], "primary_network_interface_id": "eni-1""#,
    "aws_eip.web":
      #""id": "eipalloc-1", "public_ip": "52.1.2.3", "network_interface": "eni-1", "instance": "i-1", "private_ip": "10.4.1.9""#,
  ]

  private static func raw(_ change: (String, String) -> String = { $1 }) -> String {
    let resources = attributes.sorted { $0.key < $1.key }.map { address, text in
      let parts = address.split(separator: ".")
      return """
        {"mode": "managed", "type": "\(parts[0])", "name": "\(parts[1])", "provider": "p",
         "instances": [{"attributes": {\(change(address, text))}}]}
        """
    }
    return """
      {"version": 4, "terraform_version": "1.5.0", "serial": 1, "lineage": "x", "outputs": {},
       "resources": [\(resources.joined(separator: ",\n"))]}
      """
  }

  private static var shown: String {
    let resources = attributes.sorted { $0.key < $1.key }.map { address, text in
      let parts = address.split(separator: ".")
      return """
        {"address": "\(address)", "mode": "managed", "type": "\(parts[0])", "name": "\(parts[1])", "values": {\(text)}}
        """
    }
    return """
      {"format_version": "1.0", "terraform_version": "1.5.0",
       "values": {"root_module": {"child_modules": [{"address": "", "resources": [\(resources.joined(separator: ",\n"))]}]}}}
      """
  }

  private static let policies: [(String, Verdict)] = [
    (#"require internet -> "aws_instance.web" on tcp/443"#, .proved),
    (#"forbid internet -> "aws_instance.web" on tcp/22"#, .proved),
    (#"forbid internet -> "aws_instance.web" on tcp/443"#, .violated),
    (#"forbid "aws_instance.web" -> internet"#, .proved),
  ]

  @Test func rawAndShownStatesSayTheSame() throws {
    for text in [Self.raw(), Self.shown] {
      let result = try network(text)
      #expect(result.network.globalUnknowns.isEmpty)
      for (policy, expected) in Self.policies {
        #expect(try verdict(policy, on: result) == expected)
      }
      let address = result.network.interfaces.elements.first?.privateAddresses.first
      #expect(address?.address.description == "10.4.1.9")
      #expect(address?.publicAddress?.description == "52.1.2.3")
      #expect(!result.network.assumptions.contains { $0.name == "terraform.any-free-address" })
    }
  }

  /// An attribute that a state does not show is not an attribute without a value.
  @Test(arguments: [
    ("aws_security_group.web", #""ingress""#), ("aws_instance.web", #""vpc_security_group_ids""#),
    ("aws_route_table.out", #""route""#), ("aws_instance.web", #""source_dest_check""#),
    ("aws_security_group.web", #""self""#), ("aws_subnet.part", #""vpc_id""#),
  ])
  func whatIsNotShownIsUnknown(address: String, key: String) throws {
    let text = Self.raw { own, text in
      own == address ? text.replacing(key, with: #""not_"# + key.dropFirst()) : text
    }
    try #require(text != Self.raw())
    let result = try network(text)
    #expect(try verdict(#"forbid internet -> "aws_instance.web" on tcp/22"#, on: result) != .proved)
  }

  @Test func groupsAndGatewaysBesideTheStateAreNotAbsent() throws {
    let text = Self.raw { address, text in
      address == "aws_security_group.web"
        ? text.replacing(#""security_groups": []"#, with: #""security_groups": ["sg-elsewhere"]"#)
        : text
    }
    #expect(
      try verdict(#"forbid "aws_instance.web" -> "aws_instance.web""#, on: text) != .violated)
    let result = try network(text)
    let group = try #require(result.network.securityGroups.named("aws_security_group.web"))
    #expect(group.rules.contains { if case .group(.missing) = $0.peer { true } else { false } })
    // A subnet of a VPC that is not described may be behind a gateway.
    let alone = """
      {"version": 4, "terraform_version": "1.5.0", "serial": 1, "lineage": "x", "resources": [
        {"mode": "managed", "type": "aws_subnet", "name": "part", "instances": [{"attributes": {
          "id": "subnet-1", "vpc_id": "vpc-other", "cidr_block": "10.4.1.0/24", "map_public_ip_on_launch": true}}]},
        {"mode": "managed", "type": "aws_instance", "name": "web", "instances": [{"attributes": {
          "id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-elsewhere"], "private_ip": "10.4.1.9",
          "public_ip": "52.1.2.3", "source_dest_check": true}}]}]}
      """
    #expect(try verdict(#"forbid internet -> "aws_instance.web""#, on: alone) == .unknown)
    #expect(try verdict(#"forbid "aws_instance.web" -> internet"#, on: alone) == .unknown)
  }
}
