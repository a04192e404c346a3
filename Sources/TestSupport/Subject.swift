package import NetworkModel
package import PolicyTypes

/// What a checker is asked: a claim, or a question about some pair.
package enum Subject: Hashable, Sendable {
  case claim(Claim)
  /// REA-3, client source ports.
  case reach(EndpointSet, EndpointSet, Traffic)
  /// One-way packets.
  case deliver(EndpointSet, EndpointSet, Traffic)

  package var source: EndpointSet {
    switch self {
    case .claim(let claim): claim.source
    case .reach(let source, _, _), .deliver(let source, _, _): source
    }
  }

  package var destination: EndpointSet {
    switch self {
    case .claim(let claim): claim.destination
    case .reach(_, let destination, _), .deliver(_, let destination, _): destination
    }
  }

  package var traffic: Traffic {
    switch self {
    case .claim(let claim): claim.traffic
    case .reach(_, _, let traffic), .deliver(_, _, let traffic): traffic
    }
  }

  package var exceptions: [Claim.Exception] {
    switch self {
    case .claim(let claim): claim.exceptions
    case .reach, .deliver: []
    }
  }

  /// Every address of a member counts (REA-3b), not only the primary ones.
  package var usesAllAddresses: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidDirect, .forbidConnections, .everyPath: true
      case .require, .requireOneWay: claim.addresses == .all
      }
    case .reach, .deliver: false
    }
  }

  /// Whether everything must succeed, instead of anything being an answer.
  package var isRequirement: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidDirect, .forbidConnections, .everyPath: false
      case .require, .requireOneWay: true
      }
    case .reach, .deliver: false
    }
  }

  package var isTwoWay: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidDirect, .requireOneWay, .everyPath: false
      case .forbidConnections, .require: true
      }
    case .reach: true
    case .deliver: false
    }
  }

  /// Whether what load balancers pass on counts (APP-3).
  package var countsProxies: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidConnections, .everyPath: true
      case .forbidDirect, .require, .requireOneWay: false
      }
    case .reach, .deliver: false
    }
  }

  /// Whether source ports range over the client profile (REA-5).
  package var usesClientPorts: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidDirect, .everyPath: false
      case .forbidConnections, .require, .requireOneWay: true
      }
    case .reach: true
    case .deliver: false
    }
  }

  package var readsUncollectedAsOpen: Bool {
    switch self {
    case .claim(let claim):
      switch claim.kind {
      case .forbid, .forbidDirect, .forbidConnections, .everyPath: true
      case .require, .requireOneWay: false
      }
    case .reach, .deliver: false
    }
  }

  /// Everyone of the source who may start a packet.
  package var emitters: [Emitter] {
    source.members.map { .interface($0.interface) } + (source.outside == nil ? [] : [.internet])
      + (source.onPremises == nil ? [] : [.onPremises])
  }

  /// Ranges that the subject itself names.
  package var ranges: [CIDR] {
    [source, destination].flatMap { set -> [CIDR] in
      var ranges = set.members.flatMap { $0.addresses?.ranges ?? [] }
      for addresses in [set.outside, set.onPremises, set.written] { ranges += addresses?.ranges ?? [] }
      return ranges
    }
  }
}
