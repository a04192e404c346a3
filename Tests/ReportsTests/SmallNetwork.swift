import Checker
import NetworkModel
import PolicyTypes
import Reports
import SourceText
import TestSupport

/// One VPC with a public host `eni-web`, which two rules open to the Internet on port 22, and a
/// private `eni-db`.
struct SmallNetwork {
  var model: NetworkModel
  let web: ID<Interface>
  let db: ID<Interface>

  init() {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let igw = net.internetGateway("igw-a", vpc)
    net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let inner = net.subnet("subnet-b", in: vpc, "10.0.2.0/24")
    let first = net.group(
      "sg-web", in: vpc, [.ingress(.tcp(22), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
    let second = net.group("sg-debug", in: vpc, [.ingress(.tcp(20...30), "198.51.100.0/24")])
    let dbGroup = net.group(
      "sg-db", in: vpc, [.ingress(.tcp(5432), first), .egress(.any, "0.0.0.0/0")])
    web = net.host("eni-web", in: subnet, "10.0.1.5", groups: [first, second], public: "54.0.0.5")
    db = net.host("eni-db", in: inner, "10.0.2.7", groups: [dbGroup])
    model = net.model
  }

  var context: ReportContext {
    ReportContext(network: model, files: SourceFiles(), networkPath: "net", layout: "test")
  }

  static let internet = EndpointSet(members: [], outside: .all, text: "internet")

  func set(_ id: ID<Interface>, _ text: String) -> EndpointSet {
    EndpointSet(members: [EndpointMember(interface: id)], text: text)
  }

  func tcp(_ port: UInt16) -> Traffic {
    Traffic(entries: [.init(proto: 6, ports: port...port)], text: "tcp/\(port)")
  }

  func report(_ claims: [Claim], name: String = "p") throws -> CheckReport {
    let range = SourceRange(file: FileID(index: 0), start: 0, end: 0)
    let policy = CheckedPolicy(
      name: name, severity: .high, rationale: "because", controls: ["C-1"], claims: claims,
      range: range)
    var checker = try Checker(model)
    return CheckReport(policies: [try checker.check(policy)], warnings: [])
  }
}
