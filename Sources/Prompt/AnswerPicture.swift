import Checker
import NetworkModel
import Simulator
import SourceText

/// The ways of a few packets as a picture: boxes of components, nested in those of their subnets and VPCs, in the order of the
/// way. Only what the packets meet is drawn, never the account. What decides has a thick line, what stops a dashed one.
struct AnswerPicture {
  enum Emphasis { case plain, decides, stops }

  struct Node: Hashable {
    var name: String
    var kind: String
    var words: String
    var emphasis: Emphasis
    var vpc: String?
    var subnet: String?
  }

  /// One for each leg.
  struct Way {
    var title: String
    var nodes: [Node]
    var isReply: Bool
  }

  let ways: [Way]

  init(_ witnesses: [Witness], _ network: NetworkModel) {
    var ways: [Way] = []
    for witness in witnesses {
      ways.append(Self.way(witness.exchange.forward, isReply: false, network))
      ways += witness.relays.map { Self.way($0.leg, isReply: false, network) }
      if let reply = witness.exchange.reply { ways.append(Self.way(reply, isReply: true, network)) }
    }
    self.ways = ways.filter { !$0.nodes.isEmpty }
  }

  private static func way(_ leg: Leg, isReply: Bool, _ network: NetworkModel) -> Way {
    var nodes: [Node] = []
    for hop in leg.hops {
      let isDecided = hop.rule != nil && ["allow", "forward"].contains(hop.action)
      let emphasis: Emphasis = hop.action == "drop" ? .stops : isDecided ? .decides : .plain
      let (vpc, subnet) = place(hop, network)
      let words = hop.rule.map { "\(hop.action): \($0)" } ?? hop.action
      let node = Node(
        name: hop.component, kind: hop.kind, words: words, emphasis: emphasis, vpc: vpc, subnet: subnet)
      // One box for what a packet does at one place in a row.
      if let last = nodes.last, last.name == node.name, last.emphasis == .plain || node.emphasis == .plain {
        if last.emphasis == .plain { nodes[nodes.count - 1] = node }
        continue
      }
      nodes.append(node)
    }
    // What has no place of its own stands where the packet is.
    for index in nodes.indices.dropFirst() where nodes[index].vpc == nil && isInside(nodes[index].kind) {
      (nodes[index].vpc, nodes[index].subnet) = (nodes[index - 1].vpc, nodes[index - 1].subnet)
    }
    let packet = leg.hops.first?.packet
    let title = packet.map { "\(IPProtocol.name($0.proto)) \($0.source) → \($0.destination)" } ?? ""
    return Way(title: (isReply ? "reply: " : "") + title, nodes: nodes, isReply: isReply)
  }

  private static func isInside(_ kind: String) -> Bool { ["securityGroup", "networkAcl"].contains(kind) }

  private static func place(_ hop: Hop, _ network: NetworkModel) -> (vpc: String?, subnet: String?) {
    if let id = network.interfaces.id(named: hop.component) {
      let interface = network.interfaces[id]
      return (network.vpcs[interface.vpc].name, network.subnets[interface.subnet].name)
    }
    if let id = network.subnets.id(named: hop.component) {
      return (network.vpcs[network.subnets[id].vpc].name, hop.component)
    }
    if let id = network.natGateways.id(named: hop.component) {
      let gateway = network.natGateways[id]
      return (network.vpcs[gateway.vpc].name, network.subnets[gateway.subnet].name)
    }
    let vpc: ID<VPC>? =
      if let id = network.routeTables.id(named: hop.component) {
        network.routeTables[id].vpc
      } else if let id = network.internetGateways.id(named: hop.component) {
        network.internetGateways[id].vpc
      } else if let id = network.vpcs.id(named: hop.component) {
        id
      } else { nil }
    return (vpc.map { network.vpcs[$0].name }, nil)
  }

  /// Neighbours on a way that lie in one VPC, and in it in one subnet.
  struct Run {
    var name: String?
    var range: Range<Int>
  }

  static func runs(_ nodes: [Node], _ range: Range<Int>, by name: (Node) -> String?) -> [Run] {
    var result: [Run] = []
    for index in range {
      if let last = result.last, last.name == name(nodes[index]) {
        result[result.count - 1].range = last.range.lowerBound..<(index + 1)
      } else {
        result.append(Run(name: name(nodes[index]), range: index..<(index + 1)))
      }
    }
    return result
  }
}

// MARK: - Graphviz

extension AnswerPicture {
  /// A graph for `dot`.
  var dot: String {
    guard !ways.isEmpty else { return "// this answer has no picture\n" }
    var text = "digraph answer {\n  rankdir=LR\n  node [shape=box, fontname=\"sans-serif\", fontsize=10]\n"
    for (number, way) in ways.enumerated() {
      text += "  subgraph cluster_\(number) {\n    label=\(Self.quoted(way.title)); style=dashed\n"
      for vpc in Self.runs(way.nodes, way.nodes.indices, by: \.vpc) {
        let isBoxed = vpc.name != nil
        if let name = vpc.name {
          text += "    subgraph cluster_\(number)_\(vpc.range.lowerBound) {\n    label=\(Self.quoted(name)); style=solid\n"
        }
        for subnet in Self.runs(way.nodes, vpc.range, by: \.subnet) {
          if let name = subnet.name {
            text +=
              "      subgraph cluster_\(number)_\(subnet.range.lowerBound)_s {\n      label=\(Self.quoted(name)); style=dotted\n"
          }
          for index in subnet.range { text += "        " + node(way.nodes[index], number, index) }
          if subnet.name != nil { text += "      }\n" }
        }
        if isBoxed { text += "    }\n" }
      }
      for index in way.nodes.indices.dropFirst() {
        text += "    n\(number)_\(index - 1) -> n\(number)_\(index) [penwidth=2\(way.isReply ? ", style=dashed" : "")]\n"
      }
      text += "  }\n"
    }
    return text + "}\n"
  }

