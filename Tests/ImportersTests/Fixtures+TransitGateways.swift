extension Fixture {
  /// A transit gateway between the two VPCs, with a peering, as a snapshot with wrapped answers shows it.
  static let transitClasses: [(name: String, elements: [String])] = [
    (
      "TransitGateways",
      [
        #"{KEY"TransitGatewayId": "tgw-1", "TransitGatewayArn": "arn:aws:ec2:eu-west-1:111122223333:transit-gateway/tgw-1", "State": "available", "OwnerId": "111122223333", "Description": "hub", "CreationTime": "2020-01-01T00:00:00.000Z", "Options": {"AmazonSideAsn": 64512, "DefaultRouteTableAssociation": "enable", "SecurityGroupReferencingSupport": "enable", "VpnEcmpSupport": "enable"}, "Tags": [{"Key": "Name", "Value": "hub"}]}"#,
        #"{"TransitGatewayId": "tgw-2", "State": "modifying", "OwnerId": "111122223333", "Options": {"VpnEcmpSupport": "enable"}}"#,
      ]
    ),
    (
      "TransitGatewayAttachments",
      [
        #"{KEY"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": "111122223333", "ResourceOwnerId": "111122223333", "ResourceType": "vpc", "ResourceId": "vpc-a", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}, "CreationTime": "2020-01-01T00:00:00.000Z"}"#,
        #"{"TransitGatewayAttachmentId": "tgw-attach-b", "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-b", "State": "available", "CreationTime": "2020-01-02 00:00:00+00:00"}"#,
        #"{"TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": "tgw-1", "ResourceType": "peering", "ResourceId": "tgw-2", "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}}"#,
        #"{"TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": "tgw-2", "ResourceType": "peering", "ResourceId": "tgw-1", "State": "available"}"#,
      ]
    ),
    (
      "TransitGatewayVpcAttachments",
      [
        #"{KEY"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "VpcId": "vpc-a", "VpcOwnerId": "111122223333", "State": "available", "SubnetIds": ["subnet-a"], "CreationTime": "2020-01-01T00:00:00.000Z", "Options": {"DnsSupport": "enable", "Ipv6Support": "enable", "ApplianceModeSupport": "enable"}, "Tags": [{"Key": "Name", "Value": "a"}]}"#,
        #"{"TransitGatewayAttachmentId": "tgw-attach-b", "TransitGatewayId": "tgw-1", "VpcId": "vpc-b", "State": "rollingBack", "SubnetIds": ["subnet-b"], "Options": {"Ipv6Support": "disable", "SecurityGroupReferencingSupport": "disable"}}"#,
      ]
    ),
    (
      "TransitGatewayPeeringAttachments",
      [
        #"{KEY"TransitGatewayAttachmentId": "tgw-attach-p", "RequesterTgwInfo": {"TransitGatewayId": "tgw-1", "OwnerId": "111122223333", "Region": "eu-west-1"}, "AccepterTgwInfo": {"TransitGatewayId": "tgw-2", "OwnerId": "111122223333", "Region": "eu-west-1"}, "Options": {"DynamicRouting": "disable"}, "Status": {"Code": "available"}, "State": "available"}"#
      ]
    ),
    (
      "TransitGatewayRouteTables",
      [
        #"{KEY"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1", "State": "available", "DefaultAssociationRouteTable": true, "DefaultPropagationRouteTable": true}"#
      ]
    ),
    (
      "TransitGatewayStaticRoutes",
      [
        #"{KEY"TransitGatewayRouteTableId": "tgw-rtb-1", "AdditionalRoutesAvailable": false, "Routes": [{"DestinationCidrBlock": "10.8.0.0/16", "Type": "static", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-p", "ResourceType": "peering", "ResourceId": "tgw-2"}]}, {"DestinationCidrBlock": "10.9.0.0/16", "Type": "static", "State": "blackhole"}]}"#
      ]
    ),
    (
      "TransitGatewayPropagations",
      [
        #"{KEY"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayRouteTablePropagations": [{"TransitGatewayAttachmentId": "tgw-attach-a", "ResourceType": "vpc", "ResourceId": "vpc-a", "State": "enabled"}, {"TransitGatewayAttachmentId": "tgw-attach-b", "ResourceType": "vpc", "ResourceId": "vpc-b", "State": "enabled"}]}"#
      ]
    ),
  ]
}
