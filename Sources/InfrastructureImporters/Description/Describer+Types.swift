internal import Importers
internal import SourceText

extension Describer {
  /// Types that become part of the description, in the order in which they need each other.
  static let order = [
    "aws_vpc", "aws_default_vpc", "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_ipv6_cidr_block_association", "aws_subnet", "aws_default_subnet",
    "aws_subnet_cidr_block", "aws_networkfirewall_rule_group", "aws_networkfirewall_firewall_policy",
    "aws_networkfirewall_firewall", "aws_networkfirewall_vpc_endpoint_association", "aws_internet_gateway", "aws_egress_only_internet_gateway",
    "aws_vpn_gateway", "aws_vpn_gateway_attachment", "aws_internet_gateway_attachment", "aws_route_table", "aws_default_route_table",
    "aws_main_route_table_association", "aws_route_table_association", "aws_route",
    "aws_vpn_gateway_route_propagation", "aws_security_group", "aws_default_security_group",
    "aws_security_group_rule", "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule", "aws_network_acl", "aws_default_network_acl",
    "aws_network_acl_association", "aws_network_acl_rule", "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry", "aws_network_interface", "aws_instance",
    "aws_network_interface_attachment", "aws_network_interface_sg_attachment", "aws_eip",
    "aws_eip_association", "aws_nat_gateway", "aws_vpc_peering_connection",
    "aws_vpc_peering_connection_accepter", "aws_lb", "aws_alb",
    "aws_vpc_endpoint",
    "aws_vpc_endpoint_route_table_association", "aws_ec2_transit_gateway",
    "aws_ec2_transit_gateway_route_table", "aws_ec2_transit_gateway_vpc_attachment",
    "aws_vpn_connection", "aws_vpn_connection_route", "aws_dx_gateway", "aws_dx_private_virtual_interface",
    "aws_dx_transit_virtual_interface", "aws_dx_public_virtual_interface",
    "aws_dx_hosted_private_virtual_interface_accepter", "aws_dx_hosted_transit_virtual_interface_accepter",
    "aws_dx_bgp_peer", "aws_dx_gateway_association",
    "aws_ec2_transit_gateway_route_table_association",
    "aws_ec2_transit_gateway_route_table_propagation", "aws_ec2_transit_gateway_route",
    "aws_ec2_transit_gateway_prefix_list_reference", "aws_ec2_tag",
  ]

  func enter(_ resource: Resource) {
    let reader = Reader(resource, showsAll: origin == .template)
    switch resource.type {
    case "aws_vpc", "aws_default_vpc": enterVPC(reader)
    case "aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association":
      enterRange(reader)
    case "aws_subnet", "aws_default_subnet": enterSubnet(reader)
    case "aws_subnet_cidr_block": enterSubnetRange(reader)
    case "aws_networkfirewall_rule_group": enterFirewallGroup(reader)
    case "aws_networkfirewall_firewall_policy": enterFirewallPolicy(reader)
    case Self.firewallType: enterFirewall(reader)
    case Self.endpointAssociationType: enterEndpointAssociation(reader)
    case "aws_internet_gateway": enterGateway(reader, isEgressOnly: false)
    case "aws_egress_only_internet_gateway": enterGateway(reader, isEgressOnly: true)
    case "aws_internet_gateway_attachment": enterGatewayAttachment(reader)
    case "aws_route_table", "aws_default_route_table": enterTable(reader)
    case "aws_main_route_table_association": enterTableAssociation(reader, isMain: true)
    case "aws_route_table_association": enterTableAssociation(reader, isMain: false)
    case "aws_route": enterRoute(reader)
    case "aws_vpn_gateway_route_propagation": enterPropagation(reader)
    case "aws_security_group", "aws_default_security_group": enterGroup(reader)
    case "aws_security_group_rule": enterGroupRule(reader, isEgress: nil)
    case "aws_vpc_security_group_ingress_rule": enterGroupRule(reader, isEgress: false)
    case "aws_vpc_security_group_egress_rule": enterGroupRule(reader, isEgress: true)
    case "aws_network_acl", "aws_default_network_acl": enterACL(reader)
    case "aws_network_acl_association": enterACLAssociation(reader)
    case "aws_network_acl_rule": enterACLRule(reader)
    case "aws_ec2_managed_prefix_list": enterPrefixList(reader)
    case "aws_ec2_managed_prefix_list_entry": enterPrefixListEntry(reader)
    case "aws_network_interface": enterInterface(reader)
    case "aws_instance": enterInstance(reader)
    case "aws_network_interface_attachment": enterInterfaceAttachment(reader)
    case "aws_network_interface_sg_attachment": enterGroupAttachment(reader)
    case "aws_eip": enterAddress(reader)
    case "aws_eip_association": enterAddressAssociation(reader)
    case "aws_nat_gateway": enterNAT(reader)
    case "aws_vpc_peering_connection": enterPeering(reader)
    case "aws_vpc_peering_connection_accepter":
      // Read where the connection is; on its own it accepts one that is not described.
      for member in resource.attributes.members { _ = reader[member.key] }
    case "aws_vpn_gateway": enterVPNGateway(reader)
    case "aws_vpn_gateway_attachment": enterVPNAttachment(reader)
    case "aws_vpn_connection": enterVPNConnection(reader)
    case "aws_vpn_connection_route": enterVPNRoute(reader)
    case "aws_dx_gateway": enterDirectConnectGateway(reader)
    case "aws_dx_private_virtual_interface": enterVirtualInterface(reader, type: "private")
    case "aws_dx_transit_virtual_interface": enterVirtualInterface(reader, type: "transit")
    case "aws_dx_public_virtual_interface": enterVirtualInterface(reader, type: "public")
    case "aws_dx_hosted_private_virtual_interface_accepter": enterAcceptedInterface(reader, type: "private")
    case "aws_dx_hosted_transit_virtual_interface_accepter": enterAcceptedInterface(reader, type: "transit")
    case "aws_dx_bgp_peer": enterPeer(reader)
    case "aws_dx_gateway_association": enterDirectConnectAssociation(reader)
    case "aws_lb", "aws_alb": enterLoadBalancer(reader)
    case "aws_vpc_endpoint": enterEndpoint(reader)
    case "aws_vpc_endpoint_route_table_association": enterEndpointTable(reader)
    case "aws_ec2_transit_gateway": enterTransitGateway(reader)
    case "aws_ec2_transit_gateway_route_table": enterTransitTable(reader)
    case "aws_ec2_transit_gateway_vpc_attachment": enterTransitAttachment(reader)
    case "aws_ec2_transit_gateway_route_table_association":
      enterTransitLink(reader, isAssociation: true)
    case "aws_ec2_transit_gateway_route_table_propagation":
      enterTransitLink(reader, isAssociation: false)
    case "aws_ec2_transit_gateway_route": enterTransitRoute(reader)
    case "aws_ec2_transit_gateway_prefix_list_reference": enterTransitListReference(reader)
    case "aws_ec2_tag": enterTag(reader)
    case _: return
    }
    finish(reader)
  }

