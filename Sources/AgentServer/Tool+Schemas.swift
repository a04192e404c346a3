import Collection
import Reports

extension Toolbox.Tool {
  struct Parameter {
    enum Kind {
      case text, port

      var words: String {
        switch self {
        case .text: "a text of at most 64 KiB"
        case .port: "a number from 0 to 65535"
        }
      }
    }

    var name: String
    var kind = Kind.text
    var isRequired = true
    var words: String

    func admits(_ value: JSONTree) -> Bool {
      switch (kind, value) {
      case (.text, .string(let text)): text.utf8.count <= 65536
      case (.port, .number(let text)): UInt16(text) != nil
      case (.text, _), (.port, _): false
      }
    }
  }

  var parameters: [Parameter] {
    switch self {
    case .check:
      [Parameter(name: "policies", words: "The text of a policy file: `set`, `traffic` and `policy` declarations.")]
    case .query:
      [
        Parameter(
          name: "question",
          words: "`reach A -> B on tcp/443`, `deliver A -> B on udp/53`, `who reaches B on tcp/22`, `what does A reach`, "
            + "`show flows A -> B`, `paths A -> B`, or a claim `forbid A -> B on T`, `require A -> B on T`.")
      ]
    case .why:
      [Parameter(name: "question", words: "`A -> B on tcp/443` or `deliver A -> B on udp/53`.")]
    case .fix:
      [
        Parameter(
          name: "question",
          words: "`A -> B on tcp/443` to let it through, or a claim that is to hold: `forbid A -> B on T`, `require A -> B on T`.")
      ]
    case .diff:
      [
        Parameter(
          name: "changes",
          words: "Changes separated by commas: `with sg-1 allowing tcp/22 from 10.0.0.0/8`, `without route 10.0.0.0/8 in rtb-1`, "
            + "`with i-1 in sg-1`, `without rule sgr-1`, `with acl-1 denying any from 10.0.0.0/8`.")
      ]
    case .inspect: []
    case .trace:
      [
        Parameter(name: "from", words: "Who sends: an id, an address, or `internet`."),
        Parameter(name: "to", words: "Who is to receive."),
        Parameter(name: "protocol", isRequired: false, words: "tcp (the default), udp, icmp or a number."),
        Parameter(name: "port", kind: .port, isRequired: false, words: "The destination port; 443 by default."),
        Parameter(name: "sourcePort", kind: .port, isRequired: false, words: "The source port; 40000 by default."),
      ]
    }
  }

  var title: String {
    switch self {
    case .check: "Check policies"
    case .query: "Ask the network"
    case .why: "Explain an answer"
    case .fix: "Find the smallest change"
    case .diff: "What a change does"
    case .trace: "Follow one packet"
    case .inspect: "What was read"
    }
  }

  var words: String {
    switch self {
    case .check:
      "Proves or refutes network policies for all packets. `violated` comes with a packet that was replayed hop by hop; "
        + "`unknown` with what is missing."
    case .query:
      "Answers one question about reachability for all packets, with a replayed packet or with what blocks it. Ends are ids "
        + "(i-…, eni-…, subnet-…, vpc-…, sg-…), addresses, ranges, `internet`, `onprem`, or `instances where tag.Tier == \"web\"`."
    case .why:
      "Why A reaches B: the rules that let it through. Why it does not: every minimal set of blockers, each with its place in "
        + "the configuration and the change that takes it away."
    case .fix:
      "The cheapest changes after which A reaches B or a claim holds, each with everything that it opens and closes, as AWS CLI "
        + "commands and as Terraform. Proposes; changes nothing."
    case .diff: "Every flow that a change of the configuration would open or close. Changes nothing."
    case .trace: "Follows one packet and its reply through the network, hop by hop."
    case .inspect: "Counts what was read of the network, and lists what is not understood and what is assumed."
    }
  }

  /// The schema that the JSON of the answer names.
  private var results: [String] {
    switch self {
    case .check: ["isola.check/1"]
    case .query: ["isola.query/1", "isola.flows/1", "isola.paths/1", "isola.check/1"]
    case .why: ["isola.why/1"]
    case .fix: ["isola.fix/1"]
    case .diff: ["isola.diff/1"]
    case .trace: ["isola.trace/1"]
    case .inspect: ["isola.inspect/1"]
    }
  }

  var inputSchema: JSONNode {
    [
      "type": "object",
      "properties": .made(
        of: parameters.map { parameter in
          let type: JSONNode =
            switch parameter.kind {
            case .text: ["type": "string", "maxLength": 65536]
            case .port: ["type": "integer", "minimum": 0, "maximum": 65535]
            }
          return (parameter.name, type.adding(["description": .string(parameter.words)]))
        }),
      "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
      "additionalProperties": false,
    ]
  }

  var outputSchema: JSONNode {
    [
      "type": "object",
      "properties": [
        "status": [
          "enum": ["answered", "violated", "unknown"],
          "description":
            "violated: a claim does not hold; unknown: something that is missing or not modelled could change the answer",
        ],
        "truncated": ["type": "boolean", "description": "lists of more than 200 elements were cut"],
        "result": [
          "type": "object",
          "properties": ["schema": ["enum": .array(results.map { .string($0) })]],
          "required": ["schema"],
        ],
      ],
      "required": ["status", "truncated", "result"],
      "additionalProperties": false,
    ]
  }
}

extension JSONNode: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  package init(integerLiteral value: Int) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
}
