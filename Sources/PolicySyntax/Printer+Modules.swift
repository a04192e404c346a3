extension Printer {
  static func print(_ parameters: [Parameter]) -> String {
    guard !parameters.isEmpty else { return "" }
    return "(" + parameters.map { "\($0.name.text): \($0.kind.rawValue)" }.joined(separator: ", ") + ")"
  }

  static func head(_ instance: InstanceDeclaration) -> String {
    let arguments = instance.arguments.map { argument in
      switch argument {
      case .set(.union(let members, _)): members.map(operand).joined(separator: " or ")
      case .set(let set): print(set)
      case .traffic(let traffic): members(traffic).joined(separator: " or ")
      }
    }
    return "policy \(print(instance.name)) = \(instance.template.text)(\(arguments.joined(separator: ", ")))"
  }

  static func print(_ step: TestStep) -> String {
    switch step.content {
    case .network(let name): "given network \(print(name))"
    case .policy(nil, let verdict): "expect policies \(verdict.rawValue)"
    case .policy(let name?, let verdict): "expect policy \(print(name)) \(verdict.rawValue)"
    case .flow(let flow, let isReachable):
      "expect \(isReachable ? "reachable" : "unreachable") \(print(flow))"
    }
  }

  static func print(_ bound: Bound) -> String {
    switch bound {
    case .hops(let count): "within \(count) \(count == 1 ? "hop" : "hops")"
    case .places(let kind, let names):
      "within \(kind.rawValue) \(names.map(print).joined(separator: ", "))"
    }
  }
}
