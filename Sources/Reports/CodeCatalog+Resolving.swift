/// Pages of the codes that come from resolving names (`PT`) and from policies against policies (`PL`). Where a name of the network
/// is needed, the examples speak of two VPCs, `vpc-a` and `vpc-b`, each with a host at 10.0.1.10.
extension CodeCatalog {
  private static func policy(_ claim: String) -> String { "policy p {\n  \(claim)\n}" }

  static let resolvingExamples: [String: CodeExample] = [
    "PT001": .init(
      "a misspelled name would make a claim about nothing, and that is always proved",
      fails: policy("forbid internet -> i-0abd"), passes: policy("forbid internet -> eni-a")),
    "PT002": .init(
      "the address would be looked for in a VPC that is not there",
      fails: policy("forbid internet -> 10.0.1.10 in vpc-x"), passes: policy("forbid internet -> 10.0.1.10 in vpc-a")),
    "PT003": .init(
      "no packet starts or ends there: a claim about it would be proved whatever happens",
      fails: policy("forbid igw-a -> instances"), passes: policy("forbid internet -> eni-a")),
    "PT004": .init(
      "a set that is defined by itself has no meaning", fails: "set a = b\nset b = a", passes: "set a = b\nset b = eni-a"),
    "PT005": .init(
      "a private address may stand in several VPCs, and only one was meant",
      fails: policy("forbid internet -> 10.0.1.10"), passes: policy("forbid internet -> 10.0.1.10 in vpc-a")),
    "PT006": .init(
      "a condition about an attribute that is not there chooses nothing",
      fails: policy("forbid internet -> instances where tags.Tier == \"web\""),
      passes: policy("forbid internet -> instances where tag.Tier == \"web\"")),
    "PT007": .init(
      "addresses that are compared like texts match by accident",
      fails: policy("forbid internet -> interfaces where address like \"10.*\""),
      passes: policy("forbid internet -> interfaces where address in 10.0.0.0/8")),
    "PT008": .init(
      "a tag that nothing has makes a test that is always false, or always true",
      fails: policy("forbid internet -> interfaces where vpc.tag.Evn == \"prod\""),
      passes: policy("forbid internet -> interfaces where vpc.tag.Env == \"prod\"")),
    "PT009": .init(
      "a traffic that is not declared may mean other ports to other people",
      fails: policy("forbid internet -> eni-a on https"),
      passes: "traffic https = tcp/443\n\n" + policy("forbid internet -> eni-a on https")),
    "PT010": .init(
      "of two meanings only one counts, and a reader cannot see which",
      fails: "set web = eni-a\nset web = eni-b\n\n" + policy("forbid internet -> web"),
      passes: "set web = eni-a, eni-b\n\n" + policy("forbid internet -> web")),
    "PT011": .init(
      "a set that nothing uses may be one that a policy was meant to name",
      fails: "set web = eni-a\n\n" + policy("forbid internet -> eni-a"),
      passes: "set web = eni-a\n\n" + policy("forbid internet -> web")),
    "PT012": .init(
      "no translation carries every protocol: such a demand could never be met",
      fails: policy("require eni-a -> eni-b"), passes: policy("require eni-a -> eni-b on tcp/443")),
    "PT013": .init(
      "an exception that releases nothing was meant to release something",
      fails: "policy p {\n  forbid internet -> eni-a\n    except eni-b -> eni-a because \"x\"\n}",
      passes: "policy p {\n  forbid internet -> eni-a\n    except 198.51.100.0/24 -> eni-a because \"x\"\n}"),
    "PT014": .init(
      "an answer to a question that starts nowhere says nothing", fails: "reach 10.0.9.9 -> eni-a", passes: "reach eni-b -> eni-a",
      kind: .question),
    "PT015": .init(
      "what is not modelled can send anything: to leave it out would be a false proof",
      fails: "`forbid onprem -> db` where a Direct Connect was not collected",
      passes: "`forbid 10.200.0.0/16 -> db`, or the same with the connection collected", kind: .words),
    "PT016": .init(
      "nobody reviews a definition that deep", fails: "101 sets, each named by the next",
      passes: "the same sets, named where they are used", kind: .words),
    "PT017": .init(
      "a condition on the way must say for certain which places it means",
      fails: policy("require eni-a -> internet through internet"),
      passes: policy("require eni-a -> internet through internet-gateways")),
    "PT018": .init(
      "a policy that is not found is not checked", fails: "policy p = isolatd(eni-a)",
      passes: "policy isolated(tier: set) {\n  forbid internet -> tier\n}\n\npolicy p = isolated(eni-a)"),
    "PT019": .init(
      "an argument in the wrong place makes another claim",
      fails: "policy isolated(tier: set) {\n  forbid internet -> tier\n}\n\npolicy p = isolated(eni-a, eni-b)",
      passes: "policy isolated(tier: set) {\n  forbid internet -> tier\n}\n\npolicy p = isolated(eni-a or eni-b)"),
    "PT020": .init(
      "policies of a file that is not read are not checked", fails: "`import \"comon.isola\"` beside `common.isola`",
      passes: "`import \"common.isola\"`", kind: .words),
    "PT021": .init(
      "files that import each other have no order", fails: "`a.isola` imports `b.isola`, which imports `a.isola`",
      passes: "both import `common.isola`", kind: .words),
    "PT022": .init(
      "a test of a policy that is not there tests nothing",
      fails: policy("forbid internet -> eni-a") + "\n\ntest t {\n  given network \"n\"\n  expect policy q proved\n}",
      passes: policy("forbid internet -> eni-a") + "\n\ntest t {\n  given network \"n\"\n  expect policy p proved\n}"),
  ]

