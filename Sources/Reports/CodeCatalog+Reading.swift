/// Pages of the codes that reading a text gives (`PS`).
extension CodeCatalog {
  static let readingExamples: [String: CodeExample] = [
    "PS001": .init(
      "a character that was meant to say something says nothing, and what follows may mean something else",
      fails: "set a = §", passes: "set a = \"§\""),
    "PS002": .init(
      "everything up to the end of the line would belong to the text", fails: "set a = \"web", passes: "set a = \"web\""),
    "PS003": .init(
      "a name with a wrong escape names something else", fails: "set a = \"x\\q\"", passes: "set a = \"x\\\\q\""),
    "PS004": .init(
      "an address with a slip in it names other hosts, or none", fails: "set a = 10.0.256.1", passes: "set a = 10.0.25.1"),
    "PS005": .init(
      "an address with a slip in it names other hosts, or none", fails: "set a = fd00::1::2", passes: "set a = fd00::1:2"),
    "PS006": .init(
      "a prefix length decides how many hosts a policy is about", fails: "set a = 10.0.0.0/33", passes: "set a = 10.0.0.0/32"),
    "PS007": .init(
      "whoever wrote host bits may have meant one host, and the policy is about a whole range",
      fails: "set a = 10.0.0.1/8", passes: "set a = 10.0.0.0/8"),
    "PS008": .init(
      "text in another encoding may show other names than it holds", fails: "a file saved as Latin-1",
      passes: "the same file saved as UTF-8", kind: .words),
    "PS009": .init(
      "a file of that size is a mistake more often than a policy", fails: "one file of 17 MiB",
      passes: "two files, the second imported by the first", kind: .words),
    "PS010": .init(
      "a declaration that is not read is a policy that is not checked",
      fails: "polcy p { forbid internet -> instances }", passes: "policy p {\n  forbid internet -> instances\n}"),
    "PS011": .init(
      "a claim that is read otherwise than it was meant proves something else",
      fails: "policy p { forbid internet instances }", passes: "policy p {\n  forbid internet -> instances\n}"),
    "PS012": .init(
      "a name that is also a word would change the meaning of other lines",
      fails: "set internet = 10.0.0.0/8", passes: "set my-internet = 10.0.0.0/8"),
    "PS013": .init(
      "what should have been inside a bracket may end up outside", fails: "set a = (i-1, i-2", passes: "set a = (i-1, i-2)"),
    "PS014": .init(
      "nobody reviews an expression that deep", fails: "65 brackets, one in the other",
      passes: "a part of it named with `set`", kind: .words),
    "PS015": .init(
      "`=` declares and `==` compares: one for the other makes another condition",
      fails: "set a = vpcs where id = vpc-1", passes: "set a = vpcs where id == vpc-1"),
    "PS016": .init(
      "a clause that is not read changes severity, owner or the claim itself",
      fails: "policy p { severty high forbid internet -> instances }",
      passes: "policy p {\n  severity high\n  forbid internet -> instances\n}"),
    "PS017": .init(
      "of two values only one can count, and which one nobody sees",
      fails: "policy p { severity low severity high forbid internet -> instances }",
      passes: "policy p {\n  severity high\n  forbid internet -> instances\n}"),
    "PS018": .init(
      "a policy without a claim is proved whatever happens", fails: "policy p { severity low }",
      passes: "policy p {\n  severity low\n  forbid internet -> instances\n}"),
    "PS019": .init(
      "pipelines stop at severities: a misspelled one stops nothing",
      fails: "policy p { severity hihg forbid internet -> instances }",
      passes: "policy p {\n  severity high\n  forbid internet -> instances\n}"),
    "PS020": .init(
      "the words would promise something that the claim does not say",
      fails: "policy p { require connections instances -> instances on tcp/443 }",
      passes: "policy p {\n  require instances -> instances on tcp/443\n}"),
    "PS021": .init(
      "with and without the brackets these are two different sets", fails: "set a = web or db - bastion",
      passes: "set a = (web or db) - bastion"),
    "PS022": .init(
      "no packet has such a port: the claim would be about nothing", fails: "traffic t = tcp/70000", passes: "traffic t = tcp/7000"),
    "PS023": .init(
      "an empty range of ports makes a claim about nothing", fails: "traffic t = tcp/90-80", passes: "traffic t = tcp/80-90"),
    "PS024": .init(
      "no packet has such a value: the claim would be about nothing", fails: "traffic t = icmp/256", passes: "traffic t = icmp/8"),
    "PS025": .init(
      "a protocol that is not known cannot be checked", fails: "traffic t = tpc/80", passes: "traffic t = tcp/80"),
    "PS026": .init(
      "which addresses count decides what a claim proves",
      fails: "policy p { forbid internet -> instances using pubic }",
      passes: "policy p {\n  forbid internet -> instances using public addresses\n}"),
    "PS027": .init(
      "a question in other words could be answered otherwise than it was meant", fails: "can i-1 reach i-2",
      passes: "reach i-1 -> i-2", kind: .question),
    "PS028": .init(
      "everything but a set has no end: it must be said of what it is the rest",
      fails: "set a = not web", passes: "set a = instances - web"),
    "PS029": .init(
      "reports name policies: one without a name cannot be found", fails: "policy \"\" { forbid internet -> instances }",
      passes: "policy \"closed\" {\n  forbid internet -> instances\n}"),
    "PS030": .init(
      "what is left over may have been meant to change the question", fails: "reach i-1 -> i-2 on tcp/22 please",
      passes: "reach i-1 -> i-2 on tcp/22", kind: .question),
    "PS031": .init(
      "a condition without a comparison chooses other objects than was meant",
      fails: "set a = instances where tag.Tier == \"x\" and web",
      passes: "set a = (instances where tag.Tier == \"x\") and web"),
    "PS032": .init(
      "one arrow has one meaning; another might be read backwards",
      fails: "policy p { forbid internet => instances }", passes: "policy p {\n  forbid internet -> instances\n}"),
    "PS033": .init(
      "behind an exception it would be unclear whether a clause is about the exception or the claim",
      fails: "policy p { forbid internet -> instances except office -> web on tcp/22 because \"x\" on tcp/1 }",
      passes: "policy p {\n  forbid internet -> instances on tcp/1\n    except office -> web on tcp/22 because \"x\"\n}"),
    "PS034": .init(
      "a mechanism that does not exist encrypts nothing", fails: "policy p { require web -> db encrypted by ssl }",
      passes: "policy p {\n  require web -> db encrypted by tls\n}"),
    "PS035": .init(
      "an assumption that nobody can question is a hole in every proof",
      fails: "assume no office -> db", passes: "assume no office -> db because \"it has no route to us, CHG-7\""),
    "PS036": .init(
      "a test that expects nothing passes for ever", fails: "test t { given network \"n\" }",
      passes: "test t {\n  given network \"n\"\n  expect policies proved\n}"),
    "PS037": .init(
      "a bound that is not known bounds nothing", fails: "policy p { require web -> db within continents EU }",
      passes: "policy p {\n  require web -> db within regions eu-west-1\n}"),
    "PS038": .init(
      "which failures are tolerated is what the claim promises",
      fails: "policy p { require web -> db on tcp/1 tolerating 2 failures of hosts }",
      passes: "policy p {\n  require web -> db on tcp/1 tolerating 1 failure of availability-zones\n}"),
    "PS039": .init(
      "an approval without a ticket, a name or an end is an open door that nobody answers for",
      fails: "approve web -> db on tcp/5432 { ticket \"CHG-1\" }",
      passes: "approve web -> db on tcp/5432 { ticket \"CHG-1\", by \"network board\", until 2030-01-31 }"),
    "PS040": .init(
      "an approval that ends on no day never ends",
      fails: "approve web -> db { ticket \"CHG-1\", by \"network board\", until 2030-02-30 }",
      passes: "approve web -> db { ticket \"CHG-1\", by \"network board\", until 2030-02-28 }"),
  ]
}
