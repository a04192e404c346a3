import Evidence
import Foundation
import Reports
import Testing
import Toolkit

/// Names, tags and descriptions come from other people's accounts. None of them gets out of the text that it belongs to.
/// `ISOLA_PAYLOADS=all` takes every payload (scripts/inject-names), else some of every kind.
@Suite(.serialized) struct InjectionTests {
  static let payloads: [String] = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>",
    "<svg/onload=alert(1)>", "</svg><script>alert(1)</script>", "</text><image href=\"http://192.0.2.1/x\"/>",
    "<a href=\"javascript:alert(1)\">x</a>", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "<iframe src=//192.0.2.1></iframe>", "<object data=x>", "<embed src=x>", "<base href=//192.0.2.1/>",
    "<link rel=stylesheet href=//192.0.2.1/x.css>", "<meta http-equiv=refresh content=0;url=//192.0.2.1>",
    "<style>@import '//192.0.2.1/x.css'</style>", "<!--", "-->", "<!--><script>alert(1)</script>", "<![CDATA[x]]>",
    "]]><script>alert(1)</script>", "&lt;script&gt;", "&#60;script&#62;", "&amp;", "&\"'`<>", "\u{22}\u{27}\u{60}",
    "` onmouseover=alert(1) x=`", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)' autofocus='",
    "$(touch /tmp/isola-injected)", "`touch /tmp/isola-injected`", "; touch /tmp/isola-injected;",
    "| touch /tmp/isola-injected", "&& touch /tmp/isola-injected", "$IFS$9", "\\\"; touch x; \\\"",
    "'; touch x; '", "%0a%0dtouch x", "../../../../etc/passwd", "..\\..\\windows", "/etc/passwd", "-rf",
    "--key=x", "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://192.0.2.1\")", "\t=1+1", "\r=1+1",
    "=cmd|' /C calc'!A0", "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{07}", "\u{9B}31m", "\u{202E}txt.exe",
    "\u{2066}x\u{2069}", "\u{200B}", "\u{0}", "\n::error::x", "\n# Heading\n", "[x](javascript:alert(1))",
    "![x](http://192.0.2.1/x.png)", "| a | b |", "{{7*7}}", "${7*7}", "#{7*7}", "%s%n%x", "\u{FFFF}", "\\u003cscript\\u003e",
  ]

  /// Those of this run: all, or every seventh, and those that spreadsheets and terminals fear.
  static let chosen: [String] =
    ProcessInfo.processInfo.environment["ISOLA_PAYLOADS"] == "all"
    ? payloads
    : payloads.enumerated().filter { $0.offset % 7 == 0 || "=\u{1B}\u{202E}".contains($0.element.first ?? " ") }
      .map(\.element)

  private static let freeText: Set<String> = [
    "Description", "GroupName", "KeyName", "PrefixListName", "LoadBalancerName", "TargetGroupName", "PrivateDnsName",
    "PublicDnsName", "DNSName", "Message", "tags", "tags_all", "name", "description", "Name", "GroupDescription",
  ]

  /// A copy of a JSON value with `payload` in every free text, every tag `Name` and behind every id.
  private static func hostile(_ value: Any, _ payload: String, key: String = "") -> Any {
    switch value {
    case let list as [Any]: return list.map { hostile($0, payload, key: key) }
    case let object as [String: Any]:
      let isName = object["Key"] as? String == "Name"
      return object.reduce(into: [String: Any]()) { result, member in
        let isTag = isName && member.key == "Value"
        result[member.key] = isTag ? payload : hostile(member.value, payload, key: member.key)
      }
    case let text as String:
      if freeText.contains(key), !text.isEmpty { return payload }
      let isID = text.wholeMatch(of: /[a-z]{1,9}(-[a-z]{3,7})?-[0-9a-f]{17}/) != nil
      return isID ? text + payload : text
    case _: return value
    }
  }

  private static func rewrite(_ source: URL, to target: URL, _ payload: String) throws {
    let files = FileManager.default
    try? files.removeItem(at: target)
    let names = try files.subpathsOfDirectory(atPath: source.path).filter { $0.hasSuffix(".json") }
    for name in names {
      let value = try JSONSerialization.jsonObject(with: Data(contentsOf: source.appending(path: name)))
      let file = target.appending(path: name)
      try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try JSONSerialization.data(withJSONObject: hostile(value, payload)).write(to: file)
    }
  }

  /// A text as a literal of the policy language.
  private static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\"" && scalar != "\\"
      if isPlain { result.unicodeScalars.append(scalar) } else { result += "\\u{\(String(scalar.value, radix: 16))}" }
    }
    return result + "\""
  }

  /// The example's policies with the payload in every text of them.
  private static func policies(_ payload: String) throws -> String {
    let text = try String(contentsOf: Tool.root.appending(path: Tool.policies), encoding: .utf8)
    var lines: [String] = []
    for line in text.components(separatedBy: "\n") {
      let isText = ["policy \"", "  rationale \"", "  controls \"", "    except "].contains { line.hasPrefix($0) }
      guard isText, let open = line.firstIndex(of: "\""), let close = line.lastIndex(of: "\""), open < close else {
        lines.append(line)
        continue
      }
      // Names of policies stay different.
      let own = line.hasPrefix("policy ") ? String(line[line.index(after: open)..<close]) + payload : payload
      lines.append(String(line[..<open]) + literal(own) + String(line[line.index(after: close)...]))
      if line.hasPrefix("  rationale ") { lines.append("  owner " + literal(payload)) }
    }
    return lines.joined(separator: "\n")
  }

  /// Tags with the names of their attributes, in order; nil when the text is not the strict HTML that we write.
  static func skeleton(_ page: String) -> [String]? {
    var rest = Substring(page)
    var tags: [String] = []
    while let open = rest.firstIndex(of: "<") {
      guard !rest[..<open].contains(">") || tags.last == "style" else { return nil }
      guard let tag = rest[open...].prefixMatch(of: /<(!DOCTYPE html|\/?[a-z0-9]+(?: [A-Za-z-]+="[^"<>]*")*)>/)
      else { return nil }
      let words = String(tag.1).replacing(/="[^"]*"/, with: "")
      tags.append(words)
      rest = rest[tag.range.upperBound...]
      if words == "style" {
        guard let end = rest.range(of: "</style>") else { return nil }
        rest = rest[end.lowerBound...]
      }
    }
    return rest.contains(">") ? nil : tags
  }

  static func steers(_ text: String) -> Bool {
    text.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x0A: false
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
      case _: false
      }
    }
  }

  private struct Outputs {
    var html: String
    var json: String
    var text: String
    var recheck: String
    var files: [String: [UInt8]]
    /// What `check` and `inspect` write, by format.
    var others: [String: String]
  }

  private static let formats = [
    "sarif", "junit", "github", "gitlab", "markdown", "compact", "ocsf", "asff", "text",
  ]

  private static func outputs(_ network: String, _ policies: String, _ folder: Scratch) throws -> Outputs {
    let bundle = folder.path("bundle")
    try? FileManager.default.removeItem(atPath: bundle)
    let run = try Tool.run(
      "report", policies, "--network", network, "--output", "bundle=\(bundle)", "--output",
      "html=\(folder.path("r.html"))", "--output", "json=\(folder.path("r.json"))", "--output",
      "text=\(folder.path("r.txt"))")
    #expect([0, 1, 3].contains(run.status), "\(run)")
    let recheck = try Tool.run("recheck", bundle, "--only-evidence")
    #expect(recheck.status == 0, "\(recheck)")
    var others: [String: String] = [:]
    let check = try Tool.run(
      Tool.binary,
      ["check", policies, "--network", network, "--quiet", "--strict"]
        + formats.flatMap { ["--output", "\($0)=\(folder.path("c." + $0))"] })
    #expect([0, 1, 3].contains(check.status), "\(check)")
    for format in formats { others[format] = try folder.text("c." + format) }
    let inspect = try Tool.run("inspect", "--network", network)
    let inspectJSON = try Tool.run("inspect", "--network", network, "--format", "json")
    #expect(inspect.status == 0 && inspectJSON.status == 0, "\(inspect)")
    others["inspect"] = inspect.output + inspect.errors
    others["inspect json"] = inspectJSON.output
    return Outputs(
      html: try folder.text("r.html"), json: try folder.text("r.json"), text: try folder.text("r.txt"),
      recheck: recheck.output + recheck.errors, files: try BundleFolder.read(bundle), others: others)
  }

  /// The opening tags of XML or of Markdown with HTML in it.
  private static func tags(_ text: String) -> [String] {
    text.matches(of: /<[\/!?]?[A-Za-z][A-Za-z0-9]*/).map { String($0.0) }
  }

  private static func compareOthers(_ seen: Outputs, _ harmless: Outputs, _ payload: String) throws {
    for (format, text) in seen.others {
      let words = "\(format) with \(payload.debugDescription)"
      #expect(!steers(text), "\(words)")
      let own = harmless.others[format] ?? ""
      switch format {
      case "sarif", "gitlab", "ocsf", "asff", "inspect json":
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
      case "junit": #expect(tags(text) == tags(own), "\(words)")
      case "markdown":
        #expect(tags(text) == tags(own), "\(words)")
        #expect(text.count { $0 == "\n" } == own.count { $0 == "\n" }, "\(words)")
        // What is preformatted is not read as Markdown.
        let read = text.replacing(/<pre>[^<]*<\/pre>/, with: "")
        #expect(!read.contains("](javascript:") && !read.contains("![x]("), "\(words)")
      case "github":
        #expect(text.split(separator: "\n").count == own.split(separator: "\n").count, "\(words)")
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("::") || !$0.contains("::error") }, "\(words)")
      case "compact":
        #expect(text.split(separator: "\n").count == own.split(separator: "\n").count, "\(words)")
      case _: break
      }
    }
  }

  private static func compare(_ seen: Outputs, _ harmless: Outputs, _ payload: String) throws {
    try compareOthers(seen, harmless, payload)
    let tags = try #require(skeleton(seen.html), "the page is not well formed with \(payload.debugDescription)")
    #expect(tags == skeleton(harmless.html), "other elements with \(payload.debugDescription)")
    #expect(!steers(seen.html) && !steers(seen.text) && !steers(seen.recheck), "\(payload.debugDescription)")
    #expect(!steers(seen.json))
    _ = try JSONSerialization.jsonObject(with: Data(seen.json.utf8))
    for name in ["recheck.sh", "README.md"] {
      #expect(seen.files[name] == harmless.files[name], "\(name) with \(payload.debugDescription)")
    }
    let table = String(decoding: seen.files["reports/verdicts.csv"] ?? [], as: UTF8.self)
    let cells = table.matches(of: /"((?:[^"]|"")*)"(?:,|\r\n)/).map { String($0.1) }
    #expect(table.matches(of: /"((?:[^"]|"")*)"(?:,|\r\n)/).map { String($0.0) }.joined() == table)
    #expect(cells.count.isMultiple(of: 10) && cells.count > 20)
    for cell in cells {
      let first = cell.first { !$0.isWhitespace }
      #expect(!(first.map { "=+-@|%".contains($0) } ?? false) && !steers(cell), "\(cell.debugDescription)")
    }
    for name in ["oscal-assessment-plan.json", "oscal-assessment-results.json"] {
      let bytes = Data(seen.files["reports/" + name] ?? [])
      _ = try JSONSerialization.jsonObject(with: bytes)
      #expect(!steers(String(decoding: bytes, as: UTF8.self)))
    }
    #expect(seen.files.keys.allSatisfy { BundlePath.isSafe($0) || $0.isEmpty })
    _ = try Manifest(seen.files[Manifest.fileName] ?? [])
  }

  @Test func textsOfTheProviderStayTexts() throws {
    #expect(Self.payloads.count >= 50 && Set(Self.payloads).count == Self.payloads.count)
    let folder = try Scratch()
    let source = Tool.root.appending(path: Tool.network)
    let target = folder.url.appending(path: "network")
    func outputs(_ payload: String) throws -> Outputs {
      try Self.rewrite(source, to: target, payload)
      let policies = try folder.file("policies.isola", try Self.policies(payload))
      return try Self.outputs(target.path, policies.path, folder)
    }
    let harmless = try outputs("harmless")
    #expect(harmless.html.contains("harmless") && (Self.skeleton(harmless.html)?.count ?? 0) > 500)
    for payload in Self.chosen { try Self.compare(outputs(payload), harmless, payload) }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/isola-injected"))
  }

  @Test func textsOfPlansAndTemplatesStayTexts() throws {
    let folder = try Scratch()
    let policies = try folder.file(
      "p.isola", "policy \"p\" { forbid internet -> instances on any }\npolicy \"q\" { require instances -> internet on tcp/443 }\n")
    for isPlan in [true, false] {
      func outputs(_ payload: String) throws -> Outputs {
        let network = isPlan ? Self.plan(payload) : Self.template(payload)
        let file = folder.url.appending(path: isPlan ? "plan.json" : "template.json")
        try JSONSerialization.data(withJSONObject: network).write(to: file)
        return try Self.outputs(file.path, policies.path, folder)
      }
      let harmless = try outputs("harmless")
      #expect(harmless.html.contains("harmless"), "\(isPlan)")
      for payload in Self.chosen { try Self.compare(outputs(payload), harmless, payload) }
    }
  }

  /// Addresses, types, modules and logical ids name objects: what they hold may change what is read, and never how it is written.
  @Test func namesInPlansAndTemplatesStayTexts() throws {
    let folder = try Scratch()
    let policies = try folder.file("p.isola", "policy \"p\" { forbid internet -> instances on any }\n")
    let known = Set(Self.skeleton(try Self.outputs(
      Tool.root.appending(path: Tool.network).path, Tool.root.appending(path: Tool.policies).path, folder).html) ?? [])
    #expect(known.count > 30)
    for kind in 0..<3 {
      for payload in Self.chosen {
        let network = [Self.named(plan: payload), Self.named(state: payload), Self.named(template: payload)][kind]
        let file = folder.url.appending(path: "named-\(kind).json")
        try JSONSerialization.data(withJSONObject: network).write(to: file)
        for arguments in [["inspect"], ["check", policies.path]] {
          let run = try Tool.run(Tool.binary, arguments + ["--network", file.path])
          #expect(run.status <= 3, "\(run)")
          #expect(!Self.steers(run.output + run.errors), "\(payload.debugDescription)")
        }
        let page = folder.path("named.html")
        let run = try Tool.run(
          "report", policies.path, "--network", file.path, "--output", "html=\(page)")
        #expect(run.status <= 3, "\(run)")
        guard run.status != 2 else { continue }
        let tags = try #require(
          Self.skeleton(try String(contentsOfFile: page, encoding: .utf8)), "\(payload.debugDescription)")
        #expect(Set(tags).subtracting(known).isEmpty, "\(Set(tags).subtracting(known)) with \(payload.debugDescription)")
      }
    }
  }

  /// Every name of a value: what stands in `keys`, keys of objects under `Resources`, and what refers to them.
  private static func renamed(_ value: Any, _ payload: String, keys: Set<String>, key: String = "") -> Any {
    switch value {
    case let list as [Any]: return list.map { renamed($0, payload, keys: keys, key: key) }
    case let object as [String: Any]:
      return object.reduce(into: [String: Any]()) { result, member in
        let isName = key == "Resources"
        result[isName ? member.key + payload : member.key] = renamed(
          member.value, payload, keys: keys, key: member.key)
      }
    case let text as String: return keys.contains(key) ? text + payload : text
    case _: return value
    }
  }

  private static func named(plan payload: String) -> Any {
    renamed(plan("harmless"), payload, keys: ["address", "name", "provider_name", "terraform_version", "mode"])
  }

  private static func named(state payload: String) -> Any {
    let instance: [String: Any] = ["schema_version": 1, "attributes": ["id": "vpc-1", "cidr_block": "10.0.0.0/16"]]
    func resource(_ type: String) -> [String: Any] {
      [
        "module": "module.m\(payload)", "mode": "managed", "type": type, "name": "v" + payload,
        "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]\(payload)", "instances": [instance],
      ]
    }
    return [
      "version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": payload, "outputs": [String: Any](),
      "resources": [resource("aws_vpc"), resource("aws_" + payload)],
    ]
  }

  private static func named(template payload: String) -> Any {
    renamed(template("harmless"), payload, keys: ["Ref", "Type", "AvailabilityZone"])
  }

  private static func plan(_ payload: String) -> [String: Any] {
    func resource(_ type: String, _ name: String, _ values: [String: Any]) -> [String: Any] {
      [
        "address": "\(type).\(name)", "mode": "managed", "type": type, "name": name, "values": values,
        "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 1,
      ]
    }
    let tags: [String: Any] = ["tags": ["Name": payload], "tags_all": ["Name": payload]]
    let rules: [[String: Any]] = [
      [
        "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "description": payload,
        "ipv6_cidr_blocks": [String](), "prefix_list_ids": [String](), "security_groups": [String](), "self": false,
      ]
    ]
    let resources = [
      resource("aws_vpc", "v", ["id": "vpc-1", "cidr_block": "10.0.0.0/16"].merging(tags) { $1 }),
      resource(
        "aws_subnet", "s",
        ["id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "availability_zone": "us-east-1a"]
          .merging(tags) { $1 }),
      resource(
        "aws_security_group", "g",
        ["id": "sg-1", "vpc_id": "vpc-1", "name": payload, "description": payload, "ingress": rules, "egress": rules]
          .merging(tags) { $1 }),
      resource(
        "aws_instance", "i",
        [
          "id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"], "private_ip": "10.0.1.5",
          "instance_type": payload, "user_data": payload,
        ].merging(tags) { $1 }),
    ]
    return [
      "format_version": "1.2", "terraform_version": "1.9.0",
      "values": ["root_module": ["resources": resources]],
    ]
  }

  private static func template(_ payload: String) -> [String: Any] {
    let tags: [[String: Any]] = [["Key": "Name", "Value": payload]]
    func resource(_ type: String, _ properties: [String: Any]) -> [String: Any] {
      ["Type": type, "Properties": properties.merging(["Tags": tags]) { $1 }]
    }
    return [
      "AWSTemplateFormatVersion": "2010-09-09", "Description": payload,
      "Resources": [
        "Net": resource("AWS::EC2::VPC", ["CidrBlock": "10.0.0.0/16"]),
        "Sub": resource("AWS::EC2::Subnet", ["VpcId": ["Ref": "Net"], "CidrBlock": "10.0.1.0/24"]),
        "Group": resource(
          "AWS::EC2::SecurityGroup",
          [
            "VpcId": ["Ref": "Net"], "GroupDescription": payload, "GroupName": payload,
            "SecurityGroupIngress": [
              ["IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0", "Description": payload]
            ],
          ]),
        "Host": resource(
          "AWS::EC2::Instance",
          ["SubnetId": ["Ref": "Sub"], "SecurityGroupIds": [["Ref": "Group"]], "KeyName": payload]),
      ],
    ]
  }
}
