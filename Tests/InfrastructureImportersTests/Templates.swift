/// Templates and plans that the tests write themselves.
enum Samples {
  /// A VPC with a public and a private subnet, a host in each, and a bastion's rule.
  static let template = """
    AWSTemplateFormatVersion: '2010-09-09'
    Parameters:
      Office:
        Type: String
        Default: 203.0.113.0/24
      Environment:
        Type: String
        Default: prod
    Conditions:
      IsProd: !Equals [!Ref Environment, prod]
    Mappings:
      Ranges:
        prod:
          vpc: 10.20.0.0/16
    Resources:
      Net:
        Type: AWS::EC2::VPC
        Properties:
          CidrBlock: !FindInMap [Ranges, !Ref Environment, vpc]
      Gate:
        Type: AWS::EC2::InternetGateway
      GateToNet:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties:
          VpcId: !Ref Net
          InternetGatewayId: !Ref Gate
      Open:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: !Select [0, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]
          MapPublicIpOnLaunch: true
      Closed:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: !Select [1, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]
      OpenTable:
        Type: AWS::EC2::RouteTable
        Properties:
          VpcId: !Ref Net
      OpenRoute:
        Type: AWS::EC2::Route
        DependsOn: GateToNet
        Properties:
          RouteTableId: !Ref OpenTable
          DestinationCidrBlock: 0.0.0.0/0
          GatewayId: !Ref Gate
      OpenAssociation:
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties:
          SubnetId: !Ref Open
          RouteTableId: !Ref OpenTable
      WebGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: web
          VpcId: !Ref Net
          SecurityGroupIngress:
            - IpProtocol: tcp
              FromPort: 443
              ToPort: 443
              CidrIp: 0.0.0.0/0
            - IpProtocol: tcp
              FromPort: '22'
              ToPort: '22'
              CidrIp: !Ref Office
      DataGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: data
          VpcId: !GetAtt Net.VpcId
          SecurityGroupIngress:
            - !If
              - IsProd
              - IpProtocol: tcp
                FromPort: 5432
                ToPort: 5432
                SourceSecurityGroupId: !GetAtt WebGroup.GroupId
              - !Ref AWS::NoValue
      Web:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          InstanceType: t3.micro
          SubnetId: !Ref Open
          SecurityGroupIds: [!Ref WebGroup]
      Data:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          InstanceType: t3.micro
          SubnetId: !Ref Closed
          SecurityGroupIds:
            - !GetAtt [DataGroup, GroupId]

    """
}
