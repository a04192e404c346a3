import Checker
package import IsolationMatrix
import NetworkModel
import PolicyTypes
import SourceText

/// The isolation matrix for people, programs and spreadsheets.
package struct MatrixReport: Sendable {
  package let matrix: IsolationMatrix

  package init(matrix: IsolationMatrix) { self.matrix = matrix }

  /// Whether no cell is unknown.
  package var isDefinite: Bool { matrix.pairs(.unknown) == 0 }

  // MARK: JSON

  /// `isola.matrix/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    [
      "schema": "isola.matrix/1",
      "network": ["path": .string(context.networkPath), "layout": .string(context.layout)],
      "by": .string(matrix.key.text), "traffic": .string(matrix.traffic.text),
      "partitions": .number(matrix.partitions),
      "classes": .array(
        matrix.classes.map { one in
          [
            "number": .number(one.number), "count": .number(one.members.count),
            "members": .array(one.members.map { .string($0) }),
          ]
        }),
      "cells": .array(matrix.cells.map { json($0, context) }),
      "summary": .object(
        IsolationMatrix.Answer.allCases.map {
          .init(key: $0.rawValue, value: .number(matrix.pairs($0)))
        } + [.init(key: "checks", value: .number(matrix.checks))]),
      "assumptions": context.assumptionsJSON,
    ]
  }

  private func json(_ cell: IsolationMatrix.Cell, _ context: ReportContext) -> JSONNode {
    [
      "source": json(cell.source), "destination": json(cell.destination),
      "relation": .string(cell.relation.rawValue), "pairs": .number(cell.pairs),
      "answer": .string(cell.answer.rawValue),
      "example": [
        "source": .string(cell.example.source), "destination": .string(cell.example.destination),
      ],
      "witness": cell.witness.map(context.json) ?? .null, "unknowns": context.json(cell.unknowns),
    ]
  }

  private func json(_ end: IsolationMatrix.End) -> JSONNode {
    switch end {
    case .parts(let number): .number(number)
    case .outside(let outside): .string(outside.rawValue)
    }
  }

  // MARK: CSV

  /// One line for each cell (RFC 4180). A value that a spreadsheet would take for a formula gets an apostrophe.
  package func csv() -> String {
    var text =
      "source,destination,relation,pairs,answer,example source,example destination,packet\r\n"
    for cell in matrix.cells {
      let fields = [
        words(cell.source), words(cell.destination), cell.relation.rawValue, "\(cell.pairs)",
        cell.answer.rawValue, cell.example.source, cell.example.destination,
        cell.witness.map { PacketText.line($0.packet) } ?? "",
      ]
      text += fields.map(Self.quoted).joined(separator: ",") + "\r\n"
    }
    return text
  }

  private static func quoted(_ field: String) -> String {
    var field = DisplayText.escape(field)
    if let first = field.unicodeScalars.first, "=+-@".unicodeScalars.contains(first) {
      field = "'" + field
    }
    guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private func words(_ end: IsolationMatrix.End) -> String {
    switch end {
    case .parts(let number): "class \(number)"
    case .outside(let outside): outside.rawValue
    }
  }

  // MARK: Text

  private static let shown = 4

  /// The classes, what is open, what is unknown, and the counts.
  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    let on = matrix.traffic.text == "any" ? "any traffic" : DisplayText.escape(matrix.traffic.text)
    page.line(
      page.paint(
        "\(counted(matrix.partitions, "part")) by \(DisplayText.escape(matrix.key.text)), \(on)", .strong))
    page.line()
    for one in matrix.classes {
      let names = one.members.prefix(Self.shown).map(DisplayText.escape).joined(separator: ", ")
      let more = one.members.count - Self.shown
      page.wrap(
        "class \(one.number): \(names)" + (more > 0 ? " and \(more) more" : ""), indent: 2, hanging: 4)
    }
    page.line()
    for (answer, title) in [
      (IsolationMatrix.Answer.open, "Open: a packet that starts in the one reaches the other"),
      (.unknown, "Unknown"), (.isolated, "Isolated: proved"), (.empty, "Nothing to say: no host"),
    ] {
      let cells = matrix.cells.filter { $0.answer == answer }
      guard !cells.isEmpty else { continue }
      page.heading(title, indent: 0)
      page.table(
        cells.map { [name($0.source), "→ \(name($0.destination))", what($0), example($0)] },
        indent: 2, limits: [22, 24, 28],
        notes: cells.map { cell in cell.witness.map { PacketText.line($0.packet) } })
      if answer == .unknown {
        var reasons: [Unknown] = []
        for unknown in cells.flatMap(\.unknowns) where !reasons.contains(unknown) {
          reasons.append(unknown)
        }
        page.reasons(reasons, context)
      }
      page.line()
    }
    page.line(
      "\(matrix.pairs(.isolated)) pairs isolated, \(matrix.pairs(.open)) open, "
        + "\(matrix.pairs(.unknown)) unknown, \(matrix.pairs(.empty)) without hosts; \(matrix.checks) checks")
    page.footer(context)
    return page.text
  }

  /// What is alone in its class goes by its name.
  private func name(_ end: IsolationMatrix.End) -> String {
    guard case .parts(let number) = end, matrix.classes.indices.contains(number - 1),
      let only = matrix.classes[number - 1].members.first,
      matrix.classes[number - 1].members.count == 1, only.count <= 22
    else { return words(end) }
    return DisplayText.escape(only)
  }

  private func what(_ cell: IsolationMatrix.Cell) -> String {
    switch cell.relation {
    case .itself: "\(counted(cell.pairs, "part")) within itself"
    case .mentioned: "\(counted(cell.pairs, "pair")) that mention each other"
    case .others: counted(cell.pairs, "pair")
    }
  }

  private func example(_ cell: IsolationMatrix.Cell) -> String {
    "e.g. \(DisplayText.escape(cell.example.source)) → \(DisplayText.escape(cell.example.destination))"
  }
}
