extension CodeCatalog {
  /// Codes of the findings of `isola check`, as reports for other programs carry them.
  static let checkCodes: [CodeEntry] = [
    .init(
      code: "CK001", meaning: "a packet that the policy forbids arrives",
      example: "`forbid internet -> db on any`, and a group of `db` admits 0.0.0.0/0",
      advice:
        "narrow the rule that let it through, or write an exception with its reason if the packet is wanted; "
        + "the policy is proved when no such packet is left",
      why: "a forbidden packet that arrives is a way in, whether or not anybody has taken it yet; the report shows one, hop by hop",
      passing: "the same policy, and the group of `db` admits the group of `web` alone on the port of the database",
      controls: ["NIST SP 800-53 AC-4, SC-7", "PCI DSS 4.0 1.3.1, 1.4.2", "CIS AWS Foundations 5.2, 5.3 (remote administration from anywhere)"]),
    .init(
      code: "CK002", meaning: "a packet that the policy requires does not arrive, or its reply does not",
      example: "`require web -> db on tcp/5432`, and the group of `db` does not name the one of `web`",
      advice: "add the rule or the route that the report names, and check again: it may be stopped further on",
      why: "what depends on this flow does not work, or works only until the next connection; a reply that is lost breaks it as surely as a request",
      passing: "the same policy, and the group of `db` admits the group of `web` on tcp/5432, with routes both ways",
      controls: ["NIST SP 800-53 AC-4 (approved flows), CP-2 (essential functions)"]),
    .init(
      code: "CK003", meaning: "whether the policy holds depends on something that is missing or not modelled",
      example: "a transit gateway whose routes were not collected lies on the only way",
      advice: "collect what the report names; `isola inspect` lists all that was not understood",
      why: "an answer that rests on a guess is no answer: what is missing could let the packet through, or stop it",
      passing: "the same network with the routes of the transit gateway collected",
      controls: ["NIST SP 800-53 CA-7, CM-8 (a complete inventory)"]),
    .init(
      code: "CK004", meaning: "the policy says nothing about this network",
      example: "`forbid internet -> payments on any`, and no instance is tagged `payments`",
      advice:
        "correct the name or the tag; where empty sets are meant, allow them with `--allow-vacuous`",
      why: "a policy about nothing is proved whatever happens: a misspelled tag would switch it off in silence",
      passing: "the same policy, and an instance carries the tag that it selects by",
      controls: ["NIST SP 800-53 CA-2 (assessments that assess something)"]),
    .init(
      code: "CK005", meaning: "a report leaves findings out, because its reader takes only so many",
      example: "more than 25,000 results in a SARIF file",
      advice: "read the JSON report, which has all of them"),
    .init(
      code: "CK006", meaning: "an object that the policy does not want",
      example: "`forbid unused security-groups`, and no interface has the group",
      advice: "change or delete the object, or limit the claim with `of`"),
  ]

  /// Codes of `.isola.yaml` and of files of exceptions.
  static let settingCodes: [CodeEntry] = [
    .init(
      code: "CF001", meaning: "a file of settings, exceptions or a baseline is not a YAML document",
      example: "`policies: [a.isola`", advice: "repair it at the place that the message names"),
    .init(
      code: "CF002", meaning: "an unknown key in settings, exceptions or a baseline",
      example: "`fail_on: high`", advice: "write the key that the note names; nothing is ignored in silence"),
    .init(
      code: "CF003", meaning: "a value of another kind than the key needs",
      example: "`strict: maybe`, `expires: soon`", advice: "write what the message expects"),
    .init(
      code: "CF004", meaning: "an exception, or an entry of a baseline, lacks a part that it must have",
      example: "an exception without `expires`",
      advice: "say from, to, reason, owner, ticket and the day on which it ends"),
    .init(
      code: "CF005", meaning: "warning: an exception, baseline or approval has ended, and is no longer one",
      example: "`expires: 2020-01-31`", advice: "remove it, or have its owner decide anew"),
    .init(
      code: "CF006", meaning: "an exception, or an entry of a baseline, names a policy that does not exist",
      example: "`policy: no shh`", advice: "write the name of a policy of this run"),
    .init(
      code: "CF007", meaning: "warning: an exception, or an entry of a baseline, is not needed",
      example: "the rule that it excused is gone", advice: "remove it: it may excuse something else one day"),
    .init(
      code: "CF008", meaning: "a part of an approval names nothing in this network",
      example: "`from: sg-0123` where there is no such group",
      advice: "name sets of the policy files, objects or ranges, as in a policy"),
  ]
}
