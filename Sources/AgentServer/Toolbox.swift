import Collection
package import Prompt
import Reports
import Toolkit

/// What programs may ask, and the answers. All of it only reads.
package final class Toolbox {
  package struct Answer {
    /// False: the request was wrong; `text` says how, and there is no value.
    var value: JSONNode?
    var text: String
  }

  /// Longer lists are cut.
  private static let longestList = 200
  let session: PromptSession

  package init(_ session: PromptSession) { self.session = session }

  package enum Tool: String, CaseIterable {
    case check, query, why, fix, diff, trace, inspect
  }

  func call(_ tool: Tool, _ arguments: JSONTree) -> Answer {
    for member in arguments.members where !tool.parameters.contains(where: { $0.name == member.key }) {
      return mistake("`\(tool.rawValue)` has no argument `\(member.key)`")
    }
    for parameter in tool.parameters {
      guard let value = arguments[parameter.name] else {
        if parameter.isRequired { return mistake("the argument `\(parameter.name)` is missing") }
        continue
      }
      if !parameter.admits(value) {
        return mistake("the argument `\(parameter.name)` is not \(parameter.kind.words)")
      }
    }
    switch tool {
    case .check: return bounded(session.check(arguments["policies"]?.string ?? ""))
    case .query: return bounded(session.ask(arguments["question"]?.string ?? "", verb: nil))
    case .why: return bounded(session.ask(arguments["question"]?.string ?? "", verb: "why"))
    case .fix: return bounded(session.ask(arguments["question"]?.string ?? "", verb: "fix"))
    case .diff: return bounded(session.ask(arguments["changes"]?.string ?? "", verb: "what changes if"))
    case .inspect: return bounded(session.inspect())
    case .trace:
      return bounded(
        session.trace(
          TraceRequest(
            source: arguments["from"]?.string ?? "", destination: arguments["to"]?.string ?? "",
            proto: arguments["protocol"]?.string ?? "tcp",
            port: port(arguments["port"]) ?? 443, sourcePort: port(arguments["sourcePort"]) ?? 40000)))
    }
  }

  private func port(_ value: JSONTree?) -> UInt16? {
    guard case .number(let text) = value else { return nil }
    return UInt16(text)
  }

  private func mistake(_ words: String) -> Answer { Answer(value: nil, text: words) }

  private func bounded(_ answer: ServiceAnswer) -> Answer {
    guard let json = answer.json else { return Answer(value: nil, text: answer.text) }
    var isCut = false
    let result = json.bounded(to: Self.longestList, &isCut)
    let value: JSONNode = [
      "status": .string(answer.status.word), "truncated": .bool(isCut), "result": result,
    ]
    return Answer(value: value, text: JSONWriter.line(value))
  }
}

extension ReplyStatus {
  fileprivate var word: String {
    switch self {
    case .answered: "answered"
    case .violated: "violated"
    case .mistake: "mistake"
    case .unknown: "unknown"
    case .failure: "failure"
    case .interrupted: "interrupted"
    }
  }
}

extension JSONNode {
  /// With only the first elements of longer lists.
  fileprivate func bounded(to limit: Int, _ isCut: inout Bool) -> JSONNode {
    switch self {
    case .string, .number, .bool, .null: return self
    case .array(let values):
      if values.count > limit { isCut = true }
      var result: [JSONNode] = []
      for value in values.prefix(limit) { result.append(value.bounded(to: limit, &isCut)) }
      return .array(result)
    case .object(let members):
      var result: [Member] = []
      for var member in members {
        member.value = member.value.bounded(to: limit, &isCut)
        result.append(member)
      }
      return .object(result)
    }
  }
}
