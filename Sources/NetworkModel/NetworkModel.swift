/// One immutable snapshot of a network (CNV-4), as read by an importer: what exists, what is unknown about it, and what
/// was assumed. It holds data only; meaning lives in the simulator and in the symbolic side, which never share code.
package struct NetworkModel: Sendable {
  package var scopes = Table<Scope>()
  package var vpcs = Table<VPC>()
  package var subnets = Table<Subnet>()
  package var interfaces = Table<Interface>()
  package var instances = Table<Instance>()
  /// Whether hosts of an instance type encrypt what they send each other (ENC-4), of the types that were described.
  package var encryptingTypes: [String: Bool] = [:]
  package var securityGroups = Table<SecurityGroup>()
  package var networkACLs = Table<NetworkACL>()
  package var prefixLists = Table<PrefixList>()
  package var routeTables = Table<RouteTable>()
  package var internetGateways = Table<InternetGateway>()
  package var egressOnlyInternetGateways = Table<EgressOnlyInternetGateway>()
  package var natGateways = Table<NATGateway>()
  package var peerings = Table<Peering>()
  package var vpcEndpoints = Table<VPCEndpoint>()
  package var loadBalancers = Table<LoadBalancer>()
  package var targetGroups = Table<TargetGroup>()
  package var transitGateways = Table<TransitGateway>()
  package var transitGatewayAttachments = Table<TransitGatewayAttachment>()
  package var transitGatewayRouteTables = Table<TransitGatewayRouteTable>()

  package var vpnGateways = Table<VPNGateway>()
  package var privateConnections = Table<PrivateConnection>()

  /// Public IPv4 addresses that belong to an account of the snapshot but are associated with nothing: not the Internet
  /// (REA-6), and nobody answers there.
  package var unassociatedPublicAddresses: [IPAddress] = []

  /// Objects that were read but are not modelled, in order of appearance.
  package var unmodelled = Table<UnmodelledObject>()
  package private(set) var unknowns: [Unknown] = []
  /// Assumptions of the layout profile; every answer lists them.
  package var assumptions: [Assumption] = []
  /// Unknowns that concern every answer whatever its path: a class that adds paths without being referenced
  /// (IMP-3a c) and was not collected, a truncated class of interfaces or subnets.
  package var globalUnknowns: [UnknownID] = []
  /// A class that was not collected and behind whose objects sites may stand (LANG-5a): what enters from there needs no
  /// route, so that nothing else may tell of it.
  package var uncollectedSites: UnknownID?
  /// Classes of which the input may not name every object: what is said of all of them is not known (IMP-3). No packet
  /// meets it, so it has no number.
  package var unlisted: [ListedClass: Unknown] = [:]
  /// Whether two objects own one address, which no network has: readings may then differ in who they say has it.
  package var hasAddressesOfTwo = false
  /// Public ranges of the provider in which an address that nobody here owns is unreachable (layout profile); empty
  /// where an unowned public address is the Internet.
  package var closedProviderRanges: [CIDR] = []
  /// Layout profile in force, e.g. `batfish`, `np-guard`, `aws-cli`; empty when none.
  package var profile = ""

  private var unknownNumbers: [Unknown: UnknownID] = [:]

  package init() {}

  /// The number of `unknown`, entered once.
  package mutating func note(_ unknown: Unknown) -> UnknownID {
    if let known = unknownNumbers[unknown] { return known }
    let id = UnknownID(index: unknowns.count)
    unknowns.append(unknown)
    unknownNumbers[unknown] = id
    return id
  }

  package subscript(unknown: UnknownID) -> Unknown { unknowns[Int(unknown.index)] }
}
