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
  /// NAT-5: a private gateway's packets cross an internet gateway.
  case natPrivateReachesInternet
  /// NAT-2: what came through a transit gateway is refused.
  case natRefusesForwarded
  /// NAT-6: replies are not routed to the client, only delivered in the gateway's VPC.
  case natRepliesLocally
  // Peering
  /// PCX-2: any source may cross.
  case peeringIgnoresSourceOwnership
  /// PCX-1: a connection that is not active carries traffic.
  case peeringIgnoresState
  // Transit gateways
  /// TGW-4: any zone may use the attachment.
  case transitIgnoresZone
  /// TGW-4: an attachment without IPv6 support carries IPv6.
  case transitIgnoresIPv6Support
  /// TGW-2: packets are looked up in the gateway's first table.
  case transitIgnoresAssociation
  /// TGW-5: the shortest prefix wins.
  case transitShortestWins
  /// TGW-5: among equal prefixes the last source wins.
  case transitSourceReversed
  /// TGW-6: a blackhole route is no candidate.
  case transitBlackholeFallsBack
  /// TGW-6: an attachment that is not functional carries traffic.
  case transitIgnoresState
  /// TGW-8: the source's zone does not matter.
  case transitExitIgnoresZone
  /// TGW-9: appliance mode changes nothing.
  case transitApplianceModeIgnored
  /// TGW-10: the table of the attachment's subnet is not asked.
  case transitDeliversByOwnership
  /// NACL-9: the attachment's subnet does not filter what enters it toward the gateway.
  case transitEntrySkipsACL
  /// NACL-9: what enters the attachment's subnet is filtered as leaving it, too.
  case transitEntryTestsEgress
  /// NACL-9: the attachment's subnet does not filter what leaves it toward a host.
  case transitExitSkipsACL
  /// NACL-9: what comes from the gateway is filtered as entering the attachment's subnet, too.
  case transitExitTestsIngress
  /// NACL-10: from the gateway to the attachment's own subnet is filtered.
  case transitSameSubnetFiltered
  /// SG-9: references survive whatever the options say.
  case transitKeepsReferences
  /// SG-9: the option of the sender's attachment does not matter.
  case transitReferencesNeedOneSide
  /// SG-9: references survive in every zone.
  case transitReferencesIgnoreZone
  /// SG-9: references survive a second passage, through an inspection VPC.
  case transitSecondPassageKeepsReferences
  /// SG-9, TGW-11: references survive a peering of gateways.
  case transitPeeringKeepsReferences
  /// PCX-2a: what came through a transit gateway may cross a peering.
  case transitForwardedMayPeer
  /// PCX-2a: what came through a transit gateway leaves through an internet gateway like any other.
  case transitForwardedMayLeave
  /// GWE-1: what came through a transit gateway may use a gateway endpoint.
  case transitForwardedMayUseEndpoint
  // Interface endpoints
  /// VPE-1: an endpoint starts connections.
  case endpointInitiates
  /// VPE-2: the groups of an endpoint do not matter.
  case endpointIgnoresGroups
  /// CNV-4: an endpoint that is not available takes connections.
  case endpointIgnoresState
  /// SG-9: references through a transit gateway count at an endpoint.
  case endpointSeesTransitReferences
  // Load balancers
  /// LB-1: a node takes every port.
  case balancerTakesEveryPort
  /// CNV-4: a load balancer that is not active takes connections.
  case balancerIgnoresState
  /// LB-3: a network load balancer without groups is closed.
  case balancerNeedsGroups
  /// LB-5: targets of every zone are used.
  case balancerIgnoresZones
  /// LB-5: what the target group says about zones does not matter.
  case balancerIgnoresGroupZones
  /// LB-5: health does not matter.
  case balancerIgnoresHealth
  /// LB-5: when no target is healthy none is used.
  case balancerFailsClosed
  /// LB-4: the client's address is never kept.
  case balancerHidesClient
  /// LB-4: the client's address is kept by every listener.
  case balancerShowsClient
  /// LB-4: packets that keep the client's address go everywhere.
  case balancerKeepsClientEverywhere
  /// LB-4: a reference to the load balancer's groups needs its own address.
  case balancerGroupsNeedOwnAddress
  /// LB-5: targets are reached on the listener's port.
  case balancerKeepsPort
  /// LB-7: what a node sends carries no groups.
  case balancerLosesGroups
  /// LB-2: the groups of an application load balancer do not judge what it sends.
  case balancerSendsUnfiltered
  // Internet edge
  /// IGW-2: a source without public mapping leaves as it is.
  case igwNoPublicNeeded
  /// SG-6: references survive an internet gateway.
  case igwKeepsReferences
  /// EIG-1: new packets enter through an egress-only gateway.
  case eigwAdmitsInbound
  /// BPA-1: no mode blocks anything.
  case bpaIgnored
  /// BPA-3: replies are judged like new packets.
  case bpaBlocksReplies
  /// BPA-1: only the VPC's exclusion counts.
  case bpaIgnoresSubnetExclusion
  /// BPA-2: an exclusion for egress lets connections in.
  case bpaEgressExclusionLetsIn
  /// BPA-2: block-ingress lets hosts with a public address out.
  case bpaIngressLetsHostsOut
  /// BPA-2: block-ingress heeds an exclusion for egress.
  case bpaIngressReadsEgressExclusion
  /// BPA-2: block-ingress blocks NAT gateways.
  case bpaIngressBlocksNAT
  /// RT-12: what enters goes to its owner, whatever the gateway's table says.
  case edgeTableIgnored
  /// RT-12: an appliance without public address takes what enters.
  case edgeTargetNeedsNoPublicAddress
  /// RT-13: a redirected host leaves through the gateway like any other.
  case edgeRedirectionIgnored
  // Inspection
  /// NFW-1: what stands behind an endpoint lets everything pass.
  case inspectionLetsEverythingPass
  /// NFW-1: the ACL of its subnet is not asked on the way in.
  case inspectionSkipsACL
  /// NFW-1, SG-6: references survive it.
  case inspectionKeepsReferences
  /// NFW-1: one that does not work forwards.
  case inspectionIgnoresState
  /// NFW-2, NFW-11: the last rule that matches decides.
  case firewallLastMatchWins
  /// NFW-3, NFW-8: destination ports do not matter.
  case firewallIgnoresPorts
  /// NFW-2: everything goes to the stateful engine.
  case firewallSkipsStateless
  // Sites
  /// VGW-2: any source may leave through a virtual private gateway.
  case vgwIgnoresSource
  /// VGW-2, PCX-2a: what came through a transit gateway may leave through a virtual private gateway.
  case vgwForwardsTransit
  /// VGW-2: what enters needs no owner that works.
  case vgwIgnoresOwnerState
  /// VPN-1: a connection without a tunnel carries traffic.
  case vpnIgnoresTunnels
  /// VPN-2: selectors do not matter.
  case vpnIgnoresSelectors
  /// CNV-5, DX-2: every connection carries both families.
  case siteIgnoresFamily
  /// DX-4: a site sends through any connection, whatever it is told.
  case siteIgnoresAdvertisement
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