  /// A resource that is not described: reviewed as irrelevant, kept because only references reach it, or unknown for
  /// every answer, since it may have interfaces, add ways or change rules.
  func keepApart(_ resource: Resource) {
    let title = resource.title
    if title == "Custom::VpcRestrictDefaultSG" { return restrictDefaultGroup(resource) }
    if hasNoInterface(resource) {
      ledger.add(type: title, ignoredAttribute: "", at: resource.range.first)
      return
    }
    if IrrelevantTypes.contains(resource.type) || IrrelevantTypes.contains(title) {
      ledger.add(type: title, ignoredAttribute: "", at: resource.range.first)
      return
    }
    let known = unsupported[title]
    unsupported[title] = ((known?.count ?? 0) + 1, known?.range ?? resource.range.first)
    if known == nil {
      warn(
        "IM012", "resources of the type `\(DisplayText.escape(title))` are not modelled",
        at: resource.range)
    }
    remarks.append(.unmodelled(name: resource.address, kind: title, at: resource.range.first))
    if IrrelevantTypes.isReachedByReference(resource.type) { return }
    unknown(resource, "resources of the type `\(title)` are not modelled", rule: "IMP-5")
  }
}

extension Describer {
  /// A function outside every VPC.
  private func hasNoInterface(_ resource: Resource) -> Bool {
    let functions = ["aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function"]
    guard functions.contains(resource.type), resource.attributes.firstUnknown == nil || origin == .template
    else { return false }
    return ["vpc_config", "VpcConfig"].allSatisfy { resource.attributes[$0]?.isEmpty ?? true }
      && (origin == .template || resource.attributes["vpc_config"] != nil)
  }

  /// A custom resource that takes the rules of a default group away: what is left of them is not known.
  private func restrictDefaultGroup(_ resource: Resource) {
    let group = resource.attributes["default_security_group_id"]
    guard case .name(let name) = referred(group, Self.groupTypes) else {
      return unknown(resource, "which group it changes is not known")
    }
    doubtedGroups[name] = resource.range
  }
}

