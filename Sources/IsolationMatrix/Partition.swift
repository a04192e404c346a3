package import NetworkModel

/// How a network is parted.
package enum PartitionKey: Hashable, Sendable {
  case vpc, account, region
  /// The value of a tag of the VPC.
  case tag(String)

  /// `vpc`, `account`, `region` or `tag:KEY`.
  package init?(_ text: String) {
    switch text {
    case "vpc": self = .vpc
    case "account": self = .account
    case "region": self = .region
    case _ where text.hasPrefix("tag:") && text.utf8.count > 4: self = .tag(String(text.dropFirst(4)))
    case _: return nil
    }
  }

  package var text: String {
    switch self {
    case .vpc: "vpc"
    case .account: "account"
    case .region: "region"
    case .tag(let key): "tag:\(key)"
    }
  }
}

/// A part of a network: whole VPCs under one name.
package struct Partition: Hashable, Sendable {
  package let name: String
  package let vpcs: [ID<VPC>]

  /// What VPCs without the tag are counted under, and those of which it is not known. A tag of that value joins them.
  package static let untagged = "(untagged)"
  package static let unknown = "(not known)"

  /// All parts, in the order in which their first VPCs stand in the network.
  package static func all(_ network: NetworkModel, by key: PartitionKey) -> [Partition] {
    var order: [String] = []
    var members: [String: [ID<VPC>]] = [:]
    for id in network.vpcs.ids {
      let vpc = network.vpcs[id]
      let scope = network.scopes[vpc.scope]
      let name =
        switch key {
        case .vpc: vpc.name
        case .account: scope.gaps[.account] == nil ? scope.account : unknown
        case .region: scope.gaps[.region] == nil ? scope.region : unknown
        case .tag(let tag): vpc.tags[tag] ?? (vpc.gaps[.tags] == nil ? untagged : unknown)
        }
      if members[name] == nil { order.append(name) }
      members[name, default: []].append(id)
    }
    return order.map { Partition(name: $0, vpcs: members[$0] ?? []) }
  }
}
