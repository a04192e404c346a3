package import SourceText

/// An application, network or classic load balancer (LB-1 to LB-7). Its nodes are the interfaces that name it.
package struct LoadBalancer: NamedObject, Equatable {
  package enum Kind: String, Hashable, Sendable {
    case application, network, classic
  }

  package var name: String
  package var kind: Kind
  package var vpc: ID<VPC>
  package var scope: ID<Scope>
  /// CNV-4: `active` or `active_impaired`.
  package var isFunctional: Bool
  /// At most one for each protocol and port.
  package var listeners: [Listener]
  /// LB-5: a node may use targets of every zone; a target group may say otherwise.
  package var crossesZones: Bool
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, kind: Kind, vpc: ID<VPC>, scope: ID<Scope>, isFunctional: Bool = true,
    listeners: [Listener] = [], crossesZones: Bool = false, tags: Tags = [:],
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.kind = kind
    self.vpc = vpc
    self.scope = scope
    self.isFunctional = isFunctional
    self.listeners = listeners
    self.crossesZones = crossesZones
    self.tags = tags
    self.origin = origin
  }
}

/// A port on which a load balancer takes connections, and where they go on.
package struct Listener: Hashable, Sendable {
  package enum Transport: String, Hashable, Sendable {
    case tcp, udp
    case both
  }

  package var transport: Transport
  package var port: UInt16
  package var forwards: [Forward]

  package init(transport: Transport, port: UInt16, forwards: [Forward]) {
    self.transport = transport
    self.port = port
    self.forwards = forwards
  }
}

/// One target group that a listener may choose, by its rules or by weight (CNV-6).
package struct Forward: Hashable, Sendable {
  package var group: Reference<TargetGroup>
  /// Set where more than a packet decides whether it is chosen: a source condition, an identity, rules nobody collected.
  package var condition: UnknownID?

  package init(group: Reference<TargetGroup>, condition: UnknownID? = nil) {
    self.group = group
    self.condition = condition
  }
}

package struct TargetGroup: NamedObject, Equatable {
  package var name: String
  /// Targets have addresses of this family.
  package var family: IPFamily
  package var targets: Targets
  /// LB-4: targets see the client's address.
  package var keepsClientAddress: Bool
  /// LB-5: nil leaves it to the load balancer.
  package var crossesZones: Bool?
  package var origin: SourceRange?

  package init(
    name: String, family: IPFamily = .v4, targets: Targets, keepsClientAddress: Bool = false, crossesZones: Bool? = nil,
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.family = family
    self.targets = targets
    self.keepsClientAddress = keepsClientAddress
    self.crossesZones = crossesZones
    self.origin = origin
  }
}

package enum Targets: Hashable, Sendable {
  case known([Target])
  case unknown(UnknownID)
}

package struct Target: Hashable, Sendable {
  package enum Place: Hashable, Sendable {
    /// Its primary address.
    case interface(Reference<Interface>)
    case address(IPAddress)
    /// Every node of another load balancer.
    case loadBalancer(Reference<LoadBalancer>)
  }

  package var place: Place
  package var port: UInt16
  /// False where a health check failed or the target leaves (LB-5).
  package var isHealthy: Bool

  package init(place: Place, port: UInt16, isHealthy: Bool = true) {
    self.place = place
    self.port = port
    self.isHealthy = isHealthy
  }
}
