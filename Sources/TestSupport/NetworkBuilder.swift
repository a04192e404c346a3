package import NetworkModel

/// Builds tiny networks for tests in few words.
///
/// A VPC comes with its main table (local routes) and its default network ACL (everything allowed); a table comes with
/// the local routes of its VPC; a NAT gateway comes with its interface; a host without groups gets an open group. Texts
/// are addresses and CIDRs; a malformed text or a name that is used twice is a mistake of the test and traps.
///
///     var net = NetworkBuilder()
///     let vpc = net.vpc("vpc-a", "10.0.0.0/16")
///     let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
///     let web = net.group("sg-web", in: vpc, [.ingress(.tcp(443), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
///     let a = net.host("eni-a", in: subnet, "10.0.1.10", groups: [web], public: "198.51.100.1")
///     let igw = net.internetGateway("igw-a", vpc)
///     net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
package struct NetworkBuilder {
  package var model = NetworkModel()
  /// Account and Region of everything that is added without a scope.
  package let scope: ID<Scope>
  private var mainTables: [ID<VPC>: ID<RouteTable>] = [:]
  private var defaultACLs: [ID<VPC>: ID<NetworkACL>] = [:]
  private var openGroups: [ID<VPC>: ID<SecurityGroup>] = [:]
  var transitTables: [ID<TransitGateway>: ID<TransitGatewayRouteTable>] = [:]

  package init(account: String = "111122223333", region: String = "us-east-1") {
    guard let scope = model.scopes.insert(Scope(account: account, region: region)) else {
      preconditionFailure("an empty table takes any scope")
    }
    self.scope = scope
  }

  package static func cidr(_ text: String) -> CIDR {
    guard let cidr = CIDR(text) else { preconditionFailure("malformed CIDR `\(text)`") }
    return cidr
  }

  package static func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("malformed address `\(text)`") }
    return address
  }

  func added<T: NamedObject>(_ id: ID<T>?, _ name: String) -> ID<T> {
    guard let id else { preconditionFailure("the name `\(name)` is taken") }
    return id
  }

  package mutating func scope(account: String = "111122223333", region: String) -> ID<Scope> {
    let scope = Scope(account: account, region: region)
    return model.scopes.insert(scope) ?? added(model.scopes.id(named: scope.name), scope.name)
  }

  /// A VPC with `ranges` of either family (IPv6: public unless it lies in `fc00::/7`), its main table and default ACL.
  @discardableResult
  package mutating func vpc(_ name: String, _ ranges: String..., scope: ID<Scope>? = nil) -> ID<VPC> {
    vpc(name, ranges: ranges.map(Self.cidr), scope: scope)
  }

  @discardableResult
  package mutating func vpc(_ name: String, ranges: [CIDR], scope: ID<Scope>? = nil) -> ID<VPC> {
    let unique = CIDR(.v6, base: 0xfc << 120, length: 7)
    let id = added(
      model.vpcs.insert(
        VPC(
          name: name, scope: scope ?? self.scope, ipv4: ranges.filter { $0.family == .v4 },
          ipv6: ranges.filter { $0.family == .v6 }.map {
            VPCv6Range(range: $0, isPublic: !unique.contains($0))
          })), name)
    mainTables[id] = table("rtb-main-\(name)", in: id, isMain: true)
    defaultACLs[id] = added(
      model.networkACLs.insert(
        NetworkACL(name: "acl-default-\(name)", vpc: id, isDefault: true, entries: .allowAll)), name)
    return id
  }

  package func mainTable(_ vpc: ID<VPC>) -> ID<RouteTable> {
    guard let id = mainTables[vpc] else { preconditionFailure("a VPC of another builder") }
    return id
  }

  package func defaultACL(_ vpc: ID<VPC>) -> ID<NetworkACL> {
    guard let id = defaultACLs[vpc] else { preconditionFailure("a VPC of another builder") }
    return id
  }

  /// A subnet with the main table and the default ACL unless others are given.
  @discardableResult
  package mutating func subnet(
    _ name: String, in vpc: ID<VPC>, _ ranges: String..., table: ID<RouteTable>? = nil,
    acl: ID<NetworkACL>? = nil, zone: String = "use1-az1"
  ) -> ID<Subnet> {
    subnet(name, in: vpc, ranges: ranges.map(Self.cidr), table: table, acl: acl, zone: zone)
  }

  @discardableResult
  package mutating func subnet(
    _ name: String, in vpc: ID<VPC>, ranges: [CIDR], table: ID<RouteTable>? = nil,
    acl: ID<NetworkACL>? = nil, zone: String = "use1-az1"
  ) -> ID<Subnet> {
    added(
      model.subnets.insert(
        Subnet(
          name: name, vpc: vpc, scope: model.vpcs[vpc].scope, zone: Zone(id: zone), ranges: ranges,
          routeTable: .resolved(table ?? mainTable(vpc)), networkACL: .acl(acl ?? defaultACL(vpc)))), name)
  }

  /// An interface with the given addresses; the first IPv4 address is the primary one and carries `public`. A text
  /// with a slash is a delegated prefix. Without `groups` it is open in both directions.
  @discardableResult
  package mutating func host(
    _ name: String, in subnet: ID<Subnet>, _ addresses: String..., groups: [ID<SecurityGroup>]? = nil,
    public publicAddress: String? = nil, check: Bool = true, functional: Bool = true,
    kind: InterfaceKind = .ordinary
  ) -> ID<Interface> {
    let vpc = model.subnets[subnet].vpc
    let single = addresses.filter { !$0.contains("/") }.map(Self.address)
    let v4 = single.filter { $0.family == .v4 }
    let filters = groups ?? [openGroup(vpc)]
    return added(
      model.interfaces.insert(
        Interface(
          name: name, vpc: vpc, subnet: subnet, scope: model.vpcs[vpc].scope, kind: kind,
          isFunctional: functional, sourceDestinationCheck: check,
          groups: filters.map { .resolved($0) },
          privateAddresses: v4.enumerated().map { index, address in
            PrivateAddress(
              address: address, isPrimary: index == 0,
              publicAddress: index == 0 ? publicAddress.map(Self.address) : nil)
          },
          ipv6Addresses: single.filter { $0.family == .v6 },
          delegatedPrefixes: addresses.filter { $0.contains("/") }.map(Self.cidr))), name)
  }

  /// The group of `vpc` that allows everything in both directions and families.
  package mutating func openGroup(_ vpc: ID<VPC>) -> ID<SecurityGroup> {
    if let id = openGroups[vpc] { return id }
    let id = group("sg-open-\(model.vpcs[vpc].name)", in: vpc, .open)
    openGroups[vpc] = id
    return id
  }

  @discardableResult
  package mutating func group(
    _ name: String, in vpc: ID<VPC>, _ rules: [SecurityGroupRule] = []
  ) -> ID<SecurityGroup> {
    added(
      model.securityGroups.insert(
        SecurityGroup(name: name, vpc: vpc, scope: model.vpcs[vpc].scope, rules: rules)), name)
  }

  /// Entries are sorted by direction, family and number.
  @discardableResult
  package mutating func acl(
    _ name: String, in vpc: ID<VPC>, _ entries: [NetworkACLEntry] = []
  ) -> ID<NetworkACL> {
    added(
      model.networkACLs.insert(NetworkACL(name: name, vpc: vpc, entries: entries.inACLOrder)), name)
  }

  @discardableResult
  package mutating func prefixList(_ name: String, _ entries: String...) -> ID<PrefixList> {
    added(
      model.prefixLists.insert(PrefixList(name: name, entries: .known(entries.map(Self.cidr)))), name)
  }

  /// A table with the local routes of its VPC, then `routes`.
  @discardableResult
  package mutating func table(
    _ name: String, in vpc: ID<VPC>, isMain: Bool = false, _ routes: [Route] = []
  ) -> ID<RouteTable> {
    let local = model.vpcs[vpc].ranges.map { Route(destination: .range($0), target: .local) }
    return added(
      model.routeTables.insert(
        RouteTable(name: name, vpc: vpc, isMain: isMain, routes: local + routes)), name)
  }

  package mutating func route(
    in table: ID<RouteTable>, _ destination: String, _ target: RouteTarget,
    state: RouteState = .active, source: RouteSource = .fixed
  ) {
    model.routeTables[table].routes.append(
      Route(destination: .range(Self.cidr(destination)), target: target, state: state, source: source))
  }

  package mutating func route(
    in table: ID<RouteTable>, list: ID<PrefixList>, _ target: RouteTarget, state: RouteState = .active
  ) {
    model.routeTables[table].routes.append(
      Route(destination: .prefixList(.resolved(list)), target: target, state: state))
  }

  @discardableResult
  package mutating func internetGateway(_ name: String, _ vpc: ID<VPC>) -> ID<InternetGateway> {
    let id = added(model.internetGateways.insert(InternetGateway(name: name, vpc: vpc)), name)
    model.vpcs[vpc].internetGateway = id
    return id
  }

  @discardableResult
  package mutating func egressOnlyGateway(
    _ name: String, _ vpc: ID<VPC>
  ) -> ID<EgressOnlyInternetGateway> {
    added(
      model.egressOnlyInternetGateways.insert(EgressOnlyInternetGateway(name: name, vpc: vpc)), name)
  }

  /// A zonal NAT gateway with one interface that owns its addresses; public iff a public address is given.
  @discardableResult
  package mutating func nat(
    _ name: String, in subnet: ID<Subnet>, _ addresses: [String], public publicAddresses: [String] = [],
    functional: Bool = true
  ) -> ID<NATGateway> {
    let publics = publicAddresses.map(Self.address)
    return nat(
      name, in: subnet,
      addresses: addresses.enumerated().map { index, text in
        (Self.address(text), index < publics.count ? publics[index] : nil)
      }, isPublic: !publics.isEmpty, functional: functional)
  }

  @discardableResult
  package mutating func nat(
    _ name: String, in subnet: ID<Subnet>, addresses: [(IPAddress, IPAddress?)], isPublic: Bool,
    functional: Bool = true
  ) -> ID<NATGateway> {
    let vpc = model.subnets[subnet].vpc
    let interface = added(
      model.interfaces.insert(
        Interface(
          name: "eni-\(name)", vpc: vpc, subnet: subnet, scope: model.vpcs[vpc].scope, kind: .natGateway,
          sourceDestinationCheck: false,
          privateAddresses: addresses.enumerated().map { index, pair in
            PrivateAddress(address: pair.0, isPrimary: index == 0, publicAddress: pair.1)
          })), name)
    return added(
      model.natGateways.insert(
        NATGateway(
          name: name, vpc: vpc, subnet: subnet, isFunctional: functional, isPublic: isPublic,
          addresses: addresses.map {
            NATAddress(privateAddress: $0.0, publicAddress: $0.1, interface: interface)
          })), name)
  }

  /// A peering connection; its sides carry the ranges of their VPCs.
  @discardableResult
  package mutating func peering(
    _ name: String, _ requester: ID<VPC>, _ accepter: ID<VPC>, active: Bool = true
  ) -> ID<Peering> {
    added(
      model.peerings.insert(
        Peering(name: name, isActive: active, requester: side(requester), accepter: side(accepter))), name)
  }

  package func side(_ vpc: ID<VPC>) -> PeeringSide {
    let object = model.vpcs[vpc]
    let scope = model.scopes[object.scope]
    return PeeringSide(
      vpcName: object.name, vpc: .resolved(vpc), account: scope.account, region: scope.region,
      ranges: object.ranges)
  }

  @discardableResult
  package mutating func gatewayEndpoint(
    _ name: String, _ vpc: ID<VPC>, service: String = "com.amazonaws.us-east-1.s3"
  ) -> ID<VPCEndpoint> {
    added(
      model.vpcEndpoints.insert(VPCEndpoint(name: name, kind: .gateway, vpc: vpc, serviceName: service)),
      name)
  }

  /// An endpoint that inspects, and comes out again in `subnet`.
  package mutating func inspectionEndpoint(
    _ name: String, in subnet: ID<Subnet>, filter: InspectionFilter? = nil, functional: Bool = true
  ) -> ID<VPCEndpoint> {
    let unknown = unknown(name, kind: "vpcEndpoint", reason: "what it lets pass is not known", rule: "NFW-1")
    let inspection = Inspection(subnet: subnet, filter: filter ?? .unknown(unknown))
    return added(
      model.vpcEndpoints.insert(
        VPCEndpoint(
          name: name, kind: .inspection(inspection), vpc: model.subnets[subnet].vpc,
          serviceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1", isFunctional: functional)), name)
  }

  @discardableResult
  package mutating func interfaceEndpoint(
    _ name: String, _ vpc: ID<VPC>, service: EndpointService = .provider, functional: Bool = true
  ) -> ID<VPCEndpoint> {
    added(
      model.vpcEndpoints.insert(
        VPCEndpoint(
          name: name, kind: .interface(service), vpc: vpc,
          serviceName: "com.amazonaws.us-east-1.sqs", isFunctional: functional)), name)
  }

  @discardableResult
  package mutating func loadBalancer(
    _ name: String, _ kind: LoadBalancer.Kind, _ vpc: ID<VPC>, listeners: [Listener] = [],
    crossZone: Bool = false
  ) -> ID<LoadBalancer> {
    added(
      model.loadBalancers.insert(
        LoadBalancer(
          name: name, kind: kind, vpc: vpc, scope: model.vpcs[vpc].scope, listeners: listeners,
          crossesZones: crossZone)), name)
  }

  @discardableResult
  package mutating func targetGroup(
    _ name: String, _ targets: [Target], keepsClients: Bool = false, crossZone: Bool? = nil
  ) -> ID<TargetGroup> {
    added(
      model.targetGroups.insert(
        TargetGroup(
          name: name, targets: .known(targets), keepsClientAddress: keepsClients,
          crossesZones: crossZone)), name)
  }

  /// Notes an unknown of rule `rule` about `object`.
  package mutating func unknown(
    _ object: String, kind: String, reason: String = "is not in the snapshot", rule: String = "IMP-3a"
  ) -> UnknownID {
    model.note(Unknown(object: object, kind: kind, reason: reason, rule: rule))
  }
}
