internal import Importers
internal import SourceText

/// Turns resources into a description in the provider's words, with everything that the provider adds by itself (IAC-2).
///
/// The work has three parts: each resource enters its draft or the draft it belongs to; what the provider adds is added;
/// the drafts are written out.
final class Describer {
  /// Where the resources come from, as far as rules differ.
  enum Origin: Hashable { case plan, state, template }

  let origin: Origin
  let resources: [Resource]
  let byAddress: [String: Resource]
  /// Id of the provider → address here.
  var addressOfID: [String: String] = [:]

  var remarks: [DescribedRemark] = []
  var diagnostics: [Diagnostic] = []
  var ledger = LedgerSummary()
  var unsupported: [String: (count: Int, range: SourceRange)] = [:]
  private var assumed: Set<String> = []

  var vpcs = Drafts<VPCDraft>()
  var subnets = Drafts<SubnetDraft>()
  var tables = Drafts<TableDraft>()
  var groups = Drafts<GroupDraft>()
  var acls = Drafts<ACLDraft>()
  var interfaces = Drafts<InterfaceDraft>()
  var addresses = Drafts<AddressDraft>()
  var nats = Drafts<NATDraft>()
  var transit = TransitDrafts()
  var firewalls = Drafts<FirewallDraft>()
  var vpnGateways = Drafts<VPNGatewayDraft>()
  var vpnConnections = Drafts<VPNConnectionDraft>()
  var propagations: [PropagationDraft] = []
  var directConnect = DirectConnectDrafts()
  /// Answers about one object each.
  var documents: [Document] = []
  /// Objects that need no completion, by class of the provider's answers.
  var finished: [(class: String, region: String?, draft: Draft)] = []
  var instances = Drafts<InstanceDraft>()
  /// Groups whose rules something that is not modelled changes.
  var doubtedGroups: [String: SourceRange] = [:]
  /// What the plan takes away or changes, as it is before.
  var departed: [Resource] = []
  /// Internet gateways with the VPC each is attached to.
  var gateways = Drafts<GatewayDraft>()
  var prefixLists = Drafts<PrefixListDraft>()
  /// How many ranges of each resource have a name of their own (IAC-7).
  var openRanges: [String: Int] = [:]
  /// Ranges that rules, lists and routes name, for the choice of addresses (IAC-4).
  var namedRanges: Set<String> = []

  init(_ resources: [Resource], origin: Origin) {
    self.origin = origin
    let resources = origin == .template ? resources : resources.map(Self.placed)
    self.resources = resources
    byAddress = Dictionary(resources.map { ($0.address, $0) }) { first, _ in first }
    for resource in resources {
      if let id = resource.attributes["id"]?.text, !id.isEmpty, addressOfID[id] == nil {
        addressOfID[id] = resource.address
      }
    }
  }

  /// A resource of version 6 of the provider names its Region itself, and then the provider's configuration does not count.
  private static func placed(_ resource: Resource) -> Resource {
    guard let region = resource.attributes["region"]?.text, !region.isEmpty else { return resource }
    var result = resource
    result.region = region
    return result
  }

  /// SOUNDNESS: a resource that may lie in another Region than its provider is not where the description puts it.
  private func noteRegions() {
    guard origin != .template else { return }
    for resource in resources where Self.order.contains(resource.type) {
      guard let value = resource.attributes["region"], value.text == nil, !value.isEmpty else { continue }
      if case .later = value.shape, resource.written.map({ $0.contains("region") }) == false { continue }
      unknown(resource, "its `region` is not known", at: value.range)
    }
  }

  /// Everything, in an order in which nothing is needed before it is there.
  func describe() {
    noteDoubles()
    noteRegions()
    for type in Self.order {
      for resource in resources where resource.type == type { enter(resource) }
      // Rules, routes and entries of their own may belong to what came with a VPC.
      if type == "aws_default_vpc" { enterStandards() }
    }
    noteDeparted()
    for resource in resources where !Self.order.contains(resource.type) { keepApart(resource) }
    addDefaults()
    chooseAddresses()
    assume(
      "nothing-beside",
      "what else is in the same account neither changes the described objects nor adds ways to them"
    )
  }

  private func noteDoubles() {
    var seen: [String: SourceRange] = [:]
    for resource in resources {
      if let first = seen[resource.address] {
        diagnostics.append(
          Diagnostic(
            code: "IM009", message: "`\(DisplayText.escape(resource.address))` is described twice",
            range: resource.range.first, labels: [.init(range: first.first, message: "first here")])
        )
      }
      seen[resource.address] = seen[resource.address] ?? resource.range
    }
  }

  /// Taken as true unless the import is strict, and listed by every answer.
  func assume(_ name: String, _ text: String) {
    guard assumed.insert(name).inserted else { return }
    remarks.append(.assumption(name: name, text: text))
  }

