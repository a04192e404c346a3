import Checker
import NetworkModel
import PolicyTypes
import Reports
import Simulator
import TestSupport
import Testing

@Suite struct QueryReportTests {
  private let net = SmallNetwork()

  private func ask(_ question: CheckedQuestion) throws -> QueryReport {
    var checker = try Checker(net.model)
    return QueryReport(question: "q", asked: question, result: try checker.answer(question))
  }

  @Test func theAnswerIsTheFirstLine() throws {
    let yes = try ask(.reach(SmallNetwork.internet, net.set(net.web, "web"), net.tcp(22)))
    #expect(yes.text(net.context, colour: false).hasPrefix("reachable\n"))
    #expect(yes.isDefinite)
    let no = try ask(.deliver(net.set(net.web, "web"), net.set(net.db, "db"), net.tcp(80)))
    let text = no.text(net.context, colour: false)
    #expect(text.hasPrefix("unreachable\n"))
    #expect(
      text.contains("1. stopped at sg-db: no rule of the security groups allows it"), "\(text)")
  }

  @Test func setQuestionsGiveRows() throws {
    let report = try ask(.whoReaches(net.set(net.db, "db"), .any))
    let text = report.text(net.context, colour: false)
    #expect(text.hasPrefix("1 end in 1 class\n"), "\(text)")
    #expect(text.contains("on tcp/5432"), "\(text)")
    let json = JSONWriter.write(report.json(net.context))
    #expect(json.contains("\"traffic\": [\"tcp/5432\"]"), "\(json)")
    #expect(!json.contains("\"blockedBy\""))
  }

  @Test func aTraceNamesItsEnd() {
    let packet = Packet(
      source: NetworkBuilder.address("10.0.1.5"), destination: NetworkBuilder.address("10.0.2.7"),
      proto: 6,
      sourcePort: 40000, destinationPort: 5432)
    let exchange = Simulator(net.model).exchange(packet, from: .interface(net.web))
    let report = TraceReport(
      packet: packet, emitter: .interface(net.web), exchange: exchange, resolutions: 1)
    #expect(report.text(net.context, colour: false).hasPrefix("delivered to eni-db\n"))
    let json = JSONWriter.write(report.json(net.context))
    #expect(json.contains("\"disposition\": \"delivered\",\n  \"receiver\": \"eni-db\""), "\(json)")
  }
}
