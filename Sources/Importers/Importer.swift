package import NetworkModel
package import SourceText

/// How an input is to be read.
package struct ImportOptions: Sendable {
  /// Switches layout profiles off: what was not collected is unknown (IMP-3a).
  package var isStrict: Bool

  package init(isStrict: Bool = false) { self.isStrict = isStrict }
}

/// A network as it was read. If `diagnostics` holds an error, the network is incomplete and must not be judged.
package struct ImportResult: Sendable {
  package let network: NetworkModel
  package let files: SourceFiles
  /// In order of file and place.
  package let diagnostics: [Diagnostic]
  /// `batfish`, `np-guard`, `cloudmapper`, `envelope`, `placebo` or `aws-cli`.
  package let layout: String
  /// Keys that nobody read, and those that were left aside.
  package let ledger: LedgerSummary
  /// Answers whose top-level key is not known.
  package let unsupported: [UnsupportedAnswer]
  /// Calls that gave no answer when the network was collected.
  package let failedCalls: [FailedCall]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads a network in any layout, recognised by its content.
package enum Importer {
  /// Reads the folder or file at `path`; `-` is standard input. Never throws: what goes wrong is a diagnostic.
  package static func importNetwork(at path: String, options: ImportOptions = .init())
    -> ImportResult
  {
    var reader = LayoutReader()
    reader.read(path)
    return build(reader, options)
  }

  /// Reads one document that is in memory.
  package static func importNetwork(text: String, name: String, options: ImportOptions = .init())
    -> ImportResult
  {
    importNetwork(contents: Array(text.utf8), name: name, options: options)
  }

  /// Reads one document that is in memory as bytes.
  package static func importNetwork(
    contents: [UInt8], name: String, options: ImportOptions = .init()
  ) -> ImportResult {
    var reader = LayoutReader()
    reader.read(text: contents, named: name)
    return build(reader, options)
  }

  /// Reads files that are in memory, as if they stood in one folder.
  package static func importNetwork(
    folder: [(path: String, text: String)], options: ImportOptions = .init()
  ) -> ImportResult {
    var reader = LayoutReader()
    reader.read(folder: folder)
    return build(reader, options)
  }

  private static func build(_ reader: LayoutReader, _ options: ImportOptions) -> ImportResult {
    let profile = Profile(layout: reader.layout, strict: options.isStrict)
    let state = ImportState(layout: reader.layout, profile: profile)
    state.routers = reader.routers.compactMap { RouterConfiguration($0) }
    if !reader.answers.isEmpty || !reader.failedCalls.isEmpty {
      state.importAll(reader.answers, reader.failedCalls)
    }
    state.noteCollections(reader.collections)
    return ImportResult(
      network: state.model, files: reader.files,
      diagnostics: (reader.diagnostics + state.diagnostics).sorted(by: DiagnosticRenderer.precedes),
      layout: reader.layout.rawValue, ledger: state.ledger, unsupported: state.gathered.unsupported,
      failedCalls: reader.failedCalls)
  }
}

extension ImportState {
  /// Every class in the order in which they need each other.
  func importAll(_ answers: [Answer], _ failedCalls: [FailedCall]) {
    gather(answers)
    gather(failedCalls)
    importAvailabilityZones()
    importInstanceTypes()
    importBlockPublicAccess()
    importVPCs()
    completeGroups()
    importInternetGateways()
    importEgressOnlyInternetGateways()
    importRouteTables()
    prepareAssumedTables()
    importNetworkACLs()
    importSubnets()
    importSecurityGroups()
    importInstances()
    importInterfaces()
    importInterfacesOfInstances()
    importNATGateways()
    importAddresses()
    importPeerings()
    importEndpoints()
    importPrefixLists()
    importSecurityGroupRules()
    importVPNGateways()
    importPrivateConnections()
    importTransitGateways()
    importRoutes()
    completePrivateConnections()
    noteUnseenInternetGateways()
    noteUncollectedSites()
    noteUnlistedClasses()
    completePlaceholders()
    openContestedTags()
    importLoadBalancers()
    importClassicLoadBalancers()
    noteUnknownMembers()
    reportOverlaps()
    synthesiseRoutes()
    importUnmodelled()
    noteProfile()
  }
}
