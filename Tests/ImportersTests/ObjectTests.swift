import Importers
import NetworkModel
import SourceText
import Testing

@Suite struct ObjectTests {
  let result = Fixture.network()
  var network: NetworkModel { result.network }

  private func v4(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
  private func cidr(_ text: String) throws -> CIDR { try #require(CIDR(text)) }

  @Test func everythingIsUnderstood() {
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    #expect(result.ledger.unread.isEmpty)
    #expect(result.unsupported.isEmpty)
    #expect(result.layout == "aws-cli")
    #expect(network.globalUnknowns.isEmpty)
    #expect(network.scopes.elements.map(\.name) == ["aws/111122223333/eu-west-1"])
  }

  @Test func vpcs() throws {
    let vpc = try #require(network.vpcs.named("vpc-a"))
    #expect(vpc.ipv4 == [try cidr("10.0.0.0/16")])
    #expect(vpc.ipv6 == [VPCv6Range(range: try cidr("2001:db8::/56"), isPublic: true)])
    #expect(vpc.tags == ["Name": "main"])
    #expect(vpc.internetGateway == network.internetGateways.id(named: "igw-a"))
    #expect(vpc.blockPublicAccess == .off)
  }

  @Test func subnets() throws {
    let a = try #require(network.subnets.named("subnet-a"))
    #expect(a.zone == Zone(id: "euw1-az2"))
    #expect(a.ranges == [try cidr("10.0.1.0/24")])
    #expect(a.mapsPublicAddress)
    #expect(a.routeTable.id == network.routeTables.id(named: "rtb-a"))
    #expect(a.networkACL == network.networkACLs.id(named: "acl-a").map { .acl($0) })
    let b = try #require(network.subnets.named("subnet-b"))
    #expect(b.routeTable.id == network.routeTables.id(named: "rtb-b"))
    #expect(b.networkACL == network.networkACLs.id(named: "acl-b").map { .acl($0) })
  }

  @Test func interfacesAndAddresses() throws {
    let eni = try #require(network.interfaces.named("eni-a"))
    #expect(
      eni.privateAddresses == [
        PrivateAddress(
          address: try v4("10.0.1.5"), isPrimary: true, publicAddress: try v4("198.51.100.5")),
        PrivateAddress(
          address: try v4("10.0.1.6"), isPrimary: false, publicAddress: try v4("198.51.100.6")),
      ])
    #expect(eni.ipv6Addresses == [try v4("2001:db8::5")])
    #expect(eni.delegatedPrefixes == [try cidr("10.0.1.64/28")])
    #expect(eni.groups.map(\.id) == [network.securityGroups.id(named: "sg-a")])
    #expect(eni.kind == .ordinary && eni.isFunctional && eni.sourceDestinationCheck)
    #expect(eni.tags == ["Role": "web"])
    #expect(eni.instance == network.instances.id(named: "i-a"))
    #expect(network.unassociatedPublicAddresses == [try v4("198.51.100.7")])
  }

  @Test func instances() throws {
    let instance = try #require(network.instances.named("i-a"))
    #expect(instance.isRunning && instance.type == "t3.micro" && instance.tags == ["Tier": "web"])
    #expect(instance.interfaces == [network.interfaces.id(named: "eni-a")])
  }

  @Test func securityGroups() throws {
    let group = try #require(network.securityGroups.named("sg-a"))
    let http = ServiceMatch(.number(6), ports: 80...90)
    let list = try #require(network.prefixLists.id(named: "pl-1"))
    let own = try #require(network.securityGroups.id(named: "sg-a"))
    let expected: [(Direction, ServiceMatch, SecurityGroupPeer)] = [
      (.ingress, http, .range(try cidr("0.0.0.0/0"))), (.ingress, http, .range(try cidr("::/0"))),
      (.ingress, http, .prefixList(.resolved(list))), (.ingress, http, .group(.resolved(own))),
      (.ingress, ServiceMatch(.number(1), icmpType: 8), .range(try cidr("10.0.0.0/8"))),
      (.egress, ServiceMatch(.any), .range(try cidr("0.0.0.0/0"))),
    ]
    #expect(group.rules.count == expected.count)
    for (rule, wanted) in zip(group.rules, expected) {
      #expect(rule.direction == wanted.0 && rule.service == wanted.1 && rule.peer == wanted.2)
      #expect(rule.origin != nil)
    }
  }

  @Test func networkACLs() throws {
    let entries = try #require(network.networkACLs.named("acl-a")).entries
    #expect(entries.map(\.number) == [100, 200, 100])
    #expect(entries.map(\.direction) == [.ingress, .ingress, .egress])
    #expect(entries.map(\.allows) == [false, true, true])
    #expect(entries[0].service == ServiceMatch(.number(6), ports: 22...23))
    #expect(entries[1].service == ServiceMatch(.number(1), icmpType: 8))
    #expect(entries[2].range == (try cidr("::/0")))
  }

  @Test func routes() throws {
    let routes = try #require(network.routeTables.named("rtb-a")).routes
    try #require(routes.count == 11)
    #expect(routes[0].target == .local)
    #expect(routes[1].target == .internetGateway(.resolved(ID(index: 0))))
    #expect(routes[2].target == .egressOnlyInternetGateway(.resolved(ID(index: 0))))
    #expect(routes[3].target == .peering(.resolved(ID(index: 0))))
    #expect(routes[4].target == .gatewayEndpoint(.resolved(ID(index: 0))))
    #expect(routes[4].destination == .prefixList(.resolved(ID(index: 0))))
    #expect(routes[5].target == .transitGateway(.resolved(ID(index: 0))))
    #expect(routes[6].target == .natGateway(.resolved(ID(index: 0))))
    #expect(routes[7].target == .interface(.resolved(ID(index: 0))))
    #expect(routes[8].source == .propagated)
    #expect(routes[9].state == .blackhole)
    guard case .natGateway(.missing) = routes[9].target else {
      Issue.record("expected missing")
      return
    }
  }

  @Test func natGateways() throws {
    let nat = try #require(network.natGateways.named("nat-1"))
    let own = try #require(network.interfaces.id(named: "eni-n"))
    #expect(nat.isFunctional && nat.isPublic && nat.unmodelled == nil)
    #expect(
      nat.addresses == [
        NATAddress(
          privateAddress: try v4("10.0.1.9"), publicAddress: try v4("198.51.100.9"), interface: own)
      ])
    #expect(network.interfaces[own].kind == .natGateway)
    #expect(
      network.interfaces[own].privateAddresses.first?.publicAddress == (try v4("198.51.100.9")))
  }

  @Test func peeringsEndpointsPrefixLists() throws {
    let peering = try #require(network.peerings.named("pcx-1"))
    #expect(peering.isActive)
    #expect(peering.requester.vpc.id == network.vpcs.id(named: "vpc-a"))
    #expect(peering.accepter.ranges == [try cidr("10.1.0.0/16")])
    #expect(network.vpcEndpoints.named("vpce-1")?.kind == .gateway)
    #expect(network.prefixLists.named("pl-1")?.entries == .known([try cidr("192.0.2.0/25")]))
  }

  @Test func sameInputSameModel() {
    let again = Fixture.network()
    #expect(
      again.network.interfaces.elements.map(\.name) == network.interfaces.elements.map(\.name))
    #expect(again.network.unknowns == network.unknowns)
  }
}

