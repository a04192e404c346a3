import SourceText

/// A command to the prompt itself. All begin with a full stop.
enum MetaCommand: String, CaseIterable {
  case help, load, reload, resources, policies, mode, output, once, timer, limit, save, smt, certificate, draw, diff, watch, schema, next,
    cost, quit, exit

  /// What `.help` says: how it is written and what it does.
  var help: (form: String, words: String) {
    switch self {
    case .help: (".help [TOPIC]", "this list; topics: questions, sets, commands, modes, and codes such as PT001")
    case .load: (".load FILE", "runs the statements and declarations of a file")
    case .reload: (".reload", "reads the network again and keeps what was declared")
    case .resources: (".resources [KIND] [TEXT]", "lists objects by kind, id, name or tag")
    case .policies: (".policies", "lists the policies that were loaded or declared")
    case .mode: (".mode text|table|json|ndjson|csv|markdown|dot|svg|smt2", "how answers look")
    case .output: (".output [FILE]", "answers go to a file from now on; without one, back to here")
    case .once: (".once FILE", "the next answer goes to a file")
    case .timer: (".timer on|off", "says how long each answer took")
    case .limit: (".limit [N]", "how many rows, flows and paths are shown")
    case .save: (".save FILE", "writes what was declared and claimed as a policy file that runs")
    case .smt: (".smt", "the last question as SMT-LIB, the way the solver gets it")
    case .certificate: (".certificate FOLDER", "writes certificates of what was proved last, for `isola recheck`")
    case .draw: (".draw [FILE]", "a picture of the last answer: SVG, or Graphviz where the name ends in .dot")
    case .diff: (".diff PATH", "every flow that another network opens or closes against this one")
    case .watch: (".watch [STATEMENT]", "asks again whenever the network's files change, until Ctrl-C; policies by default")
    case .schema: (".schema [KIND]", "kinds of objects: how many there are, and the tags that they have")
    case .next: (".next", "another packet of the last question, that other rules let through")
    case .cost: (".cost [KIND N]", "what changes cost that `fix` proposes")
    case .quit: (".quit", "leaves, as Ctrl-D does")
    case .exit: (".exit", "the same")
    }
  }
}

enum HelpText {
  static let topics = ["questions", "sets", "commands", "modes"]

  static func page(_ topic: String) -> String? {
    switch topic {
    case "questions": questions
    case "sets": sets
    case "commands": commands
    case "modes": modes
    case _: nil
    }
  }

  static let start = questions + "\n" + commands

  private static let questions = """
    Questions (a statement ends with its line or `;`; brackets and arrows carry it on):
      reach A -> B on tcp/443      is there an exchange, packet and reply?
      deliver A -> B on udp/53     is there a packet?
      who reaches B on tcp/5432    everybody who can
      what does A reach            everything that can be reached
      show flows A -> B            the exact set of packets, as a table
      paths A -> B on tcp/443      every path, with a packet for each
      why A -> B on tcp/22         what blocks it and what would let it through, or which rules let it through
      why                          the same of the last question
      prove policy "NAME"          proves or refutes; `prove policies` for all, `why policy "NAME"` for the reasons
      forbid A -> B on T           a claim by itself; `require A -> B on T` as well
      let NAME = SET               a name for a set or a traffic
      with sg-1 allowing tcp/22 from 10.0.0.0/8 : reach A -> B
                                   the same question about a changed copy; `without route 10.0.0.0/8 in rtb-1 : …`
      what changes if EDITS        every flow that a change opens or closes
      compare A and B on T         what one of them reaches, or is reached by, and the other not
      fix reach A -> B on T        the smallest changes that let it through; `fix policy "NAME"` that make it hold

    """

  private static let sets = """
    Ends of traffic:
      i-0abc, eni-…, subnet-…, vpc-…, sg-…    objects by id
      10.0.1.5, 10.0.0.0/16, 10.0.1.5 in vpc-1  addresses
      internet, onprem                        what lies outside
      instances where tag.Tier == "web"       by attribute
      A, B    A and B    A - B                several, both, one without the other
    Traffic: tcp/443, tcp/8000-8100, udp/53, icmp, icmp/8/0, any

    """

  private static var commands: String {
    let width = MetaCommand.allCases.map(\.help.form.count).filter { $0 < 30 }.max() ?? 0
    return "Commands:\n"
      + MetaCommand.allCases.map { command in
        let (form, words) = command.help
        let gap = String(repeating: " ", count: max(1, width - form.count + 2))
        return "  \(form)\(gap)\(words)\n"
      }.joined()
  }

  private static let modes = """
    Modes:
      text      for people: what, why and where
      table     columns
      json      one JSON value over several lines (shapes: isola.query/1, isola.flows/1, isola.paths/1, isola.why/1)
      ndjson    one JSON value on one line
      csv       columns separated by commas, with a header
      markdown  a table for a document
      dot, svg  the way of a packet as a picture, for Graphviz or by itself
      smt2      the question as the solver gets it

    """
}
