import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import Simulator
import SymbolicCompiler
import TermGraph

/// OBJ-15, OBJ-16: packets that hosts may emit and that end in a drop of some kind, wherever they are sent.
extension Checker {
  /// At most so many places are listed.
  private static let dropLimit = 64

  /// For every host that is meant, every packet of phase `new` and every resolution: where the forward trace ends. Each place
  /// at which one ends with one of `codes` is a finding, with a packet that the simulator confirms.
  mutating func judgeDrops(_ judge: inout ObjectJudge, _ codes: Set<DropCode>) throws(CheckError) {
    examineEverything()
    let hosts = network.interfaces.ids.filter { id in
      network.interfaces[id].kind == .ordinary && network.interfaces[id].isFunctional
        && judge.claim.subject?.contains(id) ?? true
    }
    judge.seen += hosts.count
    let options = ExplorerOptions(uncollectedFilters: .open, keepsDrops: true)
    let set = EndpointSet(members: hosts.map { EndpointMember(interface: $0) }, text: "hosts")
    var places: Set<[String]> = []
    for start in ends.starts(set, .all, families: IPFamily.allCases) {
      for family in IPFamily.allCases {
        for probe in probes(start, family, .any, Intervals(0, family.maximum), twoWay: false) {
          var found = Exploration(exploration, probe, options: options)
          for end in found.forwardEnds where places.count < Self.dropLimit {
            switch end.ending {
            case .delivered: continue
            case .unknown(let unknown):
              if try holds(found.condition(end), found, &judge.unknowns) { judge.unknowns.insert(unknown) }
            case .dropped(let code):
              guard codes.contains(code) else { continue }
              try judgeDrop(end, codes, &found, &judge, &places)
            }
          }
        }
      }
    }
  }

  private mutating func judgeDrop(
    _ end: PathEnd, _ codes: Set<DropCode>, _ found: inout Exploration, _ judge: inout ObjectJudge,
    _ places: inout Set<[String]>
  ) throws(CheckError) {
    let term = found.condition(end)
    guard try holds(term, found, &judge.unknowns) else { return }
    guard end.state.noted.isEmpty else {
      judge.unknowns.insert(end.state.noted)
      return
    }
    let shown = try witness(term, end, found, expecting: .failingForward, openFilters: true)
    let leg = shown.exchange.forward
    guard case .dropped(let code) = leg.disposition, codes.contains(code) else {
      throw .disagreement("the simulator drops \(shown.packet) from \(shown.emitter) as \(leg.disposition)")
    }
    let hop = leg.dropDetail ?? leg.hops.last
    guard places.insert([hop?.component ?? "", hop?.rule ?? "", code.rawValue]).inserted else { return }
    let sender: String
    switch shown.emitter {
    case .interface(let id): sender = network.interfaces[id].name
    case .internet: sender = "internet"
    case .onPremises: sender = "onprem"
    }
    let object = [hop?.component, hop?.rule].compactMap { $0 }.joined(separator: " ")
    judge.find(
      object.isEmpty ? sender : object, hop?.kind ?? "networkInterface",
      "what \(sender) sends to \(shown.packet.destination) \(codes.contains(.loop) ? "goes round in a circle" : "is dropped")",
      hop?.origin)
  }
}
