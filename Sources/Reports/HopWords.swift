import NetworkModel
import Simulator
import SourceText

/// One step of a trace in plain words.
struct HopWords {
  let context: ReportContext
  /// `forward` or the reply.
  let isReply: Bool
  let disposition: Disposition

  /// What the component did, with the header change where there is one.
  func words(_ hop: Hop, before: Hop?) -> String {
    let rule = hop.rule == nil ? nil : self.rule(hop)
    switch (hop.kind, hop.action) {
    case (_, "drop"):
      let decided = rule.map { $0.hasPrefix("no ") ? "" : " [\($0)]" } ?? ""
      return "✗ DROPS the \(noun): \(reason(hop))\(decided)"
    case (_, "unknown"):
      return "UNKNOWN: \(rule ?? "its behaviour is not known")"
    case (_, "deliver"): return "receives the \(noun)"
    case (_, "egress"): return "sends the \(noun)"
    case ("securityGroup", "allow"): return "lets it \(direction(rule)) by \(rule ?? "a rule")"
    case ("networkAcl", "allow"): return "lets it pass by \(rule ?? "an entry")"
    case ("networkInterface", "allow"):
      return "lets it pass: it belongs to a connection that was let through"
    case ("subnet", "allow"):
      return "no network ACL was collected here; it is assumed to let everything pass"
    case ("routeTable", "forward"): return "sends it along \(rule ?? "a route")"
    case (_, "translate"): return "translates " + (change(hop, before) ?? "nothing")
    case (_, "ingress"): return "takes it in"
    case (_, "forward"): return "forwards it"
    case (_, let action): return action + (rule.map { " \($0)" } ?? "")
    }
  }

  /// The deciding rule; an entry of a network ACL with what it matches.
  func rule(_ hop: Hop) -> String {
    let text = DisplayText.escape(hop.rule ?? "a rule")
    guard hop.kind == "networkAcl", let entry = context.entry(hop) else { return text }
    return "\(text) \(RuleText.service(entry.service)) "
      + "\(entry.direction == .ingress ? "from" : "to") \(entry.range)"
  }

  private var noun: String { isReply ? "reply" : "packet" }

  private func reason(_ hop: Hop) -> String {
    switch disposition {
    case .dropped(let code): "\(code.meaning(at: hop)) (\(code.rawValue))"
    case .delivered, .unknown: "it goes no further"
    }
  }

  /// A rule's text names its peer after `from` or `to`.
  private func direction(_ rule: String?) -> String {
    guard let rule else { return "pass" }
    return rule.contains(" from ") ? "in" : "out"
  }

  private func change(_ hop: Hop, _ before: Hop?) -> String? {
    guard let before else { return nil }
    var parts: [String] = []
    let (old, new) = (before.packet, hop.packet)
    if old.source != new.source { parts.append("the source \(old.source) to \(new.source)") }
    if old.sourcePort != new.sourcePort {
      parts.append("the source port \(old.sourcePort) to \(new.sourcePort)")
    }
    if old.destination != new.destination {
      parts.append("the destination \(old.destination) to \(new.destination)")
    }
    if old.destinationPort != new.destinationPort {
      parts.append("the destination port \(old.destinationPort) to \(new.destinationPort)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
