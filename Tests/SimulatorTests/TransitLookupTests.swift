import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Tables of transit gateways")
struct TransitLookupTests {
  private func route(
    _ destination: String, _ attachments: ID<TransitGatewayAttachment>...,
    state: TransitGatewayRoute.State = .active, source: TransitGatewayRoute.Source = .fixed
  ) -> TransitGatewayRoute {
    TransitGatewayRoute(
      destination: NetworkBuilder.cidr(destination), state: state, source: source,
      attachments: attachments.map { .resolved($0) })
  }

  @Test("TGW-2: the associated table, and no other")
  func association() {
    var lab = TransitLab()
    let empty = lab.net.transitTable("tgw-rtb-empty", of: lab.gateway)
    lab.attachment(lab.left) { $0.association = .table(.resolved(empty)) }
    #expect(lab.end() == .dropped(.transitNoRoute))
    lab.attachment(lab.left) { $0.association = .none }
    #expect(lab.end() == .dropped(.transitNoAssociation))
    let unknown = lab.unknown("associations")
    lab.attachment(lab.left) { $0.association = .unknown(unknown) }
    #expect(lab.end().unknownObject == "associations")
    lab.attachment(lab.left) { $0.association = .table(.missing(unknown)) }
    #expect(lab.end().unknownObject == "associations")
  }

  @Test("TGW-16: contents that are not known")
  func contents() {
    var lab = TransitLab()
    let unknown = lab.unknown("routes")
    lab.net.model.transitGatewayRouteTables[lab.table].unknownContents = unknown
    #expect(lab.end().unknownObject == "routes")
  }

  @Test("TGW-5: longest prefix, then the source in the order of the rule")
  func order() {
    var lab = TransitLab()
    lab.net.route(in: lab.table, "10.0.0.0/8")
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.net.route(in: lab.table, "10.1.1.0/24", source: .peering)
    #expect(lab.end() == .dropped(.transitBadStateRoute))
    for (better, worse) in zip(
      TransitGatewayRoute.Source.allCases, TransitGatewayRoute.Source.allCases.dropFirst())
    {
      let good = route("10.1.1.0/24", lab.right, source: better)
      let bad = route("10.1.1.0/24", state: .blackhole, source: worse)
      lab.replace("10.1.1.0/24", [bad, good])
      #expect(lab.end() == .delivered(.interface(lab.b)))
      lab.replace("10.1.1.0/24", [good, bad])
      #expect(lab.end() == .delivered(.interface(lab.b)))
    }
  }

  @Test("TGW-5: equal rank and different targets are unknown unless something ranks higher")
  func ties() {
    var lab = TransitLab()
    lab.replace("10.1.1.0/24", [route("10.1.1.0/24", lab.right), route("10.1.1.0/24", lab.right)])
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.replace("10.1.1.0/24", [route("10.1.1.0/24", lab.right), route("10.1.1.0/24", lab.left)])
    #expect(lab.end().unknownRule == "TGW-5")
    #expect(lab.end().unknownObject == "tgw-rtb-tgw-1")
    lab.replace("10.1.1.10/32", [route("10.1.1.10/32", lab.right, source: .vpn)])
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("TGW-6: a blackhole drops, a route to what is not functional too, none is a third code")
  func blackholes() {
    var lab = TransitLab()
    lab.net.route(in: lab.table, "10.1.1.0/24")
    #expect(lab.end() == .dropped(.transitBadStateRoute))
    lab.replace("10.1.1.0/24", [])
    lab.attachment(lab.right) { $0.isFunctional = false }
    #expect(lab.end() == .dropped(.transitBadStateRoute))
    #expect(lab.end(tcp("10.0.1.10", "10.7.1.10")) == .dropped(.transitNoRoute))
    let unknown = lab.unknown("state")
    lab.replace("10.1.1.0/24", [route("10.1.1.0/24", lab.right, state: .unknown(unknown))])
    #expect(lab.end().unknownObject == "state")
  }

  @Test("TGW-6, TGW-7: a route names one attachment of its own gateway")
  func targets() {
    var lab = TransitLab()
    lab.replace("10.1.1.0/24", [route("10.1.1.0/24", lab.right, lab.left)])
    #expect(lab.end().unknownRule == "TGW-7")
    lab.replace("10.1.1.0/24", [route("10.1.1.0/24")])
    #expect(lab.end().unknownRule == "TGW-7")
    let gone = lab.unknown("tgw-attach-gone")
    var missing = route("10.1.1.0/24")
    missing.attachments = [.missing(gone)]
    lab.replace("10.1.1.0/24", [missing])
    #expect(lab.end().unknownObject == "tgw-attach-gone")
    lab.replace("10.1.1.0/24", [])
    let other = lab.net.transitGateway("tgw-2")
    lab.attachment(lab.right) { $0.gateway = .resolved(other) }
    #expect(lab.end().unknownRule == "TGW-6")
    lab.attachment(lab.right) { $0.gateway = .missing(gone) }
    #expect(lab.end().unknownObject == "tgw-attach-gone")
  }

  @Test("TGW-6: back through the attachment it came from; REA-2: not for ever")
  func hairpin() {
    var lab = TransitLab()
    let side = lab.net.subnet("subnet-a2", in: lab.near, "10.0.2.0/24")
    let c = lab.net.host("eni-c", in: side, "10.0.2.10")
    lab.net.route(in: lab.net.mainTable(lab.near), "10.0.2.0/24", .transitGateway(.resolved(lab.gateway)))
    #expect(lab.end(tcp("10.0.1.10", "10.0.2.10")) == .delivered(.interface(c)))
    lab.net.route(in: lab.tableNear, "10.9.0.0/16", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.table, "10.9.0.0/16", lab.left)
    #expect(lab.end(tcp("10.0.1.10", "10.9.0.1")) == .dropped(.loop))
  }

  @Test("K27: two zones are two entries, the second time round is a loop")
  func loopThroughZones() {
    var lab = TransitLab()
    let second = lab.net.subnet("subnet-exit-b2", in: lab.far, "10.1.200.0/24", zone: "use1-az2")
    lab.extend(lab.right, to: second)
    let table = lab.net.mainTable(lab.far)
    lab.net.route(in: table, "172.16.0.0/12", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.tableFar, "172.16.0.0/12", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.net.mainTable(lab.near), "172.16.0.0/12", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.table, "172.16.0.0/12", lab.right)
    #expect(lab.end(tcp("10.0.1.10", "172.16.0.1")) == .dropped(.loop))
  }
}
