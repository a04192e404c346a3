import Checker
import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// Appendix B of the semantics in the checker, with the solver: each packet is pinned by a claim about just it, and every
/// kind of claim and question must give the verdict that its fate implies. `SimulatorTests` runs the same vectors.
@Suite("Conformance vectors in the checker")
struct ConformanceVectorTests {
  @Test("Appendix B", arguments: ConformanceVector.all)
  func vector(_ vector: ConformanceVector) throws {
    var checker = try Checker(vector.network)
    for question in vector.questions {
      let pinned = Pinned(question)
      let implied = Implied(question.fate, in: vector)
      for (kind, verdict) in implied.verdicts {
        let result = try checker.check(pinned.claim(kind))
        #expect(result.verdict == verdict, "\(kind) \(question.packet)")
        if case .unknown(let object) = question.fate {
          #expect(result.unknowns.map(\.object).contains(object), "\(kind)")
        }
        if let witness = result.witness {
          #expect(witness.packet.destination == question.packet.destination)
          #expect(witness.exchange.code == question.fate.code, "\(kind)")
        }
      }
      let deliver = try checker.answer(.deliver(pinned.source, pinned.destination, pinned.traffic))
      #expect(deliver.answer == implied.deliver, "\(question.packet)")
      if case .unknown(let object) = question.fate {
        #expect(deliver.unknowns.map(\.object) == [object])
      }
      let reach = try checker.answer(.reach(pinned.source, pinned.destination, pinned.traffic))
      #expect(reach.answer == implied.reach, "\(question.packet)")
    }
  }
}

/// The ends and the traffic that mean one packet, with any source port.
private struct Pinned {
  let source: EndpointSet
  let destination: EndpointSet
  let traffic: Traffic

  init(_ question: ConformanceVector.Question) {
    let packet = question.packet
    let (from, to) = (AddressSet(packet.source), AddressSet(packet.destination))
    switch question.emitter {
    case .interface(let id):
      source = EndpointSet(members: [EndpointMember(interface: id, addresses: from)], text: "source")
    case .internet: source = EndpointSet(members: [], outside: from, text: "source")
    case .onPremises: source = EndpointSet(members: [], onPremises: from, text: "source")
    }
    destination = EndpointSet(members: [], outside: to, written: to, text: "destination")
    let port = packet.destinationPort
    traffic = Traffic(
      entries: [
        Traffic.Entry(
          proto: packet.proto, ports: IPProtocol.hasPorts(packet.proto) ? port...port : nil)
      ],
      text: "traffic")
  }

  func claim(_ kind: Claim.Kind) -> Claim {
    Claim(kind: kind, source: source, destination: destination, traffic: traffic)
  }
}

/// What claims and questions about one packet must answer.
private struct Implied {
  let verdicts: [(Claim.Kind, Verdict)]
  let deliver: Answer
  let reach: Answer

  /// What an unknown that packets of the vector meet may do with other packets of the sender counts against `forbid`
  /// (POL-9), not against the rest.
  init(_ fate: ConformanceVector.Fate, in vector: ConformanceVector) {
    let oneWay: Verdict
    let twoWay: Verdict
    switch fate {
    case .answered: (oneWay, twoWay, deliver, reach) = (.violated, .violated, .reachable, .reachable)
    case .unanswered: (oneWay, twoWay, deliver, reach) = (.violated, .proved, .reachable, .unreachable)
    case .dropped: (oneWay, twoWay, deliver, reach) = (.proved, .proved, .unreachable, .unreachable)
    case .unknown: (oneWay, twoWay, deliver, reach) = (.unknown, .unknown, .unknown, .unknown)
    }
    let meetsUnknown = vector.questions.contains { question in
      if case .unknown = question.fate { true } else { false }
    }
    func forbidden(_ verdict: Verdict) -> Verdict {
      verdict == .proved && meetsUnknown ? .unknown : verdict
    }
    verdicts = [
      (.forbid, forbidden(oneWay)), (.forbidDirect, forbidden(oneWay)),
      (.forbidConnections, forbidden(twoWay)),
      (.require, twoWay.negated), (.requireOneWay, oneWay.negated),
    ]
  }
}

extension Verdict {
  /// What `require` says where `forbid` says this.
  fileprivate var negated: Verdict {
    switch self {
    case .proved: .violated
    case .violated: .proved
    case .unknown, .vacuous: self
    }
  }
}

extension ConformanceVector.Fate {
  fileprivate var code: DropCode? {
    switch self {
    case .answered, .unknown: nil
    case .unanswered(let code), .dropped(let code): code
    }
  }
}

extension Exchange {
  fileprivate var code: DropCode? {
    switch (outcome, forward.disposition) {
    case (.replyFailed(let code), _), (_, .dropped(let code)): code
    case (_, .delivered), (_, .unknown): nil
    }
  }
}
