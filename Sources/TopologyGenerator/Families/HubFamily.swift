/// Hubs: each a transit gateway of at most `hubSize` VPCs in one Region.
///
/// `hub`: they are isolated, and every one begins at 10.0.0.0, so that VPCs of different hubs have the same addresses.
/// `regions`: one in each Region, with a /12 of its own, of which the first /16 is that of its shared VPCs. All are
/// peered; the tables of the environments lead to the shared VPCs of the other Regions, those of the shared VPCs to
/// everything, and what arrives over a peering uses the shared table.
struct HubFamily {
  /// VPCs in one Region of `regions`: 256 shared ones have room in a /16.
  static let mostInRegion = 2560

  let options: GeneratorOptions
  let isPeered: Bool
  let plan: HubPlan
  let ids: Identifiers
  let shape: TieredShape

  init(_ options: GeneratorOptions) {
    self.options = options
    isPeered = options.family == .regions
    let hubs =
      isPeered
      ? (options.vpcs <= 4 * Self.mostInRegion ? 4 : Regions.all.count)
      : (options.vpcs + options.hubSize - 1) / options.hubSize
    plan = HubPlan(vpcs: options.vpcs, segments: hubs)
    ids = Identifiers(seed: options.seed)
    shape = TieredShape(options)
  }

  /// The account of a hub and, from 1 on, those of its VPCs.
  static func account(_ hub: Int, _ member: Int) -> String {
    String(100_000_000_000 + hub * 1000 + member)
  }

  static func region(_ hub: Int) -> String { Regions.all[hub % Regions.all.count] }

  /// The first address of a VPC.
  func base(_ place: Int, of hub: Int) -> UInt32 {
    guard isPeered else { return IPv4.ten + UInt32(place) << 8 }
    let number = HubPlan.environment(place) == nil ? place / 10 : 255 + place - place / 10
    return IPv4.ten + UInt32(hub) << 20 + UInt32(number) << 8
  }

