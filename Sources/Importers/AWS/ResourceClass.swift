/// The classes of objects that become part of the model; the raw value is the key of the AWS answer.
enum ResourceClass: String, CaseIterable, Hashable {
  case availabilityZones = "AvailabilityZones"
  case vpcs = "Vpcs"
  case subnets = "Subnets"
  case networkInterfaces = "NetworkInterfaces"
  case reservations = "Reservations"
  case instanceTypes = "InstanceTypes"
  case addresses = "Addresses"
  case securityGroups = "SecurityGroups"
  case securityGroupRules = "SecurityGroupRules"
  case networkACLs = "NetworkAcls"
  case routeTables = "RouteTables"
  case internetGateways = "InternetGateways"
  case egressOnlyInternetGateways = "EgressOnlyInternetGateways"
  case natGateways = "NatGateways"
  case peerings = "VpcPeeringConnections"
  case endpoints = "VpcEndpoints"
  case prefixLists = "PrefixLists"
  case prefixListEntries = "Entries"
  case transitGateways = "TransitGateways"
  case transitGatewayAttachments = "TransitGatewayAttachments"
  case transitGatewayVPCAttachments = "TransitGatewayVpcAttachments"
  case transitGatewayPeeringAttachments = "TransitGatewayPeeringAttachments"
  case transitGatewayRouteTables = "TransitGatewayRouteTables"
  case transitGatewayPrefixListReferences = "TransitGatewayPrefixListReferences"
  case transitGatewayAssociations = "Associations"
  case transitGatewayPropagations = "TransitGatewayRouteTablePropagations"
  case transitGatewayRoutes = "Routes"
  case transitGatewayWrappedPropagations = "TransitGatewayPropagations"
  case transitGatewayStaticRoutes = "TransitGatewayStaticRoutes"
  case vpnGateways = "VpnGateways"
  case vpnConnections = "VpnConnections"
  case customerGateways = "CustomerGateways"
  case directConnectGateways = "DirectConnectGateways"
  case directConnectAssociations = "DirectConnectGatewayAssociations"
  case virtualInterfaces = "VirtualInterfaces"
  case blockPublicAccessOptions = "VpcBlockPublicAccessOptions"
  case blockPublicAccessExclusions = "VpcBlockPublicAccessExclusions"

  /// In words, for messages: "network ACLs".
  var title: String {
    switch self {
    case .availabilityZones: "availability zones"
    case .vpcs: "VPCs"
    case .subnets: "subnets"
    case .networkInterfaces: "network interfaces"
    case .reservations: "instances"
    case .instanceTypes: "instance types"
    case .addresses: "elastic IP addresses"
    case .securityGroups: "security groups"
    case .securityGroupRules: "security group rules"
    case .networkACLs: "network ACLs"
    case .routeTables: "route tables"
    case .internetGateways: "internet gateways"
    case .egressOnlyInternetGateways: "egress-only internet gateways"
    case .natGateways: "NAT gateways"
    case .peerings: "VPC peering connections"
    case .endpoints: "VPC endpoints"
    case .prefixLists: "prefix lists"
    case .prefixListEntries: "prefix list entries"
    case .transitGateways: "transit gateways"
    case .transitGatewayAttachments: "transit gateway attachments"
    case .transitGatewayVPCAttachments: "VPC attachments of transit gateways"
    case .transitGatewayPeeringAttachments: "peering attachments of transit gateways"
    case .transitGatewayRouteTables: "transit gateway route tables"
    case .transitGatewayPrefixListReferences: "prefix list references of transit gateways"
    case .transitGatewayAssociations: "associations of transit gateway route tables"
    case .transitGatewayPropagations, .transitGatewayWrappedPropagations:
      "propagations of transit gateway route tables"
    case .transitGatewayRoutes: "routes of transit gateways"
    case .transitGatewayStaticRoutes: "static routes of transit gateways"
    case .vpnGateways: "virtual private gateways"
    case .vpnConnections: "VPN connections"
    case .customerGateways: "customer gateways"
    case .directConnectGateways: "Direct Connect gateways"
    case .directConnectAssociations: "associations of Direct Connect gateways"
    case .virtualInterfaces: "virtual interfaces"
    case .blockPublicAccessOptions: "VPC Block Public Access options"
    case .blockPublicAccessExclusions: "VPC Block Public Access exclusions"
    }
  }

