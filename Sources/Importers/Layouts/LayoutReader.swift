internal import SourceText

/// Recognises the layout of an input by its content and brings it into the common form.
struct LayoutReader {
  private(set) var layout: Layout = .awsCLI
  private(set) var answers: [Answer] = []
  private(set) var files = SourceFiles()
  private(set) var diagnostics: [Diagnostic] = []
  /// Texts of the router configurations in `configs` beside `aws_configs`.
  private(set) var routers: [String] = []
  /// Calls that a collection tried, and that gave no answer.
  private(set) var failedCalls: [FailedCall] = []
  /// What collections say about themselves.
  private(set) var collections: [JSONValue] = []

  private struct Parsed {
    var file: InputFile
    var root: JSONValue
    var shape: Shape
  }

  /// What one file looks like.
  private enum Shape: Equatable {
    case envelope, envelopes, collection, npGuard, placebo, answer
    /// Something else; the words name it.
    case other(String)
  }

  mutating func read(_ path: String) {
    do throws(InputProblem) {
      let isFolder = path == "-" ? false : try InputFiles.isFolder(path)
      let batfishRoot = isFolder ? try Self.batfishRoot(path) : nil
      let wanted = batfishRoot ?? path
      var leftOut: [[String]] = []
      let found = try InputFiles.read(wanted) { relative in
        let isWanted =
          batfishRoot == nil ? Self.mayBeJSON(relative) : Self.isJSON(relative.last ?? "")
        if !isWanted { leftOut.append(relative) }
        return isWanted
      }
      noteLeftOut(leftOut)
      if isFolder, let batfishRoot, batfishRoot != path { try readRouters(beside: batfishRoot) }
      accept(found, path: path, isFolder: isFolder, isBatfish: batfishRoot != nil)
    } catch {
      switch error {
      case .notFound(let path):
        fail("IM002", "no such file or folder: `\(path)`", nil)
      case .unreadable(let path, let reason):
        fail("IM002", "cannot read `\(path)`: \(reason)", nil)
      }
    }
  }

  private mutating func readRouters(beside root: String) throws(InputProblem) {
    let snapshot = String(root.dropLast("/aws_configs".count))
    guard try InputFiles.names(in: snapshot).contains("configs"),
      try InputFiles.isFolder(snapshot + "/configs")
    else { return }
    let found = try InputFiles.read(snapshot + "/configs") { _ in true }
    routers = found.map { String(decoding: $0.contents, as: UTF8.self) }
  }

  /// Reads one document that is not on disk (tests, a snapshot in memory).
  mutating func read(text: [UInt8], named name: String) {
    let file = InputFile(path: name, components: [name], relative: [name], contents: text)
    accept([file], path: name, isFolder: false, isBatfish: false)
  }

  /// Reads files that are not on disk, as if they stood in one folder.
  mutating func read(folder: [(path: String, text: String)]) {
    let files = folder.map { entry in
      let parts = entry.path.split(separator: "/").map(String.init)
      return InputFile(
        path: entry.path, components: parts, relative: parts, contents: Array(entry.text.utf8))
    }
    let batfish = files.contains { $0.relative.first == "aws_configs" }
    if batfish {
      routers = files.filter { $0.relative.first == "configs" }.map {
        String(decoding: $0.contents, as: UTF8.self)
      }
    }
    let shown =
      batfish
      ? files.filter { $0.relative.first == "aws_configs" }.map { file in
        var file = file
        file.relative.removeFirst()
        return file
      } : files
    accept(shown, path: ".", isFolder: true, isBatfish: batfish)
  }

  /// The folder `aws_configs` of a Batfish snapshot, if `path` is such a snapshot or that folder itself.
  private static func batfishRoot(_ path: String) throws(InputProblem) -> String? {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    if trimmed.split(separator: "/").last == "aws_configs" { return trimmed }
    return try InputFiles.names(in: path).contains("aws_configs") ? trimmed + "/aws_configs" : nil
  }

  /// Copies such as `vpcs.json.bak` and `vpcs.json~` are not read, and not left out in silence. Prose and policies that
  /// stand beside a network are not worth a word.
  private mutating func noteLeftOut(_ files: [[String]]) {
    let names = files.compactMap { relative -> String? in
      guard let name = relative.last?.lowercased() else { return nil }
      return [".md", ".isola"].contains { name.hasSuffix($0) }
        ? nil : DisplayText.escape(relative.joined(separator: "/"))
    }
    guard !names.isEmpty else { return }
    let more = names.count > 5 ? ["and \(names.count - 5) more"] : []
    diagnostics.append(
      Diagnostic(
        code: "IM017", severity: .warning,
        message: names.count == 1
          ? "a file is not read: its name does not end in `.json`"
          : "\(names.count) files are not read: their names do not end in `.json`",
        range: nil, notes: names.prefix(5).map { "`\($0)`" } + more))
  }

