extension CollectionRecord {
  /// For people: what was read, and each call that was not, one line each.
  package func summary(folder: String) -> [String] {
    var lines = targets.map { target in
      "read account \(target.account) in \(target.regions.joined(separator: ", "))"
    }
    lines.append("\(calls) calls; what routes and filters was read \(passes) times")
    switch organisation {
    case .others(let accounts) where !accounts.isEmpty:
      lines.append("accounts of the organisation that were not read: " + accounts.joined(separator: ", "))
    case .others, .none: break
    case .unlisted(let code):
      lines.append("the accounts of the organisation could not be listed: \(code)")
    }
    for target in targets {
      guard let others = target.otherRegions else {
        lines.append("the Regions of account \(target.account) could not be listed")
        continue
      }
      if !others.isEmpty {
        lines.append(
          "Regions of account \(target.account) that were not read: " + others.joined(separator: ", "))
      }
    }
    if !failures.isEmpty {
      lines.append("\(failures.count) calls gave no answer; what they list is unknown:")
      lines += failures.map { failure in
        "  \(failure.call) in \(failure.scope.account)/\(failure.scope.region): \(failure.failure.code)"
          + (failure.file.split(separator: "/").count > 3 ? " (\(failure.file))" : "")
      }
    }
    lines.append("see what was understood: isola inspect --network \(folder)")
    return lines
  }
}

extension CallCatalogue {
  /// One line for each kind of call, sorted: the call, and what it permits.
  package static var text: String {
    Set((identity + all).map { "\($0.name)\t\($0.actions.joined(separator: " "))\n" }).sorted()
      .joined()
  }
}
