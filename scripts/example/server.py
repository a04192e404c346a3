"""Starts moto for scripts/record-example, corrected where it answers less than AWS does.

The recorded files are what the AWS CLI printed; so a gap is closed here, in the server, and never
in the files. Each correction names what AWS answers.

usage: server.py PORT
"""
import sys

from moto.ec2.models.elastic_ip_addresses import ElasticAddressBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.subnets import SubnetBackend
from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachmentBackend
from moto.ec2.models.vpc_peering_connections import VPCPeeringConnection
from moto.server import main


def show_public_address_beside_private_address():
    """describe-network-interfaces: the association stands in PrivateIpAddresses as well."""
    associate = ElasticAddressBackend.associate_address

    def corrected(self, *arguments, **options):
        address = associate(self, *arguments, **options)
        if address.eni:
            for entry in address.eni.private_ip_addresses:
                if entry["PrivateIpAddress"] == address.eni.private_ip_address:
                    entry["Association"] = address.eni.association
        return address

    ElasticAddressBackend.associate_address = corrected


def give_nat_gateways_their_own_interface():
    """The interface of a NAT gateway lies in its subnet, is in use, and has no security group."""
    create = NatGateway.__init__

    def corrected(self, *arguments, **options):
        create(self, *arguments, **options)
        interface = self._eni
        self.private_ip = interface.subnet.get_available_subnet_ip(self)
        interface.private_ip_address = self.private_ip
        interface.private_ip_addresses[0]["PrivateIpAddress"] = self.private_ip
        interface.interface_type = "nat_gateway"
        interface.status = "in-use"
        interface.source_dest_check = False
        interface.requester_managed = True
        interface.description = f"Interface for NAT Gateway {self.id}"
        interface._group_set = []

    NatGateway.__init__ = corrected


def list_address_blocks_of_peers():
    """describe-vpc-peering-connections: CidrBlockSet stands beside CidrBlock."""
    for name in ("requester_vpc_info", "accepter_vpc_info"):
        original = getattr(VPCPeeringConnection, name).fget

        def corrected(self, original=original):
            info = original(self)
            info["CidrBlockSet"] = [{"CidrBlock": info["CidrBlock"]}]
            return info

        setattr(VPCPeeringConnection, name, property(corrected))


def list_only_peerings_as_peerings():
    """describe-transit-gateway-peering-attachments: attachments of VPCs are not among them."""
    describe = TransitGatewayAttachmentBackend.describe_transit_gateway_peering_attachments

    def corrected(self, *arguments, **options):
        found = describe(self, *arguments, **options)
        return [attachment for attachment in found if attachment.resource_type == "peering"]

    TransitGatewayAttachmentBackend.describe_transit_gateway_peering_attachments = corrected


def list_groups_in_a_stable_order():
    """Groups of an interface: moto keeps them in a set, whose order depends on memory addresses."""
    original = NetworkInterface.group_set.fget
    NetworkInterface.group_set = property(
        lambda self: sorted(original(self), key=lambda group: group.name)
    )


def forget_deleted_subnets():
    """A deleted subnet leaves its network ACL, so that a deleted VPC leaves no ACL behind."""
    delete = SubnetBackend.delete_subnet

    def corrected(self, subnet_id):
        for acl in self.network_acls.values():
            for key, association in list(acl._associations.items()):
                if association.subnet_id == subnet_id:
                    del acl._associations[key]
        return delete(self, subnet_id)

    SubnetBackend.delete_subnet = corrected


show_public_address_beside_private_address()
give_nat_gateways_their_own_interface()
list_address_blocks_of_peers()
list_only_peerings_as_peerings()
list_groups_in_a_stable_order()
forget_deleted_subnets()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
