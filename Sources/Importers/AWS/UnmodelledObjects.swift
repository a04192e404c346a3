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
      let scope = self.scope(of: entry.element, owner: value.peek("OwnerId")?.string)
      keepUnmodelled(name, kind: entry.kind.kind, scope: scope, at: value.range)
      if entry.kind.addsPaths {
        unknownEverywhere(
          name, entry.kind.kind, "it adds paths that are not modelled", rule: "IMP-3a",
          at: value.range)
      }
    }
    noteAbsentPaths()
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
      ("Accelerators", "accelerators of Global Accelerator"),
      ("VpcOriginList", "VPC origins of CloudFront"),
      ("ServiceConfigurations", "endpoint services"), ("VpcLattice", "VPC Lattice associations"),
    ]
    for (key, title) in classes where !gathered.presentKeys.contains(key) {
      if profile.absentClassesEmpty {
        assume(
          "absent-classes-empty",
          "services that add paths by themselves (VPC Lattice, Global Accelerator, CloudFront VPC origins, endpoint "
            + "services) are absent where they were not collected")
      } else {
        unknownEverywhere(key, "class", "\(title) were not collected", rule: "IMP-3a")
      }
    }
  }
}
