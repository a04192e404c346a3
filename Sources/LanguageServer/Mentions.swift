import PolicySyntax
import SourceText

/// Something of a policy file that can be asked about, with its place.
enum Mention {
  case set(SetExpression)
  case traffic(Name)
  case setDeclaration(SetDeclaration)
  case trafficDeclaration(TrafficDeclaration)

  var range: SourceRange {
    switch self {
    case .set(let set): set.range
    case .traffic(let name): name.range
    case .setDeclaration(let declaration): declaration.name.range
    case .trafficDeclaration(let declaration): declaration.name.range
    }
  }
}

/// Everything that a file mentions.
struct Mentions {
  private(set) var all: [Mention] = []

  init(_ file: PolicyFile) {
    for declaration in file.declarations {
      switch declaration {
      case .set(let set):
        all.append(.setDeclaration(set))
        add(set.value)
      case .traffic(let traffic):
        all.append(.trafficDeclaration(traffic))
        add(traffic.value)
      case .policy(let policy):
        for claim in policy.claims {
          add(claim.flow)
          for exception in claim.exceptions { add(exception.flow) }
        }
      case .instance(let instance):
        for argument in instance.arguments {
          switch argument {
          case .set(let set): add(set)
          case .traffic(let traffic): add(traffic)
          }
        }
      case .assumption(let assumption): add(assumption.flow)
      case .approval(let approval): add(approval.flow)
      case .test(let test):
        for step in test.steps {
          if case .flow(let flow, _) = step.content { add(flow) }
        }
      case .importation: continue
      }
    }
  }

  /// The smallest one that holds a place or ends there.
  func at(_ offset: Int) -> Mention? {
    all.filter { Int($0.range.start) <= offset && offset <= Int($0.range.end) }
      .min { $0.range.end - $0.range.start < $1.range.end - $1.range.start }
  }

  private mutating func add(_ flow: Flow) {
    add(flow.source)
    add(flow.destination)
    if let traffic = flow.traffic { add(traffic) }
    if let places = flow.way?.places { add(places) }
  }

  private mutating func add(_ traffic: TrafficExpression) {
    for term in traffic.terms {
      if case .name(let name) = term { all.append(.traffic(name)) }
    }
  }

  private mutating func add(_ set: SetExpression) {
    switch set {
    case .selector(let selector):
      all.append(.set(set))
      if let test = selector.reach {
        add(test.other)
        if case .name(let name)? = test.traffic { all.append(.traffic(name)) }
      }
    case .name, .address, .internet, .onprem, .gateways: all.append(.set(set))
    case .union(let members, _), .intersection(let members, _): for member in members { add(member) }
    case .difference(let first, let others, _): for member in [first] + others { add(member) }
    }
  }
}
