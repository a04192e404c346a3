/// The graph and the claim that a certificate states, decided by running through all its states one by one: what
/// certificates and their checkers are compared with. It shares nothing with them but the text.
struct StatedGraph {
  enum Truth: Equatable {
    case holds, fails
    /// Why it is too large, or outside what this enumerator reads.
    case undecided(String)
  }

  static let fields = [
    "family", "source", "destination", "protocol", "sport", "dport", "type", "code", "syn", "ack",
  ]
  private static let maxima: [UInt128] = [6, .max, .max, 255, 65535, 65535, 255, 255, 1, 1]

  private typealias Box = [(field: Int, set: Int)]

  private struct Edge {
    var tail: Int
    var head: Int
    var guards: [Box] = []
    var choices: [Int: Int] = [:]
  }

  private struct Unreadable: Error {}

  private var sets: [Int: [ClosedRange<UInt128>]] = [:]
  private var kinds: [Int: String] = [:]
  private var edges: [Edge] = []
  private var isGuarantee = false
  private var isExact = false
  private var starts: [(place: Int, box: Box)] = []
  private var targets: [(place: Int, box: Box)] = []
  private var copies = false

  /// Whether the claim of the file holds in its graph; `limit`: states per place.
  static func truth(of text: String, limit: Int) -> Truth {
    do {
      return try StatedGraph(text).decide(limit)
    } catch {
      return .undecided("unreadable")
    }
  }

