package import NetworkModel
package import Simulator
import SourceText

/// One packet and what happened to it on both legs.
package struct TraceReport: Sendable {
  package let packet: Packet
  package let emitter: Emitter
  package let exchange: Exchange
  /// In how many ways the provider may settle its choices for this packet; the trace shows the
  /// first.
  package let resolutions: Int

  package init(packet: Packet, emitter: Emitter, exchange: Exchange, resolutions: Int) {
    self.packet = packet
    self.emitter = emitter
    self.exchange = exchange
    self.resolutions = resolutions
  }

  private var unknowns: [Unknown] {
    switch (exchange.forward.disposition, exchange.outcome) {
    case (.unknown(let unknown), _), (_, .unknown(let unknown)): [unknown]
    case (.delivered, _), (.dropped, _): []
    }
  }

  package var isDefinite: Bool { unknowns.isEmpty }

  /// `isola.trace/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    [
      "schema": "isola.trace/1", "packet": context.json(packet),
      "emitter": .string(context.name(emitter)),
      "disposition": .string(Self.word(exchange.forward.disposition)),
      "receiver": receiver(context),
      "returnDisposition": exchange.reply.map { .string(returnWord($0)) } ?? .null,
      "resolutions": .number(resolutions),
      "forward": context.json(exchange.forward.hops),
      "return": context.json(exchange.reply?.hops ?? []),
      "unknowns": context.json(unknowns), "assumptions": context.assumptionsJSON,
    ]
  }

  private static func word(_ disposition: Disposition) -> String {
    switch disposition {
    case .delivered: "delivered"
    case .dropped(let code): code.rawValue
    case .unknown: "unknown"
    }
  }

  /// A reply that arrives in the wrong shape is not delivered (REA-3).
  private func returnWord(_ reply: Leg) -> String {
    switch exchange.outcome {
    case .replyFailed(let code): code.rawValue
    case .complete, .forwardFailed, .unknown: Self.word(reply.disposition)
    }
  }

  private func receiver(_ context: ReportContext) -> JSONNode {
    guard case .delivered(let receiver) = exchange.forward.disposition else { return .null }
    switch receiver {
    case .interface(let id): return .string(context.network.interfaces[id].name)
    case .internet: return "internet"
    case .onPremises: return "onprem"
    case .service(let name): return .string(name)
    }
  }

  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    page.line(page.paint(headline(context), .strong))
    page.line()
    page.line("  " + PacketText.line(packet))
    page.line()
    page.heading("The packet:")
    page.path(exchange.forward, isReply: false, context, marksAdmission: true)
    if let reply = exchange.reply {
      page.line()
      page.heading("The reply:")
      page.path(reply, isReply: true, context, marksAdmission: false)
      page.line()
      page.wrap(replyWords, indent: 2)
    }
    if let enabler = Enabler(exchange)?.words(context) {
      page.line()
      page.wrap("What would let it through: \(enabler).", indent: 2)
    }
    if resolutions > 1 {
      page.line()
      page.wrap(
        "The provider may choose between \(resolutions) ways here (addresses and ports of NAT gateways, equal routes); "
          + "this is the first.", indent: 2)
    }
    page.unknowns(unknowns, context)
    page.footer(context)
    return page.text
  }

  private func headline(_ context: ReportContext) -> String {
    switch exchange.forward.disposition {
    case .delivered(let receiver): "delivered to \(context.text(receiver))"
    case .dropped(let code): "dropped: \(code.meaning) (\(code.rawValue))"
    case .unknown(let unknown): "unknown: \(DisplayText.escape(unknown.reason))"
    }
  }

  private var replyWords: String {
    switch exchange.outcome {
    case .complete: "The reply gets back to the sender."
    case .replyFailed(let code): "The reply does not get back: \(code.meaning) (\(code.rawValue))."
    case .unknown(let unknown):
      "Whether the reply gets back is not known: \(DisplayText.escape(unknown.reason))."
    case .forwardFailed: "There is no reply."
    }
  }
}
