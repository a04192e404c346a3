package import SourceText

package typealias Tags = [String: String]

/// A VPC with its associated address ranges (only those in state `associated`).
package struct VPC: NamedObject, Equatable {
  package var name: String
  package var scope: ID<Scope>
  /// First = primary (its base + 2 is the Route 53 Resolver, ENI-7).
  package var ipv4: [CIDR]
  package var ipv6: [VPCv6Range]
  package var tags: Tags
  package var gaps: Gaps = [:]
  /// The attached internet gateway, filled by the importer's linker (IGW-1).
  package var internetGateway: ID<InternetGateway>?
  /// Whether packets may cross an IGW or EIGW here (BPA); see `BlockPublicAccess`.
  package var blockPublicAccess: BlockPublicAccess
  package var origin: SourceRange?

  package init(
    name: String, scope: ID<Scope>, ipv4: [CIDR], ipv6: [VPCv6Range] = [], tags: Tags = [:],
    internetGateway: ID<InternetGateway>? = nil, blockPublicAccess: BlockPublicAccess = .off,
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.scope = scope
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.tags = tags
    self.internetGateway = internetGateway
    self.blockPublicAccess = blockPublicAccess
    self.origin = origin
  }

  package var ranges: [CIDR] { ipv4 + ipv6.map(\.range) }
}

/// An IPv6 range of a VPC: globally routable (`public`) or not (IGW-4: only GUA crosses a gateway).
package struct VPCv6Range: Hashable, Sendable {
  package var range: CIDR
  package var isPublic: Bool

  package init(range: CIDR, isPublic: Bool) {
    self.range = range
    self.isPublic = isPublic
  }
}

/// A subnet: one zone, one table, one network ACL.
package struct Subnet: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>
  package var scope: ID<Scope>
  /// AZ id (`use1-az1`) when known, else the account's AZ name (CNV-8).
  package var zone: Zone?
  /// The account's own name of the zone (`us-east-1a`).
  package var zoneName: String?
  package var ranges: [CIDR]
  /// RT-1, resolved: the explicit association, else the VPC's main table.
  package var routeTable: Reference<RouteTable>
  /// NACL-1, resolved: the association, else the VPC's default ACL.
  package var networkACL: SubnetACL
  package var tags: Tags
  package var gaps: Gaps = [:]
  package var mapsPublicAddress: Bool
  /// On hardware of the customer's own site (ENC-8).
  package var isOnOutpost = false
  /// BPA-1: the subnet's own exclusion; nil where it has the VPC's.
  package var publicAccessExclusion: PublicAccessExclusion?
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>, scope: ID<Scope>, zone: Zone?, ranges: [CIDR],
    routeTable: Reference<RouteTable>, networkACL: SubnetACL, tags: Tags = [:],
    mapsPublicAddress: Bool = false, origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.scope = scope
    self.zone = zone
    self.ranges = ranges
    self.routeTable = routeTable
    self.networkACL = networkACL
    self.tags = tags
    self.mapsPublicAddress = mapsPublicAddress
    self.origin = origin
  }
}

/// Which network ACL filters a subnet.
package enum SubnetACL: Hashable, Sendable {
  case acl(ID<NetworkACL>)
  /// A layout profile assumes that nothing is filtered; the assumption is listed by name.
  case assumedOpen
  /// No ACL was collected and no profile speaks (IMP-3a b): open for `forbid`, unknown for `require` and questions.
  case notCollected(UnknownID)
  /// An ACL is named but missing: unknown for everything that crosses the subnet boundary.
  case missing(UnknownID)
}
