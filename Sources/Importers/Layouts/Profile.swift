internal import NetworkModel

/// Whose shape the input has, and what that source is known to leave out.
package enum Layout: String, Hashable, Sendable {
  case batfish
  case npGuard = "np-guard"
  case cloudmapper
  case envelope
  case placebo
  case awsCLI = "aws-cli"
  case terraform
  case cloudFormation = "cloudformation"
}

/// What a layout assumes about classes that it never contains (IMP-3a). Every assumption that is used is listed in the
/// model by name; with `--strict` there are none.
struct Profile {
  /// Empty when no profile is in force.
  var name = ""
  /// Subnets without any collected network ACL filter nothing.
  var openNetworkACLs = false
  /// VPC Block Public Access is off where nothing says otherwise.
  var blockPublicAccessOff = false
  /// Endpoint policies allow everything.
  var openEndpointPolicies = false
  /// Load balancers and target groups without collected attributes have the documented defaults.
  var defaultBalancerAttributes = false
  /// Classes that act without being referenced are empty when absent (IMP-3a c).
  var absentClassesEmpty = false
  /// An absent class of internet gateways is empty.
  var absentInternetGatewaysEmpty = false
  /// Where network interfaces were not collected, only instances have any.
  var onlyInstances = false
  /// Instances whose class is absent are running.
  var instancesRunning = false
  var routes = Routes.asCollected
  /// A search of transit gateway routes whose filters are not known shows every route.
  var searchesComplete = false
  /// What stands beside the described objects in the same account does not touch them (IAC-3).
  var describesWhole = false
  /// Provider addresses that nobody in the snapshot owns are unreachable.
  var closedProviderRanges = false

  enum Routes {
    case asCollected
    /// Everything in a VPC is local; a subnet that maps public addresses uses the attached internet gateway.
    case fromSubnets
    /// Everything in a VPC is local; a subnet with a public address uses an internet gateway; peerings are routed.
    case fromPublicAddresses
  }

  init() {}

  init(layout: Layout, strict: Bool) {
    guard !strict else { return }
    switch layout {
    case .batfish:
      openNetworkACLs = true
      absentInternetGatewaysEmpty = true
      onlyInstances = true
      closedProviderRanges = true
    case .npGuard:
      routes = .fromSubnets
      onlyInstances = true
      absentInternetGatewaysEmpty = true
    case .cloudmapper:
      openNetworkACLs = true
      routes = .fromPublicAddresses
      onlyInstances = true
      absentInternetGatewaysEmpty = true
    case .placebo, .awsCLI:
      break
    case .terraform, .cloudFormation:
      describesWhole = true
    case .envelope:
      return
    }
    name = layout == .placebo ? Layout.awsCLI.rawValue : layout.rawValue
    blockPublicAccessOff = true
    openEndpointPolicies = true
    defaultBalancerAttributes = true
    absentClassesEmpty = true
    searchesComplete = true
    instancesRunning = true
  }

  func assumption(_ name: String, _ text: String) -> Assumption {
    Assumption(name: "\(self.name).\(name)", text: text)
  }
}
