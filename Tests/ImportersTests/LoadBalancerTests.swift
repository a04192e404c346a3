import Importers
import NetworkModel
import SourceText
import Testing

@Suite("Load balancers in the input")
struct LoadBalancerTests {
  private static let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:"
  private static let balancer = arn + "loadbalancer/app/web/50dc6c495c0c9188"
  private static let listener = arn + "listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2"
  private static let group = arn + "targetgroup/servers/73e2d6bc24d8a067"
  private static let other = arn + "targetgroup/others/0123456789abcdef"

  /// The parts of a small folder, each of which a test may replace.
  private struct Input {
    var kind = "application"
    var extra = ""
    var listener = #""Protocol": "HTTPS", "Port": 443, "DefaultActions": [{"Type": "forward", "TargetGroupArn": "\#(LoadBalancerTests.group)"}]"#
    var rules: String? = #"{"RuleArn": "\#(LoadBalancerTests.listenerRule("0"))", "IsDefault": true, "Priority": "default"}"#
    var group = #""TargetType": "instance", "Protocol": "HTTP", "Port": 80"#
    var health: String? = #"{"Target": {"Id": "i-a", "Port": 8080}, "TargetHealth": {"State": "healthy"}}"#
    var attributes: String?
    var groupAttributes: String?
    var description = "ELB app/web/50dc6c495c0c9188"
    var zones = #"{"ZoneName": "eu-west-1a", "SubnetId": "subnet-a"}"#

