internal import NetworkModel
package import SourceText

/// A network that a template, a plan or a state describes, in the words of the provider's own answers.
///
/// Another importer writes it: `answers` is a list of envelopes `{region, request, response}` as IMP-1 has them, with the
/// `object` of an answer about one that it does not name itself, and `origins` says which place of `files` each part of that text stands for.
package struct DescribedNetwork: Sendable {
  package enum Source: Hashable, Sendable { case terraform, cloudFormation }

  package var source: Source
  package var files: SourceFiles
  package var answers: [UInt8] = []
  package var origins = OriginMap()
  package var remarks: [DescribedRemark] = []
  package var diagnostics: [Diagnostic] = []
  /// Types of objects that are not read, with their number and first place.
  package var unsupported: [UnsupportedAnswer] = []
  package var ledger = LedgerSummary()

  package init(source: Source, files: SourceFiles) {
    self.source = source
    self.files = files
  }
}

/// What no answer of the provider says.
package enum DescribedRemark: Hashable, Sendable {
  package enum Tagged: Hashable, Sendable { case vpc, subnet, instance, interface, securityGroup }

  /// Something that may matter to every answer.
  case unknown(object: String, kind: String, reason: String, rule: String, at: SourceRange?)
  /// An object that is kept, counted and not modelled.
  case unmodelled(name: String, kind: String, at: SourceRange?)
  /// Something that is taken to hold; in strict mode it is unknown everywhere instead.
  case assumption(name: String, text: String)
  /// Tags of an object that are not known, or not all: selectors must not read them as absent.
  case unknownTags(of: String, kind: Tagged, reason: String, at: SourceRange?)
  /// An interface has groups that are not known, beside those that are described.
  case unknownGroups(of: String, reason: String, at: SourceRange?)
  /// The address of an interface is assigned later; the one that is described stands for it (IAC-4).
  case laterAddress(interface: String, isPublic: Bool, at: SourceRange?)
}

extension UnsupportedAnswer {
  package init(type: String, count: Int, range: SourceRange) {
    self.init(key: type, count: count, range: range)
  }
}

extension LedgerSummary {
  /// Enters an attribute of a described object that nobody read.
  package mutating func add(type: String, unreadAttribute key: String, at range: SourceRange) {
    noteUnread(type: type, key: key, at: range)
  }

  /// Enters an attribute that was left aside after review.
  package mutating func add(type: String, ignoredAttribute key: String, at range: SourceRange) {
    ignored(type: type, key: key, at: range)
  }
}

extension Importer {
  /// Reads a described network by the same rules as the provider's answers.
  package static func importNetwork(_ described: DescribedNetwork, options: ImportOptions = .init())
    -> ImportResult
  {
    let layout: Layout
    switch described.source {
    case .terraform: layout = .terraform
    case .cloudFormation: layout = .cloudFormation
    }
    let profile = Profile(layout: layout, strict: options.isStrict)
    let state = ImportState(layout: layout, profile: profile)
    var diagnostics = described.diagnostics
    do throws(JSONError) {
      let file = FileID(index: 0)
      let root = try JSONDocument(
        parsing: described.answers, file: file, origins: described.origins
      ).root
      let answers = root.elements.compactMap(Self.answer)
      state.importAll(answers, [])
      state.enter(described.remarks)
      state.noteUnknownMembers()
    } catch {
      diagnostics.append(
        Diagnostic(
          code: "IM001", message: "the description is not JSON: \(error.message)", range: nil))
    }
    return ImportResult(
      network: state.model, files: described.files,
      diagnostics: (diagnostics + state.diagnostics).sorted(by: DiagnosticRenderer.precedes),
      layout: layout.rawValue, ledger: described.ledger, unsupported: described.unsupported,
      failedCalls: [])
  }

  private static func answer(_ envelope: JSONValue) -> Answer? {
    guard let response = envelope.peek("response") else { return nil }
    return Answer(
      provenance: Provenance(
        partition: nil, account: nil, region: envelope.peek("region")?.string, isStated: false),
      call: CallNames(operation: "described", object: envelope.peek("object")?.string), request: envelope.peek("request"),
      response: response, fileName: "")
  }
}

extension ImportState {
  /// The remarks, after every object is in the model.
  func enter(_ remarks: [DescribedRemark]) {
    for remark in remarks {
      switch remark {
      case .unknown(let object, let kind, let reason, let rule, let range):
        unknownEverywhere(object, kind, reason, rule: rule, at: range)
      case .unmodelled(let name, let kind, let range):
        keepUnmodelled(name, kind: kind, scope: nil, at: range)
      case .assumption(let name, let text):
        if profile.describesWhole {
          assume(name, text)
        } else {
          unknownEverywhere(name, "assumption", "not assumed: \(text)", rule: "IAC-3")
        }
      case .unknownTags(let name, let kind, let reason, let range):
        let gap = unknown(name, "tags", reason, rule: "LANG-9a", at: range)
        switch kind {
        case .vpc: if let id = model.vpcs.id(named: name) { model.vpcs[id].gaps[.tags] = gap }
        case .subnet:
          if let id = model.subnets.id(named: name) { model.subnets[id].gaps[.tags] = gap }
        case .instance:
          if let id = model.instances.id(named: name) { model.instances[id].gaps[.tags] = gap }
        case .interface:
          if let id = model.interfaces.id(named: name) { model.interfaces[id].gaps[.tags] = gap }
        case .securityGroup:
          if let id = model.securityGroups.id(named: name) {
            model.securityGroups[id].gaps[.tags] = gap
          }
        }
      case .unknownGroups(let name, let reason, let range):
        guard let id = model.interfaces.id(named: name) else { continue }
        let missing = unknown(name, "networkInterface", reason, rule: "IAC-1", at: range)
        model.interfaces[id].groups.append(.missing(missing))
      case .laterAddress(let name, let isPublic, let range):
        guard let id = model.interfaces.id(named: name) else { continue }
        let reason =
          isPublic
          ? "its public address is assigned later" : "its private address is assigned later"
        model.interfaces[id].gaps[isPublic ? .publicAddress : .privateAddress] = unknown(
          name, "networkInterface", reason, rule: "IAC-4", at: range)
      }
    }
  }
}
