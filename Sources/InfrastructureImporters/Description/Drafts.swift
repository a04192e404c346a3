internal import SourceText

/// The parts of a description that several resources contribute to.
struct VPCDraft {
  var resource: Resource
  var ipv4: [(text: String, range: SourceRange)] = []
  var ipv6: [(text: String, range: SourceRange)] = []
  var tags: Draft?
  /// Asks for an IPv6 range that the provider chooses.
  var hasLaterIPv6 = false
  var mainTable: String
  var hasNamedMainTable = false
  /// The id of the main table, where it is another one than the table that came with the VPC.
  var otherMainTable: String?
}

struct SubnetDraft {
  var resource: Resource
  var vpc: String
  var ipv4: String?
  var ipv6: [(text: String, range: SourceRange)] = []
  var zone: String?
  var zoneID: String?
  var mapsPublic: Bool
  /// Gives every new interface an IPv6 address; nil: not known.
  var assignsIPv6: Bool? = false
  var tags: Draft?
  var owner: String?
}

struct TableDraft {
  var resource: Resource?
  var vpc: String
  var routes: [Draft] = []
  var associations: [Draft] = []
  var isMain = false
  /// Destinations that have a route of their own, as they are written.
  var destinations: Set<String> = []
  var tags: Draft?
  var range: SourceRange
  var region: String?
}

struct GroupDraft {
  var resource: Resource?
  var name: String
  var vpc: String
  var ingress: [Draft] = []
  var egress: [Draft] = []
  var tags: Draft?
  var range: SourceRange
  var region: String?
}

struct ACLDraft {
  var resource: Resource?
  var vpc: String
  struct Entry {
    var number: Int
    var isEgress: Bool
    var draft: Draft
  }

  var isDefault = false
  var entries: [Entry] = []
  /// False where the entries are not known.
  var isKnown = true
  var subnets: [(name: String, range: SourceRange)] = []
  var tags: Draft?
  var range: SourceRange
  var region: String?
}

struct InterfaceDraft {
  var resource: Resource
  var subnet: String
  /// Nil: the group that comes with the VPC.
  var groups: [String]?
  var unknownGroups: String?
  var ipv4: [String] = []
  /// Asks for this many addresses that the provider chooses.
  var laterIPv4 = 0
  var ipv6: [String] = []
  var laterIPv6 = false
  var checks = true
  /// A public address that the provider chooses on launch.
  var hasLaterPublic = false
  var publicAddress: String?
  /// Nil: no instance.
  var instance: String?
  var device = 0
  var isAttached = true
  /// The provider's word for what stands behind it.
  var type = "interface"
  var text = ""
  var tags: Draft?
  var range: SourceRange
}

struct InstanceDraft {
  var resource: Resource
  var interfaces: [String] = []
  var type: String?
  var tags: Draft?
  var state = "running"
  var subnet: String?
}

struct AddressDraft {
  var resource: Resource
  var publicAddress: String?
  var interface: String?
  var instance: String?
  var privateAddress: String?
  /// Another object has the address: a NAT gateway, a load balancer.
  var isTaken = false
  /// It exists already, and the input does not describe it.
  var isForeign = false
}

struct NATDraft {
  var resource: Resource
  var subnet: String
  var isPublic = true
  /// Names of elastic addresses, the primary one first.
  var addresses: [String] = []
  var hasUnknownAddress = false
  var privateAddress: String?
  var publicAddress: String?
  var isRegional = false
  var tags: Draft?
}

struct GatewayDraft {
  var resource: Resource
  var isEgressOnly = false
  var vpc: String?
  /// Whether it is attached at all is not known.
  var unknownVPC: String?
  var tags: Draft?
}

struct PrefixListDraft {
  var resource: Resource
  var title: String
  var entries: [(text: String, range: SourceRange)] = []
  var isKnown = true
}

struct TransitDrafts {
  struct Gateway {
    var resource: Resource
    var associates = true
    var propagates = true
    var options: [(String, Draft)] = []
    var tags: Draft?
  }
  struct Table {
    var resource: Resource
    var gateway: String
    var routes: [Draft] = []
    var isKnown = true
    /// Attachments that are associated, and those that propagate.
    var associations: [String] = []
    var propagations: [String] = []
    var tags: Draft?
  }
  struct Attachment {
    var resource: Resource
    var gateway: String
    /// The provider's word for what is attached, and its name.
    var kind = "vpc"
    var other: String
    var subnets: [String]
    var options: [(String, Draft)] = []
    /// Nil: as the gateway does by default.
    var associates: Bool?
    var propagates: Bool?
    var tags: Draft?
  }
  var gateways = Drafts<Gateway>()
  var tables = Drafts<Table>()
  var attachments = Drafts<Attachment>()
}
