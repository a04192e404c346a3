internal import Importers
internal import SourceText

/// What of a plan is wanted: the network that it leads to, or the one that it starts from.
package enum PlanState: Hashable, Sendable { case before, after }

/// The resources of one document of Terraform, and what is known about them.
struct TerraformDocument {
  enum Form: Hashable { case plan, state, rawState, oldState }

  let form: Form
  var resources: [Resource] = []
  var diagnostics: [Diagnostic] = []
  /// Why resources may be missing.
  var doubts: [(reason: String, range: SourceRange)] = []
  /// What the plan takes away or changes, as it is before: the lists of what stays still show it.
  var departed: [Resource] = []
  /// Sources of modules by their path's prefix, for the search of positions.
  var sources: [String: String] = [:]

  /// What kind of document this is; nil for one that is none of Terraform's.
  static func form(of root: JSONValue) -> Form? {
    guard root.kind == .object else { return nil }
    if root.has("planned_values") || root.has("resource_changes") { return .plan }
    if root.has("format_version"), root.has("configuration") { return .plan }
    if root.has("format_version"), root.has("values") || root.has("terraform_version") {
      return .state
    }
    guard let version = root.peek("version")?.int else { return nil }
    if root.peek("modules")?.kind == .array { return .oldState }
    let isState = root.has("terraform_version") || root.has("lineage") || root.has("serial")
    return isState && version >= 4 && root.peek("resources")?.kind == .array ? .rawState : nil
  }

  init(_ root: JSONValue, form: Form, state: PlanState) {
    self.form = form
    switch form {
    case .plan: readPlan(root, state)
    case .state: readValues(root.peek("values"), configuration: nil)
    case .rawState: readRawState(root)
    case .oldState: readOldState(root)
    }
  }

  private mutating func fail(_ code: String, _ message: String, at range: SourceRange) {
    diagnostics.append(Diagnostic(code: code, message: message, range: range))
  }

  // MARK: Plans

  private mutating func readPlan(_ root: JSONValue, _ state: PlanState) {
    let configuration = Configuration(
      root.peek("configuration"), variables: root.peek("variables"))
    collectSources(configuration.root, ModulePath())
    if state == .before {
      if let prior = root.peek("prior_state")?.peek("values") {
        return readValues(prior, configuration: configuration)
      }
      return readChanges(root, configuration, .before)
    }
    if let deferred = root.peek("deferred_changes"), !deferred.isEmpty {
      doubts.append(("the plan puts changes off that are not in it", deferred.range))
    }
    if let complete = root.peek("complete"), complete.bool == false {
      doubts.append(("the plan is not complete", complete.range))
    }
    if let errored = root.peek("errored"), errored.bool == true {
      doubts.append(("the plan ended with an error", errored.range))
    }
    readChanges(root, configuration, .after)
    let known = Set(resources.map(\.address))
    let removed = removedAddresses(root)
    for value in planned(root.peek("planned_values")?.peek("root_module"), depth: 0) {
      guard let address = value.peek("address")?.string, !known.contains(address),
        !removed.contains(address), value.peek("mode")?.string != "data"
      else { continue }
      add(value, attributes: value.peek("values"), marks: nil, configuration, resolver: nil)
    }
  }

  private mutating func collectSources(_ module: Configuration.Module, _ path: ModulePath) {
    for (name, call) in module.calls {
      let inner = ModulePath(steps: path.steps + [.init(name: name, index: "")])
      sources[inner.prefix] = call.source
      collectSources(call.module, inner)
    }
  }

  private func removedAddresses(_ root: JSONValue) -> Set<String> {
    var removed: Set<String> = []
    for change in root.peek("resource_changes").map({ Array($0.elements) }) ?? [] {
      // A deposed object has the address of the one that took its place.
      guard !change.has("deposed"), let body = change.peek("change"), !body.states("after"),
        body.peek("after_unknown").map({ $0.kind != .object || $0.isEmpty }) ?? true,
        let address = change.peek("address")?.string
      else { continue }
      removed.insert(address)
    }
    return removed
  }