    var files: [(path: String, text: String)] {
      let arn = LoadBalancerTests.balancer
      var files = [
        ("vpcs", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
        ("subnets", #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}]}"#),
        (
          "interfaces",
          #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-lb", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "InterfaceType": "interface", "RequesterId": "amazon-elb", "RequesterManaged": true, "Description": "\#(description)", "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddress": "10.0.1.20"}, {"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "InterfaceType": "interface", "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddress": "10.0.1.5", "Attachment": {"InstanceId": "i-a", "DeviceIndex": 0, "Status": "attached"}}]}"#
        ),
        ("instances", #"{"Reservations": [{"Instances": [{"InstanceId": "i-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": {"Name": "running"}, "NetworkInterfaces": [{"NetworkInterfaceId": "eni-a"}]}]}]}"#),
        ("balancers", #"{"LoadBalancers": [{"LoadBalancerArn": "\#(arn)", "LoadBalancerName": "web", "Type": "\#(kind)", "VpcId": "vpc-a", "State": {"Code": "active"}, "SecurityGroups": ["sg-a"], "AvailabilityZones": [\#(zones)]\#(extra)}]}"#),
        ("listeners", #"{"Listeners": [{"ListenerArn": "\#(LoadBalancerTests.listener)", "LoadBalancerArn": "\#(arn)", \#(listener)}]}"#),
        ("groups", #"{"TargetGroups": [{"TargetGroupArn": "\#(LoadBalancerTests.group)", \#(group)}, {"TargetGroupArn": "\#(LoadBalancerTests.other)", "TargetType": "lambda"}]}"#),
      ]
      if let rules { files.append(("rules", #"{"Rules": [\#(rules)]}"#)) }
      if let health {
        files.append(("health", #"{"LoadBalancerTargetHealth": [{"TargetGroupArn": "\#(LoadBalancerTests.group)", "TargetHealthDescriptions": [\#(health)]}]}"#))
      }
      if let attributes {
        files.append(("attributes", #"{"LoadBalancerAttributes": [{"LoadBalancerArn": "\#(arn)", "Attributes": [\#(attributes)]}]}"#))
      }
      return files.map { (path: $0.0 + ".json", text: $0.1) }
    }

    func network() -> NetworkModel {
      let result = Importer.importNetwork(folder: files)
      for diagnostic in result.diagnostics where diagnostic.severity == .error {
        Issue.record("\(diagnostic.message)")
      }
      return result.network
    }
  }

  private static func listenerRule(_ id: String) -> String {
    arn + "listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/" + id
  }

  private func forwards(_ network: NetworkModel) -> [Forward] {
    network.loadBalancers.elements.first?.listeners.first?.forwards ?? []
  }

  private func targets(_ network: NetworkModel) -> [Target]? {
    guard case .known(let targets)? = network.targetGroups.elements.first?.targets else { return nil }
    return targets
  }

  @Test("node, listener, target group and target")
  func whole() throws {
    let network = Input().network()
    let id = try #require(network.loadBalancers.id(named: Self.balancer))
    let balancer = network.loadBalancers[id]
    #expect(balancer.kind == .application && balancer.crossesZones && balancer.isFunctional)
    let node = try #require(network.interfaces.id(named: "eni-lb"))
    #expect(network.interfaces[node].kind == .loadBalancer(id))
    let listener = try #require(balancer.listeners.first)
    #expect(listener.port == 443 && listener.transport == .tcp)
    let host = try #require(network.interfaces.id(named: "eni-a"))
    #expect(forwards(network).map(\.condition) == [nil])
    #expect(targets(network) == [Target(place: .interface(.resolved(host)), port: 8080)])
    #expect(!network.unmodelled.elements.contains { $0.kind == "loadBalancer" || $0.kind == "targetGroup" && $0.name == Self.group })
    #expect(!network.globalUnknowns.contains { network[$0].object == Self.balancer })
  }

  @Test("what is not described whole stays unknown")
  func halves() {
    var odd = Input()
    odd.extra = #", "Mystery": "on""#
    var gateway = Input()
    gateway.kind = "gateway"
    for input in [odd, gateway] {
      let network = input.network()
      #expect(network.loadBalancers.isEmpty)
      #expect(network.unmodelled.elements.contains { $0.kind == "loadBalancer" })
    }
    var untold = Input()
    untold.health = nil
    #expect(targets(untold.network()) == nil)
    var unruled = Input()
    unruled.rules = nil
    #expect(forwards(unruled.network()).contains { if case .missing = $0.group { true } else { false } })
  }

  @Test("a node or a listener that nobody can follow is unknown everywhere")
  func everywhere() {
    func isEverywhere(_ edit: (inout Input) -> Void) -> Bool {
      var input = Input()
      edit(&input)
      let network = input.network()
      return network.globalUnknowns.contains { network[$0].kind == "loadBalancer" }
    }
    #expect(isEverywhere { $0.zones += #", {"ZoneName": "eu-west-1b", "SubnetId": "subnet-b"}"# })
    #expect(isEverywhere { $0.listener = $0.listener.replacing("HTTPS", with: "GENEVE") })
    #expect(isEverywhere { $0.description = "ELB app/another/50dc6c495c0c9188" })
    #expect(!isEverywhere { _ in })
  }

  @Test("LB-2: rules in their order, conditions, weights")
  func rules() throws {
    func rule(_ id: String, _ priority: String, _ conditions: String) -> String {
      #", {"RuleArn": "\#(Self.listenerRule(id))", "Priority": "\#(priority)", "Conditions": [\#(conditions)], "Actions": [{"Type": "forward", "TargetGroupArn": "\#(Self.other)"}]}"#
    }
    func found(_ rule: String) -> [(name: String, isCertain: Bool)] {
      var input = Input()
      input.rules = (input.rules ?? "") + rule
      let network = input.network()
      return forwards(network).map { forward in
        (forward.group.id.map { network.targetGroups[$0].name } ?? "?", forward.condition == nil)
      }
    }
    let path = found(rule("1", "5", #"{"Field": "path-pattern", "Values": ["/api/*"]}"#))
    #expect(path.map(\.name) == [Self.other, Self.group] && path.allSatisfy(\.isCertain))
    let all = found(rule("1", "5", #"{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}"#))
    #expect(all.map(\.name) == [Self.other])
    let source = found(rule("1", "5", #"{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}}"#))
    #expect(source.map(\.name) == [Self.other, Self.group] && !source.contains(where: \.isCertain))
    var weighted = Input()
    weighted.listener = #""Protocol": "HTTP", "Port": 80, "DefaultActions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "\#(Self.group)", "Weight": 0}, {"TargetGroupArn": "\#(Self.other)", "Weight": 1}]}}]"#
    #expect(forwards(weighted.network()).count == 1)
    var authenticated = Input()
    authenticated.listener = #""Protocol": "HTTPS", "Port": 443, "DefaultActions": [{"Type": "authenticate-oidc", "Order": 1}, {"Type": "forward", "Order": 2, "TargetGroupArn": "\#(Self.group)"}]"#
    #expect(forwards(authenticated.network()).map { $0.condition != nil } == [true])
    var redirect = Input()
    redirect.listener = #""Protocol": "HTTP", "Port": 80, "DefaultActions": [{"Type": "redirect"}]"#
    #expect(forwards(redirect.network()).isEmpty)
  }

  @Test("LB-5: cross-zone by default and by attribute, health")
  func attributes() {
    var input = Input()
    input.attributes = #"{"Key": "load_balancing.cross_zone.enabled", "Value": "false"}"#
    input.health = #"{"Target": {"Id": "10.0.1.77", "Port": 80}, "TargetHealth": {"State": "unhealthy"}}"#
    input.group = #""TargetType": "ip", "Protocol": "HTTP", "Port": 80"#
    let network = input.network()
    #expect(network.loadBalancers.elements.first?.crossesZones == false)
    #expect(targets(network)?.first?.isHealthy == false)
    guard case .address? = targets(network)?.first?.place else {
      Issue.record("an ip target is an address")
      return
    }
  }

  @Test("LB-5: a target whose first check has not ended")
  func initialTarget() {
    var input = Input()
    func target(_ address: String, _ state: String) -> String {
      #"{"Target": {"Id": "\#(address)", "Port": 80}, "TargetHealth": {"State": "\#(state)"}}"#
    }
    input.group = #""TargetType": "ip", "Protocol": "HTTP", "Port": 80"#
    input.health = target("10.0.1.77", "initial")
    #expect(targets(input.network())?.count == 1)
    input.health = target("10.0.1.77", "initial") + ", " + target("10.0.1.78", "unhealthy")
    #expect(targets(input.network()) == nil)
  }

  @Test("a missing instance is a target that nobody knows")
  func missingTarget() {
    var input = Input()
    input.health = #"{"Target": {"Id": "i-gone", "Port": 80}}"#
    guard case .interface(.missing)? = targets(input.network())?.first?.place else {
      Issue.record("expected a missing interface")
      return
    }
  }

  @Test("classic load balancers: every instance behind every listener")
  func classic() throws {
    var input = Input()
    input.description = "ELB old"
    let balancer =
      #"{"LoadBalancerName": "old", "VPCId": "vpc-a", "Subnets": ["subnet-a"], "SecurityGroups": ["sg-a"], "Instances": [{"InstanceId": "i-a"}], "ListenerDescriptions": [{"Listener": {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8000}}]}"#
    let files = input.files.filter { $0.path != "balancers.json" } + [
      (path: "classic.json", text: #"{"LoadBalancerDescriptions": [\#(balancer)]}"#)
    ]
    let network = Importer.importNetwork(folder: files).network
    let id = try #require(network.loadBalancers.id(named: "old"))
    #expect(network.loadBalancers[id].kind == .classic)
    let listener = try #require(network.loadBalancers[id].listeners.first)
    let group = try #require(listener.forwards.first?.group.id)
    let host = try #require(network.interfaces.id(named: "eni-a"))
    #expect(
      network.targetGroups[group].targets
        == .known([Target(place: .interface(.resolved(host)), port: 8000)]))
    #expect(!network.unmodelled.elements.contains { $0.kind == "loadBalancer" })
  }
}
