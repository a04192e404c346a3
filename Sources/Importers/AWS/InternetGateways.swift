internal import NetworkModel
internal import SourceText

extension ImportState {
  func importInternetGateways() {
    forEach(.internetGateways) { record, element in
      guard let name = record.id("InternetGatewayId"), isFirst(.internetGateways, name, element)
      else { return }
      record.ignore(["OwnerId"], type: "InternetGateways")
      let vpc = attachedVPC(record, element)
      requireAttachments(record, name, "internetGateway")
      let gateway = InternetGateway(name: name, vpc: vpc, tags: record.tags(), origin: record.range)
      guard let id = model.internetGateways.insert(gateway), let vpc else { return }
      if let other = model.vpcs[vpc].internetGateway {
        error(
          "IM009", "a second internet gateway is attached to `\(model.vpcs[vpc].name)`",
          at: record.range.shortened,
          notes: ["the first is `\(model.internetGateways[other].name)`"])
      } else {
        model.vpcs[vpc].internetGateway = id
      }
    }
    noteAbsentInternetGateways()
    for group in gathered.truncatedGroups(.internetGateways) {
      unknownEverywhere(
        "internet gateways of \(title(ofGroup: group))", "class",
        "internet gateways were not collected to the end",
        rule: "IMP-3")
    }
  }

  func importEgressOnlyInternetGateways() {
    forEach(.egressOnlyInternetGateways) { record, element in
      guard let name = record.id("EgressOnlyInternetGatewayId"),
        isFirst(.egressOnlyInternetGateways, name, element)
      else { return }
      record.ignore(["Tags", "OwnerId"], type: "EgressOnlyInternetGateways")
      requireAttachments(record, name, "egressOnlyInternetGateway")
      model.egressOnlyInternetGateways.insert(
        EgressOnlyInternetGateway(
          name: name, vpc: attachedVPC(record, element), origin: record.range))
    }
  }

  /// AWS writes the list also when it is empty; without it the gateway may be attached anywhere.
  private func requireAttachments(_ record: Record, _ name: String, _ kind: String) {
    guard !record.value.states("Attachments") else { return }
    unknownEverywhere(
      name, kind, "it comes without its attachments", rule: "IMP-3a", at: record.range)
  }

  /// The VPC of the attachment that works (CNV-4).
  private func attachedVPC(_ record: Record, _ element: Element) -> ID<VPC>? {
    var vpc: ID<VPC>?
    for attachment in record.records("Attachments") {
      let state = attachment.string("State")
      guard let name = attachment.id("VpcId") else { continue }
      guard state == nil || state == "available" || state == "attached" else {
        if !["attaching", "detaching", "detached"].contains(state) {
          warn("IM013", "the attachment state `\(state ?? "")` is not known", at: attachment.range)
          unknownEverywhere(
            record.string("InternetGatewayId") ?? name, "internetGateway",
            "its attachment is in the unknown state `\(state ?? "")`", rule: "IMP-5",
            at: attachment.range)
        }
        continue
      }
      vpc = self.vpc(named: name, for: element, at: attachment.range)
    }
    return vpc
  }

  /// A gateway lets traffic in although no route names it, so its absence from the input is not its absence.
  private func noteAbsentInternetGateways() {
    for group in Set(groupOfVPC.values).sorted()
    where !gathered.isPresent(.internetGateways, in: group) {
      if profile.routes != .asCollected, !gathered.isPresentAnywhere(.routeTables) { continue }
      if profile.absentInternetGatewaysEmpty {
        assume(
          "absent-internet-gateways-empty",
          "there are no internet gateways where none were collected")
        continue
      }
      unknownEverywhere(
        "InternetGateways of \(title(ofGroup: group))", "class",
        "internet gateways were not collected: what they let in is unknown", rule: "IMP-3a")
    }
  }

  /// A gateway that a route of its VPC leads to, or that only the owner of the VPC can list, may be there although no
  /// answer shows it: what enters the VPC through it is unknown (IMP-3a). Runs after the routes.
  func noteUnseenInternetGateways() {
    var named: [ID<VPC>: UnknownID] = [:]
    for table in model.routeTables.elements {
      guard let vpc = table.vpc else { continue }
      for route in table.routes where route.state != .blackhole {
        guard case .internetGateway(.missing(let gateway)) = route.target else { continue }
        named[vpc] = named[vpc] ?? gateway
      }
    }
    for vpc in model.vpcs.ids where model.vpcs[vpc].internetGateway == nil {
      guard let reason = named[vpc] ?? hiddenGateway(of: vpc) else { continue }
      let gateway = InternetGateway(name: model[reason].object, vpc: vpc, edgeTable: .missing(reason))
      model.vpcs[vpc].internetGateway = model.internetGateways.insert(gateway)
    }
  }

  private func hiddenGateway(of vpc: ID<VPC>) -> UnknownID? {
    let owner = model.scopes[model.vpcs[vpc].scope].account
    guard let group = groupOfVPC[vpc], gathered.isPresent(.internetGateways, in: group) else {
      return nil
    }
    let reason: String
    if isDescribed, placeholderVPCs.contains(vpc) {
      reason = "its VPC is not described here"
    } else if gathered.isLeftOut(model.vpcs[vpc].name, .internetGateways, in: group) {
      reason = "the request asked for other internet gateways"
    } else if !isOwnersView(owner == "default" ? nil : owner, in: group) {
      reason = "only the owner of the VPC can list it, and its account was not collected"
    } else {
      return nil
    }
    return unknown(
      "internet gateway of \(model.vpcs[vpc].name)", "internetGateway", reason, rule: "IMP-3a",
      at: model.vpcs[vpc].origin)
  }

  func title(ofGroup group: Int) -> String {
    let provenance = gathered.groups[group]
    let account = provenance.account ?? gathered.accounts[group] ?? "default"
    return "\(account)/\(provenance.region ?? gathered.regions[group] ?? "default")"
  }
}
