/// Cells of ten to nineteen VPCs joined by peering connections: the shared ones with all others, those of one
/// environment with each other. Peering is not transitive, so two environments of a cell stay apart, and so do cells.
struct MeshFamily {
  static let cellsPerAccount = 40

  let options: GeneratorOptions
  let plan: HubPlan
  let ids: Identifiers
  let shape: TieredShape

  init(_ options: GeneratorOptions) {
    self.options = options
    plan = HubPlan(vpcs: options.vpcs, segments: options.vpcs / 10)
    ids = Identifiers(seed: options.seed)
    shape = TieredShape(options)
  }

  private static func account(_ cell: Int) -> String {
    String(200_000_000_000 + cell / cellsPerAccount)
  }

  private static func region(_ cell: Int) -> String {
    Regions.all[cell / cellsPerAccount % Regions.all.count]
  }

  /// The /24s of 10/8 in turn; only cells far apart share one.
  private func range(_ vpc: Int) -> String { IPv4.range(base(vpc), 24) }
  private func base(_ vpc: Int) -> UInt32 { IPv4.ten + UInt32(vpc & 65535) << 8 }

  private static func arePeered(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (HubPlan.environment(a), HubPlan.environment(b))
    return a != b && (first == nil || second == nil || first == second)
  }

  func expectations() throws(GeneratorError) -> Expectations {
    let last = plan.segments - 1
    let samples = last == 0 ? [0] : [0, last]
    var result = Expectations(tiered: options, samples: samples)
    if last > 0 {
      for cell in samples {
        result.define("segment\(cell)", #"instances where vpc.tag.Segment == "\#(cell)""#)
      }
      result.expect(
        .proved, TieredPolicy.segments, "forbid segment0 -> segment\(last) on tcp/22",
        "forbid segment\(last) -> segment0 on tcp/22")
    }
    let kinds: [FaultKind] =
      [.openPort, .extraPeering, .wrongRouteTarget] + (options.isPart ? [] : [.missingRoute])
    var draw = FaultDraw(plan, seed: options.seed)
    for number in 0..<options.faults {
      let kind = kinds[number % kinds.count]
      guard let vpc = draw.vpc(in: kind == .missingRoute ? samples : nil) else {
        throw FaultDraw.exhausted
      }
      result.add(fault(kind, vpc, &draw))
    }
    return result
  }

  private func fault(_ kind: FaultKind, _ vpc: Int, _ draw: inout FaultDraw) -> Fault {
    let cell = plan.segment(of: vpc)
    let own = HubPlan.environment(vpc - plan.first(cell)) ?? 0
    let other = (own + 1 + draw.below(HubPlan.environments - 1)) % HubPlan.environments
    var fault = Fault(
      kind: kind, place: vpc, environment: other, segment: cell, other: plan.first(cell) + 3 + other,
      object: ids.name("rtb", vpc, 2), account: Self.account(cell), region: Self.region(cell),
      violates: [])
    switch kind {
    case .openPort:
      fault.object = ids.name("sg", vpc, 1)
      fault.violates = TieredPolicy.opened(own)
      if cell == 0 || cell == plan.segments - 1 { fault.violates.append(TieredPolicy.segments) }
    case .extraPeering:
      fault.object = peering(vpc, fault.other)
      fault.violates = [TieredPolicy.apart(own, other), TieredPolicy.apart(other, own)]
    case .wrongRouteTarget: fault.violates = [TieredPolicy.mirror, TieredPolicy.mirrorDB]
    case .missingRoute: fault.violates = [TieredPolicy.admin(cell)]
    case .wrongAssociation, .extraPropagation, .missingIsolationRoute, .wideStaticRoute,
      .wrongReference, .bypassedFirewall, .tunnelDown:
      break
    }
    return fault
  }

  private func peering(_ a: Int, _ b: Int) -> String { ids.name("pcx", min(a, b), max(a, b)) }

  func write(
    to network: String, _ expectations: Expectations, _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    var faults: [Int: [Fault]] = [:]
    for fault in expectations.faults { faults[fault.place, default: []].append(fault) }
    let extra = Dictionary(
      grouping: expectations.faults.filter { $0.kind == .extraPeering }, by: \.segment)
    let writer = TieredVPCWriter(shape: shape, ids: ids)
    for start in stride(from: 0, to: plan.segments, by: Self.cellsPerAccount) {
      var folder = try RegionFolder(
        network: network, account: Self.account(start), region: Self.region(start),
        limit: options.fileLimit)
      for cell in start..<min(start + Self.cellsPerAccount, plan.segments) {
        let pairs = pairs(of: cell, extra[cell] ?? [])
        for (a, b) in pairs { try peer(a, b, &folder) }
        for place in 0..<plan.size(cell) {
          let vpc = plan.first(cell) + place
          let peers = pairs.compactMap { $0 == vpc ? $1 : $1 == vpc ? $0 : nil }
          try writer.write(
            TieredVPC(
              number: vpc, base: base(vpc), environment: HubPlan.environmentName(place),
              segment: cell, role: options.isPart ? "plain" : HubPlan.role(place), adminRanges: [range(plan.first(cell))],
              partnerRange: range(
                plan.first(cell) + HubPlan.partner(of: place, size: plan.size(cell))),
              routes: peers.map {
                Rules.route(range($0), "VpcPeeringConnectionId", peering(vpc, $0))
              }, fault: faults[vpc]?.first?.kind), to: &folder)
          count.interfaces += shape.interfaces
        }
      }
      count.add(try folder.close())
    }
  }

  /// The peered pairs of a cell, with those that should not be.
  private func pairs(of cell: Int, _ faults: [Fault]) -> [(Int, Int)] {
    let first = plan.first(cell)
    var pairs: [(Int, Int)] = []
    for a in 0..<plan.size(cell) {
      for b in a..<plan.size(cell) where Self.arePeered(a, b) {
        pairs.append((first + a, first + b))
      }
    }
    for fault in faults {
      let pair = (min(fault.place, fault.other), max(fault.place, fault.other))
      if !pairs.contains(where: { $0 == pair }) { pairs.append(pair) }
    }
    return pairs
  }

  private func peer(_ a: Int, _ b: Int, _ folder: inout RegionFolder) throws(GeneratorError) {
    let sides = [("RequesterVpcInfo", a), ("AccepterVpcInfo", b)].map { key, vpc in
      #""\#(key)":{"VpcId":"\#(ids.name("vpc", vpc))","CidrBlock":"\#(range(vpc))","#
        + #""CidrBlockSet":[{"CidrBlock":"\#(range(vpc))"}],"OwnerId":"\#(folder.account)","Region":"\#(folder.region)"}"#
    }
    try folder.add(
      .peerings,
      #"{"VpcPeeringConnectionId":"\#(peering(a, b))",\#(sides.joined(separator: ",")),"#
        + #""Status":{"Code":"active","Message":"Active"},"Tags":[]}"#)
  }
}
