import NetworkModel
import Reports
import TestSupport
import Testing

@Suite struct PacketTextTests {
  private let a = NetworkBuilder.address("198.51.100.1")
  private let b = NetworkBuilder.address("10.0.0.5")
  private let v6 = NetworkBuilder.address("2001:db8::1")

  @Test func aPacketIsOneLine() {
    let tcp = Packet(source: a, destination: b, proto: 6, sourcePort: 40000, destinationPort: 22)
    #expect(PacketText.line(tcp) == "tcp 198.51.100.1:40000 → 10.0.0.5:22")
    let udp = Packet(source: v6, destination: v6, proto: 17, sourcePort: 1, destinationPort: 53)
    #expect(PacketText.line(udp) == "udp [2001:db8::1]:1 → [2001:db8::1]:53")
  }

  @Test func icmpIsNamedByWhatItIs() {
    let echo = Packet(source: a, destination: b, proto: 1, icmpType: 8)
    #expect(PacketText.line(echo) == "icmp echo request 198.51.100.1 → 10.0.0.5")
    #expect(PacketText.line(echo.reversed) == "icmp echo reply 10.0.0.5 → 198.51.100.1")
    let other = Packet(source: a, destination: b, proto: 1, icmpType: 3, icmpCode: 4)
    #expect(PacketText.line(other) == "icmp type 3 code 4 198.51.100.1 → 10.0.0.5")
    #expect(
      PacketText.line(Packet(source: a, destination: b, proto: 47))
        == "protocol 47 198.51.100.1 → 10.0.0.5")
  }
}
