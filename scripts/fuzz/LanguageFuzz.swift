import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText

/// A network with one object of every kind that a policy may name.
private let network: NetworkModel = {
  var net = NetworkBuilder()
  let vpc = net.vpc("vpc-1", "10.0.0.0/16")
  let other = net.vpc("vpc-2", "10.1.0.0/16")
  let gateway = net.internetGateway("igw-1", vpc)
  let table = net.table("rtb-1", in: vpc)
  net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
  net.peering("pcx-1", vpc, other)
  let subnet = net.subnet("subnet-1", in: vpc, "10.0.1.0/24", table: table)
  let far = net.subnet("subnet-2", in: other, "10.1.1.0/24")
  net.nat("nat-1", in: subnet, ["10.0.1.4"], public: ["198.51.100.4"])
  let host = net.host("eni-1", in: subnet, "10.0.1.5", "10.0.1.6", public: "198.51.100.5")
  net.host("eni-2", in: far, "10.1.1.5")
  let made = net.model.instances.insert(
    Instance(
      name: "i-1", scope: net.model.interfaces[host].scope, type: "m6i.large",
      tags: ["Tier": "web", "Name": "front"], interfaces: [host]))
  net.model.interfaces[host].instance = made
  return net.model
}()

private let index = NetworkIndex(network)

/// For the fuzzer: every text is resolved without a trap, every message has a place in it, a policy in the result has no
/// error, and what is wrong whatever the network is also wrong in this one.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let file = FileID(index: 0)
  let parsed = Parser.parseFile(bytes, file: file)
  let checked = TypeChecker.check([parsed.tree], against: network)
  for diagnostic in checked.diagnostics {
    guard let range = diagnostic.range else { preconditionFailure("no place: \(diagnostic)") }
    precondition(Int(range.end) <= count, "range outside the input")
  }
  precondition(
    checked.policies.allSatisfy { !$0.claims.isEmpty || !$0.objectClaims.isEmpty } || checked.hasErrors || parsed.hasErrors,
    "a policy without claims")
  for claim in checked.policies.flatMap(\.claims) {
    precondition((claim.kind == .everyPath) == (claim.way != nil), "a way without its claim")
    _ = claim.vacuity(internet: index.internet)
  }
  if let question = Parser.parseQuestion(bytes, file: file).tree {
    var types = TypeChecker(index: index)
    let answer = types.check(question)
    precondition(answer != nil || !types.reported.isEmpty, "refused without a reason")
  }
  let linked = Linker.link([parsed.tree]).files
  precondition(Linker.link(linked).files == linked, "linking twice changes something")
  guard !parsed.hasErrors else { return 0 }
  _ = TypeChecker.mistakes(in: [parsed.tree])
  return 0
}
