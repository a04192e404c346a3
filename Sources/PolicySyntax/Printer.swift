/// Writes trees in the canonical form. `parse(print(tree))` is `tree` again, ranges aside.
///
/// Two spaces of indent, one clause a line, parentheses only where operators nest; comments and
/// single empty lines kept. Only meaningful for trees that parsed without errors.
package struct Printer {
  /// Lists of members are broken at this column; nothing else is.
  private static let width = 100

  private var lines: [String] = []

  package static func print(_ file: PolicyFile) -> String {
    var printer = Printer()
    for (index, declaration) in file.declarations.enumerated() {
      if index > 0, printer.separates(file.declarations[index - 1], declaration) {
        printer.blankLine()
      }
      printer.print(declaration)
    }
    if !file.trailingComments.isEmpty { printer.blankLine() }
    printer.comments(file.trailingComments, indent: "")
    return printer.lines.map { $0 + "\n" }.joined()
  }

  /// Sets stand together, traffics stand together, a policy stands alone.
  private func separates(_ before: Declaration, _ after: Declaration) -> Bool {
    switch (before, after) {
    case (.set, .set), (.traffic, .traffic), (.importation, .importation), (.assumption, .assumption),
      (.approval, .approval):
      false
    case (.instance(let one), .instance(let two)): !one.clauses.isEmpty || !two.clauses.isEmpty
    case (.set, _), (.traffic, _), (.policy, _), (.importation, _), (.instance, _), (.assumption, _),
      (.approval, _), (.test, _):
      true
    }
  }

  private mutating func print(_ declaration: Declaration) {
    switch declaration {
    case .set(let set):
      start(set.comments, indent: "")
      list("set \(set.name.text) = ", Self.members(set.value), beside: set.comments)
    case .traffic(let traffic):
      start(traffic.comments, indent: "")
      list("traffic \(traffic.name.text) = ", Self.members(traffic.value), beside: traffic.comments)
    case .policy(let policy):
      start(policy.comments, indent: "")
      lines.append("policy \(Self.print(policy.name))\(Self.print(policy.parameters)) {")
      for clause in policy.clauses { print(clause) }
      comments(policy.trailingComments, indent: "  ")
      line("}", beside: policy.comments)
    case .importation(let importation):
      start(importation.comments, indent: "")
      let pack = importation.isPack ? "pack " : ""
      line("import \(pack)\(Self.print(importation.target))", beside: importation.comments)
    case .instance(let instance):
      start(instance.comments, indent: "")
      if instance.clauses.isEmpty, instance.trailingComments.isEmpty {
        line(Self.head(instance), beside: instance.comments)
        return
      }
      lines.append(Self.head(instance) + " {")
      for clause in instance.clauses { print(clause) }
      comments(instance.trailingComments, indent: "  ")
      line("}", beside: instance.comments)
    case .assumption(let assumption):
      start(assumption.comments, indent: "")
      line(
        "assume no \(Self.print(assumption.flow)) because \(Self.print(assumption.reason))",
        beside: assumption.comments)
    case .approval(let approval):
      start(approval.comments, indent: "")
      line(Self.print(approval), beside: approval.comments)
    case .test(let test):
      start(test.comments, indent: "")
      lines.append("test \(Self.print(test.name)) {")
      for step in test.steps {
        start(step.comments, indent: "  ")
        line("  " + Self.print(step), beside: step.comments)
      }
      comments(test.trailingComments, indent: "  ")
      line("}", beside: test.comments)
    }
  }

  private mutating func print(_ clause: PolicyClause) {
    start(clause.comments, indent: "  ")
    switch clause.content {
    case .severity(let severity): line("  severity \(severity.rawValue)", beside: clause.comments)
    case .rationale(let text): line("  rationale \(Self.print(text))", beside: clause.comments)
    case .owner(let text): line("  owner \(Self.print(text))", beside: clause.comments)
    case .shows(let text): line("  shows \(Self.print(text))", beside: clause.comments)
    case .omits(let text): line("  omits \(Self.print(text))", beside: clause.comments)
    case .appliesWhen(let set):
      line("  applies when any \(Self.print(set))", beside: clause.comments)
    case .controls(let texts):
      line("  controls \(texts.map(Self.print).joined(separator: ", "))", beside: clause.comments)
    case .objects(let objects): line("  \(Self.print(objects))", beside: clause.comments)
    case .claim(let claim):
      let texts = Self.printLines(claim)
      for text in texts.dropLast() { lines.append("  " + text) }
      line("  " + (texts.last ?? ""), beside: clause.comments)
    }
  }

  private mutating func start(_ node: Comments, indent: String) {
    comments(node.above, indent: indent)
    if node.followsBlankLine { blankLine() }
  }

  private mutating func comments(_ comments: [CommentLine], indent: String) {
    for comment in comments {
      if comment.followsBlankLine { blankLine() }
      lines.append("\(indent)#\(comment.text)")
    }
  }

  /// At most one empty line in a row, none at the start of the file or of a policy.
  private mutating func blankLine() {
    guard let last = lines.last, !last.isEmpty, !last.hasSuffix("{") else { return }
    lines.append("")
  }

  private mutating func line(_ text: String, beside comments: Comments) {
    lines.append(comments.beside.map { "\(text)  #\($0)" } ?? text)
  }

  /// Members separated by commas; where they do not fit on one line, they go on under it.
  private mutating func list(_ head: String, _ members: [String], beside comments: Comments) {
    var text = head
    for (index, member) in members.enumerated() {
      let isLast = index == members.count - 1
      let piece = isLast ? member : member + ","
      if index > 0, text.unicodeScalars.count + 1 + piece.unicodeScalars.count > Self.width {
        lines.append(text)
        text = "  " + piece
      } else {
        text += (index == 0 ? "" : " ") + piece
      }
    }
    line(text, beside: comments)
  }
}