  /// The ending in any case.
  static func isJSON(_ name: String) -> Bool { name.lowercased().hasSuffix(".json") }

  /// Files named `.json`, and files without an extension inside a per-resource folder such as
  /// `elbv2-describe-load-balancer-attributes/ARN`.
  private static func mayBeJSON(_ relative: [String]) -> Bool {
    guard let name = relative.last else { return false }
    if isJSON(name) { return true }
    return relative.count >= 2 && CallNames.isPerObjectFolder(relative[relative.count - 2])
  }

  private mutating func accept(_ found: [InputFile], path: String, isFolder: Bool, isBatfish: Bool)
  {
    var parsed: [Parsed] = []
    for file in found {
      let id = files.add(path: file.path, contents: file.contents)
      do throws(JSONError) {
        let root = try JSONDocument(parsing: file.contents, file: id).root
        parsed.append(
          Parsed(file: file, root: root, shape: Self.shape(of: root, isBatfish: isBatfish)))
      } catch {
        diagnostics.append(error.diagnostic(in: id))
      }
    }
    let claimed = parsed.filter { if case .other = $0.shape { false } else { true } }
    guard !claimed.isEmpty else {
      if !diagnostics.contains(where: { $0.severity == .error }) {
        reportNoLayout(parsed, path: path, isFolder: isFolder)
      }
      return
    }
    for other in parsed {
      guard case .other(let what) = other.shape else { continue }
      diagnostics.append(
        Diagnostic(
          code: "IM017", severity: .warning, message: "this file is not read: it holds \(what)",
          range: other.root.range.shortened))
    }
    layout = Self.layout(of: claimed.map { ($0.shape, $0.file) }, isBatfish: isBatfish)
    if layout == .npGuard, let odd = claimed.first(where: { $0.shape != .npGuard }) {
      fail(
        "IM003", "expected one layout, found an AWS answer beside a collector object",
        odd.root.range.shortened)
    }
    for entry in claimed { add(entry) }
    for answer in answers.joinPages(numberedFiles: layout == .placebo) {
      diagnostics.append(
        Diagnostic(
          code: "IM017", severity: .warning,
          message: "this file is not read: it is a later answer to a call that is read already",
          range: answer.response.range.shortened))
    }
  }

  private static func shape(of root: JSONValue, isBatfish: Bool) -> Shape {
    switch root.kind {
    case .object: break
    case .array:
      let first = root.elements.first { _ in true }
      if let first, isEnvelope(first) { return .envelopes }
      return .other("a list; expected an object whose keys name AWS answers")
    case .string, .number, .boolean, .null:
      return .other("\(root.kind.name); expected an object whose keys name AWS answers")
    }
    if isEnvelope(root) { return .envelope }
    if root.peek("schema")?.string == CollectionRecord.schema { return .collection }
    if root.has("collector_version"), root.has("provider") { return .npGuard }
    if root.has("status_code"), root.has("data") { return .placebo }
    let keys = root.members.map(\.key)
    if keys.contains(where: AnswerKeys.isKnown) { return .answer }
    if isBatfish || keys.isEmpty { return .answer }
    if root.has("format_version"), root.has("terraform_version") {
      return .other("a Terraform plan or state")
    }
    if root.has("Resources") || root.has("AWSTemplateFormatVersion") {
      return .other("a CloudFormation template")
    }
    // An answer of a call that is not known: pagination or a list under a capitalised key.
    if root.members.contains(where: { $0.value.kind == .array && $0.key.first?.isUppercase == true }
    ) {
      return .answer
    }
    let shown = keys.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
    return .other("an object with the keys \(shown)")
  }

  private static func isEnvelope(_ value: JSONValue) -> Bool {
    value.has("operation") && (value.has("response") || value.has("error"))
  }

  private static func layout(of claimed: [(Shape, InputFile)], isBatfish: Bool) -> Layout {
    if isBatfish { return .batfish }
    let shapes = claimed.map(\.0)
    if shapes.contains(.npGuard) { return .npGuard }
    if shapes.contains(where: { $0 == .envelope || $0 == .envelopes || $0 == .collection }) {
      return .envelope
    }
    if shapes.contains(.placebo) { return .placebo }
    return claimed.contains { $0.1.name == "describe-regions.json" } ? .cloudmapper : .awsCLI
  }

