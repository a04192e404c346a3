/// How a run ends; the numbers are part of the contract.
package enum ExitStatus: Int32, Error {
  /// Everything is proved, or the answer was given.
  case success = 0
  case violated = 1
  /// A mistake in the usage, a policy, or the network's description.
  case input = 2
  /// Nothing is violated, but something is unknown.
  case unknown = 3
  /// An internal error, or two readings that disagree.
  case failure = 4
  case interrupted = 130
}
