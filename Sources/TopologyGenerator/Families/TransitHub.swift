/// A transit gateway with one table for each environment and one, the last, for the shared VPCs.
struct TransitHub {
  let ids: Identifiers
  let number: Int

  static let tables = HubPlan.environments + 1
  static let shared = HubPlan.environments

  var gateway: String { ids.name("tgw", number) }
  func table(_ environment: Int?) -> String {
    ids.name("tgw-rtb", number, environment ?? Self.shared)
  }
  func attachment(_ vpc: Int) -> String { ids.name("tgw-attach", vpc, 1) }

  func writeGateway(to folder: inout RegionFolder) throws(GeneratorError) {
    try folder.add(
      .transitGateways,
      #"{"TransitGatewayId":"\#(gateway)","State":"available","OwnerId":"\#(folder.account)","#
        + #""TransitGatewayArn":"arn:aws:ec2:\#(folder.region):\#(folder.account):transit-gateway/\#(gateway)","#
        + #""Options":{"AmazonSideAsn":64512,"AutoAcceptSharedAttachments":"disable","#
        + #""DefaultRouteTableAssociation":"disable","DefaultRouteTablePropagation":"disable","#
        + #""DnsSupport":"enable","VpnEcmpSupport":"enable","SecurityGroupReferencingSupport":"disable","#
        + #""MulticastSupport":"disable"},"Tags":[{"Key":"Name","Value":"hub-\#(number)"}]}"#)
    for environment in 0..<Self.tables {
      let name = environment == Self.shared ? "shared" : "environment-\(environment)"
      try folder.add(
        .transitTables,
        #"{"TransitGatewayRouteTableId":"\#(table(environment))","TransitGatewayId":"\#(gateway)","#
          + #""State":"available","DefaultAssociationRouteTable":false,"DefaultPropagationRouteTable":false,"#
          + #""Tags":[{"Key":"Name","Value":"\#(name)"}]}"#)
    }
  }

  /// The attachment of a VPC, in the three zones of its first subnets.
  func attach(
    _ vpc: Int, owner: String, table environment: Int?, to folder: inout RegionFolder
  ) throws(GeneratorError) {
    let name = attachment(vpc)
    let id = ids.name("vpc", vpc)
    let subnets = (0..<3).map { #""\#(ids.name("subnet", vpc, $0))""# }.joined(separator: ",")
    try folder.add(
      .attachments,
      #"{"TransitGatewayAttachmentId":"\#(name)","TransitGatewayId":"\#(gateway)","#
        + #""TransitGatewayOwnerId":"\#(folder.account)","ResourceOwnerId":"\#(owner)","ResourceType":"vpc","#
        + #""ResourceId":"\#(id)","State":"available","#
        + #""Association":{"TransitGatewayRouteTableId":"\#(table(environment))","State":"associated"},"Tags":[]}"#)
    try folder.add(
      .vpcAttachments,
      #"{"TransitGatewayAttachmentId":"\#(name)","TransitGatewayId":"\#(gateway)","VpcId":"\#(id)","#
        + #""VpcOwnerId":"\#(owner)","State":"available","SubnetIds":[\#(subnets)],"#
        + #""Options":{"DnsSupport":"enable","SecurityGroupReferencingSupport":"disable","#
        + #""Ipv6Support":"disable","ApplianceModeSupport":"disable"},"Tags":[]}"#)
  }

  func propagated(_ vpc: Int, _ range: String) -> String {
    #"{"DestinationCidrBlock":"\#(range)","TransitGatewayAttachments":[{"ResourceId":"\#(ids.name("vpc", vpc))","#
      + #""TransitGatewayAttachmentId":"\#(attachment(vpc))","ResourceType":"vpc"}],"#
      + #""Type":"propagated","State":"active"}"#
  }

  static func blackhole(_ range: String) -> String {
    #"{"DestinationCidrBlock":"\#(range)","Type":"static","State":"blackhole"}"#
  }

  func toPeer(_ range: String, _ peer: TransitHub) -> String {
    #"{"DestinationCidrBlock":"\#(range)","TransitGatewayAttachments":[{"ResourceId":"\#(peer.gateway)","#
      + #""TransitGatewayAttachmentId":"\#(peering(peer))","ResourceType":"peering"}],"#
      + #""Type":"static","State":"active"}"#
  }

  /// Both sides have one id.
  func peering(_ peer: TransitHub) -> String {
    ids.name("tgw-attach", min(number, peer.number), 2 + max(number, peer.number))
  }

  /// This side of a peering; the table of the shared VPCs receives it.
  func peer(
    with peer: TransitHub, account: String, region: String, to folder: inout RegionFolder
  ) throws(GeneratorError) {
    let id = peering(peer)
    try folder.add(
      .attachments,
      #"{"TransitGatewayAttachmentId":"\#(id)","TransitGatewayId":"\#(gateway)","#
        + #""TransitGatewayOwnerId":"\#(folder.account)","ResourceOwnerId":"\#(account)","#
        + #""ResourceType":"peering","ResourceId":"\#(peer.gateway)","State":"available","#
        + #""Association":{"TransitGatewayRouteTableId":"\#(table(Self.shared))","State":"associated"},"Tags":[]}"#)
    let own =
      #"{"TransitGatewayId":"\#(gateway)","OwnerId":"\#(folder.account)","Region":"\#(folder.region)"}"#
    let other =
      #"{"TransitGatewayId":"\#(peer.gateway)","OwnerId":"\#(account)","Region":"\#(region)"}"#
    let (requester, accepter) = number < peer.number ? (own, other) : (other, own)
    try folder.add(
      .peeringAttachments,
      #"{"TransitGatewayAttachmentId":"\#(id)","RequesterTgwInfo":\#(requester),"#
        + #""AccepterTgwInfo":\#(accepter),"State":"available","Tags":[]}"#)
  }
}
