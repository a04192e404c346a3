/// An instance with its one interface.
struct Host {
  let instance: String
  let interface: String
  let attachment: String
  let reservation: String
  let vpc: String
  let subnet: String
  let zone: String
  let address: String
  let publicAddress: String?
  let addressSix: String?
  let groups: [String]
  let tier: String
  let name: String
  var pod: Int?
  /// Takes and sends packets that are not its own.
  var forwards = false

  func write(to folder: inout RegionFolder) throws(GeneratorError) {
    let account = folder.account
    let pod = self.pod.map { #",{"Key":"Pod","Value":"\#($0)"}"# } ?? ""
    let mapping =
      publicAddress.map { #","Association":{"IpOwnerId":"amazon","PublicDnsName":"","PublicIp":"\#($0)"}"# }
      ?? ""
    let six = addressSix.map { #"{"Ipv6Address":"\#($0)","IsPrimaryIpv6":false}"# } ?? ""
    let groups = self.groups.map { #"{"GroupId":"\#($0)","GroupName":"\#(tier)"}"# }
      .joined(separator: ",")
    try folder.add(
      .interfaces,
      #"{"NetworkInterfaceId":"\#(interface)","InterfaceType":"interface","VpcId":"\#(vpc)","#
        + #""SubnetId":"\#(subnet)","AvailabilityZone":"\#(zone)","Description":"","Groups":[\#(groups)],"#
        + #""Ipv6Addresses":[\#(six)],"OwnerId":"\#(account)","PrivateIpAddress":"\#(address)","#
        + #""RequesterManaged":false,"SourceDestCheck":\#(!forwards),"Status":"in-use","TagSet":[]\#(mapping),"#
        + #""PrivateIpAddresses":[{"Primary":true,"PrivateIpAddress":"\#(address)"\#(mapping)}],"#
        + #""Attachment":{"AttachmentId":"\#(attachment)","DeviceIndex":0,"Status":"attached","#
        + #""DeleteOnTermination":true,"InstanceId":"\#(instance)","InstanceOwnerId":"\#(account)"}}"#)
    try folder.add(
      .instances,
      #"{"ReservationId":"\#(reservation)","OwnerId":"\#(account)","Groups":[],"Instances":["#
        + #"{"InstanceId":"\#(instance)","InstanceType":"t3.micro","ImageId":"ami-0a1b2c3d4e5f60718","#
        + #""VpcId":"\#(vpc)","SubnetId":"\#(subnet)","PrivateIpAddress":"\#(address)","#
        + #""State":{"Code":16,"Name":"running"},"SourceDestCheck":\#(!forwards),"SecurityGroups":[\#(groups)],"#
        + #""Placement":{"AvailabilityZone":"\#(zone)","GroupName":"","Tenancy":"default"},"#
        + #""NetworkInterfaces":[{"NetworkInterfaceId":"\#(interface)","SubnetId":"\#(subnet)","#
        + #""VpcId":"\#(vpc)","PrivateIpAddress":"\#(address)","Status":"in-use"}],"#
        + #""Tags":[{"Key":"Name","Value":"\#(name)"},{"Key":"Tier","Value":"\#(tier)"}\#(pod)]}]}"#)
  }
}
