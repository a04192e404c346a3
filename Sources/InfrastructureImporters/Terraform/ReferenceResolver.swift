internal import Importers

/// Follows what an expression refers to, through variables, outputs and `for_each`, to resources of the plan.
struct ReferenceResolver {
  let configuration: Configuration
  /// Addresses of a module's resource without their last index, with every index there is, in order.
  private var instances: [String: [String]] = [:]
  private static let depthLimit = 40

  init(_ configuration: Configuration, addresses: [String]) {
    self.configuration = configuration
    for text in addresses {
      guard let address = ResourceAddress(text) else { continue }
      instances[address.path.prefix + address.base, default: []].append(address.index)
    }
  }

  /// What a value refers to that is known only after apply. `expression` is nil where the configuration does not show it.
  func later(_ expression: JSONValue?, of address: ResourceAddress, _ reason: String) -> Later {
    var found = Later(reason: reason)
    guard let expression, expression.peek("references") != nil else {
      found.isOpaque = true
      return found
    }
    for name in references(expression) {
      follow(name, in: address.path, own: address, depth: 0, into: &found)
    }
    if found.pointers.isEmpty { found.isOpaque = true }
    pair(&found, with: address)
    return found
  }

  /// Of instances of one resource, the one with the same place as this resource (IAC-3, `same-place`).
  private func pair(_ found: inout Later, with address: ResourceAddress) {
    guard found.isIndexed, !found.isOpaque, !address.index.isEmpty else { return }
    let parts = found.pointers.compactMap { ResourceAddress($0.resource) }
    guard parts.count == found.pointers.count, let first = parts.first,
      parts.allSatisfy({ $0.path == first.path && $0.base == first.base })
    else { return }
    if let own = number(address.index), !parts.isEmpty {
      let place = own % parts.count
      found.paired = zip(parts, found.pointers).first { number($0.0.index) == place }?.1
    } else {
      found.paired = zip(parts, found.pointers).first { $0.0.index == address.index }?.1
    }
  }

  private func number(_ index: String) -> Int? {
    guard index.hasPrefix("["), index.hasSuffix("]") else { return nil }
    return Int(index.dropFirst().dropLast()).flatMap { $0 >= 0 ? $0 : nil }
  }

  private func follow(
    _ name: String, in path: ModulePath, own: ResourceAddress?, depth: Int, into found: inout Later
  ) {
    guard depth < Self.depthLimit else {
      found.isOpaque = true
      return
    }
    var scanner = AddressScanner(name)
    if scanner.take("var.") {
      guard let variable = scanner.word() else {
        found.isOpaque = true
        return
      }
      return followVariable(variable, in: path, depth: depth, into: &found)
    }
    if scanner.take("module.") {
      return followOutput(&scanner, in: path, depth: depth, into: &found)
    }
    if scanner.take("count.") || scanner.take("each.key") {
      found.isIndexed = true
      return
    }
    if scanner.take("each.value") {
      guard let own, let block = configuration.module(at: path)?.resources[own.base] else {
        found.isOpaque = true
        return
      }
      found.isIndexed = true
      for each in block.each where !each.hasPrefix("each.") {
        follow(each, in: path, own: nil, depth: depth + 1, into: &found)
      }
      return
    }
    if scanner.take("path.") || scanner.take("terraform.") {
      found.mayChoose = true
      return
    }
    if scanner.take("local.") || scanner.take("data.") || scanner.take("self.") {
      found.isOpaque = true
      return
    }
    guard let type = scanner.word(), scanner.take("."), let title = scanner.word() else {
      found.isOpaque = true
      return
    }
    let index = scanner.brackets()
    let attribute = scanner.take(".") ? scanner.word() ?? "" : ""
    let base = path.prefix + type + "." + title
    let known = instances[base] ?? []
    for place in known where index.isEmpty || index == place {
      let pointer = Pointer(base + place, attribute.isEmpty ? "id" : attribute)
      if !found.pointers.contains(pointer) { found.pointers.append(pointer) }
    }
    if !index.isEmpty, !known.contains(index) { found.isOpaque = true }
  }

  /// A variable of a module is what its call says; one of the root is known.
  private func followVariable(
    _ variable: String, in path: ModulePath, depth: Int, into found: inout Later
  ) {
    guard let step = path.steps.last else {
      found.mayChoose = true
      return
    }
    guard let call = configuration.module(at: path.parent)?.calls[step.name] else {
      found.isOpaque = true
      return
    }
    guard let expression = call.expressions?.peek(variable) else {
      found.mayChoose = true
      return
    }
    var inner = Later(reason: "")
    for name in references(expression) {
      follow(name, in: path.parent, own: nil, depth: depth + 1, into: &inner)
    }
    // Places of the module's call are not those of the resource.
    if inner.isIndexed { inner.isOpaque = true }
    found.isOpaque = found.isOpaque || inner.isOpaque
    found.mayChoose = found.mayChoose || inner.mayChoose || inner.pointers.isEmpty
    for pointer in inner.pointers where !found.pointers.contains(pointer) {
      found.pointers.append(pointer)
    }
  }

  private func followOutput(
    _ scanner: inout AddressScanner, in path: ModulePath, depth: Int, into found: inout Later
  ) {
    guard let name = scanner.word() else {
      found.isOpaque = true
      return
    }
    let index = scanner.brackets()
    guard scanner.take("."), let output = scanner.word(),
      let module = configuration.module(at: path)?.calls[name]?.module,
      let names = module.outputs[output]
    else {
      found.isOpaque = true
      return
    }
    // Without an index, a module that is called several times has several values.
    let calls = index.isEmpty ? indexes(of: name, in: path) : [index]
    for place in calls {
      let inner = ModulePath(steps: path.steps + [.init(name: name, index: place)])
      for reference in names {
        follow(reference, in: inner, own: nil, depth: depth + 1, into: &found)
      }
    }
  }

  /// Every index with which a module is called in the plan.
  private func indexes(of module: String, in path: ModulePath) -> [String] {
    var found: Set<String> = []
    let prefix = path.prefix + "module." + module
    for base in instances.keys where base.hasPrefix(prefix) {
      var scanner = AddressScanner(String(base.dropFirst(prefix.count)))
      let index = scanner.brackets()
      if scanner.take(".") { found.insert(index) }
    }
    return found.sorted()
  }
}
