import Checker
import NetworkModel
import SourceText

extension Unknown {
  /// What its owner can do about it.
  var advice: String {
    switch kind {
    case "class":
      CollectCommand.command(forClass: object).map { "collect it: \($0)" } ?? "collect this class"
    case "solver": "ask about less at once: fewer members, one protocol"
    case _ where rule.hasPrefix("IMP-3") || rule == "NACL-1" || rule == "SG-8"
      || rule == "TGW-3" || rule == "TGW-16":
      CollectCommand.command(forKind: kind).map { "collect it: \($0)" } ?? "collect the object"
    case _ where rule == "ENI-6":
      "say what this appliance does with packets, or ask about paths that avoid it"
    case _ where rule == "IAC-7": "give it a value, or a default, to have an answer"
    case _ where rule.hasPrefix("IMP-5"):
      "the value is new to Isola; check it by hand until it is modelled"
    case _: "Isola does not model this yet; check the paths through it by hand"
    }
  }
}

/// The command that collects a class of objects.
enum CollectCommand {
  private static let commands: [(key: String, command: String)] = [
    ("SecurityGroupRules", "aws ec2 describe-security-group-rules"),
    ("SecurityGroups", "aws ec2 describe-security-groups"),
    ("NetworkAcls", "aws ec2 describe-network-acls"),
    ("NetworkInterfaces", "aws ec2 describe-network-interfaces"),
    ("Vpcs", "aws ec2 describe-vpcs"), ("Subnets", "aws ec2 describe-subnets"),
    ("Reservations", "aws ec2 describe-instances"), ("Addresses", "aws ec2 describe-addresses"),
    ("RouteTables", "aws ec2 describe-route-tables"),
    ("EgressOnlyInternetGateways", "aws ec2 describe-egress-only-internet-gateways"),
    ("InternetGateways", "aws ec2 describe-internet-gateways"),
    ("NatGateways", "aws ec2 describe-nat-gateways"),
    ("VpcPeeringConnections", "aws ec2 describe-vpc-peering-connections"),
    ("VpcEndpoints", "aws ec2 describe-vpc-endpoints"),
    ("PrefixLists", "aws ec2 describe-managed-prefix-lists"),
    ("Block Public Access", "aws ec2 describe-vpc-block-public-access-options"),
    ("VpcBlockPublicAccessOptions", "aws ec2 describe-vpc-block-public-access-options"),
    ("VpcBlockPublicAccessExclusions", "aws ec2 describe-vpc-block-public-access-exclusions"),
    ("Accelerators", "aws globalaccelerator list-accelerators"),
    ("VpcOriginList", "aws cloudfront list-vpc-origins"),
    ("ServiceConfigurations", "aws ec2 describe-vpc-endpoint-service-configurations"),
    ("VpcLattice", "aws vpc-lattice list-service-network-vpc-associations"),
  ]

  /// Classes by the kind of their objects.
  private static let classes = [
    "securityGroup": "SecurityGroups", "networkAcl": "NetworkAcls", "vpc": "Vpcs",
    "subnet": "Subnets",
    "networkInterface": "NetworkInterfaces", "instance": "Reservations",
    "routeTable": "RouteTables",
    "internetGateway": "InternetGateways",
    "egressOnlyInternetGateway": "EgressOnlyInternetGateways",
    "natGateway": "NatGateways", "vpcPeeringConnection": "VpcPeeringConnections",
    "vpcEndpoint": "VpcEndpoints",
  ]

  /// Kinds that need another call than the one that lists them, or more than one.
  private static let calls = [
    "prefixList": "aws ec2 get-managed-prefix-list-entries",
    "transitGateway":
      "aws ec2 describe-transit-gateways and describe-transit-gateway-attachments, in the account that owns it",
    "transitGatewayAttachment":
      "aws ec2 describe-transit-gateway-attachments and describe-transit-gateway-vpc-attachments",
    "transitGatewayRouteTable":
      "aws ec2 describe-transit-gateway-route-tables and search-transit-gateway-routes",
  ]

  /// `object` names the class first: `NetworkAcls of 111122223333/us-east-1`.
  static func command(forClass object: String) -> String? {
    commands.first { object.hasPrefix($0.key) }?.command
  }

  static func command(forKind kind: String) -> String? {
    if let own = calls[kind] { return own }
    return classes[kind].flatMap(command(forClass:))
  }
}

extension OpenCondition {
  /// "`AdminCidr` is `0.0.0.0/0` and …".
  var words: String {
    values.map { "`\(DisplayText.escape($0.range.name))` is `\($0.value)`" }.joined(separator: " and ")
  }
}
