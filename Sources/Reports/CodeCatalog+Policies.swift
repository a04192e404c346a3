/// What each diagnostic code means: the rows of Specs/Language/Diagnostics.md, which a test
/// compares with this list.
struct CodeEntry: Hashable, Sendable {
  let code: String
  let meaning: String
  let example: String
  let advice: String
  /// Why it matters, what holds instead of the example, and the controls of common frameworks that it speaks to.
  var why = ""
  var passing = ""
  var controls: [String] = []
}

extension CodeCatalog {
  static let policyCodes: [CodeEntry] = [
    .init(
      code: "PS001", meaning: "a character that starts nothing in the language",
      example: "`set a = §`", advice: #"quote it, or write `->` for an arrow and `"` for quotes"#),
    .init(
      code: "PS002", meaning: "a text without its closing quote",
      example: #"`owner "net`"#, advice: "close it on the same line"),
    .init(
      code: "PS003", meaning: "an escape that does not exist",
      example: #"`"a\q"`"#, advice: #"use `\"`, `\\`, `\n`, `\t` or `\u{…}`"#),
    .init(
      code: "PS004", meaning: "a malformed number or IPv4 address",
      example: "`10.0.256.1`", advice: "four numbers from 0 to 255, no leading zeros"),
    .init(
      code: "PS005", meaning: "a malformed IPv6 address",
      example: "`fd00::1::2`", advice: "eight groups; `::` at most once"),
    .init(
      code: "PS006", meaning: "a prefix length that the family does not have",
      example: "`10.0.0.0/33`", advice: "0 to 32, for IPv6 0 to 128"),
    .init(
      code: "PS007", meaning: "warning: a CIDR with bits outside its prefix",
      example: "`10.0.0.1/8`", advice: "write the network address that the note gives"),
    .init(
      code: "PS008", meaning: "text that is not UTF-8",
      example: "", advice: "save the file as UTF-8"),
    .init(
      code: "PS009", meaning: "a file above 16 MiB",
      example: "", advice: "split it"),
    .init(
      code: "PS010", meaning: "a declaration does not start with `set`, `traffic` or `policy`",
      example: "`polcy p { … }`", advice: "correct the word; claims belong inside a policy"),
    .init(
      code: "PS011", meaning: "something else was expected here",
      example: "`forbid web db`", advice: "write what the message expects"),
    .init(
      code: "PS012", meaning: "a word of the language used as a name",
      example: "`set internet = …`", advice: "choose another name"),
    .init(
      code: "PS013", meaning: "a bracket that is not closed",
      example: "`(web, db`", advice: "close it; the label shows where it opens"),
    .init(
      code: "PS014", meaning: "brackets nested more than 64 deep",
      example: "", advice: "name a part with `set`"),
    .init(
      code: "PS015", meaning: "`=` for `==` or `==` for `=`",
      example: "`where id = vpc-1`", advice: "`==` compares, `=` declares"),
    .init(
      code: "PS016", meaning: "a policy holds something that is no clause",
      example: "`severty high`", advice: "correct the word"),
    .init(
      code: "PS017", meaning: "a clause or word that may stand once stands twice",
      example: "two `severity`", advice: "remove one"),
    .init(
      code: "PS018", meaning: "a policy without a claim",
      example: "`policy p { severity low }`", advice: "add `forbid` or `require`"),
    .init(
      code: "PS019", meaning: "an unknown severity",
      example: "`severity hihg`", advice: "`critical`, `high`, `medium`, `low` or `info`"),
    .init(
      code: "PS020", meaning: "words that do not go together",
      example: "`require connections a -> b`",
      advice: "read the note; write one claim for each reading"),
    .init(
      code: "PS021", meaning: "set operators mixed without parentheses",
      example: "`web or db - bastion`", advice: "`(web or db) - bastion`"),
    .init(
      code: "PS022", meaning: "a port above 65535",
      example: "`tcp/70000`", advice: "0 to 65535"),
    .init(
      code: "PS023", meaning: "a port range that is empty",
      example: "`tcp/90-80`", advice: "smaller port first"),
    .init(
      code: "PS024", meaning: "a protocol, ICMP type or code that does not fit",
      example: "`icmp/256`", advice: "0 to 255; `esp` and its like have no ports"),
    .init(
      code: "PS025", meaning: "an unknown protocol, or one in another notation",
      example: "`tpc/80`, `tcp:80`", advice: "`tcp/80`"),
    .init(
      code: "PS026", meaning: "an unknown choice of addresses",
      example: "`using pubic`", advice: "`all`, `public` or `ipv6`"),
    .init(
      code: "PS027", meaning: "a question in a form that does not exist",
      example: "`can i-1 reach i-2`", advice: "use one of the four forms"),
    .init(
      code: "PS028", meaning: "`not` before a set",
      example: "`set a = not web`", advice: "`vpc-1 - web`"),
    .init(
      code: "PS029", meaning: "an empty name",
      example: #"`policy "" { … }`"#, advice: "name it"),
    .init(
      code: "PS030", meaning: "something after the end of a question or endpoint",
      example: "`reach a -> b please`", advice: "remove it"),
    .init(
      code: "PS031", meaning: "an attribute without a comparison",
      example: #"`where tag.A == "x" and web`"#,
      advice: "compare it, or put the selector in parentheses"),
    .init(
      code: "PS032", meaning: "another arrow",
      example: "`forbid a => b`", advice: "`->`"),
    .init(
      code: "PS033", meaning: "a clause in a place where it means nothing",
      example: "`except … using public`", advice: "move it before the first `except`"),
    .init(
      code: "PS034", meaning: "an unknown mechanism of encryption",
      example: "`encrypted by ssl`",
      advice: "`nitro`, `tls`, `ipsec`, `macsec`, `bulk` or `phys`"),
    .init(
      code: "PS035", meaning: "an assumption without a reason", example: "`assume no a -> b`",
      advice: #"add `because "…"`; every report lists it"#),
    .init(
      code: "PS036", meaning: "a test that expects nothing, or something else than a verdict",
      example: "`expect policy p fine`",
      advice: "`proved`, `violated`, `unknown`, `vacuous` or `not-assessed`"),
    .init(
      code: "PS037", meaning: "an unknown bound of ways", example: "`within continents EU`",
      advice:
        "`within 3 hops`, or `regions`, `availability-zones`, `accounts`, `countries`, `subdivisions` and names"),
    .init(
      code: "PS038", meaning: "failures in another form", example: "`tolerating 2 failures of hosts`",
      advice: "`tolerating 1 failure of` `availability-zones`, `attachments` or `nat-gateways`"),
    .init(
      code: "PS039", meaning: "an approval that lacks a part, or has one that it cannot have",
      example: #"`approve a -> b { ticket "CHG-1" }`"#, advice: "say `ticket`, `by` and `until`, each once"),
    .init(
      code: "PS040", meaning: "a day that the calendar does not have", example: "`until 2030-02-30`",
      advice: "year, month and day: `2030-01-31`"),
    .init(
      code: "PT001", meaning: "a name that no set and no object has",
      example: "`i-0abd`",
      advice: #"correct the id; select by tag with `instances where name == "…"`"#),
    .init(
      code: "PT002", meaning: "a VPC that the network does not have",
      example: "`10.0.1.5 in vpc-x`", advice: "correct the id"),
    .init(
      code: "PT003", meaning: "an object where no traffic starts or ends",
      example: "`forbid igw-1 -> db`",
      advice: "name instances, interfaces, subnets, VPCs, groups, addresses"),
    .init(
      code: "PT004", meaning: "a set or traffic defined by itself",
      example: "`set a = b`, `set b = a`", advice: "break the circle"),
    .init(
      code: "PT005", meaning: "an address with several owners",
      example: "`10.0.1.5` in two VPCs", advice: "`10.0.1.5 in vpc-…`"),
    .init(
      code: "PT006", meaning: "an attribute that the kind of object does not have",
      example: #"`instances where tags.A == "x"`"#,
      advice: "the note lists them, or says which is meant"),
    .init(
      code: "PT007", meaning: "a comparison that does not fit the attribute",
      example: "`address in (web)`",
      advice: "addresses compare with addresses and CIDRs by `==`, `!=`, `in`, `not in`"),
    .init(
      code: "PT008", meaning: "warning: an id or tag key that nothing in the network has",
      example: #"`tag.Teir == "web"`"#,
      advice: "correct it; otherwise the test is always false, or always true"),
    .init(
      code: "PT009", meaning: "an unknown traffic",
      example: "`on https`", advice: "declare it: `traffic https = tcp/443`"),
    .init(
      code: "PT010", meaning: "a name declared twice",
      example: "two `set web`", advice: "rename one; all files of a run share their names"),
    .init(
      code: "PT011", meaning: "warning: a set or traffic that nothing uses",
      example: "", advice: "remove it"),
    .init(
      code: "PT012", meaning: "a `require` that does not list its protocols",
      example: "`require a -> b`", advice: "`on tcp/443, udp/53`"),
    .init(
      code: "PT013", meaning: "warning: an exception that meets nothing of its claim",
      example: "`forbid a -> b except c -> b`",
      advice: "correct or remove it; the note says what does not meet"),
    .init(
      code: "PT014", meaning: "a question whose source holds nobody",
      example: "`reach 10.0.9.9 -> i-1`", advice: "ask from an interface or a host of the Internet"),
    .init(
      code: "PT015", meaning: "`onprem` in a network whose VPN or Direct Connect is not modelled or not collected",
      example: "`forbid onprem -> db`", advice: "name the on-premises addresses as a CIDR"),
    .init(
      code: "PT016", meaning: "declarations that refer to each other more than 100 deep",
      example: "", advice: "flatten them"),
    .init(
      code: "PT017", meaning: "a set that does not say which places of a way it means", example: "`through internet`",
      advice: "name gateways, instances, interfaces, subnets or VPCs"),
    .init(
      code: "PT018", meaning: "a use of a policy with parameters that does not exist",
      example: #"`policy "p" = isolatd(web)`"#, advice: "correct the name"),
    .init(
      code: "PT019", meaning: "arguments that do not fit the parameters",
      example: "`isolated(web, db)` for one parameter", advice: "the note lists the parameters"),
    .init(
      code: "PT020", meaning: "an import that cannot be read", example: #"`import "comon.isola"`"#,
      advice: "correct the path, which is relative to the file; the note lists the packs"),
    .init(
      code: "PT021", meaning: "a file that imports itself",
      example: "`import` of a file that imports this one", advice: "move what both need into a third file"),
    .init(
      code: "PT022", meaning: "a test expects something of a policy that does not exist",
      example: #"`expect policy "p" proved`"#, advice: "correct the name"),
    .init(
      code: "PL001", meaning: "a set that never has a member, whatever the network",
      example: "`set a = web - web`",
      advice: "correct the expression; a claim about it is vacuous everywhere"),
    .init(
      code: "PL002", meaning: "a claim about nothing, whatever the network",
      example: "`forbid a -> b except a -> b`",
      advice: "correct its ends, traffic or exceptions; the note says which"),
    .init(
      code: "PL003", meaning: "a claim that requires what another one forbids",
      example: "`require web -> db on tcp/5432` beside `forbid instances -> db`",
      advice: "add an `except` to one of them, or remove one"),
    .init(
      code: "PL004", meaning: "a claim that says nothing that others do not say",
      example: "`forbid web -> db on tcp/22` beside `forbid web -> db`",
      advice: "remove it, or give its controls and severity to the other"),
    .init(
      code: "PL005", meaning: "an exception that meets nothing of its claim, whatever the network",
      example: "`forbid a -> b on tcp/1 except a -> b on tcp/2`", advice: "correct or remove it"),
    .init(
      code: "PL006",
      meaning: "an exception that releases nothing that the ones before it do not release",
      example: "`except a -> b except a -> b on tcp/22`", advice: "remove it"),
  ]
}
