import NetworkModel
import TestSupport
import Testing

/// A shape says everything that a rule can read. A field that is new in the model has to be written by `ShapeWriter`, or be
/// listed here as one that no rule reads, before VPCs may count as alike again.
@Suite("Shapes hold every field")
struct ShapeFieldsTests {
  private static let unread = ["name", "tags", "gaps", "origin", "text", "title"]

  @Test("fields that shapes write or leave out on purpose")
  func fields() throws {
    let net = SymmetricNetwork(seed: 7).network
    let vpc = try #require(net.vpcs.elements.first)
    let subnet = try #require(net.subnets.elements.first)
    let interface = try #require(net.interfaces.elements.first)
    let table = try #require(net.routeTables.elements.first)
    let group = try #require(net.securityGroups.elements.first)
    let list = try #require(net.networkACLs.elements.first)
    let attachment = try #require(net.transitGatewayAttachments.elements.first)
    let gateway = try #require(net.transitGateways.elements.first)
    let transitTable = try #require(net.transitGatewayRouteTables.elements.first)
    expect(vpc, ["scope", "ipv4", "ipv6", "internetGateway", "blockPublicAccess"])
    // `zoneName` and `mapsPublicAddress` are for selectors and for what is launched later.
    expect(
      subnet,
      [
        "vpc", "scope", "zone", "zoneName", "ranges", "routeTable", "networkACL", "mapsPublicAddress",
        "isOnOutpost",
        // Of a VPC with a mode of Block Public Access, which is pinned.
        "publicAccessExclusion",
      ])
    expect(
      interface,
      [
        "vpc", "subnet", "scope", "kind", "isFunctional", "sourceDestinationCheck",
        "deniesInternetGatewayTraffic", "groups", "privateAddresses", "ipv6Addresses",
        "delegatedPrefixes", "instance",
      ])
    if let address = interface.privateAddresses.first {
      expect(address, ["address", "isPrimary", "publicAddress"])
    }
    expect(table, ["vpc", "isMain", "routes"])
    if let route = table.routes.first { expect(route, ["destination", "target", "state", "source"]) }
    expect(group, ["groupName", "vpc", "scope", "rules"])
    if let rule = group.rules.first {
      expect(rule, ["direction", "service", "peer"])
      expect(rule.service, ["proto", "ports", "icmpType", "icmpCode"])
    }
    expect(list, ["vpc", "isDefault", "entries"])
    if let entry = list.entries.first {
      expect(entry, ["number", "direction", "allows", "service", "range", "unknown"])
    }
    expect(attachment, ["gateway", "kind", "isFunctional", "association"])
    if case .vpc(let side) = attachment.kind {
      expect(side, ["vpc", "subnets", "applianceMode", "supportsIPv6", "keepsGroupReferences"])
    }
    // Not swapped, so not written: shapes name them.
    expect(gateway, ["scope", "isFunctional", "keepsGroupReferences", "unlistedAttachments"])
    expect(transitTable, ["gateway", "routes", "unknownContents"])
    expect(
      InternetGateway(name: "igw", vpc: nil), ["vpc", "edgeTable"])
    expect(EgressOnlyInternetGateway(name: "eigw", vpc: nil), ["vpc"])
    expect(
      NATGateway(name: "nat", vpc: .init(index: 0), subnet: .init(index: 0), addresses: []),
      ["vpc", "subnet", "isFunctional", "isPublic", "addresses", "unmodelled"])
    expect(
      VPCEndpoint(name: "vpce", kind: .gateway, vpc: .init(index: 0), serviceName: "s3"),
      ["kind", "vpc", "serviceName", "isFunctional"])
  }

  @Test("kinds of objects that shapes know")
  func objects() {
    expect(
      NetworkModel(),
      [
        "scopes", "vpcs", "subnets", "interfaces", "instances", "securityGroups", "networkACLs",
        "prefixLists", "routeTables", "internetGateways", "egressOnlyInternetGateways", "natGateways",
        "peerings", "vpcEndpoints", "loadBalancers", "targetGroups", "transitGateways", "transitGatewayAttachments",
        "transitGatewayRouteTables",
        // Read by claims about ways alone, which leave nothing out.
        "encryptingTypes",
        // With any of these two nothing is left out (`Quotient.scope(of:)`).
        "vpnGateways", "privateConnections",
        "unassociatedPublicAddresses", "unmodelled", "unknowns",
        // `onprem` is refused.
        "uncollectedSites",
        // Comes with an unknown for every answer.
        "hasAddressesOfTwo",
        // For claims about objects; no packet meets it.
        "unlisted",
        "assumptions", "globalUnknowns", "closedProviderRanges", "profile", "unknownNumbers",
      ])
  }

  private func expect(
    _ value: some Any, _ known: [String], at location: SourceLocation = #_sourceLocation
  ) {
    let found = Mirror(reflecting: value).children.compactMap(\.label)
    #expect(
      Set(found).subtracting(Self.unread) == Set(known), "\(type(of: value))",
      sourceLocation: location)
  }
}