  private init(_ text: String) throws {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.isEmpty || words[0] == "#" || line == "isola-certificate 1" { continue }
      func word(_ position: Int) throws -> String {
        guard words.indices.contains(position) else { throw Unreadable() }
        return words[position]
      }
      func number(_ position: Int) throws -> Int {
        guard let number = Int(try word(position)) else { throw Unreadable() }
        return number
      }
      func field(_ position: Int) throws -> Int {
        guard let field = Self.fields.firstIndex(of: try word(position)) else { throw Unreadable() }
        return field
      }
      func box(from first: Int) throws -> Box {
        try stride(from: first, to: words.count, by: 2).map { (try field($0), try number($0 + 1)) }
      }
      switch words[0] {
      case "proof": return
      case "values":
        sets[try number(1)] = try stride(from: 2, to: words.count, by: 2).map { position in
          guard position + 1 < words.count, let low = UInt128(words[position]),
            let high = UInt128(words[position + 1]), low <= high
          else { throw Unreadable() }
          return low...high
        }
      case "location": kinds[try number(1)] = String(try word(2).prefix { $0 != ":" })
      case "edge": edges.append(Edge(tail: try number(1), head: try number(2)))
      case "guard", "set":
        guard var edge = edges.popLast() else { throw Unreadable() }
        if words[0] == "guard" {
          edge.guards.append(try box(from: 1))
        } else if try word(2) == "copy" {
          copies = true
        } else if edge.choices[try field(1)] == nil {
          edge.choices[try field(1)] = try number(3)
        }
        edges.append(edge)
      case "claim":
        isGuarantee = try word(1) == "guarantee"
        isExact = try word(1) == "exact"
      case "start": starts.append((try number(1), try box(from: 2)))
      case "bad", "receiver": targets.append((try number(1), try box(from: 2)))
      default: throw Unreadable()
      }
    }
  }

  // MARK: Values that no test tells apart

  /// For each field the classes of values that can occur, and for each set which of them it holds.
  private struct Classes {
    var count = 1
    var members: [Int: [Bool]] = [:]
  }

  private func classes(of field: Int) -> Classes? {
    let boxes = edges.flatMap(\.guards) + (starts + targets).map(\.box)
    let chosen = Set(edges.compactMap { $0.choices[field] })
    let used = Set(boxes.flatMap { $0.filter { $0.field == field }.map(\.set) }).union(chosen)
    let maximum = Self.maxima[field]
    for set in chosen where (sets[set] ?? []).contains(where: { $0.upperBound > maximum }) {
      return nil
    }
    var cuts: Set<UInt128> = [0]
    for set in used {
      for span in sets[set] ?? [] {
        cuts.insert(span.lowerBound)
        if span.upperBound < maximum { cuts.insert(span.upperBound + 1) }
      }
    }
    let order = used.sorted()
    // What can occur: values of starts, and values that an edge writes.
    let origins = starts.map { start in start.box.filter { $0.field == field }.map(\.set) }
    var found: [[Bool]: Int] = [:]
    for cut in cuts where cut <= maximum {
      let signature = order.map { holds($0, cut) }
      let isIn = Dictionary(uniqueKeysWithValues: zip(order, signature))
      let occurs =
        origins.contains { $0.allSatisfy { isIn[$0] == true } } || chosen.contains { isIn[$0] == true }
      if occurs, found[signature] == nil { found[signature] = found.count }
    }
    var classes = Classes(count: found.count)
    for (position, set) in order.enumerated() {
      var members = [Bool](repeating: false, count: found.count)
      for (signature, index) in found { members[index] = signature[position] }
      classes.members[set] = members
    }
    return classes
  }

  private func holds(_ set: Int, _ value: UInt128) -> Bool {
    let spans = sets[set] ?? []
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].contains(value)
  }

  // MARK: States

  private func decide(_ limit: Int) -> Truth {
    if copies { return .undecided("a copy") }
    if sets.values.contains(where: { zip($0, $0.dropFirst()).contains { $0.upperBound >= $1.lowerBound } }) {
      return .undecided("a set out of order")
    }
    var dimensions: [Classes] = []
    var size = 1
    for field in Self.fields.indices {
      guard let classes = classes(of: field) else { return .undecided("a value too large") }
      dimensions.append(classes)
      let (product, overflow) = size.multipliedReportingOverflow(by: classes.count)
      if overflow || product > limit { return .undecided("more than \(limit) states") }
      size = product
    }
    if size == 0 { return .holds }
    let space = Space(dimensions: dimensions, size: size)
    if isExact {
      let arrival = guarantee(space)
      // Where nothing is rewritten, what arrives is what was sent.
      let isKept = edges.allSatisfy(\.choices.isEmpty)
      return arrival == .fails || isKept ? arrival : .undecided("an exact guarantee across rewrites")
    }
    return isGuarantee ? guarantee(space) : safety(space)
  }

  /// States of one place: one number for each combination of classes.
  private struct Space {
    var dimensions: [Classes]
    var size: Int
    var strides: [Int]

    init(dimensions: [Classes], size: Int) {
      self.dimensions = dimensions
      self.size = size
      var stride = 1
      strides = dimensions.map { classes in
        defer { stride *= classes.count }
        return stride
      }
    }

    /// A box as tests on the number of a state.
    struct Filter {
      var tests: [(stride: Int, count: Int, members: [Bool])]

      func contains(_ state: Int) -> Bool {
        for test in tests where !test.members[state / test.stride % test.count] { return false }
        return true
      }
    }

    func filters(_ boxes: [[(field: Int, set: Int)]]) -> [Filter] {
      boxes.map { box in
        Filter(
          tests: box.map { test in
            let classes = dimensions[test.field]
            let none = [Bool](repeating: false, count: classes.count)
            return (strides[test.field], classes.count, classes.members[test.set] ?? none)
          }.filter { $0.members.contains(false) })
      }
    }

    /// The states of a box.
    func states(of box: [(field: Int, set: Int)]) -> [Int] {
      var states = [0]
      for (field, classes) in dimensions.enumerated() {
        let tests = box.filter { $0.field == field }.map { classes.members[$0.set] ?? [] }
        let allowed = (0..<classes.count).filter { index in tests.allSatisfy { $0[index] } }
        states = states.flatMap { state in allowed.map { state + $0 * strides[field] } }
      }
      return states
    }

    func mask(_ boxes: [[(field: Int, set: Int)]]) -> [Bool] {
      var mask = [Bool](repeating: false, count: size)
      for box in boxes { for state in states(of: box) { mask[state] = true } }
      return mask
    }

    /// The states that an edge makes of one.
    func results(of state: Int, _ choices: [Int: Int]) -> [Int] {
      var results = [state]
      for (field, set) in choices {
        let classes = dimensions[field]
        let chosen = (0..<classes.count).filter { classes.members[set]?[$0] == true }
        results = results.flatMap { result in
          let rest = result - (result / strides[field] % classes.count) * strides[field]
          return chosen.map { rest + $0 * strides[field] }
        }
      }
      return results
    }
  }

  private func isTransit(_ place: Int) -> Bool { kinds[place] == "transit" }

  private func safety(_ space: Space) -> Truth {
    var reached: [Int: [Bool]] = [:]
    var fresh: [(place: Int, state: Int)] = []
    func reach(_ place: Int, _ state: Int) {
      let isNew = { (states: inout [Bool]) in
        if states[state] { return false }
        states[state] = true
        return true
      }(&reached[place, default: [Bool](repeating: false, count: space.size)])
      if isNew { fresh.append((place, state)) }
    }
    for start in starts { for state in space.states(of: start.box) { reach(start.place, state) } }
    let outgoing = Dictionary(grouping: edges.indices) { edges[$0].tail }
    let guards = edges.map { space.filters($0.guards) }
    while let (place, state) = fresh.popLast() {
      if kinds[place] == nil || kinds[place] == "unknown" { return .fails }
      guard isTransit(place) else { continue }
      for number in outgoing[place] ?? [] {
        guard guards[number].contains(where: { $0.contains(state) }) else { continue }
        let edge = edges[number]
        if edge.choices.isEmpty {
          reach(edge.head, state)
        } else {
          for result in space.results(of: state, edge.choices) { reach(edge.head, result) }
        }
      }
    }
    for bad in targets {
      guard let here = reached[bad.place] else { continue }
      if space.states(of: bad.box).contains(where: { here[$0] }) { return .fails }
    }
    return .holds
  }

  /// The states from which every way leads to a receiver, found backwards.
  private func guarantee(_ space: Space) -> Truth {
    var places = Set(kinds.keys).union(starts.map(\.place))
    for edge in edges { places.formUnion([edge.tail, edge.head]) }
    var good: [Int: [Bool]] = [:]
    for place in places {
      let boxes = targets.filter { $0.place == place && kinds[place] == "delivered" }.map(\.box)
      good[place] = space.mask(boxes)
    }
    let guards = edges.map { space.mask($0.guards) }
    var isChanged = true
    while isChanged {
      isChanged = false
      for place in places where isTransit(place) {
        for state in 0..<space.size where good[place]?[state] == false {
          var count = 0
          var areGood = true
          for (edge, mask) in zip(edges, guards) where edge.tail == place && mask[state] {
            for result in space.results(of: state, edge.choices) {
              count += 1
              if good[edge.head]?[result] != true { areGood = false }
            }
          }
          if count > 0, areGood {
            good[place]?[state] = true
            isChanged = true
          }
        }
      }
    }
    for start in starts where !space.states(of: start.box).allSatisfy({ good[start.place]?[$0] == true }) {
      return .fails
    }
    return .holds
  }
}
