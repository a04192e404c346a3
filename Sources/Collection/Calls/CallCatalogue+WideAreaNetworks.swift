extension CallCatalogue {
  private static let cores = "networkmanager list-core-networks"

  private static func ofCore(
    _ operation: String, _ list: String, pages: CallDescription.Pages? = .standard(500)
  ) -> CallDescription {
    CallDescription(
      "networkmanager", operation, [list], place: .global, pages: pages,
      each: .element(of: cores, "CoreNetworks", as: ["CoreNetworkId": "CoreNetworkId"]))
  }

  /// The route analyses of a global network (`get-route-analysis`) cannot be listed: only who started one knows its id.
  static let wideAreaNetworks: [CallDescription] = [
    .init(
      "networkmanager", "describe-global-networks", ["GlobalNetworks"], place: .global,
      pages: .standard(500)),
    .init(
      "networkmanager", "list-core-networks", ["CoreNetworks"], place: .global,
      pages: .standard(500)),
    ofCore("get-core-network", "CoreNetwork", pages: nil),
    ofCore("get-core-network-policy", "CoreNetworkPolicy", pages: nil),
    .init(
      "networkmanager", "list-attachments", ["Attachments"], place: .global, pages: .standard(500)),
    .init(
      "networkmanager", "get-vpc-attachment", ["VpcAttachment"], place: .global,
      each: .init(parent: "networkmanager list-attachments") { answer, _ in
        (answer["Attachments"]?.elements ?? [])
          .filter { $0["AttachmentType"]?.string == "VPC" }
          .compactMap { $0["AttachmentId"]?.string }
          .map { .object([JSONTree.Member("AttachmentId", .string($0))]) }
      }),
    .init(
      "networkmanager", "list-connect-peers", ["ConnectPeers"], place: .global,
      pages: .standard(500)),
    .init(
      "networkmanager", "get-connect-peer", ["ConnectPeer"], place: .global,
      each: .element(
        of: "networkmanager list-connect-peers", "ConnectPeers",
        as: ["ConnectPeerId": "ConnectPeerId"])),
    .init(
      "networkmanager", "list-peerings", ["Peerings"], place: .global, pages: .standard(500)),
    .init(
      "networkmanager", "get-network-routes", ["NetworkRoutes"], place: .global,
      each: .init(parent: "networkmanager get-core-network", requests: tablesOfCore)),
    .init(
      "networkmanager", "list-core-network-routing-information", ["CoreNetworkRoutingInformation"],
      place: .global, pages: .standard(500),
      each: .init(parent: "networkmanager get-core-network") { answer, _ in
        edges(of: answer["CoreNetwork"], "Segments", "SegmentName").map { .object($0) }
      }),
    ofCore("list-attachment-routing-policy-associations", "AttachmentRoutingPolicyAssociations"),
    ofCore("list-core-network-prefix-list-associations", "PrefixListAssociations"),
  ]

  /// One entry for each segment or function group of a core network and each edge where it is.
  private static func edges(of core: JSONTree?, _ list: String, _ name: String)
    -> [[JSONTree.Member]]
  {
    guard let core, let id = core["CoreNetworkId"] else { return [] }
    return (core[list]?.elements ?? []).flatMap { part -> [[JSONTree.Member]] in
      guard let title = part["Name"] else { return [] }
      return (part["EdgeLocations"]?.elements ?? []).map { edge in
        [.init("CoreNetworkId", id), .init(name, title), .init("EdgeLocation", edge)]
      }
    }
  }

  private static let tablesOfCore: @Sendable (JSONTree, JSONTree) -> [JSONTree] = { answer, _ in
    guard let core = answer["CoreNetwork"], let network = core["GlobalNetworkId"] else { return [] }
    let tables =
      edges(of: core, "Segments", "SegmentName").map { ("CoreNetworkSegmentEdge", $0) }
      + edges(of: core, "NetworkFunctionGroups", "NetworkFunctionGroupName")
      .map { ("CoreNetworkNetworkFunctionGroup", $0) }
    return tables.map { kind, members in
      .object([
        "GlobalNetworkId": network,
        "RouteTableIdentifier": .object([JSONTree.Member(kind, .object(members))]),
      ])
    }
  }

  static let edge: [CallDescription] = [
    .init(
      "cloudfront", "list-vpc-origins", ["VpcOriginList"], place: .global,
      pages: .nestedMarker("VpcOriginList")),
    .init(
      "cloudfront", "get-vpc-origin", ["VpcOrigin"], place: .global,
      each: .element(
        of: "cloudfront list-vpc-origins", "VpcOriginList", "Items", as: ["Id": "Id"])),
    .init(
      "cloudfront", "list-distributions", ["DistributionList"], place: .global,
      pages: .nestedMarker("DistributionList")),
    .init(
      "cloudfront", "get-distribution-config", ["DistributionConfig"], place: .global,
      each: .element(
        of: "cloudfront list-distributions", "DistributionList", "Items", as: ["Id": "Id"])),
    .init(
      "globalaccelerator", "list-accelerators", ["Accelerators"], place: .global,
      pages: .standard(100)),
    .init(
      "globalaccelerator", "list-listeners", ["Listeners"], place: .global, pages: .standard(100),
      each: .element(
        of: "globalaccelerator list-accelerators", "Accelerators",
        as: ["AcceleratorArn": "AcceleratorArn"])),
    .init(
      "globalaccelerator", "list-endpoint-groups", ["EndpointGroups"], place: .global,
      pages: .standard(100),
      each: .element(
        of: "globalaccelerator list-listeners", "Listeners", as: ["ListenerArn": "ListenerArn"])),
    .init(
      "shield", "list-protections", ["Protections"], place: .global, pages: .standard(),
      isReread: false),
  ]
}
