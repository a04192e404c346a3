import NetworkModel
import Simulator
import TestSupport
import Testing

/// Each wrong rule of transit gateways and private NAT gateways changes the answer of a network that was made for it.
@Suite("Wrong rules of transit gateways")
struct TransitMutationTests {
  @Test("TGW-4: zone and IPv6 support on entry")
  func entry() {
    var lab = TransitLab()
    lab.zone(lab.nearSubnet, Zone(id: "use1-az2"))
    told(.transitIgnoresZone, lab, right: .dropped(.transitZone), wrong: .delivered(.interface(lab.b)))
    lab.zone(lab.nearSubnet, Zone(id: "use1-az1"))
    lab.side(lab.left) { $0.supportsIPv6 = false }
    let wrong = lab.net.forward(lab.packet6, from: lab.a, mutant(.transitIgnoresIPv6Support))
    #expect(lab.end(lab.packet6).unknownObject == "tgw-attach-a")
    #expect(wrong == .delivered(.interface(lab.b)))
  }

  @Test("TGW-2, TGW-5, TGW-6: the table")
  func lookUp() {
    var lab = TransitLab()
    let empty = lab.net.transitTable("tgw-rtb-empty", of: lab.gateway)
    lab.attachment(lab.left) { $0.association = .table(.resolved(empty)) }
    let delivered = Disposition.delivered(.interface(lab.b))
    told(.transitIgnoresAssociation, lab, right: .dropped(.transitNoRoute), wrong: delivered)
    lab = TransitLab()
    lab.net.route(in: lab.table, "10.0.0.0/8")
    told(.transitShortestWins, lab, right: delivered, wrong: .dropped(.transitBadStateRoute))
    lab = TransitLab()
    lab.net.route(in: lab.table, "10.1.0.0/16")
    told(.transitSourceReversed, lab, right: .dropped(.transitBadStateRoute), wrong: delivered)
    told(.transitBlackholeFallsBack, lab, right: .dropped(.transitBadStateRoute), wrong: delivered)
    lab = TransitLab()
    lab.attachment(lab.right) { $0.isFunctional = false }
    told(.transitIgnoresState, lab, right: .dropped(.transitBadStateRoute), wrong: delivered)
  }

  @Test("TGW-8, TGW-9, TGW-10: the exit")
  func exit() {
    var lab = TransitLab()
    let delivered = Disposition.delivered(.interface(lab.b))
    lab.net.route(in: lab.tableFar, "10.1.1.10/32", .local, state: .blackhole)
    told(.transitDeliversByOwnership, lab, right: .dropped(.badStateRoute), wrong: delivered)
    lab = TransitLab()
    let table = lab.net.table("rtb-broken", in: lab.far)
    lab.net.route(in: table, "10.1.1.10/32", .local, state: .blackhole)
    let broken = lab.net.subnet(
      "subnet-broken", in: lab.far, "10.1.200.0/24", table: table, zone: "use1-az2")
    lab.side(lab.right) { $0.subnets.insert(.resolved(broken), at: 0) }
    told(.transitExitIgnoresZone, lab, right: delivered, wrong: .dropped(.badStateRoute))
    lab.side(lab.right) { $0.applianceMode = true }
    told(.transitApplianceModeIgnored, lab, right: .dropped(.badStateRoute), wrong: delivered)
  }

  @Test("NACL-9, NACL-10: the attachments' subnets")
  func acls() {
    let delivered = { (lab: TransitLab) in Disposition.delivered(.interface(lab.b)) }
    let denied = Disposition.dropped(.networkACL)
    var lab = TransitLab()
    lab.filter(lab.exitNear, [.allow(100, .egress, .any, "0.0.0.0/0")])
    told(.transitEntrySkipsACL, lab, right: denied, wrong: delivered(lab))
    lab.filter(lab.exitNear, [.allow(100, .ingress, .any, "0.0.0.0/0")])
    told(.transitEntryTestsEgress, lab, right: delivered(lab), wrong: denied)
    lab = TransitLab()
    lab.filter(lab.exitFar, [.allow(100, .ingress, .any, "0.0.0.0/0")])
    told(.transitExitSkipsACL, lab, right: denied, wrong: delivered(lab))
    lab.filter(lab.exitFar, [.allow(100, .egress, .any, "0.0.0.0/0")])
    told(.transitExitTestsIngress, lab, right: delivered(lab), wrong: denied)
    lab = TransitLab()
    lab.side(lab.right) { $0.subnets = [] }
    lab.extend(lab.right, to: lab.farSubnet)
    lab.filter(lab.farSubnet, [])
    told(.transitSameSubnetFiltered, lab, right: delivered(lab), wrong: denied)
  }

