import Importers
import NetworkModel
import SourceText

/// A small network with one object of every modelled class, as AWS CLI answers. `KEY` in an element is replaced by an
/// extra member in the ledger tests.
enum Fixture {
  static let classes: [(name: String, elements: [String])] = vpcClasses + transitClasses

  private static let vpcClasses: [(name: String, elements: [String])] = [
    (
      "AvailabilityZones",
      [
        #"{KEY"ZoneName": "eu-west-1a", "ZoneId": "euw1-az2", "RegionName": "eu-west-1", "State": "available"}"#
      ]
    ),
    (
      "Vpcs",
      [
        #"{KEY"VpcId": "vpc-a", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}, {"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "disassociated"}}], "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}], "State": "available", "Tags": [{"Key": "Name", "Value": "main"}]}"#,
        #"{"VpcId": "vpc-b", "OwnerId": "111122223333", "CidrBlock": "10.1.0.0/16", "State": "available"}"#,
      ]
    ),
    (
      "Subnets",
      [
        #"{KEY"SubnetId": "subnet-a", "VpcId": "vpc-a", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.1.0/24", "State": "available", "MapPublicIpOnLaunch": true, "OwnerId": "111122223333"}"#,
        #"{"SubnetId": "subnet-b", "VpcId": "vpc-b", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.1.1.0/24", "State": "available"}"#,
      ]
    ),
    (
      "NetworkInterfaces",
      [
        #"{KEY"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Groups": [{"GroupId": "sg-a", "GroupName": "web"}], "PrivateIpAddress": "10.0.1.5", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.6", "Primary": false}, {"PrivateIpAddress": "10.0.1.5", "Primary": true, "Association": {"PublicIp": "198.51.100.5"}}], "Ipv6Addresses": [{"Ipv6Address": "2001:db8::5"}], "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.64/28"}], "Attachment": {"InstanceId": "i-a", "Status": "attached"}, "TagSet": [{"Key": "Role", "Value": "web"}], "OwnerId": "111122223333"}"#,
        #"{"NetworkInterfaceId": "eni-n", "VpcId": "vpc-a", "SubnetId": "subnet-a", "InterfaceType": "nat_gateway", "Status": "in-use", "SourceDestCheck": false, "Groups": [], "PrivateIpAddress": "10.0.1.9"}"#,
      ]
    ),
    (
      "Reservations",
      [
        #"{"ReservationId": "r-1", "OwnerId": "111122223333", "Instances": [{KEY"InstanceId": "i-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": {"Name": "running", "Code": 16}, "InstanceType": "t3.micro", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-a"}], "SecurityGroups": [{"GroupId": "sg-a"}], "Tags": [{"Key": "Tier", "Value": "web"}]}]}"#
      ]
    ),
    (
      "Addresses",
      [
        #"{KEY"PublicIp": "198.51.100.6", "NetworkInterfaceId": "eni-a", "PrivateIpAddress": "10.0.1.6"}"#,
        #"{"PublicIp": "198.51.100.7", "AllocationId": "eipalloc-7"}"#,
      ]
    ),
    (
      "SecurityGroups",
      [
        #"{KEY"GroupId": "sg-a", "GroupName": "web", "VpcId": "vpc-a", "OwnerId": "111122223333", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 90, "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}], "PrefixListIds": [{"PrefixListId": "pl-1"}], "UserIdGroupPairs": [{"GroupId": "sg-a", "UserId": "111122223333"}]}, {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}"#
      ]
    ),
    (
      "NetworkAcls",
      [
        #"{KEY"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": false, "Associations": [{"SubnetId": "subnet-a"}], "Entries": [{"RuleNumber": 32767, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}, {"RuleNumber": 200, "Egress": false, "RuleAction": "allow", "Protocol": "1", "CidrBlock": "0.0.0.0/0", "IcmpTypeCode": {"Type": 8, "Code": -1}}, {"RuleNumber": 100, "Egress": false, "RuleAction": "deny", "Protocol": "6", "CidrBlock": "10.0.0.0/8", "PortRange": {"From": 22, "To": 23}}, {"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "Ipv6CidrBlock": "::/0"}]}"#,
        #"{"NetworkAclId": "acl-b", "VpcId": "vpc-b", "IsDefault": true, "Associations": [], "Entries": []}"#,
      ]
    ),
    (
      "RouteTables",
      [
        #"{KEY"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": false, "SubnetId": "subnet-a"}], "PropagatingVgws": [{"GatewayId": "vgw-1"}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-a", "Origin": "CreateRoute", "State": "active"}, {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-a", "State": "active"}, {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": "pcx-1", "State": "active"}, {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"}, {"DestinationCidrBlock": "172.16.0.0/12", "TransitGatewayId": "tgw-1", "State": "active"}, {"DestinationCidrBlock": "192.0.2.0/24", "NatGatewayId": "nat-1", "State": "active"}, {"DestinationCidrBlock": "192.168.0.0/24", "InstanceId": "i-a", "NetworkInterfaceId": "eni-a", "State": "active"}, {"DestinationCidrBlock": "192.168.1.0/24", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "active"}, {"DestinationCidrBlock": "192.168.2.0/24", "NatGatewayId": "nat-9", "State": "blackhole"}, {"DestinationIpv6CidrBlock": "2001:db8::/56", "GatewayId": "local", "State": "active"}]}"#,
        #"{"RouteTableId": "rtb-b", "VpcId": "vpc-b", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local", "State": "active"}]}"#,
      ]
    ),
    (
      "InternetGateways",
      [
        #"{KEY"InternetGatewayId": "igw-a", "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}"#
      ]
    ),
    (
      "EgressOnlyInternetGateways",
      [
        #"{KEY"EgressOnlyInternetGatewayId": "eigw-a", "Attachments": [{"VpcId": "vpc-a", "State": "attached"}]}"#
      ]
    ),
    (
      "NatGateways",
      [
        #"{KEY"NatGatewayId": "nat-1", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": "available", "ConnectivityType": "public", "NatGatewayAddresses": [{"PrivateIp": "10.0.1.9", "PublicIp": "198.51.100.9", "NetworkInterfaceId": "eni-n", "IsPrimary": true, "Status": "succeeded"}]}"#
      ]
    ),
    (
      "VpcPeeringConnections",
      [
        #"{KEY"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active", "Message": "Active"}, "RequesterVpcInfo": {"VpcId": "vpc-a", "OwnerId": "111122223333", "Region": "eu-west-1", "CidrBlock": "10.0.0.0/16"}, "AccepterVpcInfo": {"VpcId": "vpc-b", "OwnerId": "111122223333", "Region": "eu-west-1", "CidrBlockSet": [{"CidrBlock": "10.1.0.0/16"}]}}"#
      ]
    ),
    (
      "VpcEndpoints",
      [
        #"{KEY"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-a", "ServiceName": "com.amazonaws.eu-west-1.s3", "State": "available", "PolicyDocument": "{}", "RouteTableIds": ["rtb-a"]}"#
      ]
    ),
    (
      "PrefixLists",
      [
        #"{KEY"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["192.0.2.0/25"]}"#
      ]
    ),
    (
      "VpcBlockPublicAccessOptions",
      [#"{KEY"InternetGatewayBlockMode": "off", "State": "default-state"}"#]
    ),
  ]

  /// The network as one folder, with classes replaced, removed (nil) or added.
  static func folder(
    replacing changes: [String: [String]?] = [:], adding key: (type: String, member: String)? = nil
  ) -> [(path: String, text: String)] {
    var files: [(path: String, text: String)] = []
    for (name, elements) in classes {
      let chosen: [String]
      if let change = changes[name] {
        guard let change else { continue }
        chosen = change
      } else {
        chosen = elements
      }
      let member = key.flatMap { $0.type == name ? $0.member + ", " : nil } ?? ""
      let text = chosen.map { $0.replacing("KEY", with: member) }.joined(separator: ",\n  ")
      files.append(("\(name).json", "{\"\(name)\": [\n  \(text)\n]}\n"))
    }
    for (name, change) in changes.sorted(by: { $0.key < $1.key })
    where !classes.contains(where: { $0.name == name }) {
      if let change {
        files.append(("\(name).json", "{\"\(name)\": [\(change.joined(separator: ", "))]}\n"))
      }
    }
    return files
  }

  static func network(
    replacing changes: [String: [String]?] = [:], adding key: (type: String, member: String)? = nil,
    isStrict: Bool = false
  ) -> ImportResult {
    Importer.importNetwork(
      folder: folder(replacing: changes, adding: key), options: ImportOptions(isStrict: isStrict))
  }
}

extension ImportResult {
  var codes: [String] { diagnostics.map(\.code) }
  var rendered: String { DiagnosticRenderer(files: files).render(diagnostics) }
  func unknown(_ id: UnknownID?) -> Unknown? { id.map { network[$0] } }
}

extension Table {
  func named(_ name: String) -> Object? { id(named: name).map { self[$0] } }
}
