package import NetworkModel
package import PolicyTypes
import SolverZ3

/// Sets by what they reach (LANG-6a): the question of ASK-1, host by host.
extension Checker {
  package mutating func reaching(
    _ question: Reachability.Question
  ) throws(CheckError) -> Reachability.Answer {
    examineEverything()
    var answer = Reachability.Answer(certain: [], doubtful: [:])
    for host in question.hosts {
      if solver.interrupter.isInterrupted { throw .interrupted }
      let own = EndpointSet(members: [EndpointMember(interface: host)], text: network.interfaces[host].name)
      let (source, destination) = question.isReached ? (question.other, own) : (own, question.other)
      if source.members == destination.members, source.members.count == 1 { continue }
      let found = try agreed { checker throws(CheckError) in
        try checker.pair(source, destination, question.traffic, twoWay: true, explains: false)
      } otherwise: {
        QuestionResult(answer: .unknown, unknowns: $0)
      }
      switch found.answer {
      case .reachable: answer.certain.insert(host)
      case .unreachable: continue
      case .unknown: answer.doubtful[host] = Set(found.unknowns)
      }
    }
    return try finished(answer)
  }
}

extension Reachability {
  /// Asks a checker of this network, which is made when it is first asked. What it cannot answer is open.
  package static func engine(_ network: NetworkModel) -> Reachability {
    let engine = ReachEngine(network)
    return Reachability { engine.answer($0) }
  }
}

private final class ReachEngine {
  private let network: NetworkModel
  private var checker: Checker?

  init(_ network: NetworkModel) { self.network = network }

  func answer(_ question: Reachability.Question) -> Reachability.Answer {
    do throws(CheckError) {
      if checker == nil { checker = try Checker(network) }
      guard let answer = try checker?.reaching(question) else { return open(question, "nobody answers") }
      return answer
    } catch {
      // SOUNDNESS: a failure is no answer, and an interruption ends the run.
      switch error {
      case .solver(let reason): return open(question, "the solver failed: \(reason)")
      case .disagreement(let dump): return open(question, "the two readings differ: \(dump)")
      case .interrupted: return open(question, "it was interrupted")
      }
    }
  }

  private func open(_ question: Reachability.Question, _ reason: String) -> Reachability.Answer {
    let unknown = Unknown(object: question.other.text, kind: "set", reason: reason, rule: "LANG-6a")
    return .init(certain: [], doubtful: Dictionary(question.hosts.map { ($0, [unknown]) }) { first, _ in first })
  }
}
