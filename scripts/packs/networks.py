"""Writes the two networks of the packs: `kept`, where every policy of every pack is proved, and `broken`, where every one is
violated. Usage: networks.py FOLDER."""
import json
import os
import sys

ACCOUNT = "111122223333"
# Host: tags, the hosts that may open port 5432 here. Nothing else is open in the network that keeps the policies.
HOSTS = {
    "cde-1": ({"PCI": "cde"}, ["cde-2", "pci-connected"]),
    "cde-2": ({"PCI": "cde"}, ["cde-1"]),
    "pci-connected": ({"PCI": "connected"}, []),
    "ephi-1": ({"HIPAA": "ephi"}, ["ephi-2"]),
    "ephi-2": ({"HIPAA": "ephi"}, []),
    "fed-1": ({"FedRAMP": "boundary"}, ["fed-2"]),
    "fed-2": ({"FedRAMP": "boundary"}, []),
    "prod": ({"Env": "prod", "Confidentiality": "high"}, ["prod-2"]),
    "prod-2": ({"Env": "prod", "Confidentiality": "high"}, []),
    "dev": ({"Env": "dev"}, []),
    "work-1": ({"Workload": "orders"}, ["work-2"]),
    "work-2": ({"Workload": "stock"}, []),
    "level-2": ({"PurdueLevel": "2"}, ["level-3"]),
    "level-3": ({"PurdueLevel": "3"}, ["dmz"]),
    "dmz": ({"PurdueLevel": "3.5"}, ["office"]),
    "office": ({"PurdueLevel": "4"}, []),
}
# These fetch updates from the Internet.
OUTGOING = ["prod", "dev", "office"]


def tags(**values):
    return [{"Key": key, "Value": value} for key, value in values.items()]


def rule(protocol, first, last, cidrs=(), cidrs6=(), groups=()):
    made = {
        "IpProtocol": protocol,
        "IpRanges": [{"CidrIp": cidr} for cidr in cidrs],
        "Ipv6Ranges": [{"CidrIpv6": cidr} for cidr in cidrs6],
        "UserIdGroupPairs": [{"GroupId": group, "UserId": ACCOUNT} for group in groups],
        "PrefixListIds": [],
    }
    if protocol != "-1":
        made.update(FromPort=first, ToPort=last)
    return made


