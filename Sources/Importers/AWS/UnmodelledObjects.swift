internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Objects of classes that are not modelled: kept with id, kind and place. Their keys are not read one by one.
  func importUnmodelled() {
    for entry in gathered.unmodelled {
      let value = entry.element.value
      value.markConsumed()
      guard value.kind == .object || value.kind == .string else {
        error(
          "IM005", "expected an object in `\(entry.key)`, found \(value.kind.name)", at: value.range
        )
        continue
      }
      let own = entry.kind.ids.lazy.compactMap { value.peek($0)?.string }.first
      guard let name = value.string ?? own ?? entry.name else {
        unnamed(entry)
        continue
      }
      if isUnderstood(name, value) { continue }
      let scope = self.scope(of: entry.element, owner: value.peek("OwnerId")?.string)
      keepUnmodelled(name, kind: entry.kind.kind, scope: scope, at: value.range)
      if entry.kind.kind == "loadBalancer" { noteUnseenLoadBalancer(value) }
      if entry.kind.addsPaths {
        unknownEverywhere(
          name, entry.kind.kind, "it adds paths that are not modelled", rule: "IMP-3a",
          at: value.range)
      }
    }
    noteAbsentPaths()
  }

  /// A load balancer passes traffic on through its interfaces. Where the input does not show them, no path leads
  /// through it, although one does in the world.
  private func noteUnseenLoadBalancer(_ value: JSONValue) {
    guard let name = value.peek("LoadBalancerName")?.string,
      !["failed", "provisioning"].contains(value.peek("State")?.peek("Code")?.string)
    else { return }
    let isSeen = model.interfaces.elements.contains { interface in
      switch interface.kind {
      case .loadBalancer, .unmodelledService: break
      case .ordinary, .natGateway, .transparentService, .interfaceEndpoint: return false
      }
      return interface.text.split(whereSeparator: { $0 == " " || $0 == "/" }).contains { $0 == name }
    }
    if isSeen { return }
    unknownEverywhere(
      name, "loadBalancer", "its interfaces are not in the snapshot: what it passes on is unknown",
      rule: "IMP-3a", at: value.range)
  }

  /// A load balancer or target group that is part of the model, or an answer about one.
  private func isUnderstood(_ name: String, _ value: JSONValue) -> Bool {
    let about = ["LoadBalancerArn", "TargetGroupArn"].compactMap { value.peek($0)?.string }
    if ([name] + about).contains(where: understood.contains) { return true }
    // `…:listener-rule/app/NAME/ID/LISTENER/RULE`.
    guard let kind = name.firstRange(of: ":listener-rule/") else { return false }
    let parts = name[kind.upperBound...].split(separator: "/").prefix(3).joined(separator: "/")
    return understood.contains(name[..<kind.lowerBound] + ":loadbalancer/" + parts)
  }

  private func unnamed(_ entry: UnmodelledElement) {
    guard let key = entry.kind.ids.first, !entry.kind.isDetail else {
      return warn(
        "IM012", "`\(entry.key)` does not name the object that it is about and is not read",
        at: entry.element.value.range.shortened)
    }
    error(
      "IM004", "expected an object with a `\(key)` in `\(entry.key)`, found one without",
      at: entry.element.value.range.shortened)
  }

  /// IMP-3a (c): classes that add paths without being referenced.
  private func noteAbsentPaths() {
    let classes = [
      ("Accelerators", "accelerators of Global Accelerator", isGlobal: true),
      ("VpcOriginList", "VPC origins of CloudFront", isGlobal: true),
      ("ServiceConfigurations", "endpoint services", isGlobal: false),
      ("VpcLattice", "VPC Lattice associations", isGlobal: false),
    ]
    for (key, title, isGlobal) in classes {
      guard let present = gathered.presentKeys[key] else {
        noteAbsentPaths(key, title)
        continue
      }
      // One account or Region that was asked says nothing about the others.
      let missing = Set(groupOfVPC.values).subtracting(present).filter { group in
        !isGlobal
          || !present.contains { gathered.groups[$0].account == gathered.groups[group].account }
      }
      for group in missing.sorted() {
        noteAbsentPaths("\(key) of \(self.title(ofGroup: group))", title)
      }
    }
  }

  private func noteAbsentPaths(_ object: String, _ title: String) {
    if profile.absentClassesEmpty {
      assume(
        "absent-classes-empty",
        "services that add paths by themselves (VPC Lattice, Global Accelerator, CloudFront VPC origins, endpoint "
          + "services) are absent where they were not collected")
    } else {
      unknownEverywhere(object, "class", "\(title) were not collected", rule: "IMP-3a")
    }
  }
}