  private func node(_ node: Node, _ way: Int, _ index: Int) -> String {
    let line =
      switch node.emphasis {
      case .plain: ""
      case .decides: ", penwidth=3"
      case .stops: ", penwidth=3, style=dashed, color=red"
      }
    return "n\(way)_\(index) [label=\(Self.quoted("\(node.name)\n\(node.kind)\n\(node.words)"))\(line)]\n"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\n": result += "\\n"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let other: result += DisplayText.escape(String(other)).replacingBackslashes
      }
    }
    return result + "\""
  }
}

extension String {
  fileprivate var replacingBackslashes: String {
    String(flatMap { $0 == "\\" ? ["\\", "\\"] : [$0] })
  }
}

// MARK: - SVG

extension AnswerPicture {
  private static let width = 760
  private static let height = 44
  private static let gap = 16
  /// Of boxes around boxes: the room for their names.
  private static let head = 20

  /// The picture by itself, as nested boxes from top to bottom.
  var svg: String {
    guard !ways.isEmpty else { return "<!-- this answer has no picture -->\n" }
    var body = ""
    var top = 8
    for way in ways {
      body += Self.label(way.title, 8, top + 14, size: 14, bold: true)
      top += 26
      for vpc in Self.runs(way.nodes, way.nodes.indices, by: \.vpc) {
        let start = top
        var inner = ""
        if vpc.name != nil { top += Self.head }
        for subnet in Self.runs(way.nodes, vpc.range, by: \.subnet) {
          let first = top
          var boxes = ""
          if subnet.name != nil { top += Self.head }
          for index in subnet.range {
            boxes += box(way.nodes[index], top)
            top += Self.height
            if index + 1 < way.nodes.count { boxes += Self.arrow(top, isDashed: way.isReply) }
            top += Self.gap
          }
          if let name = subnet.name {
            inner += Self.frame(name, first, top - Self.gap / 2, inset: 24, dashes: "2 3")
            top += 4
          }
          inner += boxes
        }
        if let name = vpc.name {
          body += Self.frame(name, start, top - 2, inset: 8, dashes: nil)
          top += 6
        }
        body += inner
      }
      top += 14
    }
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.width) \(top)\" width=\"\(Self.width)\" height=\"\(top)\" "
      + "font-family=\"sans-serif\">\n\(body)</svg>\n"
  }

  private func box(_ node: Node, _ top: Int) -> String {
    let (line, dashes): (Int, String) =
      switch node.emphasis {
      case .plain: (1, "")
      case .decides: (3, "")
      case .stops: (3, " stroke-dasharray=\"8 5\"")
      }
    return
      "<rect x=\"40\" y=\"\(top)\" width=\"\(Self.width - 80)\" height=\"\(Self.height)\" rx=\"5\" fill=\"#fff\" stroke=\"#222\" "
      + "stroke-width=\"\(line)\"\(dashes)/>\n"
      + Self.label(node.name, 52, top + 18, size: 13, bold: true)
      + Self.label("\(node.kind) — \(node.words)", 52, top + 35, size: 12, bold: false)
  }

  private static func frame(_ name: String, _ top: Int, _ bottom: Int, inset: Int, dashes: String?) -> String {
    let style = dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    return
      "<rect x=\"\(inset)\" y=\"\(top)\" width=\"\(width - 2 * inset)\" height=\"\(bottom - top)\" rx=\"6\" fill=\"none\" "
      + "stroke=\"#666\"\(style)/>\n" + label(name, inset + 8, top + 15, size: 12, bold: false)
  }

  private static func arrow(_ top: Int, isDashed: Bool) -> String {
    let middle = width / 2
    return
      "<path d=\"M\(middle) \(top) v\(gap - 6)\" stroke=\"#222\" stroke-width=\"2\"\(isDashed ? " stroke-dasharray=\"3 3\"" : "")/>"
      + "<path d=\"M\(middle - 5) \(top + gap - 6) h10 l-5 6 z\" fill=\"#222\"/>\n"
  }

  private static func label(_ text: String, _ x: Int, _ y: Int, size: Int, bold: Bool) -> String {
    var safe = ""
    for character in DisplayText.escape(text).prefix(100) {
      switch character {
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "&": safe += "&amp;"
      case "\"": safe += "&quot;"
      case let other: safe.append(other)
      }
    }
    return
      "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\"\(bold ? " font-weight=\"bold\"" : "") fill=\"#111\">\(safe)</text>\n"
  }
}
