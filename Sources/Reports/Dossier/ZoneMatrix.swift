package import Checker
import ForwardingGraph
import NetworkModel
import PolicyTypes

/// Who may send to whom, between the sets that the policies name, and who approved it.
package struct ZoneMatrix: Sendable {
  package struct Zone: Sendable {
    package var name: String
    /// Interfaces in it; nil for hosts outside.
    package var interfaces: Int?

    package init(name: String, interfaces: Int?) {
      self.name = name
      self.interfaces = interfaces
    }

    var isOutside: Bool { interfaces == nil }
  }

  package struct Approved: Hashable, Sendable {
    package var flow: String
    package var ticket: String
    package var by: String
    package var until: String
    /// 0 on its last day, negative once it has ended.
    package var daysLeft: Int

    package init(flow: String, ticket: String, by: String, until: String, daysLeft: Int) {
      self.flow = flow
      self.ticket = ticket
      self.by = by
      self.until = until
      self.daysLeft = daysLeft
    }
  }

  package enum Standing: Sendable {
    /// Proved: nothing gets there.
    case closed
    /// All that gets there is approved, as is proved.
    case approved
    /// Something gets there that nobody approved: a packet.
    case unapproved(Witness)
    /// What of it is approved is not known.
    case undecided
    /// Nothing is known to get there, but something could.
    case unknown
  }

  package struct Cell: Sendable {
    package var source: Int
    package var destination: Int
    package var standing: Standing
    /// A packet that gets there.
    package var witness: Witness?
    /// Exactly what gets there, where it was worked out.
    package var flows: FlowResult?
    /// Those that concern it and count today.
    package var approvals: [Approved]

    package init(
      source: Int, destination: Int, standing: Standing, witness: Witness?, flows: FlowResult?,
      approvals: [Approved]
    ) {
      self.source = source
      self.destination = destination
      self.standing = standing
      self.witness = witness
      self.flows = flows
      self.approvals = approvals
    }
  }

  package var zones: [Zone]
  package var cells: [Cell]
  /// Sets without a zone of their own, because there are too many.
  package var leftOut: [String]
  /// Those that ended before today.
  package var ended: [Approved]

  package init(zones: [Zone], cells: [Cell], leftOut: [String], ended: [Approved]) {
    self.zones = zones
    self.cells = cells
    self.leftOut = leftOut
    self.ended = ended
  }
}

extension ZoneMatrix.Cell {
  var isOpen: Bool {
    switch standing {
    case .approved, .unapproved, .undecided: true
    case .closed, .unknown: false
    }
  }

  var mark: String {
    switch standing {
    case .closed: "closed"
    case .approved: "✔ approved"
    case .unapproved: "✘ not approved"
    case .undecided: "? approval not decided"
    case .unknown: "? not known"
    }
  }

  /// What gets there, in words: all of it, or an example.
  var traffic: String {
    if let flows, !flows.isCut, !flows.rows.isEmpty {
      var rows: [FlowRow] = []
      for row in flows.rows {
        if let same = rows.firstIndex(where: { $0.differsInPortsAlone(from: row) }) {
          rows[same].addPorts(of: row)
        } else {
          rows.append(row)
        }
      }
      var services: [String] = []
      for row in rows {
        let text = [ValueText.protocols(row.protocols), row.service].filter { !$0.isEmpty }.joined(separator: " ")
        if !services.contains(text) { services.append(text) }
      }
      if services.count <= 12 { return services.joined(separator: "; ") }
    }
    return witness.map { "among others \(PacketText.line($0.packet))" } ?? ""
  }
}

extension FlowRow {
  /// Whoever sends and receives it: between zones only the services count.
  fileprivate func differsInPortsAlone(from other: FlowRow) -> Bool {
    protocols == other.protocols && sourcePorts == other.sourcePorts && icmpTypes == other.icmpTypes
      && icmpCodes == other.icmpCodes && (destinationPorts == nil) == (other.destinationPorts == nil)
  }

  fileprivate mutating func addPorts(of other: FlowRow) {
    guard let own = destinationPorts, let ports = other.destinationPorts else { return }
    destinationPorts = Intervals(union: own.spans + ports.spans)
  }
}