  static let lintExamples: [String: CodeExample] = [
    "PL001": .init(
      "a claim about a set that is always empty is proved whatever happens",
      fails: "set a = instances - instances\n\n" + policy("forbid internet -> a"),
      passes: "set a = instances - eni-a\n\n" + policy("forbid internet -> a")),
    "PL002": .init(
      "a claim about nothing looks like protection and is none",
      fails: "policy p {\n  forbid internet -> instances on tcp/22\n    except internet -> instances because \"x\"\n}",
      passes: "policy p {\n  forbid internet -> instances on tcp/22\n    except 198.51.100.0/24 -> instances because \"x\"\n}"),
    "PL003": .init(
      "one of the two is violated in every network that has such hosts",
      fails:
        "policy p {\n  forbid internet -> interfaces on tcp/443\n}\n\npolicy q {\n  require internet -> interfaces on tcp/443\n}",
      passes:
        "policy p {\n  forbid internet -> interfaces on tcp/22\n}\n\npolicy q {\n  require internet -> interfaces on tcp/443\n}"),
    "PL004": .init(
      "two places to change where one would do: sooner or later they differ",
      fails: "policy p {\n  forbid internet -> instances\n  forbid internet -> instances on tcp/22\n}",
      passes: policy("forbid internet -> instances")),
    "PL005": .init(
      "an exception that releases nothing was meant to release something",
      fails: "policy p {\n  forbid internet -> instances on tcp/1\n    except internet -> instances on tcp/2 because \"x\"\n}",
      passes: "policy p {\n  forbid internet -> instances on tcp/1-9\n    except internet -> instances on tcp/2 because \"x\"\n}"),
    "PL006": .init(
      "the reason of the second exception excuses nothing, and its end would change nothing",
      fails:
        "policy p {\n  forbid internet -> instances\n    except internet -> instances on tcp/1-9 because \"x\"\n"
        + "    except internet -> instances on tcp/2 because \"y\"\n}",
      passes: "policy p {\n  forbid internet -> instances\n    except internet -> instances on tcp/1-9 because \"x\"\n}"),
  ]
}
