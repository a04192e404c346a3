import NetworkModel
import TestSupport
import Testing

@Suite("Enumerator")
struct EnumeratorTests {
  @Test("packets differ, fit the budget and are the same for the same seed")
  func isBounded() {
    for seed in UInt64(0)..<20 {
      let network = RandomNetwork.make(seed: seed)
      let enumerator = Enumerator(network)
      for emitter in network.interfaces.ids.map(Emitter.interface) + [.internet] {
        let packets = enumerator.packets(from: emitter, budget: 500, seed: seed)
        #expect(packets.count <= 500 && packets.count > 100)
        #expect(Set(packets).count == packets.count)
        #expect(packets == enumerator.packets(from: emitter, budget: 500, seed: seed))
      }
    }
  }

  @Test("fields without meaning are zero (PKT-1)")
  func isCanonical() {
    for seed in UInt64(0)..<20 {
      let network = RandomNetwork.make(seed: seed)
      for packet in Enumerator(network).packets(from: .internet, seed: seed) {
        #expect(packet.source.family == packet.destination.family)
        if !IPProtocol.hasPorts(packet.proto) {
          #expect(packet.sourcePort == 0 && packet.destinationPort == 0)
        }
        if !IPProtocol.isICMP(packet.proto) { #expect(packet.icmpType == 0 && packet.icmpCode == 0) }
      }
    }
  }

  @Test("both sides of every end of a range are tried")
  func findsEnds() {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let group = net.group("sg-a", in: vpc, [.ingress(.tcp(80...90), "10.0.4.0/24")])
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    net.host("eni-a", in: subnet, "10.0.1.10", groups: [group])
    let ends = EndPoints(net.model)
    for text in ["10.0.3.255", "10.0.4.0", "10.0.4.255", "10.0.5.0", "10.0.1.9", "10.0.1.11"] {
      #expect(ends.v4.contains(NetworkBuilder.address(text)), "\(text)")
    }
    for port in [79, 80, 90, 91] as [UInt16] { #expect(ends.ports.contains(port)) }
  }

  @Test("the Internet never uses an address of the snapshot")
  func internetIsOutside() {
    for seed in UInt64(0)..<50 {
      let network = RandomNetwork.make(seed: seed)
      let publics = Set(
        network.interfaces.elements.flatMap(\.privateAddresses).compactMap(\.publicAddress))
      for packet in Enumerator(network).packets(from: .internet, budget: 400, seed: seed) {
        #expect(!publics.contains(packet.source))
      }
    }
  }
}
