import Checker
import NetworkModel
import Outputs
import PolicyTypes
import Reports
import SourceText
import TestSupport

/// A public host `eni-web` that one rule opens to the Internet on port 22; the rule stands on a line of a file.
struct OneHole {
  var model: NetworkModel
  let web: ID<Interface>

  static let settings = OutputSettings(
    gate: Gate(), paths: RepositoryPaths(workingFolder: "/r", repositoryRoot: "/r"), time: 1_700_000_000,
    version: "1.2.3")

  init() {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let igw = net.internetGateway("igw-a", vpc)
    net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let group = net.group(
      "sg-web", in: vpc, [.ingress(.tcp(22), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
    web = net.host("eni-web", in: subnet, "10.0.1.5", groups: [group], public: "54.0.0.5")
    model = net.model
  }

  /// `linesBefore`: the rule stands on the line after so many.
  func report(
    policy: String = "no ssh", rationale: String? = "because", controls: [String] = ["PCI"],
    severity: PolicySeverity = .high, port: UInt16 = 22, path: String = "net/groups.json", linesBefore: Int = 2
  ) throws -> (report: CheckReport, context: ReportContext) {
    var files = SourceFiles()
    let text = String(repeating: "{}\n", count: linesBefore) + "  é\"0.0.0.0/0\"\n"
    let file = files.add(path: path, text: text)
    let policies = files.add(path: "policies/p.isola", text: "\npolicy p { forbid internet -> web on tcp/22 }\n")
    let start = UInt32(linesBefore * 3 + 4)
    var model = model
    for id in model.securityGroups.ids {
      for index in model.securityGroups[id].rules.indices {
        model.securityGroups[id].rules[index].origin = SourceRange(file: file, start: start, end: start + 11)
      }
    }
    let claim = Claim(
      kind: .forbid, source: EndpointSet(members: [], outside: .all, text: "internet"),
      destination: EndpointSet(members: [EndpointMember(interface: web)], text: "web"),
      traffic: Traffic(entries: [.init(proto: 6, ports: port...port)], text: "tcp/\(port)"),
      range: SourceRange(file: policies, start: 12, end: 44))
    let checked = CheckedPolicy(
      name: policy, severity: severity, rationale: rationale, controls: controls, claims: [claim],
      range: SourceRange(file: policies, start: 1, end: 46))
    var checker = try Checker(model)
    return (
      CheckReport(policies: [try checker.check(checked)], warnings: []),
      ReportContext(network: model, files: files, networkPath: "net", layout: "test")
    )
  }

  func text(_ kind: OutputKind, gate: Gate = Gate(), linesBefore: Int = 2, severity: PolicySeverity = .high) throws
    -> String
  {
    let (report, context) = try report(severity: severity, linesBefore: linesBefore)
    var settings = Self.settings
    settings.gate = gate
    return Output.text(kind, report, context, settings)
  }
}