  /// The class of a key of an answer; Direct Connect writes its keys with a small first letter.
  static func named(_ key: String) -> ResourceClass? {
    if let kind = ResourceClass(rawValue: key) { return kind }
    guard let first = key.first, first.isLowercase,
      let kind = ResourceClass(rawValue: first.uppercased() + key.dropFirst())
    else { return nil }
    return kind.isDirectConnect ? kind : nil
  }

  var isDirectConnect: Bool {
    self == .directConnectGateways || self == .directConnectAssociations || self == .virtualInterfaces
  }

  /// Classes of which it matters that every object is there (TGW-4).
  var isTransitList: Bool {
    self == .transitGatewayAttachments || self == .transitGatewayVPCAttachments
      || self == .transitGatewayRouteTables
  }

  /// Classes whose objects are ends of traffic, or addresses and rules of such: without all of them every set may be too
  /// small.
  var addsEnds: Bool {
    self == .networkInterfaces || self == .reservations || self == .subnets || self == .addresses
      || self == .securityGroupRules
  }

  /// Classes that say something by an object's absence: a subnet has the main table, a VPC has no gateway.
  var speaksByAbsence: Bool {
    self == .routeTables || self == .networkACLs || self == .internetGateways
  }

  /// Answers about one table of a transit gateway that do not name it (IMP-1): something beside them has to.
  var isAboutOneTransitTable: Bool {
    self == .transitGatewayRoutes || self == .transitGatewayAssociations
      || self == .transitGatewayPropagations
  }
}

/// A class that is read and kept, but whose behaviour is not modelled.
struct UnmodelledClass {
  /// The field's term, used by `inspect`: `transitGateway`.
  let kind: String
  /// Keys that may hold the id, best first.
  let ids: [String]
  /// True when such an object adds paths without being referenced by a route, a rule or an interface (IMP-3a c).
  let addsPaths: Bool

  /// True for answers about an object that another answer describes: they need not name it.
  let isDetail: Bool

  init(_ kind: String, _ ids: String..., addsPaths: Bool = false, isDetail: Bool = false) {
    self.kind = kind
    self.ids = ids
    self.addsPaths = addsPaths
    self.isDetail = isDetail
  }
}

/// Every top-level key of an answer that is known, by what happens to it.
enum AnswerKeys {
  /// Pagination and transport; read elsewhere or without meaning.
  static let transport: Set<String> = [
    "ResponseMetadata", "NextToken", "nextToken", "NextMarker", "Marker", "position", "IsTruncated",
    "AdditionalRoutesAvailable", "RetryAttempts", "UpdateToken",
  ]

  /// Answers that carry nothing about forwarding, or what other answers say better. Reviewed.
  static let irrelevant: Set<String> = [
    "DhcpOptions", "Regions", "InstanceStatuses", "PlacementGroups", "ServiceNames",
    "ServiceDetails", "Tags",
    "Instances", "MovingAddressStatuses", "Hosts", "Snapshots", "Volumes",
    "Images", "KeyPairs",
    "SecurityGroupReferenceSet", "StaleSecurityGroupSet", "SecurityGroupVpcAssociations",
    "ResourceTags",
    "resourceTags", "TagDescriptions", "Limits", "SslPolicies", "AccountAttributes", "ByoipCidrs",
    "FlowLogs",
    "NetworkInsightsPaths", "NetworkInsightsAnalyses", "NetworkInsightsAccessScopes",
    "NetworkInsightsAccessScopeAnalyses", "NetworkInsightsAccessScopeContent", "AnalysisFindings",
    "PrefixListAssociations", "VpcClassicLinkDnsSupport", "PublicIpv4Pools", "VolumeStatuses",
    "TransitGatewayAttachmentPropagations", "EnableDnsSupport", "Protections", "environments",
  ]