/// Types that neither have interfaces nor change where packets go. Reviewed, one by one or by service.
enum IrrelevantTypes {
  private static let services: [String] = [
    "aws_iam_", "aws_s3_", "aws_kms_", "aws_cloudwatch_log_", "aws_cloudwatch_metric_",
    "aws_cloudwatch_dashboard", "aws_sns_", "aws_sqs_", "aws_ssm_", "aws_secretsmanager_",
    "aws_acm_", "aws_ecr_", "aws_budgets_", "aws_cloudtrail", "aws_config_", "aws_cognito_",
    "aws_backup_",
    "aws_athena_", "aws_organizations_", "aws_sfn_", "aws_dynamodb_", "aws_guardduty_",
    "aws_inspector",
    "aws_macie", "aws_securityhub_", "aws_wafv2_", "aws_waf_", "aws_ses_",
    "aws_servicequotas_", "aws_resourcegroups_", "aws_xray_", "aws_ebs_", "aws_dlm_",
    "random_", "null_", "local_", "tls_", "time_", "archive_", "template_", "external_", "http_",
    "AWS::IAM::", "AWS::S3::", "AWS::KMS::", "AWS::CloudWatch::", "AWS::Logs::", "AWS::SNS::",
    "AWS::SQS::",
    "AWS::SSM::", "AWS::SecretsManager::", "AWS::CertificateManager::", "AWS::ECR::",
    "AWS::Budgets::",
    "AWS::CloudTrail::", "AWS::Cognito::", "AWS::Backup::", "AWS::Athena::", "AWS::DynamoDB::",
    "AWS::GuardDuty::",
    "AWS::WAFv2::", "AWS::WAF::", "AWS::XRay::", "AWS::SES::",
  ]
  private static let single: Set<String> = [
    "aws_key_pair", "aws_ami", "aws_flow_log", "aws_vpc_dhcp_options",
    "aws_vpc_dhcp_options_association", "aws_placement_group", "aws_volume_attachment",
    "aws_db_subnet_group", "aws_db_parameter_group", "aws_db_option_group",
    "aws_rds_cluster_parameter_group",
    "aws_elasticache_subnet_group", "aws_elasticache_parameter_group", "aws_redshift_subnet_group",
    "aws_launch_template", "aws_launch_configuration", "aws_lambda_permission",
    "aws_lambda_layer_version", "aws_vpc_endpoint_policy", "aws_vpc_peering_connection_options",
    "aws_route53_zone", "aws_route53_record", "aws_route53_health_check", "aws_ecs_cluster",
    "aws_ecs_task_definition", "aws_lb_target_group", "aws_alb_target_group", "aws_lb_listener",
    "aws_alb_listener", "aws_lb_listener_rule", "aws_alb_listener_rule",
    "aws_lb_target_group_attachment", "aws_alb_target_group_attachment",
    "aws_autoscaling_policy", "aws_autoscaling_schedule", "aws_appautoscaling_target",
    "aws_appautoscaling_policy",
    "aws_customer_gateway", "aws_dx_connection", "aws_dx_connection_association", "aws_dx_connection_confirmation",
    "aws_dx_hosted_connection", "aws_dx_lag", "aws_dx_macsec_key_association", "AWS::DirectConnect::Connection",
    "AWS::DirectConnect::Lag", "aws_snapshot_create_volume_permission",
    "aws_ec2_serial_console_access",
    "terraform_data", "aws_s3_bucket", "aws_kms_key", "aws_sqs_queue", "aws_sns_topic",
    "aws_dynamodb_table", "aws_cloudwatch_log_group", "aws_default_vpc_dhcp_options",
    "AWS::EC2::KeyPair", "AWS::EC2::FlowLog", "AWS::EC2::DHCPOptions",
    "AWS::EC2::VPCDHCPOptionsAssociation", "AWS::EC2::PlacementGroup", "AWS::EC2::Volume",
    "AWS::EC2::VolumeAttachment", "AWS::EC2::LaunchTemplate", "AWS::EC2::CustomerGateway",
    "AWS::AutoScaling::LaunchConfiguration", "AWS::AutoScaling::ScalingPolicy",
    "AWS::AutoScaling::ScheduledAction", "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::RDS::DBSubnetGroup",
    "AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup", "AWS::RDS::OptionGroup",
    "AWS::ElastiCache::SubnetGroup", "AWS::ElastiCache::ParameterGroup", "AWS::Route53::HostedZone",
    "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup", "AWS::Route53::HealthCheck",
    "AWS::ECS::Cluster", "AWS::ECS::TaskDefinition", "AWS::Lambda::Permission",
    "AWS::Lambda::LayerVersion", "AWS::CloudFormation::WaitConditionHandle",
    "AWS::CloudFormation::WaitCondition", "AWS::CDK::Metadata",
    "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    "aws_networkfirewall_logging_configuration", "aws_networkfirewall_resource_policy",
    "aws_networkfirewall_tls_inspection_configuration", "AWS::NetworkFirewall::LoggingConfiguration",
    "AWS::NetworkFirewall::TLSInspectionConfiguration", "AWS::Serverless::SimpleTable", "AWS::Serverless::LayerVersion",
  ]
  /// What only a route, a rule or an association that names it can reach.
  private static let byReference: Set<String> = [
    "aws_dx_hosted_private_virtual_interface", "aws_dx_hosted_transit_virtual_interface",
  ]

  static func contains(_ type: String) -> Bool {
    single.contains(type) || services.contains { type.hasPrefix($0) }
  }

  static func isReachedByReference(_ type: String) -> Bool { byReference.contains(type) }
}
