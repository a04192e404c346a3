package import ForwardingGraph
import NetworkModel

/// A certificate as it lies on disk: what it says it is about, the statement, and the annotation's lines.
package struct CertificateFile {
  package var header: [String: String] = [:]
  /// The file without its `invariant` lines and without what it says it is about.
  package private(set) var statement = ""
  private var invariants: [(line: Int, words: [Substring])] = []

  /// What is wrong with a file, with its line.
  package struct Flaw: Error {
    package let line: Int
    package let message: String
  }

  package init(_ text: String) throws(Flaw) {
    var number = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if number == 1, line != CertificateText.firstLine {
        throw Flaw(line: 1, message: "expected `isola-certificate 1`, found `\(line.prefix(40))`")
      }
      let words = line.split(separator: " ")
      if words.first == "invariant" {
        invariants.append((number, words))
        continue
      }
      if words.first == "#", words.count > 2, words[1] != "place" {
        header[String(words[1])] = String(line.dropFirst(words[1].count + 3))
        continue
      }
      if !line.isEmpty { statement += line + "\n" }
    }
  }

  /// The annotation over a graph: places by number.
  package func annotation(in graph: inout ForwardingGraph) throws(Flaw) -> Annotation {
    var boxes: [Int: [HeaderBox]] = [:]
    for (line, words) in invariants {
      guard words.count >= 2, let node = Int(words[1]), graph.nodes.indices.contains(node) else {
        throw Flaw(line: line, message: "expected the number of a place of this network")
      }
      boxes[node, default: []].append(try box(words.dropFirst(2), line, in: &graph))
    }
    var annotation = Annotation(graph)
    for (node, found) in boxes { annotation[node] = graph.space.merged(found) }
    return annotation
  }

  private func box(
    _ words: ArraySlice<Substring>, _ line: Int, in graph: inout ForwardingGraph
  ) throws(Flaw) -> HeaderBox {
    var box = graph.space.everything
    var rest = words
    while let name = rest.popFirst() {
      guard let low = rest.popFirst().flatMap({ UInt128($0) }),
        let high = rest.popFirst().flatMap({ UInt128($0) }), low <= high
      else {
        throw Flaw(line: line, message: "expected two ascending numbers after `\(name.prefix(40))`")
      }
      if name == "family" {
        let own: UInt128 = graph.space.family == .v4 ? 4 : 6
        guard low == own, high == own else {
          throw Flaw(line: line, message: "a box of another family")
        }
        continue
      }
      guard let field = HeaderField.allCases.first(where: { $0.word == name }) else {
        throw Flaw(line: line, message: "`\(name.prefix(40))` is no field")
      }
      let set = graph.space.values.number(of: Intervals(low, high))
      box[field] = graph.space.values.intersection(box[field], set)
    }
    return box
  }
}