  func expectations() throws(GeneratorError) -> Expectations {
    let last = plan.segments - 1
    let samples = last == 0 ? [0] : [0, last]
    var result = Expectations(
      tiered: options, samples: samples, adminSegment: isPeered ? 0 : nil)
    result.define("quarantine", #"instances where vpc.tag.Role == "quarantine""#)
    result.expect(
      .proved, TieredPolicy.quarantine,
      "forbid environment\(HubPlan.isolated) -> quarantine on tcp/22"
        + "\n    except quarantine -> quarantine on tcp/22")
    if last > 0, !isPeered {
      for hub in samples {
        result.define("segment\(hub)", #"instances where vpc.tag.Segment == "\#(hub)""#)
      }
      result.expect(
        .proved, TieredPolicy.segments, "forbid segment0 -> segment\(last) on tcp/22",
        "forbid segment\(last) -> segment0 on tcp/22")
    }
    try sow(&result, samples)
    return result
  }

  private func sow(_ result: inout Expectations, _ samples: [Int]) throws(GeneratorError) {
    let kinds: [FaultKind] =
      [
        .openPort, .wrongAssociation, .extraPropagation, .missingIsolationRoute, .wrongRouteTarget,
        .missingRoute,
      ] + (isPeered ? [.wideStaticRoute] : [])
    var draw = FaultDraw(plan, seed: options.seed)
    var opened: Set<Int> = []
    for number in 0..<options.faults {
      var kind = kinds[number % kinds.count]
      if kind == .missingIsolationRoute {
        if opened.count < plan.segments {
          var hub = draw.below(plan.segments)
          while !opened.insert(hub).inserted { hub = (hub + 1) % plan.segments }
          result.add(
            Fault(
              kind: kind, place: plan.first(hub) + HubPlan.isolated, environment: HubPlan.isolated,
              object: TransitHub(ids: ids, number: hub).table(HubPlan.isolated),
              account: Self.account(hub, 0), region: Self.region(hub),
              violates: [TieredPolicy.quarantine]))
          continue
        }
        kind = .openPort
      }
      if kind == .wideStaticRoute {
        result.add(wideRoute(&draw))
        continue
      }
      guard let vpc = draw.vpc(in: kind == .missingRoute ? samples : nil) else {
        throw FaultDraw.exhausted
      }
      result.add(fault(kind, vpc, &draw))
    }
  }

  private func fault(_ kind: FaultKind, _ vpc: Int, _ draw: inout FaultDraw) -> Fault {
    let hub = plan.segment(of: vpc)
    let place = vpc - plan.first(hub)
    let own = HubPlan.environment(place) ?? 0
    let other = (own + 1 + draw.below(HubPlan.environments - 1)) % HubPlan.environments
    var fault = Fault(
      kind: kind, place: vpc, environment: other, object: ids.name("vpc", vpc),
      account: Self.account(hub, 1 + place / options.vpcsPerAccount), region: Self.region(hub),
      violates: [])
    switch kind {
    case .openPort:
      fault.object = ids.name("sg", vpc, 1)
      fault.violates = TieredPolicy.opened(own)
      if !isPeered, hub == 0 || hub == plan.segments - 1 {
        fault.violates.append(TieredPolicy.segments)
      }
    case .wrongRouteTarget:
      fault.object = ids.name("rtb", vpc, 2)
      fault.violates = [TieredPolicy.mirror, TieredPolicy.mirrorDB]
    case .missingRoute:
      fault.object = ids.name("rtb", vpc, 2)
      fault.violates = [TieredPolicy.admin(hub)]
    case .wrongAssociation:
      fault.object = TransitHub(ids: ids, number: hub).attachment(vpc)
      fault.account = Self.account(hub, 0)
      fault.violates = [TieredPolicy.apart(own, other)]
    case .extraPropagation:
      fault.object = TransitHub(ids: ids, number: hub).table(other)
      fault.account = Self.account(hub, 0)
      fault.violates = [TieredPolicy.apart(other, own)]
    case .missingIsolationRoute, .wideStaticRoute, .extraPeering, .wrongReference, .bypassedFirewall, .tunnelDown:
      break
    }
    return fault
  }

  /// A table of an environment that leads to all of another Region instead of its shared VPCs.
  private func wideRoute(_ draw: inout FaultDraw) -> Fault {
    let hub = draw.below(plan.segments)
    let peer = (hub + 1 + draw.below(plan.segments - 1)) % plan.segments
    let environment = draw.below(HubPlan.environments)
    let others = (0..<HubPlan.environments).filter { $0 != environment }
    return Fault(
      kind: .wideStaticRoute, place: -1, environment: environment, segment: hub, other: peer,
      object: TransitHub(ids: ids, number: hub).table(environment), account: Self.account(hub, 0),
      region: Self.region(hub),
      violates: others.map { TieredPolicy.apart(environment, $0) }
        + (environment == HubPlan.isolated ? [TieredPolicy.quarantine] : []))
  }

  func write(
    to network: String, _ expectations: Expectations, _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    let faults = Dictionary(grouping: expectations.faults, by: \.place)
    for hub in 0..<plan.segments { try write(hub, to: network, faults, &count) }
  }

  private func write(
    _ number: Int, to network: String, _ faults: [Int: [Fault]], _ count: inout GeneratedNetwork
  ) throws(GeneratorError) {
    let hub = TransitHub(ids: ids, number: number)
    let region = Self.region(number)
    var centre = try RegionFolder(
      network: network, account: Self.account(number, 0), region: region, limit: options.fileLimit)
    try hub.writeGateway(to: &centre)
    for other in 0..<plan.segments where isPeered && other != number {
      try hub.peer(
        with: TransitHub(ids: ids, number: other), account: Self.account(other, 0),
        region: Self.region(other), to: &centre)
    }
    let size = plan.size(number)
    let writer = TieredVPCWriter(shape: shape, ids: ids)
    for start in stride(from: 0, to: size, by: options.vpcsPerAccount) {
      var folder = try RegionFolder(
        network: network, account: Self.account(number, 1 + start / options.vpcsPerAccount),
        region: region, limit: options.fileLimit)
      for place in start..<min(start + options.vpcsPerAccount, size) {
        let vpc = plan.first(number) + place
        let fault = faults[vpc]?.first
        try writer.write(tiered(vpc, place, size, hub, number, fault?.kind), to: &folder)
        let environment =
          fault?.kind == .wrongAssociation ? fault?.environment : HubPlan.environment(place)
        try hub.attach(vpc, owner: folder.account, table: environment, to: &centre)
        count.interfaces += shape.interfaces
      }
      count.add(try folder.close())
    }
    for environment in 0..<TransitHub.tables {
      try centre.addSearch(
        table: hub.table(environment), routes: routes(environment, number, hub, faults))
    }
    count.add(try centre.close())
  }

  private func tiered(
    _ vpc: Int, _ place: Int, _ size: Int, _ hub: TransitHub, _ number: Int, _ fault: FaultKind?
  ) -> TieredVPC {
    let admins = isPeered && number > 0 ? [number, 0] : [number]
    return TieredVPC(
      number: vpc, base: base(place, of: number), environment: HubPlan.environmentName(place),
      segment: number, role: HubPlan.role(place), adminRanges: admins.map { IPv4.range(base(0, of: $0), 24) },
      partnerRange: IPv4.range(
        base(HubPlan.partner(of: place, size: size), of: number), 24),
      routes: [Rules.route("10.0.0.0/8", "TransitGatewayId", hub.gateway)], fault: fault)
  }

  /// The routes of one table: those of its environment and of the shared VPCs; the shared table has all.
  private func routes(
    _ environment: Int, _ number: Int, _ hub: TransitHub, _ faults: [Int: [Fault]]
  ) -> [String] {
    let own = (0..<plan.size(number)).compactMap { place -> String? in
      let vpc = plan.first(number) + place
      let fault = faults[vpc]?.first
      let own = HubPlan.environment(place)
      let range = IPv4.range(base(place, of: number), 24)
      let isExtra = fault?.kind == .extraPropagation && fault?.environment == environment
      guard own == nil || own == environment || environment == TransitHub.shared || isExtra else {
        return nil
      }
      if place == HubPlan.isolated, environment == own, fault?.kind != .missingIsolationRoute {
        return TransitHub.blackhole(range)
      }
      return hub.propagated(vpc, range)
    }
    guard isPeered else { return own }
    let wide = Set(
      (faults[-1] ?? []).filter { $0.segment == number && $0.environment == environment }
        .map(\.other))
    return own
      + (0..<plan.segments).filter { $0 != number }.map { other in
        let isWhole = environment == TransitHub.shared || wide.contains(other)
        return hub.toPeer(
          IPv4.range(IPv4.ten + UInt32(other) << 20, isWhole ? 12 : 16),
          TransitHub(ids: ids, number: other))
      }
  }
}
