/// What the rules of Network Firewall are made of, with the provider's name of each part and that of Terraform's provider.
indirect enum FirewallWord: Sendable {
  case text, number, texts, numbers
  /// The name of a rule group.
  case group
  case object([Key])
  case list([Key])
  /// Sets by name: an object in a template, in Terraform a list of blocks, each with its `key` and the set in `inner`.
  case named(inner: String, [Key])
  /// Says nothing about packets.
  case aside

  struct Key: Sendable {
    var provider: String
    var terraform: String
    var word: FirewallWord

    init(_ provider: String, _ terraform: String, _ word: FirewallWord) {
      self.provider = provider
      self.terraform = terraform
      self.word = word
    }
  }

  private static let definition: [Key] = [Key("Definition", "definition", .texts)]
  private static let addresses: FirewallWord = .list([Key("AddressDefinition", "address_definition", .text)])
  private static let ports: FirewallWord = .list([
    Key("FromPort", "from_port", .number), Key("ToPort", "to_port", .number),
  ])
  private static let matchAttributes: [Key] = [
    Key("Sources", "source", addresses), Key("Destinations", "destination", addresses),
    Key("SourcePorts", "source_port", ports), Key("DestinationPorts", "destination_port", ports),
    Key("Protocols", "protocols", .numbers),
    Key("TCPFlags", "tcp_flag", .list([Key("Flags", "flags", .texts), Key("Masks", "masks", .texts)])),
  ]
  private static let statelessRule: [Key] = [
    Key("Priority", "priority", .number),
    Key(
      "RuleDefinition", "rule_definition",
      .object([
        Key("Actions", "actions", .texts), Key("MatchAttributes", "match_attributes", .object(matchAttributes)),
      ])),
  ]
  private static let header: [Key] = [
    Key("Protocol", "protocol", .text), Key("Source", "source", .text),
    Key("SourcePort", "source_port", .text), Key("Direction", "direction", .text),
    Key("Destination", "destination", .text), Key("DestinationPort", "destination_port", .text),
  ]
  private static let statefulRule: [Key] = [
    Key("Action", "action", .text), Key("Header", "header", .object(header)),
    Key(
      "RuleOptions", "rule_option",
      .list([Key("Keyword", "keyword", .text), Key("Settings", "settings", .texts)])),
  ]
  private static let source: [Key] = [
    Key("RulesString", "rules_string", .text),
    Key(
      "RulesSourceList", "rules_source_list",
      .object([
        Key("GeneratedRulesType", "generated_rules_type", .text), Key("TargetTypes", "target_types", .texts),
        Key("Targets", "targets", .texts),
      ])),
    Key("StatefulRules", "stateful_rule", .list(statefulRule)),
    Key(
      "StatelessRulesAndCustomActions", "stateless_rules_and_custom_actions",
      .object([
        Key("StatelessRules", "stateless_rule", .list(statelessRule)),
        Key("CustomActions", "custom_action", .aside),
      ])),
  ]

  /// A rule group. References to prefix lists are left out: rules with a set `@…` are not understood (NFW-9).
  static let ruleGroup: FirewallWord = .object([
    Key(
      "RuleVariables", "rule_variables",
      .object([
        Key("IPSets", "ip_sets", .named(inner: "ip_set", definition)),
        Key("PortSets", "port_sets", .named(inner: "port_set", definition)),
      ])),
    Key("ReferenceSets", "reference_sets", .aside), Key("RulesSource", "rules_source", .object(source)),
    Key(
      "StatefulRuleOptions", "stateful_rule_options", .object([Key("RuleOrder", "rule_order", .text)])),
    Key("SummaryConfiguration", "summary_configuration", .aside),
  ])

  /// A policy. What is named by no key is not modelled (NFW-16).
  static let policy: FirewallWord = .object([
    Key(
      "PolicyVariables", "policy_variables",
      .object([Key("RuleVariables", "rule_variables", .named(inner: "ip_set", definition))])),
    Key("StatefulDefaultActions", "stateful_default_actions", .texts),
    Key(
      "StatefulEngineOptions", "stateful_engine_options",
      .object([
        Key("RuleOrder", "rule_order", .text),
        Key("StreamExceptionPolicy", "stream_exception_policy", .aside),
        Key("FlowTimeouts", "flow_timeouts", .aside),
      ])),
    Key(
      "StatefulRuleGroupReferences", "stateful_rule_group_reference",
      .list([
        Key("ResourceArn", "resource_arn", .group), Key("Priority", "priority", .number),
        Key("Override", "override", .object([Key("Action", "action", .text)])),
      ])),
    Key(
      "StatelessRuleGroupReferences", "stateless_rule_group_reference",
      .list([Key("ResourceArn", "resource_arn", .group), Key("Priority", "priority", .number)])),
    Key("StatelessDefaultActions", "stateless_default_actions", .texts),
    Key("StatelessFragmentDefaultActions", "stateless_fragment_default_actions", .aside),
    Key("StatelessCustomActions", "stateless_custom_action", .aside),
  ])
}
