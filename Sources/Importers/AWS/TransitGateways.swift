internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Transit gateways, their route tables and attachments, and who is associated with which table (TGW-1…3, TGW-16).
  /// Runs after VPCs, subnets and prefix lists, and before the routes that name a gateway.
  func importTransitGateways() {
    importGateways()
    importTransitTables()
    readTransitAttachments()
    readTransitVPCAttachments()
    readTransitPeerings()
    readTransitAssociations()
    readTransitPropagations()
    findForgottenAttachments()
    enterTransitAttachments()
    noteUnlistedAttachments()
    importTransitRoutes()
  }

  private static let irrelevantGatewayOptions = [
    "AmazonSideAsn", "TransitGatewayCidrBlocks", "AutoAcceptSharedAttachments",
    "DefaultRouteTableAssociation", "AssociationDefaultRouteTableId",
    "DefaultRouteTablePropagation", "PropagationDefaultRouteTableId", "VpnEcmpSupport",
    "DnsSupport", "MulticastSupport", "EncryptionSupport",
  ]

  private static let gatewayStates: Set<String> = [
    "pending", "available", "modifying", "deleting", "deleted",
  ]

  private func importGateways() {
    forEach(.transitGateways) { record, element in
      guard let name = record.id("TransitGatewayId") else { return }
      transit.groupsOfGateway[name, default: []].insert(element.group)
      guard isFirst(.transitGateways, name, element) else { return }
      record.ignore(["Description", "CreationTime"], type: "TransitGateways")
      let owner = record.string("OwnerId")
      let region = record.string("TransitGatewayArn").flatMap(Self.region(ofARN:))
      let options = record.record("Options")
      // TGW-15: the explicit associations and propagations count, not the defaults for new attachments.
      options?.ignore(Self.irrelevantGatewayOptions, type: "TransitGateways.Options")
      if options == nil {
        // Whether it keeps references to groups decides about every rule that has one (SG-9).
        unknownEverywhere(
          name, "transitGateway", "it comes without its options", rule: "IMP-8", at: record.range)
      }
      transit.ownerOfGateway[name] = owner
      model.transitGateways.insert(
        TransitGateway(
          name: name, scope: scope(of: element, owner: owner, region: region),
          isFunctional: isFunctional(
            record, name, "transitGateway", known: Self.gatewayStates,
            working: ["available", "modifying"]),
          keepsGroupReferences: isEnabled(options, "SecurityGroupReferencingSupport", of: name),
          tags: record.tags(), origin: record.range))
    }
  }

  /// `arn:aws:ec2:us-east-2:111122223333:transit-gateway/…` → `us-east-2`.
  private static func region(ofARN arn: String) -> String? {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 3 && FolderNames.isRegion(String(parts[3])) ? String(parts[3]) : nil
  }

  /// CNV-4. Whether an object in a state that nobody knows works is unknown, and so is what depends on it (IMP-5).
  func isFunctional(
    _ record: Record, _ name: String, _ kind: String, known: Set<String>, working: Set<String>
  ) -> Bool {
    let state = record.string("State")
    guard let state, known.contains(state) else {
      let text = DisplayText.escape(state ?? "")
      if state != nil {
        warn("IM013", "the state `\(text)` of `\(name)` is not known", at: record.range.shortened)
      }
      unknownEverywhere(
        name, kind, "its state `\(text)` is not known", rule: "IMP-5", at: record.range)
      return false
    }
    return working.contains(state)
  }

  /// An option that is `enable` or `disable`; `standard` is the provider's documented default where it is not given.
  func isEnabled(_ options: Record?, _ key: String, of name: String, standard: Bool = false) -> Bool
  {
    guard let options, let text = options.string(key) else { return standard }
    if text == "enable" || text == "disable" { return text == "enable" }
    let value = DisplayText.escape(text)
    warn("IM013", "the value `\(value)` of `\(key)` is not known", at: options.range)
    unknownEverywhere(
      name, "transitGateway", "its option `\(key)` has the unknown value `\(value)`", rule: "IMP-5",
      at: options.range)
    return standard
  }

  /// A class that lists every attachment of the gateway, in an answer of its owner, must be there to its end.
  private func noteUnlistedAttachments() {
    for id in model.transitGateways.ids {
      let name = model.transitGateways[id].name
      if let forgotten = transit.forgotten[name] {
        model.transitGateways[id].unlistedAttachments = unknown(
          forgotten.attachment, "transitGatewayAttachment",
          "a table of the gateway has it, and no list of attachments shows it", rule: "CNV-8",
          at: forgotten.range)
      }
      let isListed = transit.groupsOfGateway[name, default: []].contains { group in
        isOwnersView(transit.ownerOfGateway[name], in: group)
          && (isComplete(.transitGatewayAttachments, in: group)
            || isComplete(.transitGatewayVPCAttachments, in: group))
      }
      if isListed { continue }
      model.transitGateways[id].unlistedAttachments = unknown(
        name, "transitGateway", "its attachments were not all collected in the account that owns it",
        rule: "IMP-3a", at: model.transitGateways[id].origin)
    }
  }

  /// Attachments that a table of a gateway has, and that no list shows: the lists are not whole, or name one differently.
  private func findForgottenAttachments() {
    let known = Set(transit.attachments.map(\.id))
    for (table, members) in [transit.saidAssociations, transit.saidPropagations].joined()
      .sorted(by: { $0.key < $1.key })
    {
      guard let gateway = transit.gatewayOfTable[table],
        let member = members.first(where: {
          !known.contains($0.attachment) && !["disassociated", "disabled"].contains($0.state)
        })
      else { continue }
      transit.forgotten[gateway] = member
    }
  }
}
