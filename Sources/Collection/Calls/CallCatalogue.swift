/// Every call that a collection makes, parents before those that are made for each of their objects.
package enum CallCatalogue {
  package static let all: [CallDescription] =
    compute + filters + routing + endpoints + transitGateways + hybrid + studies + firewalls
    + wideAreaNetworks + directConnect + lattice + loadBalancers + gatewaysOfAPIs + edge

  /// Who is asked for, and what there is besides. Their answers become part of the account of the collection.
  package static let caller = CallDescription(
    "sts", "get-caller-identity", [], place: .global, isReread: false)
  package static let regions = CallDescription(
    "ec2", "describe-regions", ["Regions"], place: .global,
    request: .object(["AllRegions": .boolean(true)]), isReread: false)
  package static let accounts = CallDescription(
    "organizations", "list-accounts", ["Accounts"], place: .global, pages: .standard(),
    isReread: false)

  static let identity = [caller, regions, accounts]

  /// What the calls need and nothing else, sorted.
  package static let actions: [String] = Set((identity + all).flatMap(\.actions)).sorted()
}

extension CallCatalogue {
  static let compute: [CallDescription] = [
    .init(
      "ec2", "describe-availability-zones", ["AvailabilityZones"], isReread: false),
    .init("ec2", "describe-vpcs", ["Vpcs"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-vpc-attribute", ["EnableDnsSupport"],
      request: .object(["Attribute": .string("enableDnsSupport")]),
      each: .element(of: "ec2 describe-vpcs", "Vpcs", as: ["VpcId": "VpcId"])),
    .init("ec2", "describe-subnets", ["Subnets"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-network-interfaces", ["NetworkInterfaces"], pages: .standard(1000, least: 5)),
    .init("ec2", "describe-instances", ["Reservations"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-instance-types", ["InstanceTypes"], pages: .standard(100, least: 5),
      each: .init(parent: "ec2 describe-instances", requests: typesOfInstances), isReread: false),
    .init(
      "ec2", "describe-instance-topology", ["Instances"], pages: .standard(100), isReread: false),
    .init("ec2", "describe-addresses", ["Addresses"]),
    .init(
      "ec2", "describe-byoip-cidrs", ["ByoipCidrs"], pages: .standard(100), isReread: false),
    .init(
      "ec2", "describe-secondary-networks", ["SecondaryNetworks"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-secondary-interfaces", ["SecondaryInterfaces"],
      pages: .standard(1000, least: 5)),
  ]

  /// The types that occur, a hundred a request.
  private static let typesOfInstances: @Sendable (JSONTree, JSONTree) -> [JSONTree] = { answer, _ in
    let instances = (answer["Reservations"]?.elements ?? [])
      .flatMap { $0["Instances"]?.elements ?? [] }
    let types = Set(instances.compactMap { $0["InstanceType"]?.string }).sorted()
    return stride(from: 0, to: types.count, by: 100).map { start in
      .object([
        "InstanceTypes": .array(types[start..<min(start + 100, types.count)].map { .string($0) })
      ])
    }
  }

  static let filters: [CallDescription] = [
    .init("ec2", "describe-security-groups", ["SecurityGroups"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-security-group-rules", ["SecurityGroupRules"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-security-group-vpc-associations", ["SecurityGroupVpcAssociations"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-stale-security-groups", ["StaleSecurityGroupSet"],
      pages: .standard(255, least: 5),
      each: .element(of: "ec2 describe-vpcs", "Vpcs", as: ["VpcId": "VpcId"]), isReread: false),
    .init("ec2", "describe-network-acls", ["NetworkAcls"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-managed-prefix-lists", ["PrefixLists"], pages: .standard(100)),
    .init(
      "ec2", "get-managed-prefix-list-entries", ["Entries"], pages: .standard(100),
      each: .element(
        of: "ec2 describe-managed-prefix-lists", "PrefixLists",
        as: ["PrefixListId": "PrefixListId"])),
    .init("ec2", "describe-prefix-lists", ["PrefixLists"], pages: .standard()),
    .init(
      "ec2", "describe-vpc-block-public-access-options", ["VpcBlockPublicAccessOptions"]),
    .init(
      "ec2", "describe-vpc-block-public-access-exclusions", ["VpcBlockPublicAccessExclusions"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-vpc-encryption-controls", ["VpcEncryptionControls"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "get-vpc-resources-blocking-encryption-enforcement", ["NonCompliantResources"],
      pages: .standard(1000, least: 5),
      each: .element(of: "ec2 describe-vpcs", "Vpcs", as: ["VpcId": "VpcId"]), isReread: false),
  ]

  static let routing: [CallDescription] = [
    .init("ec2", "describe-route-tables", ["RouteTables"], pages: .standard(100, least: 5)),
    .init(
      "ec2", "describe-internet-gateways", ["InternetGateways"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-egress-only-internet-gateways", ["EgressOnlyInternetGateways"],
      pages: .standard(255, least: 5)),
    .init("ec2", "describe-nat-gateways", ["NatGateways"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-carrier-gateways", ["CarrierGateways"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-local-gateway-route-tables", ["LocalGatewayRouteTables"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "search-local-gateway-routes", ["Routes"], pages: .standard(),
      each: .element(
        of: "ec2 describe-local-gateway-route-tables", "LocalGatewayRouteTables",
        as: ["LocalGatewayRouteTableId": "LocalGatewayRouteTableId"])),
    .init(
      "ec2", "describe-vpc-peering-connections", ["VpcPeeringConnections"],
      pages: .standard(1000, least: 5)),
    .init("ec2", "describe-route-servers", ["RouteServers"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "get-route-server-routing-database", ["Routes"], pages: .standard(1000, least: 5),
      each: .element(
        of: "ec2 describe-route-servers", "RouteServers", as: ["RouteServerId": "RouteServerId"])),
  ]

  static let endpoints: [CallDescription] = [
    .init("ec2", "describe-vpc-endpoints", ["VpcEndpoints"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-vpc-endpoint-service-configurations", ["ServiceConfigurations"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-vpc-endpoint-services", ["ServiceDetails"], pages: .standard(1000, least: 5),
      isReread: false),
    .init(
      "ec2", "describe-vpc-endpoint-service-permissions", ["AllowedPrincipals"],
      pages: .standard(1000, least: 5),
      each: .element(
        of: "ec2 describe-vpc-endpoint-service-configurations", "ServiceConfigurations",
        as: ["ServiceId": "ServiceId"])),
    .init(
      "ec2", "describe-vpc-endpoint-connections", ["VpcEndpointConnections"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-vpc-endpoint-associations", ["VpcEndpointAssociations"],
      pages: .standard(100)),
  ]

  static let studies: [CallDescription] = [
    .init(
      "ec2", "describe-network-insights-paths", ["NetworkInsightsPaths"], pages: .standard(100),
      isReread: false),
    .init(
      "ec2", "describe-network-insights-analyses", ["NetworkInsightsAnalyses"],
      pages: .standard(100), isReread: false),
    .init(
      "ec2", "describe-network-insights-access-scopes", ["NetworkInsightsAccessScopes"],
      pages: .standard(100), isReread: false),
    .init(
      "ec2", "get-network-insights-access-scope-content", ["NetworkInsightsAccessScopeContent"],
      each: .element(
        of: "ec2 describe-network-insights-access-scopes", "NetworkInsightsAccessScopes",
        as: ["NetworkInsightsAccessScopeId": "NetworkInsightsAccessScopeId"]), isReread: false),
    .init(
      "ec2", "describe-network-insights-access-scope-analyses",
      ["NetworkInsightsAccessScopeAnalyses"], pages: .standard(100), isReread: false),
    .init(
      "ec2", "get-network-insights-access-scope-analysis-findings", ["AnalysisFindings"],
      pages: .standard(100),
      each: .element(
        of: "ec2 describe-network-insights-access-scope-analyses",
        "NetworkInsightsAccessScopeAnalyses",
        as: ["NetworkInsightsAccessScopeAnalysisId": "NetworkInsightsAccessScopeAnalysisId"]),
      isReread: false),
  ]
}
