# Builds the estate of scripts/test-collect with the client of the provider. Sourced, with `set -e`.
#
#   prod 10.0.0.0/16    web in a public subnet, app behind a NAT gateway, db      \ peering with tools,
#   tools 10.1.0.0/16   one host                                                  / transit gateway with shared
#   shared 10.2.0.0/16  one host

aws_id() { aws ec2 "$@" --output text; }

# vpc NAME CIDR — its id.
vpc() {
  aws_id create-vpc --cidr-block "$2" --query Vpc.VpcId \
    --tag-specifications "ResourceType=vpc,Tags=[{Key=Name,Value=$1}]"
}

# subnet VPC CIDR ZONE — its id.
subnet() {
  aws_id create-subnet --vpc-id "$1" --cidr-block "$2" --availability-zone "us-east-1$3" \
    --query Subnet.SubnetId
}

# table VPC SUBNET — the id of a new table for the subnet.
table() {
  local id
  id=$(aws_id create-route-table --vpc-id "$1" --query RouteTable.RouteTableId)
  aws_id associate-route-table --route-table-id "$id" --subnet-id "$2" >/dev/null
  echo "$id"
}

# route TABLE CIDR OPTION TARGET
route() { aws_id create-route --route-table-id "$1" --destination-cidr-block "$2" "$3" "$4" >/dev/null; }

# group VPC NAME — the id of a new security group.
group() {
  aws_id create-security-group --vpc-id "$1" --group-name "$2" --description "$2" --query GroupId
}

# allow GROUP PORT OPTION SOURCE
allow() {
  aws_id authorize-security-group-ingress --group-id "$1" --protocol tcp --port "$2" "$3" "$4" >/dev/null
}

# host TIER SUBNET GROUP [OPTION...] — a running instance.
host() {
  local tier=$1 subnet=$2 group=$3
  shift 3
  aws_id run-instances --image-id ami-12c6146b --instance-type t3.micro --subnet-id "$subnet" \
    --security-group-ids "$group" --query 'Instances[0].InstanceId' \
    --tag-specifications "ResourceType=instance,Tags=[{Key=Tier,Value=$tier}]" "$@" >/dev/null
}

build_estate() {
  local prod tools shared public app db gateway address nat tunnel hub
  prod=$(vpc prod 10.0.0.0/16)
  tools=$(vpc tools 10.1.0.0/16)
  shared=$(vpc shared 10.2.0.0/16)
  public=$(subnet "$prod" 10.0.1.0/24 a)
  app=$(subnet "$prod" 10.0.2.0/24 a)
  db=$(subnet "$prod" 10.0.3.0/24 b)
  local tools_subnet shared_subnet
  tools_subnet=$(subnet "$tools" 10.1.1.0/24 a)
  shared_subnet=$(subnet "$shared" 10.2.1.0/24 a)

  gateway=$(aws_id create-internet-gateway --query InternetGateway.InternetGatewayId)
  aws_id attach-internet-gateway --internet-gateway-id "$gateway" --vpc-id "$prod" >/dev/null
  address=$(aws_id allocate-address --domain vpc --query AllocationId)
  nat=$(aws_id create-nat-gateway --subnet-id "$public" --allocation-id "$address" \
    --query NatGateway.NatGatewayId)
  tunnel=$(aws_id create-vpc-peering-connection --vpc-id "$prod" --peer-vpc-id "$tools" \
    --query VpcPeeringConnection.VpcPeeringConnectionId)
  aws_id accept-vpc-peering-connection --vpc-peering-connection-id "$tunnel" >/dev/null
  hub=$(aws_id create-transit-gateway --query TransitGateway.TransitGatewayId)
  aws_id create-transit-gateway-vpc-attachment --transit-gateway-id "$hub" --vpc-id "$prod" \
    --subnet-ids "$app" >/dev/null
  aws_id create-transit-gateway-vpc-attachment --transit-gateway-id "$hub" --vpc-id "$shared" \
    --subnet-ids "$shared_subnet" >/dev/null

  local public_table app_table db_table tools_table shared_table
  public_table=$(table "$prod" "$public")
  app_table=$(table "$prod" "$app")
  db_table=$(table "$prod" "$db")
  tools_table=$(table "$tools" "$tools_subnet")
  shared_table=$(table "$shared" "$shared_subnet")
  route "$public_table" 0.0.0.0/0 --gateway-id "$gateway"
  route "$app_table" 0.0.0.0/0 --nat-gateway-id "$nat"
  route "$app_table" 10.2.0.0/16 --transit-gateway-id "$hub"
  route "$db_table" 10.1.0.0/16 --vpc-peering-connection-id "$tunnel"
  route "$tools_table" 10.0.0.0/16 --vpc-peering-connection-id "$tunnel"
  route "$shared_table" 10.0.0.0/16 --transit-gateway-id "$hub"

  local web_group app_group db_group tools_group shared_group
  web_group=$(group "$prod" web)
  app_group=$(group "$prod" app)
  db_group=$(group "$prod" db)
  tools_group=$(group "$tools" tools)
  shared_group=$(group "$shared" shared)
  allow "$web_group" 443 --cidr 0.0.0.0/0
  allow "$app_group" 8080 --source-group "$web_group"
  allow "$db_group" 5432 --source-group "$app_group"
  allow "$db_group" 9100 --cidr 10.1.0.0/16
  allow "$shared_group" 53 --cidr 10.0.0.0/16

  host web "$public" "$web_group" --associate-public-ip-address
  host app "$app" "$app_group"
  host app "$app" "$app_group"
  host db "$db" "$db_group"
  host db "$db" "$db_group"
  host tools "$tools_subnet" "$tools_group"
  host shared "$shared_subnet" "$shared_group"
}
