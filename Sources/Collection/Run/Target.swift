/// An account that is read, with the credentials for it and the Regions in it.
package struct Target: Sendable {
  package let client: AWSClient
  package let partition: String
  package let account: String
  /// Sorted.
  package let regions: [String]
  /// Enabled Regions that are not read; nil where they could not be listed.
  package let otherRegions: [String]?

  /// Where the global services of a partition answer.
  static func home(of partition: String, service: String) -> String {
    switch partition {
    case "aws-cn": "cn-northwest-1"
    case "aws-us-gov": "us-gov-west-1"
    case _: ["globalaccelerator", "networkmanager"].contains(service) ? "us-west-2" : "us-east-1"
    }
  }

  func scopes(for call: CallDescription) -> [Scope] {
    let places =
      switch call.place {
      case .region: regions
      case .global: [Self.home(of: partition, service: call.service)]
      }
    return places.map { Scope(partition: partition, account: account, region: $0) }
  }
}

/// Which accounts the organisation has besides those that are read.
package enum Organisation: Hashable, Sendable {
  /// Active accounts that are not read, sorted.
  case others([String])
  /// The account belongs to no organisation.
  case none
  /// They could not be listed; the provider's code.
  case unlisted(String)
}
