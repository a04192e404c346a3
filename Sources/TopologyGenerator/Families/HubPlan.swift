/// Where each VPC of a network of hubs (or of peered cells) stands. Everything is computed from its number, so that
/// nothing is kept.
///
/// In a segment (a hub or a cell) VPC 0 and every tenth VPC are shared; the others belong to three environments in turn.
/// VPC 0 holds the administrators, VPC 1 is in quarantine, VPC 2 and its partner are the sample of the policies.
struct HubPlan {
  static let environments = 3
  static let isolated = 1
  static let sample = 2
  /// Numbers in a segment where no fault is sown.
  static let kept: Set<Int> = [0, 1, 2, 5]

  let vpcs: Int
  let segments: Int

  init(vpcs: Int, segments: Int) {
    self.vpcs = vpcs
    self.segments = segments
  }

  /// The number of the first VPC of a segment; segments differ by at most one VPC.
  func first(_ segment: Int) -> Int { segment * vpcs / segments }
  func size(_ segment: Int) -> Int { first(segment + 1) - first(segment) }

  func segment(of number: Int) -> Int {
    var segment = number * segments / vpcs
    while first(segment) > number { segment -= 1 }
    while first(segment + 1) <= number { segment += 1 }
    return segment
  }

  /// Nil for a shared VPC.
  static func environment(_ place: Int) -> Int? {
    place % 10 == 0 ? nil : place % environments
  }

  static func environmentName(_ place: Int) -> String {
    environment(place).map { "environment-\($0)" } ?? "shared"
  }

  static func role(_ place: Int) -> String {
    switch place {
    case 0: "admin"
    case isolated: "quarantine"
    case sample: "sample"
    case 5: "partner"
    case _: "plain"
    }
  }

  /// The next VPC of the same environment, whose hosts replicate to the databases of this one.
  static func partner(of place: Int, size: Int) -> Int {
    var next = place + environments
    while next < size, environment(next) != environment(place) { next += 1 }
    return next < size ? next : environment(place) == nil ? 2 : 2 + (environment(place) ?? 0)
  }
}

/// Draws the places of faults.
struct FaultDraw {
  private var random: RandomBits
  private var used: Set<Int> = []
  private let plan: HubPlan

  init(_ plan: HubPlan, seed: UInt64) {
    self.plan = plan
    random = RandomBits(seed: seed ^ 0xFA17)
  }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  /// A VPC of an environment that has no fault yet, in one of `segments`; nil when none is left.
  mutating func vpc(in segments: [Int]? = nil, environment: Int? = nil) -> Int? {
    for _ in 0..<4000 {
      let number: Int
      if let segments {
        let segment = segments[random.below(segments.count)]
        number = plan.first(segment) + random.below(plan.size(segment))
      } else {
        number = random.below(plan.vpcs)
      }
      let place = number - plan.first(plan.segment(of: number))
      guard !HubPlan.kept.contains(place), let own = HubPlan.environment(place),
        environment == nil || environment == own, used.insert(number).inserted
      else { continue }
      return number
    }
    return nil
  }

  static let exhausted = GeneratorError(
    "expected a network with room for all faults, found too few VPCs",
    note: "raise --vpcs or lower --faults")
}