  /// Read, kept, counted, not modelled.
  static let unmodelled: [String: UnmodelledClass] = [
    "VpnConcentrators": .init("vpnConcentrator", "VpnConcentratorId"),
    "ClientVpnEndpoints": .init("clientVpnEndpoint", "ClientVpnEndpointId"),
    "ClientVpnTargetNetworks": .init("clientVpnEndpoint", "AssociationId", "ClientVpnEndpointId"),
    "AuthorizationRules": .init("clientVpnEndpoint", "ClientVpnEndpointId"),
    "CarrierGateways": .init("carrierGateway", "CarrierGatewayId"),
    "LocalGateways": .init("localGateway", "LocalGatewayId"),
    "LocalGatewayRouteTables": .init("localGatewayRouteTable", "LocalGatewayRouteTableId"),
    "LocalGatewayRouteTableVpcAssociation": .init(
      "localGatewayRouteTable", "LocalGatewayRouteTableVpcAssociationId"),
    "LocalGatewayRouteTableVpcAssociations": .init(
      "localGatewayRouteTable", "LocalGatewayRouteTableVpcAssociationId"),
    "LocalGatewayRouteTableVirtualInterfaceGroupAssociations": .init(
      "localGatewayRouteTable", "LocalGatewayRouteTableVirtualInterfaceGroupAssociationId"),
    "LocalGatewayVirtualInterfaces": .init("localGateway", "LocalGatewayVirtualInterfaceId"),
    "LocalGatewayVirtualInterfaceGroups": .init(
      "localGateway", "LocalGatewayVirtualInterfaceGroupId"),
    "TransitGatewayConnects": .init("transitGatewayAttachment", "TransitGatewayAttachmentId"),
    "TransitGatewayConnectPeers": .init("transitGatewayConnectPeer", "TransitGatewayConnectPeerId"),
    "TransitGatewayMulticastDomains": .init(
      "transitGatewayMulticastDomain", "TransitGatewayMulticastDomainId"),
    "LoadBalancers": .init("loadBalancer", "LoadBalancerArn", "LoadBalancerName"),
    "LoadBalancerDescriptions": .init("loadBalancer", "LoadBalancerName"),
    "LoadBalancerListeners": .init("loadBalancer", "LoadBalancerArn", isDetail: true),
    "LoadBalancerAttributes": .init("loadBalancer", "LoadBalancerArn", isDetail: true),
    "Listeners": .init("loadBalancerListener", "ListenerArn"),
    "Rules": .init("loadBalancerRule", "RuleArn"),
    "TargetGroups": .init("targetGroup", "TargetGroupArn"),
    "LoadBalancerTargetHealth": .init("targetGroup", "TargetGroupArn", isDetail: true),
    "DBInstances": .init("database", "DBInstanceArn", "DBInstanceIdentifier"),
    "DomainStatusList": .init("searchDomain", "ARN", "DomainId", "DomainName"),
    "DomainStatus": .init("searchDomain", "ARN", "DomainId", "DomainName"),
    "DomainNames": .init("searchDomain", "DomainName"),
    "Clusters": .init("databaseCluster", "ClusterNamespaceArn", "ClusterIdentifier"),
    "ClusterSubnetGroups": .init("databaseCluster", "ClusterSubnetGroupName"),
    "directConnectGatewayAttachments": .init(
      "directConnectGatewayAttachment", "virtualInterfaceId"),
    "directConnectGatewayAssociationProposals": .init(
      "directConnectGatewayAssociation", "proposalId"),
    "connections": .init("directConnectConnection", "connectionId", "id"),
    "interconnects": .init("directConnectConnection", "interconnectId"),
    "lags": .init("directConnectConnection", "lagId"),
    "locations": .init("directConnectLocation", "locationCode"),
    "ServiceConfigurations": .init("endpointService", "ServiceId", "ServiceName"),
    "VpcEndpointConnections": .init("endpointService", "VpcEndpointConnectionId", "ServiceId"),
    "VpcEncryptionControls": .init("vpcEncryptionControl", "VpcEncryptionControlId"),
    "SecondaryNetworks": .init("secondaryNetwork", "SecondaryNetworkId"),
    "SecondaryInterfaces": .init("secondaryNetwork", "SecondaryInterfaceId"),
    "Firewall": .init("networkFirewall", "FirewallArn", "FirewallName"),
    "Firewalls": .init("networkFirewall", "FirewallArn", "FirewallName"),
    "FirewallPolicy": .init("networkFirewallPolicy", isDetail: true),
    "FirewallPolicyResponse": .init("networkFirewallPolicy", "FirewallPolicyArn"),
    "RuleGroup": .init("networkFirewallRuleGroup", isDetail: true),
    "RuleGroupResponse": .init("networkFirewallRuleGroup", "RuleGroupArn"),
    "VpcEndpointAssociation": .init("networkFirewall", "VpcEndpointAssociationArn"),
    "CoreNetworks": .init("coreNetwork", "CoreNetworkId"),
    "GlobalNetworks": .init("globalNetwork", "GlobalNetworkId"),
    "Peerings": .init("coreNetworkPeering", "PeeringId"),
    "VpcAttachment": .init("coreNetworkAttachment", isDetail: true),
    "ConnectPeer": .init("coreNetworkAttachment", "ConnectPeerId"),
    "Proxy": .init("networkFirewallProxy", "ProxyArn"),
    "RouteServers": .init("routeServer", "RouteServerId"),
    "CoreNetwork": .init("coreNetwork", "CoreNetworkId"),
    "CoreNetworkPolicy": .init("coreNetwork", "CoreNetworkId"),
    "Attachments": .init("coreNetworkAttachment", "AttachmentId"),
    "Accelerators": .init("globalAccelerator", "AcceleratorArn", addsPaths: true),
    "VpcOriginList": .init("cloudFrontVpcOrigin", "Id", "Arn", addsPaths: true),
    "DistributionList": .init("cloudFrontDistribution", "Id", "ARN"),
    "DistributionConfig": .init("cloudFrontDistribution", isDetail: true),
    "VpcOrigin": .init("cloudFrontVpcOrigin", "Id", "Arn", addsPaths: true),
  ]

