import ArgumentParser

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Why something is reachable or not: the rules, or every minimal set of blockers.",
    discussion: """
      EXAMPLE
        isola why --network ./network 'i-0abc -> i-0def on tcp/5432'
        isola why --network ./network --policies policies.isola 'policy "no ssh"'
      """)

  @OptionGroup var input: OneQuestion

  @Argument(help: "A -> B on tcp/443, deliver A -> B on udp/53, or policy \"name\".")
  var question: String

  func run() throws { try input.ask("why \(question)") }
}
