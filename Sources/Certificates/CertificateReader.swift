package import ForwardingGraph
import NetworkModel

/// A certificate as it lies on disk: what it says it is about, the statement, and the annotation's lines.
package struct CertificateFile {
  package private(set) var header: [String: String] = [:]
  /// The file before its line `proof`, without what it says it is about.
  package private(set) var statement = ""
  private var invariants: [(line: Int, words: [Substring])] = []
  private var ranks: [(line: Int, words: [Substring])] = []
  private var sets: [Substring: Intervals] = [:]

  /// What is wrong with a file, with its line.
  package struct Flaw: Error {
    package let line: Int
    package let message: String
  }

  package init(_ text: String) throws(Flaw) {
    var number = 0
    var isProof = false
    var statement: [UInt8] = []
    // By bytes: certificates are long, and nothing in them needs characters.
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let line = Substring(bytes)
      number += 1
      if number == 1, line != CertificateText.firstLine {
        throw Flaw(line: 1, message: "expected `isola-certificate 1`, found `\(line.prefix(40))`")
      }
      let words = bytes.split(separator: UInt8(ascii: " ")).map { Substring($0) }
      guard let word = words.first else { continue }
      if word == "#", isProof || words.count < 2 || words[1] != "place" {
        if words.count > 2 { header[String(words[1])] = String(line.dropFirst(words[1].count + 3)) }
        continue
      }
      if word == "values" { try define(words.dropFirst(), number) }
      if isProof {
        switch word {
        case "values": break
        case "invariant": invariants.append((number, words))
        case "rank": ranks.append((number, words))
        default:
          throw Flaw(line: number, message: "expected `values`, `invariant` or `rank` behind `proof`")
        }
      } else if line == CertificateText.proofLine {
        isProof = true
      } else {
        statement += bytes
        statement.append(UInt8(ascii: "\n"))
      }
    }
    guard isProof else { throw Flaw(line: number, message: "expected a line `proof`") }
    self.statement = String(decoding: statement, as: UTF8.self)
  }

  private mutating func define(_ words: ArraySlice<Substring>, _ line: Int) throws(Flaw) {
    var rest = words
    guard let name = rest.popFirst() else {
      throw Flaw(line: line, message: "expected the number of a set of values")
    }
    var spans: [ClosedRange<UInt128>] = []
    while let first = rest.popFirst() {
      guard let low = UInt128(first), let high = rest.popFirst().flatMap({ UInt128($0) }),
        low <= high
      else { throw Flaw(line: line, message: "expected two ascending numbers") }
      spans.append(low...high)
    }
    guard sets.updateValue(Intervals(union: spans), forKey: name) == nil else {
      throw Flaw(line: line, message: "the set \(name.prefix(40)) is written twice")
    }
  }

  /// The annotation over a graph: places by number.
  package func annotation(in graph: inout ForwardingGraph) throws(Flaw) -> Annotation {
    var numbers: [Substring: ValueSetID] = [:]
    // In a fixed order, so that the same files always give the same obligations.
    for (name, set) in sets.sorted(by: { ($0.key.count, $0.key) < ($1.key.count, $1.key) }) {
      numbers[name] = graph.space.values.number(of: set)
    }
    var boxes: [Int: [HeaderBox]] = [:]
    for (line, words) in invariants {
      guard words.count >= 2, let node = Int(words[1]), graph.nodes.indices.contains(node) else {
        throw Flaw(line: line, message: "expected the number of a place of this network")
      }
      boxes[node, default: []].append(try box(words.dropFirst(2), line, numbers, in: &graph))
    }
    var annotation = Annotation(graph)
    for (node, found) in boxes.sorted(by: { $0.key < $1.key }) { annotation[node] = graph.space.merged(found) }
    return annotation
  }

  /// The ranks over a graph: 0 where the file says nothing.
  package func ranks(in graph: ForwardingGraph) throws(Flaw) -> Ranks {
    var result = Ranks(graph)
    for (line, words) in ranks {
      guard words.count == 3, let node = Int(words[1]), graph.nodes.indices.contains(node),
        let rank = Int(words[2]), rank >= 0
      else { throw Flaw(line: line, message: "expected a place of this network and its rank") }
      result[node] = rank
    }
    return result
  }

  /// Whether the file has ranks.
  package var hasRanks: Bool { !ranks.isEmpty }

  private func box(
    _ words: ArraySlice<Substring>, _ line: Int, _ numbers: [Substring: ValueSetID],
    in graph: inout ForwardingGraph
  ) throws(Flaw) -> HeaderBox {
    var box = graph.space.everything
    var rest = words
    while let name = rest.popFirst() {
      guard let set = rest.popFirst().flatMap({ numbers[$0] }) else {
        throw Flaw(line: line, message: "expected the number of a set after `\(name.prefix(40))`")
      }
      if name == "family" {
        guard graph.space.values[set].single == (graph.space.family == .v4 ? 4 : 6) else {
          throw Flaw(line: line, message: "a box of another family")
        }
        continue
      }
      guard let field = HeaderField.allCases.first(where: { $0.word == name }) else {
        throw Flaw(line: line, message: "`\(name.prefix(40))` is no field")
      }
      box[field] = graph.space.values.intersection(box[field], set)
    }
    return box
  }
}
