/// Rules, entries and routes as AWS writes them.
enum Rules {
  static func tcp(
    _ port: Int, _ ranges: [String], six: [String] = [], groups: [String] = [], account: String
  ) -> String {
    #"{"IpProtocol":"tcp","FromPort":\#(port),"ToPort":\#(port),"#
      + peers(ranges, six, groups, account)
  }

  static func all(
    _ ranges: [String], six: [String] = [], groups: [String], account: String
  ) -> String {
    #"{"IpProtocol":"-1","# + peers(ranges, six, groups, account)
  }

  private static func peers(
    _ ranges: [String], _ six: [String], _ groups: [String], _ account: String
  ) -> String {
    let four = ranges.map { #"{"CidrIp":"\#($0)"}"# }.joined(separator: ",")
    let sixes = six.map { #"{"CidrIpv6":"\#($0)"}"# }.joined(separator: ",")
    let pairs = groups.map { #"{"GroupId":"\#($0)","UserId":"\#(account)"}"# }
      .joined(separator: ",")
    return #""IpRanges":[\#(four)],"Ipv6Ranges":[\#(sixes)],"PrefixListIds":[],"UserIdGroupPairs":[\#(pairs)]}"#
  }

  static func entry(
    _ number: Int, egress: Bool, allow: Bool, _ proto: String, _ range: String,
    ports: ClosedRange<Int>? = nil
  ) -> String {
    let ports =
      ports.map { #","PortRange":{"From":\#($0.lowerBound),"To":\#($0.upperBound)}"# } ?? ""
    return #"{"CidrBlock":"\#(range)","Egress":\#(egress),"Protocol":"\#(proto)","#
      + #""RuleAction":"\#(allow ? "allow" : "deny")","RuleNumber":\#(number)\#(ports)}"#
  }

  /// The last entries of every list, which AWS adds; with IPv6, all of it is allowed before.
  static func lastEntries(hasIPv6: Bool) -> [String] {
    [true, false].flatMap { egress in
      var entries = [entry(32767, egress: egress, allow: false, "-1", "0.0.0.0/0")]
      guard hasIPv6 else { return entries }
      for (number, action) in [(101, "allow"), (32768, "deny")] {
        entries.append(
          #"{"Ipv6CidrBlock":"::/0","Egress":\#(egress),"Protocol":"-1","RuleAction":"\#(action)","#
            + #""RuleNumber":\#(number)}"#)
      }
      return entries
    }
  }

  static func route(
    _ range: String, _ key: String, _ target: String, origin: String = "CreateRoute"
  ) -> String {
    #"{"DestinationCidrBlock":"\#(range)","\#(key)":"\#(target)","Origin":"\#(origin)","State":"active"}"#
  }

  static func routeSix(_ key: String, _ target: String) -> String {
    #"{"DestinationIpv6CidrBlock":"::/0","\#(key)":"\#(target)","Origin":"CreateRoute","State":"active"}"#
  }

  static func localSix(_ range: String) -> String {
    #"{"DestinationIpv6CidrBlock":"\#(range)","GatewayId":"local","Origin":"CreateRouteTable","State":"active"}"#
  }
}
