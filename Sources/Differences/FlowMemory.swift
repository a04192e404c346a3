/// The flows of one network that is compared with several others.
package final class FlowMemory {
  package let map: FlowMap
  private var near: (places: ChangedPlaces, map: FlowMap, known: [Party: SenderFlows])?

  package init(_ map: FlowMap) { self.map = map }

  /// Kept until other places are asked for. Flows to everywhere are not kept: they would be as many as pairs of hosts.
  func flows(of party: Party, near places: ChangedPlaces?) -> SenderFlows {
    guard let places else { return map.flows(of: party) }
    if near?.places != places { near = (places, map.near(places), [:]) }
    if let known = near?.known[party] { return known }
    let found = near?.map.flows(of: party) ?? map.flows(of: party)
    near?.known[party] = found
    return found
  }
}
