/// A public NAT gateway with its interface and its address.
enum NATWriter {
  static func write(
    number: Int, ids: Identifiers, vpc: String, subnet: String, zone: String, address: String,
    publicAddress mapped: String, to folder: inout RegionFolder
  ) throws(GeneratorError) {
    let account = folder.account
    let nat = ids.name("nat", number)
    let interface = ids.name("eni", number)
    let allocation = ids.name("eipalloc", number)
    let association = ids.name("eipassoc", number)
    let mapping =
      #"{"AllocationId":"\#(allocation)","AssociationId":"\#(association)","IpOwnerId":"\#(account)","#
      + #""PublicDnsName":"","PublicIp":"\#(mapped)"}"#
    try folder.add(
      .natGateways,
      #"{"NatGatewayId":"\#(nat)","SubnetId":"\#(subnet)","VpcId":"\#(vpc)","State":"available","#
        + #""ConnectivityType":"public","NatGatewayAddresses":[{"AllocationId":"\#(allocation)","#
        + #""NetworkInterfaceId":"\#(interface)","PrivateIp":"\#(address)","PublicIp":"\#(mapped)","#
        + #""AssociationId":"\#(association)","IsPrimary":true,"Status":"succeeded"}],"Tags":[]}"#)
    try folder.add(
      .addresses,
      #"{"AllocationId":"\#(allocation)","AssociationId":"\#(association)","Domain":"vpc","PublicIp":"\#(mapped)","#
        + #""PrivateIpAddress":"\#(address)","NetworkInterfaceId":"\#(interface)","#
        + #""NetworkInterfaceOwnerId":"\#(account)","PublicIpv4Pool":"amazon"}"#)
    try folder.add(
      .interfaces,
      #"{"NetworkInterfaceId":"\#(interface)","InterfaceType":"nat_gateway","VpcId":"\#(vpc)","#
        + #""SubnetId":"\#(subnet)","AvailabilityZone":"\#(zone)","#
        + #""Description":"Interface for NAT Gateway \#(nat)","Groups":[],"Ipv6Addresses":[],"#
        + #""OwnerId":"\#(account)","PrivateIpAddress":"\#(address)","RequesterManaged":true,"#
        + #""SourceDestCheck":false,"Status":"in-use","TagSet":[],"Association":\#(mapping),"#
        + #""PrivateIpAddresses":[{"Primary":true,"PrivateIpAddress":"\#(address)","Association":\#(mapping)}],"#
        + #""Attachment":{"AttachmentId":"\#(ids.name("ela-attach", number))","DeviceIndex":1,"#
        + #""Status":"attached","DeleteOnTermination":false,"InstanceOwnerId":"amazon-aws"}}"#)
  }
}
