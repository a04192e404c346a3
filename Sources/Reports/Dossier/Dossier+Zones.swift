import Checker
import NetworkModel
import PolicyTypes

extension Dossier {
  /// Zones, what is open between them, and who approved it.
  func writeZones(_ html: inout HTML) {
    guard let matrix = supplements.zones else { return }
    section(&html, "zones", "Allowed flows between zones") { html in
      html.paragraph(
        "Zones are the sets that the policy files name, and the hosts outside. Two zones without a row below are proved apart: no packet that starts in the one reaches the other, whatever the provider chooses.")
      let shown = matrix.cells.filter { cell in
        if case .closed = cell.standing { false } else { true }
      }
      let arrows = shown.enumerated().map {
        ZonePicture.Arrow(number: $0 + 1, from: $1.source, to: $1.destination, standing: $1.standing)
      }
      picture(matrix, arrows, &html)
      html.add(
        "p", ["class": "legend"],
        "Thin line: approved. Thick line: open, and not approved. Long dashes: open, approval not decided. Dots: not known. Rounded boxes lie outside the network. Numbers are rows of the table.")
      html.newLine()
      if shown.isEmpty {
        html.paragraph("Nothing is open between two zones.")
      } else {
        html.table(
          "What may be sent from zone to zone, and under which approval",
          ["No.", "From", "To", "What gets there", "Standing", "Approvals"],
          shown.enumerated().map { index, cell in
            [
              "\(index + 1)", matrix.zones[cell.source].name, matrix.zones[cell.destination].name,
              cell.traffic, standing(cell), approvals(cell),
            ]
          }, className: "flows")
      }
      html.add("h3", "As a matrix")
      html.table(
        "From the zone of the row to the zone of the column; numbers are rows of the table above",
        ["From \\ to"] + matrix.zones.map(\.name),
        matrix.zones.indices.map { source in
          [matrix.zones[source].name] + matrix.zones.indices.map { cell(matrix, shown, source, $0) }
        })
      writeApprovals(matrix, &html)
    }
  }

  /// More arrows are no picture that anybody reads.
  private static let arrowLimit = 30

  private func picture(_ matrix: ZoneMatrix, _ arrows: [ZonePicture.Arrow], _ html: inout HTML) {
    guard arrows.count > Self.arrowLimit else {
      return ZonePicture(zones: matrix.zones, arrows: arrows).write(&html)
    }
    let crossing = arrows.filter {
      matrix.zones[$0.from].isOutside || matrix.zones[$0.to].isOutside
    }
    guard crossing.count <= Self.arrowLimit else {
      return html.paragraph(
        "There is no picture: \(arrows.count) arrows would hide each other. The matrix below has them all.")
    }
    ZonePicture(zones: matrix.zones, arrows: crossing).write(&html)
    html.paragraph(
      "Only what crosses the border of the network is drawn: \(arrows.count) arrows would hide each other. The table has them all.")
  }

  private func cell(
    _ matrix: ZoneMatrix, _ shown: [ZoneMatrix.Cell], _ source: Int, _ destination: Int
  ) -> String {
    if source == destination { return "·" }
    if let number = shown.firstIndex(where: { $0.source == source && $0.destination == destination }) {
      switch shown[number].standing {
      case .approved: return "✔ \(number + 1)"
      case .unapproved: return "✘ \(number + 1)"
      case .undecided, .unknown, .closed: return "? \(number + 1)"
      }
    }
    let isProved = matrix.cells.contains { $0.source == source && $0.destination == destination }
    return isProved ? "–" : ""
  }

  private func standing(_ cell: ZoneMatrix.Cell) -> String {
    guard case .unapproved(let witness) = cell.standing else { return cell.mark }
    return "\(cell.mark): \(PacketText.line(witness.packet))"
  }

  private func approvals(_ cell: ZoneMatrix.Cell) -> String {
    cell.approvals.isEmpty
      ? "none"
      : cell.approvals.map { "\($0.ticket) by \($0.by), \($0.flow), \(Self.remaining($0.daysLeft))" }
        .joined(separator: "; ")
  }

  private func writeApprovals(_ matrix: ZoneMatrix, _ html: inout HTML) {
    html.paragraph("A dash: proved apart. An empty field: one of the two has nobody in this network.")
    if !matrix.leftOut.isEmpty {
      html.paragraph(
        "Left out, because more zones make no table that can be read: \(matrix.leftOut.joined(separator: ", ")).")
    }
    guard !matrix.ended.isEmpty else { return }
    html.table(
      "Approvals that have ended and count no more", ["Flow", "Ticket", "By", "Until"],
      matrix.ended.map { [$0.flow, $0.ticket, $0.by, $0.until] })
  }

  static func remaining(_ days: Int) -> String {
    if days < 0 { return "ended \(counted(-days, "day")) ago" }
    return days == 0 ? "ends today" : "\(counted(days, "day")) left"
  }
}
