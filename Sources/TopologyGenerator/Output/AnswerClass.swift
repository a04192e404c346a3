/// The calls whose answers a folder holds. Those that a family never fills are written empty, so that nothing is missing.
enum AnswerClass: Int, CaseIterable {
  case availabilityZones, vpcs, subnets, interfaces, instances, addresses, groups, acls, tables
  case internetGateways, egressOnlyGateways, natGateways, peerings
  case transitGateways, attachments, vpcAttachments, peeringAttachments, transitTables
  case endpoints, endpointServices, prefixLists, managedPrefixLists, loadBalancers, classicBalancers
  case vpnGateways, customerGateways, vpnConnections, carrierGateways
  case virtualInterfaces, directConnectGateways, directConnectAssociations

  /// The call as the command line spells it, which is the name of the file.
  var call: String {
    switch self {
    case .availabilityZones: "ec2-describe-availability-zones"
    case .vpcs: "ec2-describe-vpcs"
    case .subnets: "ec2-describe-subnets"
    case .interfaces: "ec2-describe-network-interfaces"
    case .instances: "ec2-describe-instances"
    case .addresses: "ec2-describe-addresses"
    case .groups: "ec2-describe-security-groups"
    case .acls: "ec2-describe-network-acls"
    case .tables: "ec2-describe-route-tables"
    case .internetGateways: "ec2-describe-internet-gateways"
    case .egressOnlyGateways: "ec2-describe-egress-only-internet-gateways"
    case .natGateways: "ec2-describe-nat-gateways"
    case .peerings: "ec2-describe-vpc-peering-connections"
    case .transitGateways: "ec2-describe-transit-gateways"
    case .attachments: "ec2-describe-transit-gateway-attachments"
    case .vpcAttachments: "ec2-describe-transit-gateway-vpc-attachments"
    case .peeringAttachments: "ec2-describe-transit-gateway-peering-attachments"
    case .transitTables: "ec2-describe-transit-gateway-route-tables"
    case .endpoints: "ec2-describe-vpc-endpoints"
    case .endpointServices: "ec2-describe-vpc-endpoint-service-configurations"
    case .prefixLists: "ec2-describe-prefix-lists"
    case .managedPrefixLists: "ec2-describe-managed-prefix-lists"
    case .loadBalancers: "elbv2-describe-load-balancers"
    case .classicBalancers: "elb-describe-load-balancers"
    case .vpnGateways: "ec2-describe-vpn-gateways"
    case .customerGateways: "ec2-describe-customer-gateways"
    case .vpnConnections: "ec2-describe-vpn-connections"
    case .carrierGateways: "ec2-describe-carrier-gateways"
    case .virtualInterfaces: "directconnect-describe-virtual-interfaces"
    case .directConnectGateways: "directconnect-describe-direct-connect-gateways"
    case .directConnectAssociations: "directconnect-describe-direct-connect-gateway-associations"
    }
  }

  /// The key of the list in the answer.
  var key: String {
    switch self {
    case .availabilityZones: "AvailabilityZones"
    case .vpcs: "Vpcs"
    case .subnets: "Subnets"
    case .interfaces: "NetworkInterfaces"
    case .instances: "Reservations"
    case .addresses: "Addresses"
    case .groups: "SecurityGroups"
    case .acls: "NetworkAcls"
    case .tables: "RouteTables"
    case .internetGateways: "InternetGateways"
    case .egressOnlyGateways: "EgressOnlyInternetGateways"
    case .natGateways: "NatGateways"
    case .peerings: "VpcPeeringConnections"
    case .transitGateways: "TransitGateways"
    case .attachments: "TransitGatewayAttachments"
    case .vpcAttachments: "TransitGatewayVpcAttachments"
    case .peeringAttachments: "TransitGatewayPeeringAttachments"
    case .transitTables: "TransitGatewayRouteTables"
    case .endpoints: "VpcEndpoints"
    case .endpointServices: "ServiceConfigurations"
    case .prefixLists, .managedPrefixLists: "PrefixLists"
    case .loadBalancers: "LoadBalancers"
    case .classicBalancers: "LoadBalancerDescriptions"
    case .vpnGateways: "VpnGateways"
    case .customerGateways: "CustomerGateways"
    case .vpnConnections: "VpnConnections"
    case .carrierGateways: "CarrierGateways"
    case .virtualInterfaces: "virtualInterfaces"
    case .directConnectGateways: "directConnectGateways"
    case .directConnectAssociations: "directConnectGatewayAssociations"
    }
  }

  /// Whole answers that say that there is nothing, in forms other than an empty list.
  static let fixed: [(name: String, text: String)] = [
    (
      "ec2-describe-vpc-block-public-access-options",
      #"{"VpcBlockPublicAccessOptions":{"State":"default-state","InternetGatewayBlockMode":"off"}}"#
    ),
    ("globalaccelerator-list-accelerators", #"{"Accelerators":[]}"#),
    ("cloudfront-list-vpc-origins", #"{"VpcOriginList":{"Quantity":0,"Items":[]}}"#),
    ("vpc-lattice-list-service-network-vpc-associations", #"{"items":[]}"#),
  ]
}
