import NetworkEdits
import NetworkModel
import TestSupport
import Testing

/// LB-5 in copies with edits: what fails its health check now may pass it then.
@Suite struct EditedHealthTests {
  @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
  func targetsMayRecover(_ one: Bool, _ two: Bool) throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let (a, b) = (net.host("eni-a", in: subnet, "10.0.1.10"), net.host("eni-b", in: subnet, "10.0.1.11"))
    let made = net.model.targetGroups.insert(
      TargetGroup(
        name: "targets",
        targets: .known([
          Target(place: .interface(.resolved(a)), port: 80, isHealthy: one),
          Target(place: .interface(.resolved(b)), port: 80, isHealthy: two),
        ])))
    let group = try #require(made)
    #expect(net.model.edited([]).targetGroups[group].targets == net.model.targetGroups[group].targets)
    let copy = net.model.edited([.start(b)])
    if one == two {
      #expect(copy.targetGroups[group].targets == net.model.targetGroups[group].targets)
    } else if case .unknown(let reason) = copy.targetGroups[group].targets {
      #expect(copy[reason].rule == "LB-5")
    } else {
      Issue.record("what was unhealthy stays so")
    }
  }
}