  private func planned(_ module: JSONValue?, depth: Int) -> [JSONValue] {
    guard let module, depth < 64 else { return [] }
    return (module.peek("resources").map { Array($0.elements) } ?? [])
      + (module.peek("child_modules").map { Array($0.elements) } ?? [])
      .flatMap { planned($0, depth: depth + 1) }
  }

  private mutating func readChanges(
    _ root: JSONValue, _ configuration: Configuration, _ state: PlanState
  ) {
    let changes = root.peek("resource_changes").map { Array($0.elements) } ?? []
    let removed = state == .after ? removedAddresses(root) : []
    let shown = changes.filter {
      $0.peek("mode")?.string != "data" && !$0.has("deposed")
        && !removed.contains($0.peek("address")?.string ?? "")
    }
    let resolver = ReferenceResolver(
      configuration, addresses: shown.compactMap { $0.peek("address")?.string })
    if state == .after { keepWhatIsLeft(changes) }
    for change in shown {
      guard let body = change.peek("change"), body.kind == .object else {
        fail("IM004", "expected a resource with its `change`, found one without", at: change.range)
        continue
      }
      let actions = Self.actions(of: change)
      if state == .after, actions.contains("forget"), !actions.contains("create") { continue }
      let key = state == .after ? "after" : "before"
      if state == .before, !body.states("before") { continue }
      add(
        change, attributes: body[key], marks: state == .after ? body.peek("after_unknown") : nil,
        configuration, resolver: resolver)
    }
  }

  private static func actions(of change: JSONValue) -> [String] {
    change.peek("change")?.peek("actions").map { Array($0.elements).compactMap(\.string) } ?? []
  }

  /// What Terraform stops to manage stays as it is; what it destroys or changes is kept as departed (IAC-1a).
  private mutating func keepWhatIsLeft(_ changes: [JSONValue]) {
    let managed = changes.filter { $0.peek("mode")?.string != "data" && !$0.has("deposed") }
    let gone = Set(
      managed.filter { Self.actions(of: $0) == ["delete"] }
        .compactMap { $0.peek("change")?.peek("before")?.peek("id")?.string })
    for change in managed {
      guard let body = change.peek("change"), let before = body.peek("before"),
        before.kind == .object, let address = change.peek("address")?.string,
        let type = change.peek("type")?.string
      else { continue }
      let actions = Self.actions(of: change)
      // The provider's defaults are never destroyed: they are only let go.
      let isDefault =
        type.hasPrefix("aws_default_") && actions == ["delete"]
        && before.peek("force_destroy")?.bool != true
        && !gone.contains(before.peek("vpc_id")?.string ?? "")
      if actions.contains("forget") || isDefault {
        let name = actions.contains("create") ? address + " (forgotten)" : address
        resources.append(left(name, type, before, change))
      } else if actions.contains("delete") || actions.contains("update"), hasChanged(body, before) {
        departed.append(left(address, type, before, change))
      }
    }
  }

  private func left(_ name: String, _ type: String, _ before: JSONValue, _ change: JSONValue)
    -> Resource
  {
    Resource(
      address: name, type: type, title: type, attributes: Attribute(before), written: nil,
      region: nil, range: change.range)
  }

  /// Whether more changes than tags and descriptions.
  private func hasChanged(_ body: JSONValue, _ before: JSONValue) -> Bool {
    guard let after = body.peek("after"), after.kind == .object else { return true }
    let aside: Set<String> = ["tags", "tags_all", "description", "timeouts"]
    if let marks = body.peek("after_unknown"), marks.kind == .object,
      marks.members.contains(where: { !aside.contains($0.key) })
    {
      return true
    }
    return before.members.contains { member in
      !aside.contains(member.key)
        && after.peek(member.key).map { Attribute($0).isSame(as: Attribute(member.value)) } != true
    }
  }

  // MARK: Values of a plan or state

  private mutating func readValues(_ values: JSONValue?, configuration: Configuration?) {
    for value in planned(values?.peek("root_module"), depth: 0)
    where value.peek("mode")?.string != "data" {
      guard !value.states("deposed_key") else {
        noteDeposed(at: value.range)
        continue
      }
      add(value, attributes: value.peek("values"), marks: nil, configuration, resolver: nil)
    }
  }

  /// What a replacement left behind still exists until it is destroyed.
  private mutating func noteDeposed(at range: SourceRange) {
    doubts.append(("an object that a replacement left behind (deposed) is not read", range))
  }

