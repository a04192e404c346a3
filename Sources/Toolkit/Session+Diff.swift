package import Checker
package import Differences
import Importers
package import InfrastructureImporters
package import Reports
import SourceText

extension Session {
  /// Reads one of the two networks of a plan; other inputs have one. `shown` is how the place is called in reports.
  package static func open(
    _ path: String, isStrict: Bool, state: PlanState, shown: String? = nil
  ) throws(InputFailure) -> Session {
    let imported = InfrastructureImporter.importNetwork(
      at: path, options: InfrastructureOptions(isStrict: isStrict, state: state))
    var files = imported.files
    if let shown, shown != path {
      files = SourceFiles()
      for id in imported.files.ids {
        let name = imported.files.path(of: id)
        let isBelow = name.hasPrefix(path)
        _ = files.add(
          path: isBelow ? shown + name.dropFirst(path.count) : name, contents: imported.files.contents(of: id))
      }
    }
    guard !imported.hasErrors else {
      throw InputFailure(diagnostics: imported.diagnostics, files: files)
    }
    return Session(imported, files: files, path: shown ?? path)
  }

  /// What the change from `before` to this network does to flows; nil when it was cancelled.
  package func flows(since before: Session, isCancelled: () -> Bool) throws(CheckError) -> FlowReport? {
    guard let difference = FlowDifference.between(before.network, network, isCancelled: isCancelled) else {
      return nil
    }
    let replay = Replay(before.network, network)
    var replayed: [PairFlows: [ReplayedFlow]] = [:]
    do throws(ReplayFailure) {
      for pair in difference.opened { replayed[pair] = try replay.opened(pair) }
      for pair in difference.closed { replayed[pair] = try replay.closed(pair) }
    } catch {
      throw .disagreement(error.message)
    }
    func rows(_ pairs: [PairFlows], _ networks: [Session]) -> [DiffReport.Row] {
      FlowClasses.of(pairs, in: networks.map(\.network)).map { flows in
        DiffReport.Row(flows: flows, replayed: flows.pairs.first.flatMap { replayed[$0] } ?? [])
      }
    }
    return FlowReport(
      opened: rows(difference.opened, [self, before]), closed: rows(difference.closed, [before, self]),
      difference: difference)
  }
}

/// The flows of a change, before the policies are asked.
package struct FlowReport: Sendable {
  package let opened: [DiffReport.Row]
  package let closed: [DiffReport.Row]
  package let difference: FlowDifference
}