  private mutating func add(_ entry: Parsed) {
    switch entry.shape {
    case .envelope:
      addEnvelope(entry.root, entry.file)
    case .envelopes:
      for element in entry.root.elements { addEnvelope(element, entry.file) }
    case .collection:
      addCollection(entry.root)
    case .npGuard:
      addCollectorObject(entry.root, entry.file)
    case .placebo:
      guard let data = entry.root["data"], data.kind == .object else {
        return fail(
          "IM005", "expected an object under `data`, found something else",
          entry.root.range.shortened)
      }
      _ = entry.root["status_code"]
      answers.append(
        Answer(
          provenance: FolderNames.provenance(of: entry.file.components),
          call: CallNames(path: entry.file.components), response: data,
          folder: entry.file.components.dropLast().joined(separator: "/"),
          fileName: entry.file.name))
    case .answer:
      let provenance =
        layout == .batfish
        ? FolderNames.batfishProvenance(below: entry.file.relative)
        : FolderNames.provenance(of: entry.file.components)
      answers.append(
        Answer(
          provenance: provenance, call: CallNames(path: entry.file.components),
          response: entry.root,
          fileName: entry.file.name))
    case .other:
      break
    }
  }

  private mutating func addEnvelope(_ value: JSONValue, _ file: InputFile) {
    if value.kind == .object, let call = FailedCall(value) {
      failedCalls.append(call)
      return value.markConsumed()
    }
    guard value.kind == .object, let response = value["response"], response.kind == .object else {
      return fail(
        "IM005", "expected an envelope with an object under `response`", value.range.shortened)
    }
    func text(_ key: String) -> String? {
      guard let member = value[key] else { return nil }
      if member.kind != .string {
        fail("IM005", "expected a string under `\(key)`, found \(member.kind.name)", member.range)
      }
      return member.string
    }
    let provenance = Provenance(
      partition: text("partition"), account: text("account"), region: text("region"), isStated: true
    )
    let service = text("service") ?? ""
    let operation = text("operation") ?? ""
    let request = value["request"]
    request?.markConsumed()
    // The first string of the request that is no page mark names the object.
    let object = request?.members.first {
      $0.value.kind == .string && !AnswerKeys.transport.contains($0.key)
    }
    answers.append(
      Answer(
        provenance: provenance,
        call: CallNames(operation: "\(service)-\(operation)", object: object?.value.string),
        request: request, response: response, fileName: file.name))
  }

  private mutating func addCollection(_ root: JSONValue) {
    if root.peek("state")?.string != "finished" {
      diagnostics.append(
        Diagnostic(
          code: "IM020", message: "this collection was begun and not finished",
          range: root.range.shortened,
          notes: ["run the same `isola collect` again; it goes on where it stopped"]))
    }
    collections.append(root)
    root.markConsumed()
  }

  private mutating func addCollectorObject(_ root: JSONValue, _ file: InputFile) {
    for key in ["collector_version", "provider", "config-file-git-sha1"] { _ = root[key] }
    if let provider = root["provider"]?.string, provider != "aws" {
      return fail(
        "IM003", "expected a collector object of provider `aws`, found `\(provider)`",
        root["provider"]?.range)
    }
    answers.append(
      Answer(
        provenance: Provenance(), call: CallNames(path: file.components), response: root,
        renamed: [
          "instances": .reservations, "internet_gateways": .internetGateways,
          "network_acls": .networkACLs,
          "security_groups": .securityGroups, "subnets": .subnets, "vpcs": .vpcs,
        ], fileName: file.name))
  }

  private mutating func reportNoLayout(_ parsed: [Parsed], path: String, isFolder: Bool) {
    let expected =
      "expected AWS CLI answers (`{\"Vpcs\": […]}`), a Batfish snapshot (`aws_configs`), a np-guard "
      + "collector object, a cloudmapper account folder, recorded answers (`status_code`, `data`) or envelopes "
      + "(`operation`, `response`)"
    if let first = parsed.first, case .other(let what) = first.shape {
      diagnostics.append(
        Diagnostic(
          code: "IM003", message: "no network found: this file holds \(what)",
          range: first.root.range.shortened,
          notes: [expected]))
    } else {
      let what = isFolder ? "no JSON file below `\(path)`" : "nothing"
      diagnostics.append(
        Diagnostic(
          code: "IM003", message: "no network found: \(what)", range: nil, notes: [expected]))
    }
  }

  private mutating func fail(_ code: String, _ message: String, _ range: SourceRange?) {
    diagnostics.append(Diagnostic(code: code, message: message, range: range))
  }
}

extension SourceRange {
  /// The first byte: enough to point at a large value.
  var shortened: SourceRange { SourceRange(file: file, start: start, end: min(end, start + 1)) }
}
