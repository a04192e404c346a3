package import SourceText

/// A VPC endpoint (VPE-1, GWE-1). Its interfaces, if it has any, stand in the table of interfaces and name it.
package struct VPCEndpoint: NamedObject {
  package enum Kind: Hashable, Sendable {
    /// A route target.
    case gateway
    /// Interfaces that take connections, and what they do with them.
    case interface(EndpointService)
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
    case .gateway, .interface(.provider), .other: nil
    }
  }
}

/// What takes the connections of an interface endpoint (APP-3, VPE-4).
package enum EndpointService: Hashable, Sendable {
  /// A service of the provider: nothing of the snapshot is reached through it.
  case provider
  /// A service that may pass connections on to anywhere.
  case unknown(UnknownID)
}