extension Printer {
  private static func printLines(_ claim: ClaimStatement) -> [String] {
    let words = [claim.verb.rawValue] + claim.modifiers.map(\.kind.rawValue) + [print(claim.flow)]
    return [words.joined(separator: " ")]
      + claim.exceptions.map { exception in
        let reason = exception.reason.map { " because \(print($0))" } ?? ""
        return "  except \(print(exception.flow))\(reason)"
      }
  }

  /// The claim on one line, as reports quote it.
  package static func print(_ claim: ClaimStatement) -> String {
    printLines(claim).enumerated().map {
      $0.offset == 0 ? $0.element : " " + $0.element.drop { $0 == " " }
    }
    .joined()
  }

  package static func print(_ flow: Flow) -> String {
    var text = "\(side(flow.source)) -> \(side(flow.destination))"
    if let traffic = flow.traffic { text += " on \(print(traffic))" }
    switch flow.way {
    case nil: break
    case .through(let set, _): text += " through \(side(set))"
    case .bypassing(let set, _): text += " bypassing \(side(set))"
    case .encrypted(let mechanisms, _):
      text += " encrypted"
      if !mechanisms.isEmpty {
        text += " by \(mechanisms.map(\.rawValue).joined(separator: ", "))"
      }
    case .within(let bound, _): text += " \(print(bound))"
    }
    if let tolerance = flow.tolerance { text += " tolerating 1 failure of \(tolerance.kind.rawValue)" }
    switch flow.addresses?.kind {
    case nil: break
    case .all: text += " using all addresses"
    case .publicOnly: text += " using public addresses"
    case .ipv6: text += " using ipv6 addresses"
    }
    return text
  }

  package static func print(_ question: QuestionStatement) -> String {
    func on(_ traffic: TrafficExpression?) -> String { traffic.map { " on \(print($0))" } ?? "" }
    return switch question {
    case .reach(let flow): "reach \(print(flow))"
    case .deliver(let flow): "deliver \(print(flow))"
    case .whoReaches(let target, let traffic, _): "who reaches \(side(target))\(on(traffic))"
    case .whatReaches(let source, let traffic, _): "what does \(print(source)) reach\(on(traffic))"
    }
  }

  package static func print(_ traffic: TrafficExpression) -> String {
    members(traffic).joined(separator: ", ")
  }

  static func members(_ traffic: TrafficExpression) -> [String] {
    traffic.terms.map(print)
  }

  static func print(_ term: TrafficTerm) -> String {
    switch term {
    case .any: return "any"
    case .name(let name): return name.text
    case .ports(let transport, nil, _): return transport.rawValue
    case .ports(let transport, let ports?, _):
      let upper = ports.count == 1 ? "" : "-\(ports.upperBound)"
      return "\(transport.rawValue)/\(ports.lowerBound)\(upper)"
    case .icmp(let version6, let type, let code, _):
      return (version6 ? "icmpv6" : "icmp") + (type.map { "/\($0)" } ?? "")
        + (code.map { "/\($0)" } ?? "")
    case .ipProtocol(let number, _):
      return portlessProtocols.first { $0.number == number }?.name ?? "protocol/\(number)"
    }
  }

  package static func print(_ name: Name) -> String {
    name.isQuoted ? quoted(name.text) : name.text
  }

  /// The text between quotes, with what cannot stand there escaped.
  package static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
