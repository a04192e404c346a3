/// Mistakes that can be sown.
enum FaultKind: String, CaseIterable {
  case openPort = "open-port"
  case wrongRouteTarget = "wrong-route-target"
  case missingRoute = "missing-route"
  case wrongAssociation = "wrong-association"
  case extraPropagation = "extra-propagation"
  case missingIsolationRoute = "missing-isolation-route"
  case wideStaticRoute = "wide-static-route"
  case extraPeering = "extra-peering"
  case wrongReference = "wrong-reference"
  case bypassedFirewall = "bypassed-firewall"
  case tunnelDown = "tunnel-down"
}

/// One mistake: where it is and which policies it must violate.
struct Fault {
  var kind: FaultKind
  /// The VPC, or of `single` the number of the pod of groups, counted through the network.
  var place: Int
  /// The environment whose table is wrong, where one is.
  var environment = 0
  /// The hub or cell, and the VPC or hub on the other side, where there is one.
  var segment = 0
  var other = 0
  /// The wrong object, and the account and Region that show it.
  var object: String
  var account: String
  var region: String
  var violates: [String]
}
