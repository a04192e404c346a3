package import NetworkModel

/// Address ranges with a meaning of their own in the rules.
package enum SpecialRanges {
  private static func parse(_ texts: [String], _ family: IPFamily) -> Intervals {
    Intervals(texts.compactMap { CIDR($0) }, family: family)
  }

  package static let rfc1918 = parse(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], .v4)
  package static let rfc6598 = parse(["100.64.0.0/10"], .v4)
  private static let notInternetV4 =
    rfc1918.union(rfc6598).union(
      parse(["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"], .v4))
  private static let internetV4 = Intervals(0, 0xffff_ffff).subtracting(notInternetV4)
  private static let internetV6 = parse(["2000::/3"], .v6)
  private static let uniqueLocal = parse(["fc00::/7"], .v6)
  private static let multicastV4 = parse(["224.0.0.0/4", "255.255.255.255/32"], .v4)
  private static let multicastV6 = parse(["ff00::/8"], .v6)
  private static let linkServicesV4 = parse(["169.254.0.0/16"], .v4)
  private static let linkServicesV6 = parse(["fd00:ec2::/32"], .v6)
  package static let nat64 = parse(["64:ff9b::/96"], .v6)

  /// REA-6 before the addresses owned in the snapshot are taken out.
  package static func internet(_ family: IPFamily) -> Intervals {
    switch family {
    case .v4: internetV4
    case .v6: internetV6
    }
  }

  /// PKT-2: destinations that are out of scope.
  package static func multicast(_ family: IPFamily) -> Intervals {
    switch family {
    case .v4: multicastV4
    case .v6: multicastV6
    }
  }

  /// RT-8 as clarified: never forwarded by any table.
  package static func linkServices(_ family: IPFamily) -> Intervals {
    switch family {
    case .v4: linkServicesV4
    case .v6: linkServicesV6
    }
  }

  /// Destinations that no route of a provider's own prefix list can mean.
  package static func privateRanges(_ family: IPFamily) -> Intervals {
    switch family {
    case .v4: rfc1918.union(rfc6598)
    case .v6: uniqueLocal
    }
  }

  /// ENI-7, SG-12, NACL-8: provider services that every interface reaches unfiltered, by name.
  /// `resolver` is Route 53 Resolver; its address at base + 2 of the VPC's first IPv4 range belongs to it.
  package static func services(_ family: IPFamily, of vpc: VPC) -> [(name: String, addresses: Intervals)] {
    let texts: [String]
    switch family {
    case .v4:
      texts = [
        "169.254.169.254", "169.254.169.123", "169.254.169.250", "169.254.169.251", "169.254.170.2",
      ]
    case .v6: texts = ["fd00:ec2::254", "fd00:ec2::123", "fd00:ec2::250", "fd00:ec2::23"]
    }
    var resolver: [ClosedRange<UInt128>] = []
    let fixed = family == .v4 ? "169.254.169.253" : "fd00:ec2::253"
    if let address = IPAddress(fixed) { resolver.append(address.value...address.value) }
    if family == .v4, let primary = vpc.ipv4.first, primary.base <= family.maximum - 2 {
      resolver.append((primary.base + 2)...(primary.base + 2))
    }
    return [("resolver", Intervals(union: resolver))]
      + texts.compactMap { text in IPAddress(text).map { (text, Intervals($0.value)) } }
  }
}