@Suite struct KeyLedgerTests {
  @Test(arguments: Fixture.classes.map(\.name))
  func anUnknownKeyIsReported(type: String) {
    let result = Fixture.network(adding: (type, "\"IsolaTestKey\": {\"a\": 1}"))
    let expected = type == "Reservations" ? "Instances" : type
    #expect(
      result.ledger.unread.contains {
        $0.type == expected && $0.key == "IsolaTestKey" && $0.count == 1
      },
      "\(result.ledger.unread)")
    let first = result.ledger.unread.first?.first
    #expect(first.map { result.files.path(of: $0.file) } == "\(type).json")
  }

  @Test func anUnknownKeyInARuleMakesItUnknown() throws {
    let result = Fixture.network(replacing: [
      "SecurityGroups": [
        #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": [{"CidrIp": "10.0.0.0/8"}], "OnlyAtNight": true}], "IpPermissionsEgress": []}"#
      ]
    ])
    let rule = try #require(result.network.securityGroups.named("sg-a")?.rules.first)
    guard case .unknown(let id) = rule.peer else {
      Issue.record("expected an unknown peer")
      return
    }
    #expect(result.network[id].rule == "IMP-5")
    #expect(rule.service == ServiceMatch(.any))
    #expect(result.codes.contains("IM013"))
  }

  @Test func anUnknownPeerKindIsARule() throws {
    let result = Fixture.network(replacing: [
      "SecurityGroups": [
        #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "-1", "Clouds": ["x"]}], "IpPermissionsEgress": []}"#
      ]
    ])
    guard case .unknown? = result.network.securityGroups.named("sg-a")?.rules.first?.peer else {
      Issue.record("expected an unknown rule")
      return
    }
  }

  @Test func anUnknownKeyInAnEntryAndARouteMakesThemUnknown() throws {
    let result = Fixture.network(replacing: [
      "NetworkAcls": [
        #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": [], "Entries": [{"RuleNumber": 1, "Egress": true, "RuleAction": "maybe", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}, {"RuleNumber": 2, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Zone": "x"}]}"#
      ],
      "RouteTables": [
        #"{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Weight": 5}, {"DestinationIpv6CidrBlock": "2001:db8::/56", "GatewayId": "local"}, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "xgw-1"}, {"DestinationCidrBlock": "1.0.0.0/8", "GatewayId": "igw-a", "State": "dreaming"}]}"#
      ],
    ])
    let entries = try #require(result.network.networkACLs.named("acl-a")).entries
    #expect(entries.count == 2 && entries.allSatisfy { $0.unknown != nil })
    let routes = try #require(result.network.routeTables.named("rtb-a")).routes
    guard routes.count == 4, case .unknown = routes[0].state, case .unmodelled = routes[2].target,
      case .unknown = routes[3].state
    else {
      Issue.record("expected unknown routes")
      return
    }
  }

  @Test func reviewedKeysAreListedAsIgnored() {
    let result = Fixture.network()
    #expect(
      result.ledger.ignored.contains { $0.type == "VpcEndpoints" && $0.key == "PolicyDocument" })
  }
}
