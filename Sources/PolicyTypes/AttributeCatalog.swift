import NetworkModel
package import PolicySyntax
import SourceText

/// Which attributes each kind of object has. Rule: Specs/Language/Meaning.md, LANG-8.
package enum AttributeCatalog {
  /// What the path means for a selector of `kind`; nil when there is no such attribute.
  package static func attribute(_ path: AttributePath, of kind: Selector.Kind) -> Attribute? {
    var steps = path.steps.map(\.text)
    guard let head = steps.first else { return nil }
    if let subject = Attribute.Subject(rawValue: head), subjects(of: kind).contains(subject) {
      steps.removeFirst()
      if steps.isEmpty { return subject == .sg ? .id(.sg) : nil }
      return own(steps, subject)
    }
    if let subject = self.subject(of: kind), let found = own(steps, subject) { return found }
    guard steps.count == 1 else { return nil }
    let (hasInterfaces, isZoned) =
      switch kind {
      case .instances, .interfaces: (true, true)
      case .subnets: (false, true)
      case .vpcs: (false, false)
      }
    switch head {
    case "region": return .region
    case "account": return .account
    case "az" where isZoned: return .zone
    case "type" where hasInterfaces: return .instanceType
    case "address" where hasInterfaces: return .address
    case "public-address" where hasInterfaces: return .publicAddress
    case _: return nil
    }
  }

  /// Attributes that belong to one object: `id`, `name`, `tag.KEY`, `cidr`.
  private static func own(_ steps: [String], _ subject: Attribute.Subject) -> Attribute? {
    switch (steps[0], steps.count) {
    case ("id", 1): .id(subject)
    case ("name", 1): subject == .sg ? .groupName : .tag(subject, key: "Name")
    case ("tag", 2): .tag(subject, key: steps[1])
    case ("cidr", 1) where subject == .subnet || subject == .vpc: .ranges(subject)
    case ("type", 1) where subject == .instance: .instanceType
    case _: nil
    }
  }

  private static func subject(of kind: Selector.Kind) -> Attribute.Subject? {
    switch kind {
    case .instances: .instance
    case .interfaces: .interface
    case .subnets: .subnet
    case .vpcs: .vpc
    }
  }

  private static func subjects(of kind: Selector.Kind) -> [Attribute.Subject] {
    switch kind {
    case .instances, .interfaces: Attribute.Subject.allCases
    case .subnets: [.subnet, .vpc]
    case .vpcs: [.vpc]
    }
  }

  /// Everything that may be written for `kind`, for did-you-mean and for the note that lists it.
  static func names(of kind: Selector.Kind) -> [String] {
    let plain: [String] =
      switch kind {
      case .instances, .interfaces:
        ["id", "name", "tag", "type", "az", "region", "account", "address", "public-address"]
      case .subnets: ["id", "name", "tag", "cidr", "az", "region", "account"]
      case .vpcs: ["id", "name", "tag", "cidr", "region", "account"]
      }
    return plain + subjects(of: kind).map(\.rawValue)
  }
}
