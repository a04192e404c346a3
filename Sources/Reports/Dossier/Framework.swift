/// A list of requirements that a report goes through one by one. Titles are our own words, not those of the standard.
package struct Framework: Sendable {
  package struct Requirement: Sendable {
    package var id: String
    package var title: String
    /// Why a configuration alone cannot answer it; nil where policies can.
    package var beyond: String?
  }

  package let name: String
  /// How policies cite it: `PCI 1.3.1`.
  package let prefix: String
  package let requirements: [Requirement]

  package static let all: [String: Framework] = ["pci": pci, "cis": cis]

  /// The requirement that a policy cites; nil where it cites another framework.
  func requirement(citedAs control: String) -> String? {
    let words = control.split(separator: " ")
    guard words.count >= 2, words[0].uppercased().hasPrefix(prefix), let id = words.last else { return nil }
    return String(id)
  }

  private static let people = "about documents and people, not about what is configured"
  private static let elsewhere = "not a matter of which packets can pass"

  /// PCI DSS 4.0.1: requirement 1 in full, the others as a whole.
  private static let pci = Framework(
    name: "PCI DSS 4.0.1", prefix: "PCI",
    requirements: [
      .init(id: "1.1.1", title: "Rules for network controls are written down and in use", beyond: people),
      .init(id: "1.1.2", title: "Duties for network controls are assigned", beyond: people),
      .init(id: "1.2.1", title: "Rule sets have a standard, and are as it says"),
      .init(id: "1.2.2", title: "Changes of networks and rules are approved and managed", beyond: people),
      .init(id: "1.2.3", title: "Diagrams show all connections of the cardholder environment", beyond: people),
      .init(id: "1.2.4", title: "Diagrams show how account data flows", beyond: people),
      .init(id: "1.2.5", title: "Every allowed service, protocol and port is known, approved and needed"),
      .init(id: "1.2.6", title: "What is insecure among them is secured otherwise"),
      .init(id: "1.2.7", title: "Rule sets are reviewed every six months", beyond: people),
      .init(id: "1.2.8", title: "Files of network controls are secured and match what runs", beyond: elsewhere),
      .init(id: "1.3.1", title: "Into the cardholder environment comes only what is needed"),
      .init(id: "1.3.2", title: "Out of the cardholder environment goes only what is needed"),
      .init(id: "1.3.3", title: "Wireless networks are kept apart", beyond: elsewhere),
      .init(id: "1.4.1", title: "Between trusted and untrusted networks stand controls"),
      .init(id: "1.4.2", title: "From untrusted networks comes only what is meant to be public, and replies"),
      .init(id: "1.4.3", title: "Forged source addresses are kept out"),
      .init(id: "1.4.4", title: "Stores of cardholder data cannot be reached from untrusted networks"),
      .init(id: "1.4.5", title: "Inner addresses and routes are told only to whom they concern"),
      .init(id: "1.5.1", title: "Devices in both worlds have controls of their own", beyond: elsewhere),
      .init(id: "2", title: "Components are configured securely", beyond: elsewhere),
      .init(id: "3", title: "Stored account data is protected", beyond: elsewhere),
      .init(id: "4", title: "Cardholder data is encrypted on open networks", beyond: "in part a matter of ways: cite 4.2.1 in a policy with `encrypted by`"),
      .init(id: "5", title: "Systems are protected from malware", beyond: elsewhere),
      .init(id: "6", title: "Systems and software are developed securely", beyond: elsewhere),
      .init(id: "7", title: "Access is limited to who needs it", beyond: elsewhere),
      .init(id: "8", title: "Users are identified and authenticated", beyond: elsewhere),
      .init(id: "9", title: "Physical access is limited", beyond: elsewhere),
      .init(id: "10", title: "Access is logged and watched", beyond: elsewhere),
      .init(id: "11", title: "Security is tested regularly", beyond: "penetration tests are not replaced by proofs"),
      .init(id: "12", title: "Policies and programs support security", beyond: people),
    ])

  /// CIS Amazon Web Services Foundations: the section about networking, the others as a whole.
  private static let cis = Framework(
    name: "CIS AWS Foundations 3.0", prefix: "CIS",
    requirements: [
      .init(id: "1", title: "Identity and access management", beyond: elsewhere),
      .init(id: "2", title: "Storage", beyond: elsewhere),
      .init(id: "3", title: "Logging", beyond: elsewhere),
      .init(id: "4", title: "Monitoring", beyond: elsewhere),
      .init(id: "5.1", title: "No network ACL lets everybody in on ports of administration"),
      .init(id: "5.2", title: "No security group lets all of IPv4 in on ports of administration"),
      .init(id: "5.3", title: "No security group lets all of IPv6 in on ports of administration"),
      .init(id: "5.4", title: "The default security group of every VPC lets nothing through"),
      .init(id: "5.5", title: "Routes over peerings lead only where they must"),
      .init(id: "5.6", title: "Instances answer metadata requests by version 2 only", beyond: elsewhere),
    ])
}
