import ArgumentParser

struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "The smallest changes after which something is reachable, or a policy holds.",
    discussion: """
      EXAMPLE
        isola fix --network ./network 'i-0abc -> i-0def on tcp/5432'
        isola fix --network ./network --policies policies.isola 'policy "no ssh"'

      Each change comes with everything that it opens and closes, as AWS CLI commands and as Terraform. Nothing is changed.
      """)

  @OptionGroup var input: OneQuestion

  @Argument(help: "A -> B on tcp/443, deliver A -> B on udp/53, a claim, or policy \"name\".")
  var question: String

  func run() throws { try input.ask("fix \(question)") }
}
