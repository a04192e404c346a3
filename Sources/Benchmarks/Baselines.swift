import CBareParse
import Glibc
import Importers
import NetworkModel

/// What a run cannot be faster than: the bare parse of its files.
enum BareParse {
  /// Microseconds of processor time for all files together.
  static func microseconds(_ files: [String]) throws -> (microseconds: Int, bytes: Int) {
    var total: Int64 = 0
    var bytes: Int64 = 0
    for file in files {
      var nanoseconds: Int64 = 0
      let size = isola_bare_parse(file, &nanoseconds)
      guard size >= 0 else { throw TrialFailure(message: "simdjson does not parse `\(file)`") }
      total += nanoseconds
      bytes += size
    }
    return (Int(total / 1000), Int(bytes))
  }
}

/// Routing alone: who has a route to whom, with no headers, filters or return paths. What a graph library would answer.
struct RoutingBaseline {
  /// The most sources that are asked for; a search for each of fifty thousand is no baseline any more.
  static let mostSources = 1000

  private var edges: [[Int32]] = []
  private let vpcs: Int
  /// The table that an attachment is associated with, and where each table leads.
  private let sources: Int

  /// Places: VPCs, then transit gateway route tables, then the Internet.
  init(_ network: NetworkModel) {
    vpcs = network.vpcs.count
    let tables = network.transitGatewayRouteTables.count
    edges = Array(repeating: [], count: vpcs + tables + 1)
    sources = min(vpcs, Self.mostSources)
    let internet = Int32(vpcs + tables)
    var attached: [[Int32]] = Array(repeating: [], count: vpcs)
    var ends: [ID<TransitGatewayAttachment>: Int32] = [:]
    for id in network.transitGatewayAttachments.ids {
      let attachment = network.transitGatewayAttachments[id]
      var table: Int32?
      if case .table(.resolved(let found)) = attachment.association {
        table = Int32(vpcs) + Int32(found.index)
      }
      switch attachment.kind {
      case .vpc(let side):
        guard let vpc = side.vpc.id else { continue }
        ends[id] = Int32(vpc.index)
        if let table { attached[Int(vpc.index)].append(table) }
      case .peering(let peer):
        // What goes into a peering comes out at the table of the other side.
        guard let other = peer.id,
          case .table(.resolved(let far)) = network.transitGatewayAttachments[other].association
        else { continue }
        ends[id] = Int32(vpcs) + Int32(far.index)
      case .connection, .unmodelled: continue
      }
    }
    for subnet in network.subnets.elements {
      guard let table = subnet.routeTable.id else { continue }
      let from = Int(subnet.vpc.index)
      for route in network.routeTables[table].routes {
        switch route.target {
        case .internetGateway, .egressOnlyInternetGateway, .natGateway: edges[from].append(internet)
        case .transitGateway: edges[from] += attached[from]
        case .peering(let reference):
          guard let id = reference.id else { continue }
          for side in [network.peerings[id].requester, network.peerings[id].accepter] {
            if let vpc = side.vpc.id, Int(vpc.index) != from {
              edges[from].append(Int32(vpc.index))
            }
          }
        case .local, .interface, .gatewayEndpoint, .inspection, .vpnGateway, .unmodelled: continue
        }
      }
      if network.vpcs[subnet.vpc].internetGateway != nil {
        edges[Int(internet)].append(Int32(from))
      }
    }
    for id in network.transitGatewayRouteTables.ids {
      for route in network.transitGatewayRouteTables[id].routes {
        for attachment in route.attachments {
          if let end = attachment.id.flatMap({ ends[$0] }) { edges[vpcs + Int(id.index)].append(end) }
        }
      }
    }
    for index in edges.indices { edges[index] = Array(Set(edges[index])).sorted() }
  }

  /// Pairs of a source VPC and a place that it has a way to, and the microseconds that it took to find them.
  func search() -> (pairs: Int, sources: Int, microseconds: Int) {
    let start = Self.now()
    var pairs = 0
    var seen = [Int32](repeating: -1, count: edges.count)
    var queue: [Int32] = []
    for source in 0..<sources {
      let mark = Int32(source)
      seen[source] = mark
      queue.removeAll(keepingCapacity: true)
      queue.append(mark)
      var next = 0
      while next < queue.count {
        let place = Int(queue[next])
        next += 1
        // The way ends in the Internet and in another VPC: neither passes anything on.
        if place != source, place < vpcs || place == edges.count - 1 { continue }
        for other in edges[place] where seen[Int(other)] != mark {
          seen[Int(other)] = mark
          queue.append(other)
        }
      }
      pairs += queue.count - 1
    }
    return (pairs, sources, (Self.now() - start) / 1000)
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
