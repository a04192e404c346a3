package import SourceText

/// A VPC endpoint (VPE-1, GWE-1). Its interfaces, if it has any, stand in the table of interfaces and name it.
package struct VPCEndpoint: NamedObject, Equatable {
  package enum Kind: Hashable, Sendable {
    /// A route target.
    case gateway
    /// Interfaces that take connections, and what they do with them.
    case interface(EndpointService)
    /// A route target that forwards what it lets pass.
    case inspection(Inspection)
    case other(String)
  }

  package var name: String
  package var kind: Kind
  package var vpc: ID<VPC>
  package var serviceName: String
  package var isFunctional: Bool
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, kind: Kind, vpc: ID<VPC>, serviceName: String, isFunctional: Bool = true,
    tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.kind = kind
    self.vpc = vpc
    self.serviceName = serviceName
    self.isFunctional = isFunctional
    self.tags = tags
    self.origin = origin
  }

  /// Why what it accepts may go on to anywhere (APP-3); nil where it ends.
  package var unknownBeyond: UnknownID? {
    switch kind {
    case .interface(.unknown(let id)): id
    case .gateway, .interface(.provider), .inspection, .other: nil
    }
  }
}

/// A firewall endpoint: a filter with a subnet of its own (NFW-1).
package struct Inspection: Hashable, Sendable {
  /// Where packets come out again, to be routed by this subnet's table.
  package var subnet: ID<Subnet>
  package var filter: InspectionFilter

  package init(subnet: ID<Subnet>, filter: InspectionFilter) {
    self.subnet = subnet
    self.filter = filter
  }
}

/// What an endpoint lets pass.
package enum InspectionFilter: Hashable, Sendable {
  /// Anything or nothing.
  case unknown(UnknownID)
  case rules(FirewallRules)
}

/// What takes the connections of an interface endpoint (APP-3, VPE-4).
package enum EndpointService: Hashable, Sendable {
  /// A service of the provider: nothing of the snapshot is reached through it.
  case provider
  /// A service that may pass connections on to anywhere.
  case unknown(UnknownID)
}
