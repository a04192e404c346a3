import ForwardingGraph
package import NetworkModel
import TermGraph

/// What the return leg has to achieve.
struct ReplyGoal: Sendable {
  /// Who answers.
  var sender: Receiver
  /// Where the answer belongs.
  var receiver: Receiver
  /// Exactly the reverse of what was sent.
  var header: SymbolicHeader
}

/// The second leg of an exchange (REA-3, FLW-2, FLW-5).
extension Explorer {
  /// Explores the reply to a forward path that was delivered. Its ends replace the path: `delivered` means that the whole
  /// exchange succeeds. Return-path choices are resolved independently of the forward ones (REA-4).
  package mutating func exploreReply(
    to end: PathEnd, sent: SymbolicHeader, from sender: Emitter
  ) {
    guard case .delivered(let receiver) = end.ending else { return finish(end.state, end.ending) }
    if let reason = end.state.noted.first { return finish(end.state, .unknown(reason)) }
    var state = end.state
    let home: Receiver
    switch sender {
    case .interface(let id): home = .interface(id)
    case .internet: home = .internet
    case .onPremises: home = .onPremises
    }
    reply = ReplyGoal(sender: receiver, receiver: home, header: sent.reversed)
    defer { reply = nil }
    if case .interface(let id) = receiver {
      state.connections.append(ConnectionRecord(interface: id, header: state.header))
    }
    state.header = state.header.reversed
    state.phase = .established
    state.natsThisLeg = []
    state.transit = TransitHistory()
    state.keepsGroups = false
    state.trail.append("reply")
    // FLW-5: a reply that avoids the firewall leaves it half of a connection.
    if let reason = state.inspection { state.noted.append(reason) }
    let forwardChoices = state.choices
    state.choices = SymbolicChoices()
    let before = ends.count
    switch receiver {
    case .interface(let id):
      if let sendable = admitted(state) { leave(sendable, from: id) }
    case .internet: atInternet(state)
    case .onPremises: atSite(state)
    case .service(let name): replyFromService(state, name)
    }
    for index in before..<ends.count { ends[index].swapChoices(forward: forwardChoices) }
  }

  /// GWE-1: the reply enters by ownership. The link services answer on the link.
  private mutating func replyFromService(_ state: PathState, _ name: String) {
    guard let id = network.vpcEndpoints.id(named: name) else {
      guard let goal = reply else { return }
      return finish(state, .delivered(goal.receiver))
    }
    deliver(state, in: network.vpcEndpoints[id].vpc, leaving: nil)
  }
}

extension PathEnd {
  /// After a return leg: what was chosen on it is the reply's, `forward` is what was chosen before.
  mutating func swapChoices(forward: SymbolicChoices) {
    state.replyChoices = state.choices
    state.choices = forward
  }
}
