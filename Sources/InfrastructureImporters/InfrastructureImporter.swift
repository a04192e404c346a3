package import Importers
internal import SourceText

/// How infrastructure as code is to be read.
package struct InfrastructureOptions: Sendable {
  package var isStrict: Bool
  /// Which of its two networks a plan stands for.
  package var state: PlanState

  package init(isStrict: Bool = false, state: PlanState = .after) {
    self.isStrict = isStrict
    self.state = state
  }
}

/// Reads plans, states and templates, and hands every other input to `Importer`.
package enum InfrastructureImporter {
  /// Reads the folder or file at `path`; `-` is standard input. Never throws: what goes wrong is a diagnostic.
  package static func importNetwork(at path: String, options: InfrastructureOptions = .init())
    -> ImportResult
  {
    if path == "-" {
      let name = "<standard input>"
      let contents = InfrastructureInput.standardInput()
      if let input = InfrastructureInput.recognise(contents, path: name, sources: []) {
        return read(input, options)
      }
      return Importer.importNetwork(
        contents: contents, name: name, options: ImportOptions(isStrict: options.isStrict))
    }
    guard let input = InfrastructureInput.find(at: path) else {
      return Importer.importNetwork(at: path, options: ImportOptions(isStrict: options.isStrict))
    }
    return read(input, options)
  }

  /// Reads one document that is in memory, with sources beside it.
  package static func importNetwork(
    text: String, name: String, sources: [(path: String, text: String)] = [],
    options: InfrastructureOptions = .init()
  ) -> ImportResult {
    let input = InfrastructureInput.recognise(
      Array(text.utf8), path: name,
      sources: sources.map { SourceFile(path: $0.path, contents: Array($0.text.utf8)) })
    guard let input else {
      return Importer.importNetwork(
        text: text, name: name, options: ImportOptions(isStrict: options.isStrict))
    }
    return read(input, options)
  }

  private static func read(_ input: InfrastructureInput, _ options: InfrastructureOptions)
    -> ImportResult
  {
    var network: DescribedNetwork
    switch input.document {
    case .terraform(let root, let form):
      network = terraform(root, form, input, options)
    case .template(let root): network = template(root, input)
    case .broken(let diagnostic):
      network = DescribedNetwork(source: .cloudFormation, files: input.files)
      network.answers = Array("[]".utf8)
      network.diagnostics = [diagnostic]
    }
    return Importer.importNetwork(
      network, options: ImportOptions(isStrict: options.isStrict))
  }

  private static func terraform(
    _ root: JSONValue, _ form: TerraformDocument.Form, _ input: InfrastructureInput,
    _ options: InfrastructureOptions
  ) -> DescribedNetwork {
    var document = TerraformDocument(root, form: form, state: options.state)
    var files = input.files
    var positions = BlockPositions(root: input.folder)
    for source in input.sources {
      positions.add(source, file: files.add(path: source.path, contents: source.contents))
    }
    if !input.sources.isEmpty {
      for index in document.resources.indices {
        positions.place(&document.resources[index], modules: document.sources)
      }
    }
    let isPlan = form == .plan && options.state == .after
    let describer = Describer(document.resources, origin: isPlan ? .plan : .state)
    describer.diagnostics += document.diagnostics
    describer.departed = document.departed
    for doubt in document.doubts {
      describer.remarks.append(
        .unknown(
          object: "plan", kind: "class", reason: doubt.reason, rule: "IAC-1", at: doubt.range.first))
    }
    describer.describe()
    return describer.described(.terraform, files: files)
  }

  private static func template(_ root: Attribute, _ input: InfrastructureInput) -> DescribedNetwork
  {
    let template = Template(root)
    let translated = TemplateResources(template)
    let describer = Describer(translated.resources, origin: .template)
    if !template.defaults.isEmpty {
      describer.assume(
        "parameters-have-their-defaults",
        "the template is deployed with the defaults of its parameters")
    }
    for doubt in translated.doubts {
      describer.remarks.append(
        .unknown(
          object: doubt.name, kind: "resource", reason: doubt.reason, rule: "IAC-5",
          at: doubt.range.first))
    }
    describer.describe()
    return describer.described(.cloudFormation, files: input.files)
  }
}