  @Test("SG-9: references")
  func references() {
    let mismatch = Disposition.dropped(.securityGroupMismatch)
    var lab = TransitLab(references: true)
    let delivered = Disposition.delivered(.interface(lab.b))
    let clients = lab.net.group("sg-clients", in: lab.near, .open)
    let servers = lab.net.group("sg-servers", in: lab.far, [.ingress(.any, clients)])
    lab.net.change(lab.a) { $0.groups = [.resolved(clients)] }
    lab.net.change(lab.b) { $0.groups = [.resolved(servers)] }
    let open = lab
    lab.net.model.transitGateways[lab.gateway].keepsGroupReferences = false
    told(.transitKeepsReferences, lab, right: mismatch, wrong: delivered)
    lab = open
    lab.side(lab.left) { $0.keepsGroupReferences = false }
    told(.transitReferencesNeedOneSide, lab, right: mismatch, wrong: delivered)
    lab = open
    lab.zone(lab.exitFar, Zone(id: "use1-az3"))
    told(.transitReferencesIgnoreZone, lab, right: mismatch, wrong: delivered)
    lab = open
    _ = Hub(&lab, references: true)
    told(.transitSecondPassageKeepsReferences, lab, right: mismatch, wrong: delivered)

    var peers = TwoGateways(references: true)
    let near = peers.net.group("sg-clients", in: peers.near, .open)
    let far = peers.net.group("sg-servers", in: peers.far, [.ingress(.any, near)])
    peers.net.change(peers.a) { $0.groups = [.resolved(near)] }
    peers.net.change(peers.b) { $0.groups = [.resolved(far)] }
    #expect(peers.end() == mismatch)
    let wrong = peers.net.forward(peers.packet, from: peers.a, mutant(.transitPeeringKeepsReferences))
    #expect(wrong == .delivered(.interface(peers.b)))
  }

  @Test("PCX-2a, GWE-1: forwarded packets at other edges")
  func forwarded() {
    var lab = TransitLab()
    lab.net.route(in: lab.table, "0.0.0.0/0", lab.right)
    for vpc in [lab.near, lab.far] { lab.net.route(vpc, "0.0.0.0/0", lab.gateway) }
    let third = lab.net.vpc("vpc-c", "172.16.0.0/16")
    let subnet = lab.net.subnet("subnet-c", in: third, "172.16.1.0/24")
    let c = lab.net.host("eni-c", in: subnet, "172.16.1.10")
    let pcx = lab.net.peering("pcx-1", lab.far, third)
    lab.net.route(in: lab.tableFar, "172.16.0.0/16", .peering(.resolved(pcx)))
    let home = tcp("10.1.1.10", "172.16.1.10")
    #expect(lab.net.forward(home, from: lab.b) == .dropped(.peeringAddress))
    let crossed = lab.net.forward(home, from: lab.b, mutant(.transitForwardedMayPeer))
    #expect(crossed == .delivered(.interface(c)))

    let igw = lab.net.internetGateway("igw-b", lab.far)
    lab.net.route(in: lab.tableFar, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.change(lab.b) { $0.privateAddresses[0].publicAddress = ip("203.0.113.9") }
    let out = tcp("10.1.1.10", "198.51.100.7")
    #expect(lab.net.forward(out, from: lab.b).unknownObject == "igw-b")
    let left = lab.net.forward(out, from: lab.b, mutant(.transitForwardedMayLeave))
    #expect(left == .delivered(.internet))

    let endpoint = lab.net.gatewayEndpoint("vpce-1", lab.far)
    let list = lab.net.prefixList("pl-s3", "52.216.0.0/15")
    lab.net.route(in: lab.tableFar, list: list, .gatewayEndpoint(.resolved(endpoint)))
    let store = tcp("10.0.1.10", "52.216.1.1")
    #expect(lab.end(store).unknownObject == "vpce-1")
    let served = lab.net.forward(store, from: lab.a, mutant(.transitForwardedMayUseEndpoint))
    #expect(served == .delivered(.service("vpce-1")))
  }

  @Test("NAT-2, NAT-5, NAT-6: gateways behind a transit gateway")
  func nat() {
    let hidden = EgressVPC(private: true)
    let wrong = mutant(.natPrivateReachesInternet)
    #expect(hidden.end() == .dropped(.igwNeedsPublicSource))
    #expect(hidden.lab.net.forward(hidden.packet, from: hidden.lab.a, wrong) == .delivered(.internet))
    let egress = EgressVPC()
    let refusing = egress.lab.net.forward(egress.packet, from: egress.lab.a, mutant(.natRefusesForwarded))
    #expect(egress.end() == .delivered(.internet))
    #expect(refusing == .dropped(.natSourceOutsideVPC))
    let local = egress.lab.net.exchange(egress.packet, from: egress.lab.a, mutant(.natRepliesLocally))
    #expect(egress.exchange() == .complete)
    #expect(local == .replyFailed(.noPossibleDestination))
  }


  /// The packet of `lab` ends as `right` by the rules, as `wrong` with one of them wrong.
  private func told(
    _ mutation: Mutation, _ lab: TransitLab, right: Disposition, wrong: Disposition,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(lab.end() == right, "\(mutation)", sourceLocation: location)
    let other = lab.net.forward(lab.packet, from: lab.a, mutant(mutation))
    #expect(other == wrong, "\(mutation)", sourceLocation: location)
  }
}
