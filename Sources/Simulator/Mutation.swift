/// One rule told wrongly, for tests that must notice it. Each case has one hook, in the file of its
/// rule.
package enum Mutation: String, Hashable, Sendable, CaseIterable {
  // Security groups
  /// SG-3: the upper bound of a port range is read as exclusive.
  case sgPortOffByOne
  /// SG-1: rules of the other direction count too.
  case sgIgnoresDirection
  /// SG-5, SG-7: a group reference matches everybody.
  case sgReferenceAlwaysMatches
  /// SG-2: replies are judged by rules.
  case sgStateless
  // Network ACLs
  /// NACL-2: the last matching entry decides.
  case naclLastMatchWins
  /// NACL-5: entering a subnet is not filtered.
  case naclSkippedOnIngress
  /// NACL-4: replies are not filtered.
  case naclStateful
  /// NACL-5: traffic inside a subnet is filtered.
  case naclSameSubnetFiltered
  // Routing
  /// RT-3 (1): the shortest prefix wins.
  case lpmShortestWins
  /// RT-6: a blackhole route is no candidate.
  case lpmBlackholeFallsBack
  /// RT-3 (0): propagated routes inside a local route stay.
  case lpmPropagatedBeatsLocal
  // NAT gateways
  /// NAT-3: the source address and port stay.
  case natKeepsSource
  /// NAT-1: every protocol is translated.
  case natAcceptsAllProtocols
  /// NAT-6: replies find no state.
  case natForgetsState
  // Peering
  /// PCX-2: any source may cross.
  case peeringIgnoresSourceOwnership
  /// PCX-1: a connection that is not active carries traffic.
  case peeringIgnoresState
  // Internet edge
  /// IGW-2: a source without public mapping leaves as it is.
  case igwNoPublicNeeded
  /// SG-6: references survive an internet gateway.
  case igwKeepsReferences
  /// EIG-1: new packets enter through an egress-only gateway.
  case eigwAdmitsInbound
  // Interfaces and matching
  /// ENI-3 is not enforced.
  case sourceCheckIgnored
  /// CNV-7: prefixes of filters are read one bit too short.
  case cidrOffByOne
  /// SG-3, NACL-3: the ICMP code is not compared.
  case icmpCodeIgnored
  /// CNV-5: `0.0.0.0/0` covers IPv6 too.
  case v6MatchesV4Any
}
