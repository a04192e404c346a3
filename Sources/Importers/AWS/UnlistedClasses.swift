internal import NetworkModel

/// IMP-3: lists that are missing, cut off, or about some VPCs only.
extension ImportState {
  /// For claims about all objects of a class (OBJ-1): where some may not be listed, with the first place where that is so.
  func noteUnlistedClasses() {
    guard !isDescribed else { return }
    for kind in ListedClass.allCases {
      let list = kind.list
      for vpc in model.vpcs.ids {
        guard let group = groupOfVPC[vpc] else { continue }
        let name = model.vpcs[vpc].name
        guard !isComplete(list, in: group) || gathered.isLeftOut(name, list, in: group) else { continue }
        model.unlisted[kind] = Unknown(
          object: "\(list.title) of \(title(ofGroup: group))", kind: "class",
          reason: "they were not collected to the end", rule: "IMP-3")
        break
      }
    }
  }
}

extension ListedClass {
  fileprivate var list: ResourceClass {
    switch self {
    case .securityGroups: .securityGroups
    case .internetGateways: .internetGateways
    case .egressOnlyInternetGateways: .egressOnlyInternetGateways
    case .natGateways: .natGateways
    case .peerings: .peerings
    case .vpnGateways: .vpnGateways
    case .endpoints: .endpoints
    }
  }
}
