import Checker
import PolicySyntax
import PolicyTypes
package import Reports
import SourceText
package import Toolkit

/// An answer for a program.
package struct ServiceAnswer {
  package var status: ReplyStatus
  /// Nil where nothing could be answered; `text` says why.
  package var json: JSONNode?
  package var text: String
}

/// What programs may ask. Nothing here writes a file or changes what was declared.
extension PromptSession {
  /// One question, claim, list of flows or paths. With `verb`, that word belongs in front.
  package func ask(_ text: String, verb: String?) -> ServiceAnswer {
    let whole = verb.map { text.hasPrefix($0 + " ") ? text : "\($0) \(text)" } ?? text
    let bytes = Array(whole.utf8)
    return served {
      let file = workbench.enter(bytes, named: "<question>")
      let statement = try workbench.statement(0..<bytes.count, of: file)
      switch statement {
      case .question, .flows, .paths, .why, .claim, .changes, .compare, .fix, .hypothetical: break
      case .declaration, .prove, .whyLast, .whyPolicy, .fixPolicy:
        return ServiceAnswer(status: .mistake, json: nil, text: "expected a question")
      }
      let reply = try reply(to: statement, text: whole)
      claims = []
      return ServiceAnswer(status: reply.status, json: reply.json, text: "")
    }
  }

  /// The policies of a text, by themselves.
  package func check(_ text: String) -> ServiceAnswer {
    served {
      let policies = try workbench.policies(in: Array(text.utf8))
      let reply = try prove(policies)
      return ServiceAnswer(status: reply.status, json: reply.json, text: "")
    }
  }

  package func trace(_ request: TraceRequest) -> ServiceAnswer {
    served {
      let report = try workbench.trace(request)
      return ServiceAnswer(
        status: report.isDefinite ? .answered : .unknown, json: report.json(workbench.context), text: "")
    }
  }

  package func inspect() -> ServiceAnswer {
    ServiceAnswer(
      status: .answered, json: workbench.session.inspection.json(workbench.context), text: "")
  }

  /// The network on one line.
  package var summary: String { greeting.split(separator: "\n").first.map(String.init) ?? "" }

  private func served(_ work: () throws -> ServiceAnswer) -> ServiceAnswer {
    workbench.begin()
    interruptions.begin()
    defer { interruptions.end() }
    do {
      return try work()
    } catch let failure as InputFailure {
      return ServiceAnswer(status: .mistake, json: nil, text: failure.text(colour: false))
    } catch let failure as CheckError {
      switch failure {
      case .interrupted:
        return ServiceAnswer(
          status: .interrupted, json: nil, text: "the answer took too long; ask about fewer ends or less traffic")
      case .solver(let reason):
        return ServiceAnswer(status: .failure, json: nil, text: "internal error: \(reason)")
      case .disagreement:
        return ServiceAnswer(
          status: .failure, json: nil,
          text: "internal error: two readings of the network disagree, and no answer is given")
      }
    } catch {
      return ServiceAnswer(status: .failure, json: nil, text: "internal error: \(error)")
    }
  }
}