def network(broken):
    region = "eu-west-1" if broken else "us-east-1"
    kind = "m4.large" if broken else "m6i.large"
    everyone = [rule("-1", None, None, ["0.0.0.0/0"], ["::/0"])]
    names = list(HOSTS) + ["default", "peer"]
    group = {name: f"sg-{index:04x}" for index, name in enumerate(names)}
    groups, instances, interfaces, addresses = [], [], [], []
    for index, name in enumerate(names):
        label, callers = HOSTS.get(name, ({}, []))
        vpc, subnet, prefix = ("vpc-b", "subnet-peer", "10.1.1") if name == "peer" else ("vpc-a", "subnet-private", "10.0.1")
        hosts_called = [other for other, (_, others) in HOSTS.items() if name in others]
        ingress = [rule("tcp", 5432, 5432, groups=[group[caller] for caller in callers])] if callers else []
        egress = [rule("tcp", 5432, 5432, groups=[group[other] for other in hosts_called])] if hosts_called else []
        if name in OUTGOING:
            egress.append(rule("tcp", 443, 443, ["0.0.0.0/0"], ["::/0"]))
        groups.append({
            "GroupId": group[name], "GroupName": "default" if name == "default" else name, "VpcId": vpc, "OwnerId": ACCOUNT,
            "Description": name, "Tags": [], "IpPermissions": everyone if broken else ingress,
            "IpPermissionsEgress": everyone if broken else egress,
        })
        address = f"{prefix}.{index + 10}"
        public = f"198.51.100.{index + 10}"
        # One host of the broken network has IPv6 and no public address.
        has_public = broken and name != "dev"
        interface = {
            "NetworkInterfaceId": f"eni-{index:04x}", "VpcId": vpc, "SubnetId": subnet, "OwnerId": ACCOUNT,
            "AvailabilityZone": region + "a", "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": True,
            "PrivateIpAddress": address, "Groups": [{"GroupId": group[name], "GroupName": name}],
            "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}], "Ipv6Addresses": [], "TagSet": [],
            "Attachment": {"InstanceId": f"i-{index:04x}", "InstanceOwnerId": ACCOUNT, "DeviceIndex": 0, "Status": "attached",
                           "AttachmentId": f"eni-attach-{index:04x}", "DeleteOnTermination": True},
        }
        if has_public:
            association = {"PublicIp": public, "IpOwnerId": ACCOUNT, "AllocationId": f"eipalloc-{index:04x}",
                           "AssociationId": f"eipassoc-{index:04x}"}
            interface["Association"] = association
            interface["PrivateIpAddresses"][0]["Association"] = association
            addresses.append({"PublicIp": public, "AllocationId": f"eipalloc-{index:04x}", "Domain": "vpc",
                              "AssociationId": f"eipassoc-{index:04x}", "NetworkInterfaceId": f"eni-{index:04x}",
                              "PrivateIpAddress": address, "InstanceId": f"i-{index:04x}",
                              "NetworkInterfaceOwnerId": ACCOUNT})
        if broken and name == "dev":
            interface["Ipv6Addresses"] = [{"Ipv6Address": "2600:1f18:1:1::10"}]
        interfaces.append(interface)
        instances.append({
            "InstanceId": f"i-{index:04x}", "InstanceType": kind, "State": {"Code": 16, "Name": "running"}, "VpcId": vpc,
            "SubnetId": subnet, "PrivateIpAddress": address, "Tags": tags(Name=name, **label),
            "Placement": {"AvailabilityZone": region + "a"},
            "NetworkInterfaces": [{"NetworkInterfaceId": f"eni-{index:04x}", "VpcId": vpc, "SubnetId": subnet,
                                   "PrivateIpAddress": address}],
        })
    addresses.append({"PublicIp": "198.51.100.4", "AllocationId": "eipalloc-nat", "Domain": "vpc",
                      "AssociationId": "eipassoc-nat", "NetworkInterfaceId": "eni-nat", "PrivateIpAddress": "10.0.0.4",
                      "NetworkInterfaceOwnerId": ACCOUNT})
    nat_association = {"PublicIp": "198.51.100.4", "IpOwnerId": ACCOUNT, "AllocationId": "eipalloc-nat",
                       "AssociationId": "eipassoc-nat"}
    interfaces.append({
        "NetworkInterfaceId": "eni-nat", "VpcId": "vpc-a", "SubnetId": "subnet-public", "OwnerId": ACCOUNT,
        "AvailabilityZone": region + "a", "InterfaceType": "nat_gateway", "Status": "in-use", "SourceDestCheck": False,
        "PrivateIpAddress": "10.0.0.4", "Groups": [], "Association": nat_association, "Ipv6Addresses": [], "TagSet": [],
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "10.0.0.4", "Association": nat_association}],
        "Description": "Interface for NAT Gateway nat-a", "RequesterManaged": True,
    })

    def local(*cidrs):
        return [{"DestinationCidrBlock": cidr, "GatewayId": "local", "State": "active", "Origin": "CreateRouteTable"}
                for cidr in cidrs]

    def route(cidr, **target):
        key = "DestinationIpv6CidrBlock" if ":" in cidr else "DestinationCidrBlock"
        return {key: cidr, "State": "active", "Origin": "CreateRoute", **target}

    six = [{"Ipv6CidrBlock": "2600:1f18:1::/56", "Ipv6CidrBlockState": {"State": "associated"}, "Ipv6Pool": "Amazon",
            "AssociationId": "vpc-cidr-assoc-6", "NetworkBorderGroup": region}] if broken else []
    local6 = [{"DestinationIpv6CidrBlock": "2600:1f18:1::/56", "GatewayId": "local", "State": "active",
               "Origin": "CreateRouteTable"}] if broken else []
    outward = [route("0.0.0.0/0", GatewayId="igw-a")] + ([route("::/0", GatewayId="igw-a")] if broken else [])
    private = outward if broken else [route("0.0.0.0/0", NatGatewayId="nat-a")]
    peered = [route("10.1.0.0/16", VpcPeeringConnectionId="pcx-ab")]

    def table(name, vpc, routes, subnets, main=False):
        associations = [{"RouteTableAssociationId": f"rtbassoc-{name}-{subnet}", "RouteTableId": f"rtb-{name}", "SubnetId": subnet,
                         "Main": False, "AssociationState": {"State": "associated"}} for subnet in subnets]
        if main:
            associations.append({"RouteTableAssociationId": f"rtbassoc-{name}-main", "RouteTableId": f"rtb-{name}", "Main": True,
                                 "AssociationState": {"State": "associated"}})
        return {"RouteTableId": f"rtb-{name}", "VpcId": vpc, "OwnerId": ACCOUNT, "Routes": routes, "Tags": [],
                "PropagatingVgws": [], "Associations": associations}

    def vpc(name, cidr, six):
        return {"VpcId": name, "CidrBlock": cidr, "State": "available", "OwnerId": ACCOUNT, "IsDefault": False,
                "InstanceTenancy": "default", "DhcpOptionsId": "default", "Tags": [], "Ipv6CidrBlockAssociationSet": six,
                "CidrBlockAssociationSet": [{"AssociationId": f"vpc-cidr-assoc-{name}", "CidrBlock": cidr,
                                             "CidrBlockState": {"State": "associated"}}]}

    def subnet(name, vpc, cidr, six=()):
        return {"SubnetId": name, "VpcId": vpc, "CidrBlock": cidr, "State": "available", "OwnerId": ACCOUNT,
                "AvailabilityZone": region + "a", "AvailabilityZoneId": {"us-east-1": "use1", "eu-west-1": "euw1"}[region] + "-az1",
                "MapPublicIpOnLaunch": False, "Tags": [], "Ipv6CidrBlockAssociationSet": list(six)}

    def acl(name, vpc, subnets):
        entries = [{"RuleNumber": number, "Protocol": "-1", "RuleAction": action, "Egress": egress, key: everything}
                   for egress in (False, True)
                   for number, action, key, everything in (
                       (100, "allow", "CidrBlock", "0.0.0.0/0"), (101, "allow", "Ipv6CidrBlock", "::/0"),
                       (32767, "deny", "CidrBlock", "0.0.0.0/0"), (32768, "deny", "Ipv6CidrBlock", "::/0"))]
        return {"NetworkAclId": name, "VpcId": vpc, "IsDefault": True, "OwnerId": ACCOUNT, "Tags": [], "Entries": entries,
                "Associations": [{"NetworkAclAssociationId": f"aclassoc-{subnet}", "NetworkAclId": name, "SubnetId": subnet}
                                 for subnet in subnets]}

    private_six = [{"AssociationId": "subnet-cidr-assoc-6", "Ipv6CidrBlock": "2600:1f18:1:1::/64",
                    "Ipv6CidrBlockState": {"State": "associated"}}] if broken else []
    side = {"OwnerId": ACCOUNT, "Region": region}
    return region, {
        "ec2-describe-vpcs": {"Vpcs": [vpc("vpc-a", "10.0.0.0/16", six), vpc("vpc-b", "10.1.0.0/16", [])]},
        "ec2-describe-subnets": {"Subnets": [
            subnet("subnet-public", "vpc-a", "10.0.0.0/24"), subnet("subnet-private", "vpc-a", "10.0.1.0/24", private_six),
            subnet("subnet-peer", "vpc-b", "10.1.1.0/24")]},
        "ec2-describe-route-tables": {"RouteTables": [
            table("public", "vpc-a", local("10.0.0.0/16") + local6 + outward, ["subnet-public"]),
            table("private", "vpc-a", local("10.0.0.0/16") + local6 + private + peered, ["subnet-private"], main=True),
            table("peer", "vpc-b", local("10.1.0.0/16") + [route("10.0.0.0/16", VpcPeeringConnectionId="pcx-ab")],
                  ["subnet-peer"], main=True)]},
        "ec2-describe-network-acls": {"NetworkAcls": [
            acl("acl-a", "vpc-a", ["subnet-public", "subnet-private"]), acl("acl-b", "vpc-b", ["subnet-peer"])]},
        "ec2-describe-security-groups": {"SecurityGroups": groups},
        "ec2-describe-network-interfaces": {"NetworkInterfaces": interfaces},
        "ec2-describe-instances": {"Reservations": [{"ReservationId": "r-1", "OwnerId": ACCOUNT, "Groups": [],
                                                     "Instances": instances}]},
        "ec2-describe-addresses": {"Addresses": addresses},
        "ec2-describe-internet-gateways": {"InternetGateways": [
            {"InternetGatewayId": "igw-a", "OwnerId": ACCOUNT, "Tags": [],
             "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}]},
        "ec2-describe-nat-gateways": {"NatGateways": [
            {"NatGatewayId": "nat-a", "VpcId": "vpc-a", "SubnetId": "subnet-public", "State": "available",
             "ConnectivityType": "public", "Tags": [],
             "NatGatewayAddresses": [{"AllocationId": "eipalloc-nat", "NetworkInterfaceId": "eni-nat", "IsPrimary": True,
                                      "PrivateIp": "10.0.0.4", "PublicIp": "198.51.100.4", "Status": "succeeded",
                                      "AssociationId": "eipassoc-nat"}]}]},
        "ec2-describe-vpc-peering-connections": {"VpcPeeringConnections": [
            {"VpcPeeringConnectionId": "pcx-ab", "Status": {"Code": "active", "Message": "Active"}, "Tags": [],
             "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.0.0.0/16"}],
                                  "Ipv6CidrBlockSet": [], **side},
             "AccepterVpcInfo": {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16", "CidrBlockSet": [{"CidrBlock": "10.1.0.0/16"}],
                                 "Ipv6CidrBlockSet": [], **side}}]},
        "ec2-describe-instance-types": {"InstanceTypes": [
            {"InstanceType": name, "NetworkInfo": {"EncryptionInTransitSupported": encrypts}}
            for name, encrypts in (("m4.large", False), ("m6i.large", True))]},
        "ec2-describe-vpc-block-public-access-options": {"VpcBlockPublicAccessOptions": {
            "AwsAccountId": ACCOUNT, "AwsRegion": region, "State": "default-state", "InternetGatewayBlockMode": "off"}},
    }


def main(folder):
    for name, broken in (("kept", False), ("broken", True)):
        region, answers = network(broken)
        place = os.path.join(folder, name, ACCOUNT, region)
        os.makedirs(place, exist_ok=True)
        for call, answer in answers.items():
            with open(os.path.join(place, call + ".json"), "w", encoding="utf-8") as out:
                json.dump(answer, out, indent=1)
                out.write("\n")


main(sys.argv[1])
