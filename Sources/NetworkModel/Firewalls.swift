package import SourceText

/// What Network Firewall does with packets of phase `new` (NFW-2, NFW-10, NFW-11): the first rule of an engine that matches
/// decides. The last rule of each list is its default action and matches everything.
package struct FirewallRules: Hashable, Sendable {
  package var stateless: [FirewallRule]
  package var stateful: [FirewallRule]
  /// Why it is not known what happens to replies: state is kept per endpoint (FLW-5), and that is not modelled.
  package var replies: UnknownID

  package init(stateless: [FirewallRule], stateful: [FirewallRule], replies: UnknownID) {
    self.stateless = stateless
    self.stateful = stateful
    self.replies = replies
  }
}

package struct FirewallRule: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// Leaves the firewall.
    case pass
    case drop
    /// On to the stateful engine; of stateless rules only.
    case forward
    /// Something that is not understood.
    case unknown(UnknownID)
  }

  package var match: FirewallMatch
  package var action: Action
  /// The rule in words, for traces.
  package var text: String
  package var origin: SourceRange?

  package init(_ match: FirewallMatch, _ action: Action, text: String, origin: SourceRange? = nil) {
    self.match = match
    self.action = action
    self.text = text
    self.origin = origin
  }
}

/// NFW-3, NFW-8: a packet matches if each part does. A part that is nil matches every packet.
package struct FirewallMatch: Hashable, Sendable {
  package var sources: AddressRanges?
  package var destinations: AddressRanges?
  /// Sorted, disjoint. With ports only TCP and UDP match.
  package var sourcePorts: [ClosedRange<UInt16>]?
  package var destinationPorts: [ClosedRange<UInt16>]?
  package var protocols: Set<UInt8>?

  package init(
    sources: AddressRanges? = nil, destinations: AddressRanges? = nil,
    sourcePorts: [ClosedRange<UInt16>]? = nil, destinationPorts: [ClosedRange<UInt16>]? = nil,
    protocols: Set<UInt8>? = nil
  ) {
    self.sources = sources
    self.destinations = destinations
    self.sourcePorts = sourcePorts
    self.destinationPorts = destinationPorts
    self.protocols = protocols
  }
}