  private mutating func add(
    _ value: JSONValue, attributes: JSONValue?, marks: JSONValue?,
    _ configuration: Configuration?, resolver: ReferenceResolver?
  ) {
    guard let text = value.peek("address")?.string, let type = value.peek("type")?.string else {
      return fail(
        "IM004", "expected a resource with its `address` and `type`, found one without",
        at: value.range.first)
    }
    let address = ResourceAddress(text)
    let block = address.flatMap { configuration?.module(at: $0.path)?.resources[$0.base] }
    var read = Attribute(
      attributes, unknown: marks, at: value.range, "it is known only after apply")
    if let address, let resolver {
      read = resolved(read, block?.expressions, address, resolver, name: "")
    }
    if case .null = read.shape { read = Attribute(.object([]), value.range) }
    resources.append(
      Resource(
        address: text, type: type, title: type, attributes: read,
        written: block?.expressions.map { Set($0.members.map(\.key)) },
        region: configuration?.region(ofProvider: block?.provider),
        hasDefaultTags: configuration?.addsTags(provider: block?.provider) ?? false,
        dependencies: strings(value.peek("depends_on")), range: value.range))
  }

  private func strings(_ value: JSONValue?) -> [String] {
    value.map { Array($0.elements).compactMap(\.string) } ?? []
  }

  // MARK: Raw states

  private mutating func readRawState(_ root: JSONValue) {
    for resource in root.peek("resources").map({ Array($0.elements) }) ?? []
    where resource.peek("mode")?.string != "data" {
      guard let type = resource.peek("type")?.string, let name = resource.peek("name")?.string
      else {
        fail(
          "IM004", "expected a resource with its `type` and `name`, found one without",
          at: resource.range.first)
        continue
      }
      let module = resource.peek("module")?.string.map { $0 + "." } ?? ""
      for instance in resource.peek("instances").map({ Array($0.elements) }) ?? [] {
        guard !instance.states("deposed") else {
          noteDeposed(at: instance.range)
          continue
        }
        let index = instance.peek("index_key")
        let place =
          index?.int.map { "[\($0)]" } ?? index?.string.map { "[\"\($0)\"]" } ?? ""
        var attributes = Attribute(.object([]), instance.range)
        if let flat = instance.peek("attributes_flat"), flat.kind == .object {
          attributes = FlatAttributes.nested(flat)
        } else if let nested = instance.peek("attributes"), nested.kind == .object {
          attributes = Attribute(nested)
        }
        resources.append(
          Resource(
            address: module + type + "." + name + place, type: type, title: type,
            attributes: attributes, written: nil, region: nil,
            dependencies: strings(instance.peek("dependencies"))
              + strings(instance.peek("depends_on")), range: instance.range))
      }
    }
  }

  /// Version 3 and before: one flat list of attributes for each resource.
  private mutating func readOldState(_ root: JSONValue) {
    for module in root.peek("modules").map({ Array($0.elements) }) ?? [] {
      let path = strings(module.peek("path")).dropFirst().map { "module.\($0)." }.joined()
      for member in module.peek("resources").map({ Array($0.members) }) ?? [] {
        let parts = member.key.split(separator: ".").map(String.init)
        guard parts.first != "data" else { continue }
        guard parts.count >= 2, let primary = member.value.peek("primary"), primary.kind == .object
        else {
          fail(
            "IM004", "expected a resource with its `primary` instance, found one without",
            at: member.keyRange)
          continue
        }
        let index = parts.count > 2 ? "[\(parts[2])]" : ""
        let flat = primary.peek("attributes")
        resources.append(
          Resource(
            address: path + parts[0] + "." + parts[1] + index, type: parts[0], title: parts[0],
            attributes: flat.map { FlatAttributes.nested($0) }
              ?? Attribute(.object([]), member.value.range), written: nil, region: nil,
            dependencies: strings(member.value.peek("depends_on")).map { path + $0 },
            range: member.value.range))
      }
    }
  }
}

extension SourceRange {
  /// The first byte: enough to point at a large value.
  var first: SourceRange { SourceRange(file: file, start: start, end: min(end, start + 1)) }
}
