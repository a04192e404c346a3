extension CallCatalogue {
  private static func latticeList(
    _ operation: String, each: CallDescription.Each? = nil
  ) -> CallDescription {
    CallDescription("vpc-lattice", operation, ["items"], pages: .lower(100), each: each)
  }

  private static func latticeObject(
    _ operation: String, of parent: String, _ key: String, from member: String = "id",
    inherits: [String] = []
  ) -> CallDescription {
    // The answer is the object itself.
    CallDescription(
      "vpc-lattice", operation, [],
      each: .element(
        of: "vpc-lattice \(parent)", "items", as: .init(dictionaryLiteral: (key, member)),
        inherits: inherits))
  }

  private static func ofServiceNetwork(_ operation: String) -> CallDescription {
    latticeList(
      operation,
      each: .element(
        of: "vpc-lattice list-service-networks", "items", as: ["serviceNetworkIdentifier": "id"]))
  }

  static let lattice: [CallDescription] = [
    latticeList("list-service-networks"),
    latticeObject(
      "get-service-network", of: "list-service-networks", "serviceNetworkIdentifier"),
    latticeList("list-services"),
    latticeObject("get-service", of: "list-services", "serviceIdentifier"),
    ofServiceNetwork("list-service-network-service-associations"),
    // By VPC too: a service network of another account need not be listed here.
    ofServiceNetwork("list-service-network-vpc-associations"),
    latticeList(
      "list-service-network-vpc-associations",
      each: .element(of: "ec2 describe-vpcs", "Vpcs", as: ["vpcIdentifier": "VpcId"])),
    latticeObject(
      "get-service-network-vpc-association", of: "list-service-network-vpc-associations",
      "serviceNetworkVpcAssociationIdentifier"),
    ofServiceNetwork("list-service-network-vpc-endpoint-associations"),
    ofServiceNetwork("list-service-network-resource-associations"),
    latticeList(
      "list-listeners",
      each: .element(
        of: "vpc-lattice list-services", "items", as: ["serviceIdentifier": "id"])),
    latticeObject(
      "get-listener", of: "list-listeners", "listenerIdentifier", inherits: ["serviceIdentifier"]),
    latticeList(
      "list-rules",
      each: .element(
        of: "vpc-lattice list-listeners", "items", as: ["listenerIdentifier": "id"],
        inherits: ["serviceIdentifier"])),
    latticeObject(
      "get-rule", of: "list-rules", "ruleIdentifier",
      inherits: ["serviceIdentifier", "listenerIdentifier"]),
    latticeList("list-target-groups"),
    latticeObject("get-target-group", of: "list-target-groups", "targetGroupIdentifier"),
    latticeList(
      "list-targets",
      each: .element(
        of: "vpc-lattice list-target-groups", "items", as: ["targetGroupIdentifier": "id"])),
    latticeObject(
      "get-auth-policy", of: "list-service-networks", "resourceIdentifier", from: "arn"),
    latticeObject("get-auth-policy", of: "list-services", "resourceIdentifier", from: "arn"),
    latticeList("list-resource-configurations"),
    latticeObject(
      "get-resource-configuration", of: "list-resource-configurations",
      "resourceConfigurationIdentifier"),
    latticeList("list-resource-gateways"),
    latticeObject(
      "get-resource-gateway", of: "list-resource-gateways", "resourceGatewayIdentifier"),
  ]

  private static let balancers = "elbv2 describe-load-balancers"

  static let loadBalancers: [CallDescription] = [
    .init("elbv2", "describe-load-balancers", ["LoadBalancers"], pages: .marker),
    .init(
      "elbv2", "describe-load-balancer-attributes", ["Attributes"],
      each: .element(
        of: balancers, "LoadBalancers", as: ["LoadBalancerArn": "LoadBalancerArn"])),
    .init(
      "elbv2", "describe-listeners", ["Listeners"], pages: .marker,
      each: .element(
        of: balancers, "LoadBalancers", as: ["LoadBalancerArn": "LoadBalancerArn"])),
    .init(
      "elbv2", "describe-rules", ["Rules"], pages: .marker,
      each: .element(
        of: "elbv2 describe-listeners", "Listeners", as: ["ListenerArn": "ListenerArn"])),
    .init("elbv2", "describe-target-groups", ["TargetGroups"], pages: .marker),
    .init(
      "elbv2", "describe-target-group-attributes", ["Attributes"],
      each: .element(
        of: "elbv2 describe-target-groups", "TargetGroups",
        as: ["TargetGroupArn": "TargetGroupArn"])),
    // Health comes and goes: it is read once.
    .init(
      "elbv2", "describe-target-health", ["TargetHealthDescriptions"],
      each: .element(
        of: "elbv2 describe-target-groups", "TargetGroups",
        as: ["TargetGroupArn": "TargetGroupArn"]), isReread: false),
    .init(
      "elb", "describe-load-balancers", ["LoadBalancerDescriptions"], pages: .marker,
      actions: ["elasticloadbalancing:DescribeLoadBalancers"]),
  ]

  /// Reading API Gateway is one permission.
  private static func api(
    _ service: String, _ operation: String, _ lists: [String], pages: CallDescription.Pages? = nil,
    each: CallDescription.Each? = nil
  ) -> CallDescription {
    CallDescription(
      service, operation, lists, pages: pages, each: each, actions: ["apigateway:GET"])
  }

  private static func ofHTTPAPI(_ operation: String) -> CallDescription {
    api(
      "apigatewayv2", operation, ["Items"], pages: .standard(),
      each: .element(of: "apigatewayv2 get-apis", "Items", as: ["ApiId": "ApiId"]))
  }

  static let gatewaysOfAPIs: [CallDescription] = [
    api("apigateway", "get-rest-apis", ["items"], pages: .position),
    api(
      "apigateway", "get-resources", ["items"], pages: .position,
      each: .element(of: "apigateway get-rest-apis", "items", as: ["restApiId": "id"])),
    api(
      "apigateway", "get-method", [],
      each: .init(parent: "apigateway get-resources") { answer, request in
        (answer["items"]?.elements ?? []).flatMap { resource -> [JSONTree] in
          guard let api = request["restApiId"], let id = resource["id"] else { return [] }
          return (resource["resourceMethods"]?.members ?? []).map { method in
            .object(["restApiId": api, "resourceId": id, "httpMethod": .string(method.key)])
          }
        }
      }),
    api("apigateway", "get-vpc-links", ["items"], pages: .position),
    api("apigateway", "get-domain-name-access-associations", ["items"], pages: .position),
    api("apigatewayv2", "get-apis", ["Items"], pages: .standard()),
    ofHTTPAPI("get-routes"),
    ofHTTPAPI("get-integrations"),
    api("apigatewayv2", "get-vpc-links", ["Items"], pages: .standard()),
    api("apigatewayv2", "list-portals", ["Items"], pages: .standard()),
  ]
}
