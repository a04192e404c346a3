internal import NetworkModel
internal import SourceText

/// Everything that is shared while one snapshot is imported: the growing model, remarks, what was collected where.
final class ImportState {
  var model = NetworkModel()
  var diagnostics: [Diagnostic] = []
  let profile: Profile
  let layout: Layout
  var gathered = Gathered()
  var ledger = LedgerSummary()

  /// The first element of each name, by class.
  var firstByName: [ResourceClass: [String: Element]] = [:]
  var publicAccess = PublicAccessAnswers()
  /// AZ name → AZ id, per group (CNV-8).
  var zoneIDs: [Int: [String: String]] = [:]
  /// Subnets in a state other than available: their interfaces do not work.
  var brokenSubnets: Set<ID<Subnet>> = []
  /// VPCs that were named but not described.
  var placeholderVPCs: Set<ID<VPC>> = []
  /// Group of each VPC, for objects that only know their VPC.
  var groupOfVPC: [ID<VPC>: Int] = [:]
  /// Region of a VPC as told by the zones of its subnets.
  var regionOfVPC: [String: String] = [:]
  /// RT-1: explicit and main associations.
  var tableOfSubnet: [String: ID<RouteTable>] = [:]
  var mainTable: [ID<VPC>: ID<RouteTable>] = [:]
  /// NACL-1: associations and default ACLs.
  var aclOfSubnet: [String: ID<NetworkACL>] = [:]
  var defaultACL: [ID<VPC>: ID<NetworkACL>] = [:]
  /// VPCs with a table or an ACL that does not say which subnets are its own; nil where it does not name its VPC either.
  var tablesWithoutSubnets: [ID<VPC>?: UnknownID] = [:]
  var aclsWithoutSubnets: [ID<VPC>?: UnknownID] = [:]
  /// Objects whose second pass is still to come.
  var describedTables: [(ID<RouteTable>, Element)] = []
  var describedGroups: [(ID<SecurityGroup>, Element)] = []
  var describedInstances: [(ID<Instance>, Element, state: String)] = []
  /// Gateway route tables (RT-12): gateway, table, place.
  var edgeTables: [(String, ID<RouteTable>, SourceRange)] = []
  /// Regional NAT gateways, which have no subnet and are not modelled.
  var regionalNATs: [String: UnknownID] = [:]
  /// Position of an interface on its instance; 0 is the primary one.
  var deviceIndexes: [ID<Interface>: Int] = [:]
  /// Load balancers and target groups that were understood, by ARN.
  var understood: Set<String> = []
  /// Interfaces that belong to endpoints, by name, until the endpoint claims them.
  var endpointInterfaces: [String: ID<Interface>] = [:]
  /// Objects whose tags two accounts see differently.
  var contestedTags: [(ResourceClass, String, UnknownID)] = []
  /// Peerings on whose status two answers disagree.
  var contestedPeerings: [String: UnknownID] = [:]
  /// Every group that an interface names.
  var groupsOfInterfaces: Set<String> = []
  /// What the answers say about VPN and Direct Connect.
  var hybrid = HybridAnswers()
  /// Customers' routers whose configuration stands beside the network.
  var routers: [RouterConfiguration] = []
  /// What the answers say about transit gateways, until it is put together.
  var transit = TransitAnswers()
  /// By group, where it was asked for.
  var ownersSeen: [Int: OwnersSeen] = [:]
  /// Assumptions used so far, by name.
  private var assumed: Set<String> = []

  init(layout: Layout, profile: Profile) {
    self.layout = layout
    self.profile = profile
    model.profile = profile.name
  }

  func error(_ code: String, _ message: String, at range: SourceRange?, notes: [String] = []) {
    diagnostics.append(Diagnostic(code: code, message: message, range: range, notes: notes))
  }

  func warn(_ code: String, _ message: String, at range: SourceRange?, notes: [String] = []) {
    diagnostics.append(
      Diagnostic(code: code, severity: .warning, message: message, range: range, notes: notes))
  }

  func unknown(
    _ object: String, _ kind: String, _ reason: String, rule: String, at range: SourceRange? = nil
  )
    -> UnknownID
  {
    model.note(Unknown(object: object, kind: kind, reason: reason, rule: rule, origin: range))
  }

  func unknownEverywhere(
    _ object: String, _ kind: String, _ reason: String, rule: String, at range: SourceRange? = nil
  ) {
    let id = unknown(object, kind, reason, rule: rule, at: range)
    if !model.globalUnknowns.contains(id) { model.globalUnknowns.append(id) }
  }

  func assume(_ name: String, _ text: String) {
    guard assumed.insert(name).inserted else { return }
    model.assumptions.append(profile.assumption(name, text))
  }

  /// Enters an object that is kept but not modelled; several answers may describe the same one.
  func keepUnmodelled(_ name: String, kind: String, scope: ID<Scope>?, at range: SourceRange?) {
    model.unmodelled.insert(UnmodelledObject(name: name, kind: kind, scope: scope, origin: range))
  }

  /// Stands for an account or Region that nothing in the input names.
  private static let unstated = "default"

  /// The scope of an account and Region, entered when first seen.
  func scope(partition: String?, account: String, region: String) -> ID<Scope> {
    var scope = Scope(
      partition: partition ?? Self.partition(of: region), account: account, region: region)
    if let known = model.scopes.id(named: scope.name) { return known }
    for (attribute, text, title) in [
      (ObjectAttribute.account, account, "account"), (.region, region, "Region"),
    ] where text == Self.unstated {
      scope.gaps[attribute] = unknown(
        "objects of an unnamed \(title)", "class", "the input does not say which \(title) they are in",
        rule: "IMP-2")
    }
    return model.scopes.insert(scope) ?? ID(index: 0)
  }

  private static func partition(of region: String) -> String {
    if region.hasPrefix("cn-") { return "aws-cn" }
    return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }

  /// The scope of an object: its owner (IMP-2: an envelope's account is cross-checked), the Region of its group, of its
  /// VPC, or of its zone.
  func scope(of element: Element, owner: String?, vpc: ID<VPC>? = nil, region: String? = nil) -> ID<
    Scope
  > {
    let group = gathered.groups[element.group]
    let ofVPC = vpc.map { model.scopes[model.vpcs[$0].scope] }
    let account =
      owner ?? group.account ?? ofVPC?.account ?? gathered.accounts[element.group]
      ?? Self.unstated
    let place =
      group.region ?? region ?? ofVPC?.region ?? gathered.regions[element.group]
      ?? Self.unstated
    return scope(partition: group.partition, account: account, region: place)
  }

  /// Whether the input is a plan, a state or a template: it describes its own objects and names others.
  var isDescribed: Bool { layout == .terraform || layout == .cloudFormation }

  /// Whether the class was collected, whole, where this object was.
  func isComplete(_ kind: ResourceClass, in group: Int) -> Bool {
    // A plan or a template may name groups that exist already.
    if kind == .securityGroups, isDescribed { return false }
    return gathered.isPresent(kind, in: group) && !gathered.isTruncated(kind, in: group)
  }
}
