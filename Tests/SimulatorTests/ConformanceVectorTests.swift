import NetworkModel
import Simulator
import TestSupport
import Testing

/// Appendix B of the semantics in the simulator: the vectors whose objects are modelled. `CheckerTests` runs the same.
@Suite("Conformance vectors")
struct ConformanceVectorTests {
  @Test("Appendix B", arguments: ConformanceVector.all)
  func vector(_ vector: ConformanceVector) {
    let simulator = Simulator(vector.network)
    for question in vector.questions {
      let exchange = simulator.exchange(question.packet, from: question.emitter)
      #expect(exchange.fate == question.fate, "\(question.packet)")
    }
  }

  @Test func everyVectorHasItsName() {
    let numbers = [1] + Array(3...23) + [26, 39, 40]
    #expect(Set(ConformanceVector.all.map(\.name)) == Set(numbers.map { "B\($0)" }))
  }

  @Test("B5 names its rule")
  func b5() throws {
    let vector = try #require(ConformanceVector.all.first { $0.name == "B5" })
    let question = try #require(vector.questions.first)
    let leg = Simulator(vector.network).forward(question.packet, from: question.emitter)
    #expect(try #require(leg.dropDetail).rule == "rule 100 deny")
  }

  @Test("B17 leaves with the address of the gateway")
  func b17() throws {
    let vector = try #require(ConformanceVector.all.first { $0.name == "B17" })
    let question = try #require(vector.questions.first)
    let leg = Simulator(vector.network).forward(question.packet, from: question.emitter)
    #expect(leg.packet == tcp("203.0.113.9", "198.51.100.7", from: 1024))
  }
}

extension Exchange {
  fileprivate var fate: ConformanceVector.Fate {
    switch (outcome, forward.disposition) {
    case (.complete, _): .answered
    case (.replyFailed(let code), _): .unanswered(code)
    case (.unknown(let unknown), _), (.forwardFailed, .unknown(let unknown)): .unknown(unknown.object)
    case (.forwardFailed, .dropped(let code)): .dropped(code)
    case (.forwardFailed, .delivered): .answered
    }
  }
}
