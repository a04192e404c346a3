package import SourceText

/// The number of one entry of `NetworkModel.unknowns`.
package struct UnknownID: Hashable, Comparable, Sendable {
  package let index: UInt32

  package init(index: Int) { self.index = UInt32(index) }

  package static func < (a: UnknownID, b: UnknownID) -> Bool { a.index < b.index }
}

/// Something that lies in the network but whose behaviour Isola does not know: a missing object, an unmodelled
/// kind, an unknown value, a truncated class (CNV-2, IMP-3, IMP-5). A verdict that meets it becomes `unknown`.
package struct Unknown: Hashable, Sendable {
  /// The object concerned, e.g. `tgw-0abc`, or the class, e.g. `NetworkAcls of 111122223333/us-east-1`.
  package var object: String
  /// E.g. `transitGateway`, `networkInterface`, `class`.
  package var kind: String
  /// What is missing or not understood, in plain words, lower case, no final stop.
  package var reason: String
  /// The rule that makes it unknown, e.g. `IMP-3a`, `ENI-6`, `TGW-4`.
  package var rule: String
  package var origin: SourceRange?
  /// What is missing is this range and nothing else.
  package var openRange: OpenRange?

  package init(
    object: String, kind: String, reason: String, rule: String, origin: SourceRange? = nil, openRange: OpenRange? = nil
  ) {
    self.object = object
    self.kind = kind
    self.reason = reason
    self.rule = rule
    self.origin = origin
    self.openRange = openRange
  }
}

/// Classes whose objects nothing but a list of them names for certain: no route, rule or interface need refer to one.
package enum ListedClass: Hashable, Sendable, CaseIterable {
  case securityGroups, internetGateways, egressOnlyInternetGateways, natGateways, peerings, vpnGateways, endpoints
}

/// An attribute that selectors ask for and that a snapshot may leave open.
package enum ObjectAttribute: Hashable, Sendable {
  case id, tags, name, type, zone, ranges, region, account
  /// The two names of a zone, where the other one is known.
  case zoneID, zoneName
  /// Addresses that the provider assigns later: those in the model stand for them (IAC-4).
  case privateAddress, publicAddress
}

/// The attributes of an object that are not, or not wholly, known, each with the reason: the object was named but not
/// described, or its description leaves them out. A test of such an attribute is decided by the values that are known,
/// or not at all (LANG-9a).
package typealias Gaps = [ObjectAttribute: UnknownID]

/// A named assumption that every answer and report lists (IMP-3a, layout profiles).
package struct Assumption: Hashable, Sendable {
  /// Stable name such as `batfish.network-acls-allow-all`.
  package var name: String
  package var text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// An object that was read and kept but is not modelled; counted by `isola inspect`.
package struct UnmodelledObject: NamedObject, Equatable {
  package var name: String
  /// The field's term, e.g. `transitGateway`, `loadBalancer`, `vpnConnection`.
  package var kind: String
  package var scope: ID<Scope>?
  package var origin: SourceRange?

  package init(name: String, kind: String, scope: ID<Scope>?, origin: SourceRange?) {
    self.name = name
    self.kind = kind
    self.scope = scope
    self.origin = origin
  }
}

/// One account and Region of the snapshot (CNV-8).
package struct Scope: NamedObject, Hashable {
  package var partition: String
  package var account: String
  package var region: String
  /// Set where nothing says which account or Region it is: the text is then a stand-in.
  package var gaps: Gaps = [:]
  package var name: String { "\(partition)/\(account)/\(region)" }

  package init(partition: String = "aws", account: String, region: String) {
    self.partition = partition
    self.account = account
    self.region = region
  }
}
