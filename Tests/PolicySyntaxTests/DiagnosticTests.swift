import PolicySyntax
import SourceText
import Testing

/// One mistake: where it is marked, what is underlined, what is said.
struct Mistake: Sendable, CustomTestStringConvertible {
  var code: String
  var snippet: String
  var underlined: String
  var message: String
  var notes: [String] = []
  var isQuestion = false

  var testDescription: String { "\(code) \(snippet.prefix(60))" }
}

private func inPolicy(_ clause: String) -> String { "policy p { \(clause) }" }

let mistakes: [Mistake] = [
  Mistake(
    code: "PS039", snippet: "1️⃣approve a -> b { ticket \"CHG-1\" until 2030-01-31 }", underlined: "approve",
    message: "the approval has no `by`",
    notes: ["write `approve A -> B on T { ticket \"…\", by \"…\", until 2030-01-31 }`"]),
  Mistake(
    code: "PS039", snippet: "approve a -> b { 1️⃣tiket \"CHG-1\" }", underlined: "tiket",
    message: "expected `ticket`, `by` or `until`, found `tiket`", notes: ["did you mean `ticket`?"]),
  Mistake(
    code: "PS039", snippet: "approve a -> b { ticket 1️⃣\"\", by \"x\", until 2030-01-31 }", underlined: "\"\"",
    message: "`ticket` of the approval is empty"),
  Mistake(
    code: "PS017", snippet: "approve a -> b { ticket \"1\", 1️⃣ticket \"2\", by \"x\", until 2030-01-31 }", underlined: "ticket",
    message: "`ticket` is given twice"),
  Mistake(
    code: "PS040", snippet: "approve a -> b { ticket \"1\", by \"x\", until 1️⃣2030-02-30 }", underlined: "2030-02-30",
    message: "`2030-02-30` is no day of the calendar", notes: ["write year, month and day: `2030-01-31`"]),
  Mistake(
    code: "PS040", snippet: "approve a -> b { ticket \"1\", by \"x\", until 1️⃣2030 - 01 - 31 }", underlined: "2030",
    message: "expected a day such as `2030-01-31`, found the number `2030`"),
  Mistake(
    code: "PS011", snippet: "set a = instances that 1️⃣reached internet", underlined: "reached",
    message: "expected `reach`, found `reached`", notes: ["write `subnets that reach internet on tcp/443`"]),
  Mistake(
    code: "PS011", snippet: "set a = instances reachable 1️⃣by internet", underlined: "by",
    message: "expected `from`, found `by`", notes: ["write `instances reachable from internet on tcp/22`"]),
  Mistake(
    code: "PS011", snippet: inPolicy("forbid routes to 1️⃣web"), underlined: "web",
    message: "expected an address or CIDR, found `web`", notes: ["write `forbid routes to 10.0.0.0/8 of subnet-0abc`"]),
  Mistake(
    code: "PS020", snippet: inPolicy("require 1️⃣route-leaks a -> b on tcp/1"), underlined: "route-leaks",
    message: "`route-leaks` does not go with `require`", notes: ["write `forbid route-leaks A -> B`"]),
  Mistake(
    code: "PS020", snippet: inPolicy("forbid 1️⃣route-leaks a -> b through c"), underlined: "route-leaks",
    message: "`route-leaks` does not go with a condition on the way",
    notes: ["every way counts, whether it is direct or not"]),
  Mistake(
    code: "PS020", snippet: inPolicy("require 1️⃣symmetric a -> b on tcp/1"), underlined: "symmetric",
    message: "`symmetric` needs `through`",
    notes: ["write `require symmetric A -> B through S`: the places that both legs share"]),
  Mistake(
    code: "PS011", snippet: inPolicy("require next hop of 1️⃣web through x"), underlined: "web",
    message: "expected `of` and an address or CIDR, found `web`",
    notes: ["write `require next hop of 0.0.0.0/0 through nat-gateways`"]),
  Mistake(
    code: "PS035", snippet: "assume no a -> b1️⃣", underlined: "",
    message: "expected `because` and the reason of the assumption, found the end of the input",
    notes: ["what is assumed is listed in every report, with its reason"]),
  Mistake(
    code: "PS035", snippet: "assume no a -> b because 1️⃣\" \"", underlined: "\" \"",
    message: "the assumption has an empty reason"),
  Mistake(
    code: "PS036", snippet: "test t { given network \"n\" expect policies 1️⃣fine }", underlined: "fine",
    message: "expected a verdict, found `fine`",
    notes: ["verdicts are `proved`, `violated`, `unknown`, `vacuous` and `not-assessed`"]),
  Mistake(
    code: "PS036", snippet: "test 1️⃣t { given network \"n\" }", underlined: "t",
    message: "the test has no `expect …`"),
  Mistake(
    code: "PS037", snippet: inPolicy("require a -> b within 1️⃣region x"), underlined: "region",
    message: "expected where ways must stay, found `region`", notes: ["did you mean `regions`?"]),
  Mistake(
    code: "PS037", snippet: inPolicy("require a -> b within 1️⃣0 hops"), underlined: "0",
    message: "expected a number of hops from 1 to 64, found the number `0`"),
  Mistake(
    code: "PS038", snippet: inPolicy("require a -> b on tcp/1 tolerating 1️⃣2 failures of x"), underlined: "2",
    message: "expected `1`, found the number `2`", notes: ["write `tolerating 1 failure of nat-gateways`"]),
  Mistake(
    code: "PS038", snippet: inPolicy("require a -> b on tcp/1 tolerating 1 failure of 1️⃣nat-gateway"),
    underlined: "nat-gateway", message: "expected what may fail, found `nat-gateway`",
    notes: ["did you mean `nat-gateways`?"]),
  Mistake(
    code: "PS020", snippet: inPolicy("forbid a -> b on tcp/1 1️⃣tolerating 1 failure of attachments"),
    underlined: "tolerating 1 failure of attachments",
    message: "`tolerating` goes with `require A -> B on T` only",
    notes: ["what is forbidden stays forbidden when something fails"]),
  Mistake(
    code: "PS020", snippet: inPolicy("forbid a -> b 1️⃣within 2 hops"), underlined: "within 2 hops",
    message: "`within` does not go with `forbid`",
    notes: ["write `require A -> B within …`: every way stays there"]),
  Mistake(
    code: "PS016", snippet: "policy p = q(a) { 1️⃣forbid a -> b }", underlined: "forbid a -> b",
    message: "the claims of this policy are those of its template",
    notes: ["write them into the policy with the parameters"]),
  Mistake(
    code: "PS012", snippet: "policy 1️⃣\"p\"(a: set) { forbid a -> b }", underlined: "\"p\"",
    message: "a policy with parameters needs a plain name",
    notes: ["write `policy isolated(tier: set) { … }`"]),
  Mistake(
    code: "PS011", snippet: "policy p(1️⃣a:set) { forbid a -> b }", underlined: "a:set",
    message: "expected a parameter, found `a:set`",
    notes: ["leave a space after the colon: `a: set`"]),
  Mistake(
    code: "PS001", snippet: "set a = 1️⃣§", underlined: "§", message: "unexpected `§`",
    notes: ["write text with special characters in quotes"]),
  Mistake(
    code: "PS001", snippet: inPolicy("forbid web 1️⃣→ db"), underlined: "→",
    message: "unexpected `→`", notes: ["write the arrow as `->`"]),
  Mistake(
    code: "PS002", snippet: "set a = 1️⃣\"web\nset b = i-1", underlined: "\"web",
    message: "the text is not closed on its line", notes: ["add the closing `\"`"]),
  Mistake(
    code: "PS003", snippet: "set a = \"x1️⃣\\q\"", underlined: "\\q", message: "unknown escape `\\q`",
    notes: ["the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`"]),
  Mistake(
    code: "PS004", snippet: "set a = 10.0.1️⃣256.1", underlined: "256",
    message: "expected a number from 0 to 255, found `256`"),
  Mistake(
    code: "PS004", snippet: "set a = 1️⃣10.0.1/24", underlined: "10.0.1",
    message: "expected an IPv4 address of four numbers, found `10.0.1`"),
  Mistake(
    code: "PS004", snippet: "set a = 1️⃣3com", underlined: "3com",
    message: "expected a number, found `3com`",
    notes: ["names start with a letter; write other text in quotes"]),
  Mistake(
    code: "PS005", snippet: "set a = 1️⃣fd00::1::2", underlined: "fd00::1::2",
    message: "expected an IPv6 address, found `fd00::1::2`",
    notes: ["eight groups of up to four hexadecimal digits; `::` once for a run of zeros"]),
  Mistake(
    code: "PS006", snippet: "set a = 10.0.0.0/1️⃣33", underlined: "33",
    message: "expected a prefix length from 0 to 32, found `33`"),
  Mistake(
    code: "PS007", snippet: "set a = 1️⃣10.0.0.1/8", underlined: "10.0.0.1/8",
    message: "`10.0.0.1/8` has bits outside its prefix", notes: ["it is read as `10.0.0.0/8`"]),
  Mistake(
    code: "PS010", snippet: "1️⃣polcy p { forbid a -> b }", underlined: "polcy",
    message: "expected `set`, `traffic` or `policy`, found `polcy`",
    notes: ["did you mean `policy`?"]),
  Mistake(
    code: "PS010", snippet: "1️⃣forbid a -> b", underlined: "forbid",
    message: "expected `set`, `traffic` or `policy`, found `forbid`",
    notes: ["`forbid` belongs inside `policy \"name\" { … }`"]),
  Mistake(
    code: "PS011", snippet: inPolicy("forbid web 1️⃣db"), underlined: "db",
    message: "expected `->`, found `db`",
    notes: ["a flow is `A -> B`; members of a set are separated by `,`"]),
  Mistake(
    code: "PS011", snippet: inPolicy("forbid 1️⃣any -> db"), underlined: "any",
    message: "expected a set, found `any`",
    notes: ["write `interfaces` for every interface, `internet` for the outside"]),
  Mistake(
    code: "PS011", snippet: inPolicy("require a -> b on tcp 1️⃣443"), underlined: "443",
    message: "expected `/` and a port, found the number `443`", notes: ["write `tcp/443`"]),
  Mistake(
    code: "PS011", snippet: inPolicy("require a -> b on 1️⃣443/tcp"), underlined: "443",
    message: "expected a protocol, found the number `443`",
    notes: ["write the protocol first: `tcp/443`"]),
  Mistake(
    code: "PS011", snippet: "set a = instances 1️⃣with tag.Name == \"x\"", underlined: "with",
    message: "expected `where`, found `with`"),
  Mistake(
    code: "PS012", snippet: "set 1️⃣internet = i-1", underlined: "internet",
    message: "`internet` is a word of the language and cannot name a set",
    notes: ["choose another name, such as `my-internet`"]),
  Mistake(
    code: "PS013", snippet: "set a = (i-1, i-21️⃣", underlined: "",
    message: "expected `)`, found the end of the input"),
  Mistake(
    code: "PS013", snippet: "policy p {\n  forbid a -> b\n1️⃣set c = i-1", underlined: "set",
    message: "expected `}`, found `set`"),
  Mistake(
    code: "PS014",
    snippet: "set a = " + String(repeating: "(", count: 64) + "1️⃣("
      + String(repeating: "(", count: 300),
    underlined: "(", message: "brackets are nested more than 64 deep",
    notes: ["name a part of it with `set`"]),
  Mistake(
    code: "PS015", snippet: "set a = vpcs where id 1️⃣= vpc-1", underlined: "=",
    message: "expected `==`, found `=`"),
  Mistake(
    code: "PS016", snippet: "policy p {\n  1️⃣severty high\n  forbid a -> b\n}",
    underlined: "severty", message: "expected a clause of the policy or `}`, found `severty`",
    notes: ["did you mean `severity`?"]),
  Mistake(
    code: "PS017", snippet: inPolicy("severity low 1️⃣severity high forbid a -> b"),
    underlined: "severity", message: "`severity` is given twice"),
  Mistake(
    code: "PS018", snippet: "policy 1️⃣p { severity low }", underlined: "p",
    message: "the policy `p` claims nothing",
    notes: ["add `forbid A -> B` or `require A -> B on T`"]),
  Mistake(
    code: "PS019", snippet: inPolicy("severity 1️⃣hihg forbid a -> b"), underlined: "hihg",
    message: "expected a severity, found `hihg`", notes: ["did you mean `high`?"]),
  Mistake(
    code: "PS020", snippet: inPolicy("require 1️⃣connections a -> b on tcp/1"),
    underlined: "connections", message: "`connections` does not go with `require`",
    notes: ["`require` alone already asks for both directions"]),
  Mistake(
    code: "PS021", snippet: "set a = web or db 1️⃣- bastion", underlined: "-",
    message: "`or` and `-` are mixed without parentheses",
    notes: ["write `(A or B) - C` or `A or (B - C)`"]),
  Mistake(
    code: "PS022", snippet: "traffic t = tcp/1️⃣65536", underlined: "65536",
    message: "expected a port from 0 to 65535, found `65536`"),
  Mistake(
    code: "PS023", snippet: "traffic t = tcp/1️⃣90-80", underlined: "90-80",
    message: "the range `90-80` is empty", notes: ["write the smaller port first: `80-90`"]),
  Mistake(
    code: "PS024", snippet: "traffic t = icmp/1️⃣256", underlined: "256",
    message: "expected an ICMP type from 0 to 255, found `256`"),
  Mistake(
    code: "PS025", snippet: "traffic t = 1️⃣tpc/80", underlined: "tpc",
    message: "unknown protocol `tpc`", notes: ["did you mean `tcp`?"]),
  Mistake(
    code: "PS026", snippet: inPolicy("forbid a -> b using 1️⃣pubic"), underlined: "pubic",
    message: "expected `all`, `public` or `ipv6`, found `pubic`", notes: ["did you mean `public`?"]),
  Mistake(
    code: "PS027", snippet: "1️⃣can i-1 reach i-2", underlined: "can",
    message: "expected a question, found `can`",
    notes: ["questions are `reach A -> B`, `deliver A -> B`, `who reaches B`, `what does A reach`"],
    isQuestion: true),
  Mistake(
    code: "PS028", snippet: "set a = 1️⃣not web", underlined: "not",
    message: "`not` does not apply to sets", notes: ["write `A - B` for A without B"]),
  Mistake(
    code: "PS029", snippet: "policy 1️⃣\"\" { forbid a -> b }", underlined: "\"\"",
    message: "the policy has an empty name"),
  Mistake(
    code: "PS030", snippet: "reach i-1 -> i-2 on tcp/22 1️⃣please", underlined: "please",
    message: "expected the end of the question, found `please`", isQuestion: true),
  Mistake(
    code: "PS031", snippet: "set a = instances where tag.Tier == \"x\" and web1️⃣",
    underlined: "", message: "expected a comparison after `web`, found the end of the input",
    notes: ["comparisons are `==`, `!=`, `in`, `not in`, `like`, `not like` and `exists`"]),
  Mistake(
    code: "PS032", snippet: inPolicy("forbid a 1️⃣=> b"), underlined: "=>",
    message: "expected `->`, found `=>`"),
  Mistake(
    code: "PS033", snippet: inPolicy("forbid a -> b except c -> d because \"x\" 1️⃣on tcp/1"),
    underlined: "on", message: "`on` comes after the exceptions",
    notes: ["write `on …` before the first `except`"]),
  Mistake(
    code: "PS033", snippet: inPolicy("forbid a -> b except c -> d 1️⃣through e"),
    underlined: "through", message: "an exception has no condition on the way",
    notes: ["write `through …` before the first `except`"]),
  Mistake(
    code: "PS034", snippet: inPolicy("require a -> b encrypted by nitro, 1️⃣ipsek"),
    underlined: "ipsek", message: "expected a mechanism of encryption, found `ipsek`",
    notes: ["did you mean `ipsec`?"]),
  Mistake(
    code: "PS020", snippet: inPolicy("require a -> b 1️⃣bypassing c"), underlined: "bypassing c",
    message: "`bypassing` does not go with `require`",
    notes: ["write `require A -> B through S`, or `forbid A -> B bypassing S`"]),
  Mistake(
    code: "PS020", snippet: inPolicy("forbid a -> b 1️⃣encrypted"), underlined: "encrypted",
    message: "`encrypted` does not go with `forbid`",
    notes: ["write `require A -> B encrypted`: every way is encrypted"]),
]