  /// Something about a resource that may matter to every answer.
  func unknown(
    _ resource: Resource, _ reason: String, rule: String = "IAC-1", at range: SourceRange? = nil
  ) {
    remarks.append(
      .unknown(
        object: resource.address, kind: resource.title, reason: reason, rule: rule,
        at: (range ?? resource.range).first))
  }

  func warn(_ code: String, _ message: String, at range: SourceRange) {
    diagnostics.append(
      Diagnostic(code: code, severity: .warning, message: message, range: range.first))
  }

  /// Attributes of a resource that nobody read: each with a value makes the resource unknown, for it may change what
  /// the others say (IMP-5).
  func finish(_ reader: Reader) {
    for member in reader.left {
      ledger.add(type: reader.resource.title, unreadAttribute: member.key, at: member.value.range)
      warn(
        "IM013",
        "the attribute `\(DisplayText.escape(member.key))` of "
          + "`\(DisplayText.escape(reader.resource.address))` is not known", at: member.value.range)
      unknown(
        reader.resource, "its attribute `\(member.key)` is not known", rule: "IMP-5",
        at: member.value.range)
    }
    for (key, range) in reader.ignored {
      ledger.add(type: reader.resource.title, ignoredAttribute: key, at: range)
    }
  }
}

/// Drafts by name, in order of entry.
struct Drafts<Element> {
  private(set) var names: [String] = []
  private var byName: [String: Element] = [:]

  subscript(name: String) -> Element? {
    get { byName[name] }
    set {
      if let newValue {
        if byName[name] == nil { names.append(name) }
        byName[name] = newValue
      } else if byName.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  var all: [(name: String, element: Element)] {
    names.compactMap { name in byName[name].map { (name, $0) } }
  }
}

/// Typed access to the attributes of one resource; remembers which were read.
final class Reader {
  let resource: Resource
  /// Whether an attribute that is not there at all has its default (a template) or is not shown (a plan, a state).
  let showsAll: Bool
  private var read: Set<String> = [
    "id", "timeouts", "tags", "tags_all", "arn", "owner_id", "region",
  ]
  private(set) var ignored: [(String, SourceRange)] = []

  init(_ resource: Resource, showsAll: Bool) {
    self.resource = resource
    self.showsAll = showsAll
  }

  /// The attribute, unless it is absent or null.
  subscript(key: String) -> Attribute? {
    read.insert(key)
    guard let value = resource.attributes[key] else { return nil }
    if case .null = value.shape { return nil }
    return value
  }

  /// An attribute that plans and states always show: where it is not there, its value is not known.
  func shown(_ key: String) -> Attribute? {
    if resource.attributes[key] == nil, !showsAll {
      read.insert(key)
      return Attribute(.unknown("the input does not show its `\(key)`"), resource.range)
    }
    return self[key]
  }

  /// Whether the author wrote the attribute; nil where the input does not tell.
  func isWritten(_ key: String) -> Bool? {
    if showsAll { return resource.attributes[key] != nil }
    return resource.written.map { $0.contains(key) }
  }

  /// Leaves attributes aside that say nothing about forwarding.
  func ignore(_ keys: String...) {
    for key in keys {
      read.insert(key)
      if let value = resource.attributes[key], !value.isEmpty { ignored.append((key, value.range)) }
    }
  }

  /// Attributes with a value that nobody read. What the provider fills in later says nothing.
  var left: [Attribute.Member] {
    resource.attributes.members.filter { member in
      guard !read.contains(member.key), !member.value.isEmpty else { return false }
      if case .later = member.value.shape { return isWritten(member.key) == true }
      // Plans and states write out every switch that is off.
      if case .bool(false) = member.value.shape, !showsAll { return false }
      return true
    }
  }

  /// All tags. The provider's configuration may add some that only `tags_all` shows.
  private var allTags: Attribute? {
    guard let all = resource.attributes["tags_all"] else {
      return resource.hasDefaultTags
        ? Attribute(.unknown("the input does not show the tags that the provider adds"), resource.range)
        : resource.attributes["tags"]
    }
    if case .object = all.shape, all.firstUnknown == nil { return all }
    return resource.hasDefaultTags && all.firstUnknown != nil ? all : resource.attributes["tags"]
  }

  func tags() -> Draft? {
    guard let tags = allTags else { return nil }
    var pairs: [Draft] = []
    switch tags.shape {
    case .object(let members):
      for member in members {
        guard let text = member.value.text else { continue }
        pairs.append(.make(("Key", .text(member.key)), ("Value", .text(text))))
      }
    case .list(let elements):
      for element in elements {
        guard let key = element["key"]?.text ?? element["Key"]?.text,
          let value = element["value"]?.text ?? element["Value"]?.text
        else { continue }
        pairs.append(.make(("Key", .text(key)), ("Value", .text(value))))
      }
    case .null, .bool, .number, .text, .reference, .later, .parameter, .unknown: break
    }
    return .list(pairs)
  }

  /// Why some tag is not known.
  var unknownTags: String? { allTags?.firstUnknown }
}