  /// Answers that do not say which object was asked about (IMP-1): read only where the call, the file or the elements
  /// name it (IMP-3b).
  static let nameless: [String: UnmodelledClass] = [
    "Routes": .init("transitGatewayRouteTable", isDetail: true),
    "Associations": .init("transitGatewayRouteTable", isDetail: true),
    "TransitGatewayRouteTablePropagations": .init("transitGatewayRouteTable", isDetail: true),
    "TransitGatewayPolicyTableEntries": .init("transitGatewayPolicyTable", isDetail: true),
    "TargetHealthDescriptions": .init("targetGroup", isDetail: true),
    "Attributes": .init("loadBalancer", isDetail: true),
    "MulticastGroups": .init("transitGatewayMulticastDomain", isDetail: true),
    "MulticastDomainAssociations": .init("transitGatewayMulticastDomain", isDetail: true),
    "NetworkRoutes": .init("coreNetwork", isDetail: true),
    "EndpointGroups": .init("globalAccelerator", "EndpointGroupArn"),
    "FirewallStatus": .init("networkFirewall", isDetail: true),
    "items": .init("serviceObject", "id", "arn", "domainNameAccessAssociationArn"),
    "Items": .init("serviceObject", "Id", "ApiId", "VpcLinkId", "IntegrationId", "RouteKey"),
  ]

  /// VPC Lattice answers all have the key `items`; the call tells them apart. An association with a VPC adds paths.
  static func lattice(_ operation: String) -> UnmodelledClass? {
    let call = operation.lowercased().filter { $0 != "-" && $0 != "_" }
    guard call.contains("vpclattice") else { return nil }
    let joins = call.contains("vpcassociation") || call.contains("vpcendpointassociation")
    return UnmodelledClass(
      joins ? "latticeVpcAssociation" : "lattice", "id", "arn", "vpcEndpointId", addsPaths: joins)
  }

  /// The class of a list that only its call tells: of VPC Lattice, or the links by which API Gateway enters a VPC.
  static func listed(_ key: String, by operation: String) -> UnmodelledClass? {
    if key == "items", let lattice = lattice(operation) { return lattice }
    let call = operation.lowercased().filter { $0 != "-" && $0 != "_" }
    guard ["items", "Items"].contains(key), call.contains("apigateway"), call.contains("vpclinks")
    else { return nil }
    return UnmodelledClass("apiGatewayVpcLink", "id", "VpcLinkId", addsPaths: true)
  }

  static func isKnown(_ key: String) -> Bool {
    ResourceClass.named(key) != nil || irrelevant.contains(key) || unmodelled[key] != nil
      || nameless[key] != nil
  }
}
