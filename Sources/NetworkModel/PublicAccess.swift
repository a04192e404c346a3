/// What is known about VPC Block Public Access for one VPC (BPA-1).
package enum BlockPublicAccess: Hashable, Sendable {
  case off
  case on(PublicAccessBlock)
  /// Not collected (IMP-3a b): off for `forbid`, unknown for `require` and questions.
  case notCollected(UnknownID)
  /// A mode that is not understood, or that answers contradict: unknown for everything that crosses a gateway.
  case unmodelled(UnknownID)
}

/// A mode that is in force, and the VPC's exclusion from it.
package struct PublicAccessBlock: Hashable, Sendable {
  package enum Mode: Hashable, Sendable { case bidirectional, ingress }

  package var mode: Mode
  /// Holds for every subnet without an exclusion of its own.
  package var exclusion: PublicAccessExclusion

  package init(_ mode: Mode, exclusion: PublicAccessExclusion = .none) {
    self.mode = mode
    self.exclusion = exclusion
  }
}

/// What a VPC or a subnet is let do although a mode blocks it.
package enum PublicAccessExclusion: Hashable, Sendable {
  case none
  case allowEgress
  case allowBidirectional
  /// Not collected, or changing: what the mode does here is unknown.
  case unknown(UnknownID)
}