@Suite struct DiagnosticTests {
  @Test(arguments: mistakes) func mistake(_ mistake: Mistake) throws {
    let snippet = MarkedSnippet(mistake.snippet)
    let bytes = Array(snippet.text.utf8)
    let diagnostics =
      mistake.isQuestion
      ? Parser.parseQuestion(bytes, file: testFile).diagnostics
      : Parser.parseFile(bytes, file: testFile).diagnostics
    #expect(diagnostics.count == 1, "\(diagnostics)")
    let found = try #require(diagnostics.first)
    #expect(found.code == mistake.code)
    #expect(found.message == mistake.message)
    #expect(found.notes == mistake.notes)
    let range = try #require(found.range)
    #expect(range.start == snippet.offsets["1️⃣"])
    let text = String(decoding: bytes[Int(range.start)..<Int(range.end)], as: UTF8.self)
    #expect(text == mistake.underlined)
  }

  @Test func invalidBytesAreOneMistake() {
    let diagnostics = Parser.parseFile(Array("set a = ".utf8) + [0xff, 0xfe], file: testFile)
      .diagnostics
    #expect(diagnostics.map(\.code) == ["PS008"])
  }

  @Test func hugeFilesAreRefused() {
    let bytes = [UInt8](repeating: 0x20, count: (16 << 20) + 1)
    #expect(Parser.parseFile(bytes, file: testFile).diagnostics.map(\.code) == ["PS009"])
  }

  @Test func allMistakesOfAFileAreReported() {
    let parsed = parseFile(
      """
      set a =
      set b = 10.0.0.300
      traffic t = tcp/99999
      policy "one" {
        severity hgh
        forbid a - b -> c or
        require a -> b on tcp/22
      }
      polcy "two" {
        forbid a -> b
      }
      policy "three" {
        forbid a -> b
      """)
    #expect(
      parsed.diagnostics.map(\.code)
        == ["PS011", "PS004", "PS022", "PS019", "PS011", "PS010", "PS013"])
    #expect(parsed.tree.declarations.count == 2)
  }
}
