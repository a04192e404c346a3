package import NetworkModel

/// Annotations that an earlier run found, to be tried before any is computed, and those that proved something in this one.
///
/// SOUNDNESS: a proposal is judged like an annotation of this run: every obligation is solved again on the graph of this network. One
/// that fails, or cannot be read, is as if it were not there.
package struct Proposals: Sendable {
  /// Which part of which claim; the name of a claim is its caller's.
  package struct Key: Hashable, Sendable {
    package var claim: String
    package var family: IPFamily
    package var part: Int

    package init(claim: String, family: IPFamily, part: Int) {
      self.claim = claim
      self.family = family
      self.part = part
    }
  }

  /// Certificates in format 1.
  package var texts: [Key: String]
  /// The claim that is judged next.
  package var claim = ""
  /// What proved something, for the next run.
  package internal(set) var proved: [Key: String] = [:]
  /// How many proposals held, and how many did not.
  package internal(set) var hits = 0
  package internal(set) var misses = 0

  package init(_ texts: [Key: String] = [:]) { self.texts = texts }
}
