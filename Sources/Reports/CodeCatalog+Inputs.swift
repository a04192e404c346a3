/// Pages of the codes about networks (`IM`), settings (`CF`), the command line (`CL`) and reports.
extension CodeCatalog {
  private static func words(_ why: String, _ fails: String, _ passes: String) -> CodeExample {
    CodeExample(why, fails: fails, passes: passes, kind: .words)
  }

  static let inputExamples: [String: CodeExample] = [
    "IM001": words("half of a description is another network", #"{"Vpcs": ["#, #"{"Vpcs": []}"#),
    "IM002": words("what cannot be read was not judged", "--network ./netwrok", "--network ./network"),
    "IM003": words(
      "a layout that is guessed is read wrongly", "a folder with a photo in it", "the answers of `aws ec2 describe-…`, one file each"),
    "IM004": words(
      "an object that is left out makes a network in which fewer things happen", #"{"SecurityGroups": [{"GroupName": "web"}]}"#,
      #"{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web"}]}"#),
    "IM005": words("a value that is guessed makes another rule", #""FromPort": "22""#, #""FromPort": 22"#),
    "IM006": words("an address decides who is meant", #""CidrIp": "10.0.0.0/33""#, #""CidrIp": "10.0.0.0/32""#),
    "IM007": words("whoever wrote host bits may have meant one host", #""CidrBlock": "10.1.2.3/8""#, #""CidrBlock": "10.0.0.0/8""#),
    "IM008": words(
      "a range that is empty lets nothing in, and that is seldom what was meant", #""FromPort": 90, "ToPort": 80"#,
      #""FromPort": 80, "ToPort": 90"#),
    "IM009": words(
      "of two descriptions one is not of this network", "`vpc-1` with 10.0.0.0/16 in one file and 10.1.0.0/16 in another",
      "answers that were recorded together"),
    "IM010": words(
      "a rule that only one of them has lets packets in, or does not", "a rule in describe-security-group-rules alone",
      "both answers recorded at one time, or one of them left out"),
    "IM011": words(
      "what stands on the pages that are missing may let anything through", #""NextToken": "…" with no further answer"#,
      "all pages, or one answer without a token"),
    "IM012": words(
      "an answer that is not read may have been the one that matters", #"{"Widgets": […]}"#,
      "the answer in an envelope with its request"),
    "IM013": words(
      "something new may behave in a new way", #""State": "hibernating""#, "a state that Isola knows, or a newer Isola"),
    "IM014": words(
      "what is not described may do anything", "a subnet of `vpc-9`, and no `vpc-9`", "the answer that describes `vpc-9`"),
    "IM015": words(
      "a public address decides who is reached from outside", "an interface with 198.51.100.1 and an Elastic IP 198.51.100.2 for it",
      "both calls recorded at one time"),
    "IM016": words(
      "entries of a list that nobody knows belong to nothing", #"{"Entries": [{"Cidr": "10.0.0.0/8"}]}"#,
      "the same in the file `pl-0abc.json`, or in an envelope"),
    "IM017": words("a file that was meant to be read was not", "`vpcs.json.bak`", "`vpcs.json`"),
    "IM018": words(
      "whose object it is decides who may change it", "an envelope of account 1 with a VPC of account 2",
      "the same, where the VPC is shared"),
    "IM019": words(
      "what was not collected may let anything through", "an envelope with `error` in place of `response`",
      "the call repeated with the permission that was missing"),
    "IM020": words(
      "half of a collection is another network", "`isola collect` was killed", "the same command, run again to its end"),
    "CK005": words(
      "a reader of the shortened report sees fewer findings than there are", "26,000 findings in a SARIF file", "the JSON report"),
    "CK006": words(
      "what nobody uses, or what has no effect, is what nobody notices when it changes",
      "`forbid unused security-groups`, and no interface has `sg-old`", "the same policy after `sg-old` was deleted"),
    "CF001": words("settings that are not read do not count", "policies: [a.isola", "policies: [a.isola]"),
    "CF002": words("a misspelled key would change nothing, in silence", "fail_on: high", "fail-on: high"),
    "CF003": words("a value that is guessed makes another setting", "strict: maybe", "strict: true"),
    "CF004": words(
      "an exception without reason, owner or end is an open door", "an exception without `expires`",
      "the same with `expires: 2030-01-31`"),
    "CF005": words(
      "whoever accepted the risk did so up to a day", "expires: 2020-01-31", "a later day, once its owner decided anew"),
    "CF006": words("an exception to a policy that is not there excepts nothing", "policy: no shh", "policy: no ssh"),
    "CF007": words(
      "an exception that nobody needs excuses something else one day", "an exception for a rule that is gone",
      "the file without it"),
    "CF008": words("an approval of nothing approves nothing", "from: sg-0abd", "from: sg-0abc"),
    "CL002": words("policies that are not read are not checked", "isola check polices.isola", "isola check policies.isola"),
    "CL003": words(
      "a run that checks nothing would always succeed", "a file with `set` lines alone", "the same file with a policy"),
    "CL004": words("a protocol decides which rules count", "--protocol http", "--protocol tcp --port 80"),
    "CL005": words("no packet has addresses of two families", "--from 10.0.0.1 --to 2001:db8::1", "--from 10.0.0.1 --to 10.0.0.2"),
    "CL006": words("a trace is of one packet, which one host sends", "--from subnet-1", "--from i-1"),
    "CL007": words("without the solver there is no verdict", "the machine has no memory left", "the same run with more memory"),
    "CL008": words("exceptions that are not read do not count", "--exceptions exception.yaml", "--exceptions exceptions.yaml"),
    "CL009": words("a policy that is not found is not checked", "prove policy \"no shh\"", "prove policy \"no ssh\""),
    "CL010": words(
      "a change that cannot be made shows nothing", "without route 10.9.0.0/16 : reach i-1 -> i-2",
      "without route 10.1.0.0/16 : reach i-1 -> i-2"),
  ]
}
