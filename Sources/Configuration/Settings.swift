package import SourceText

/// `.isola.yaml`: what a repository wants from every run. Options on the command line win.
package struct Settings: Hashable, Sendable {
  package static let fileName = ".isola.yaml"

  package struct Report: Hashable, Sendable {
    package var format: String
    package var path: String
  }

  package var network: String?
  package var policies: [String] = []
  package var failOn: String?
  package var allowsVacuous: Bool?
  package var isStrict: Bool?
  package var reports: [Report] = []
  package var exceptions: [String] = []
  package var baseline: String?

  package init() {}

  private static let keys = [
    "network", "policies", "fail-on", "allow-vacuous", "strict", "output", "exceptions", "baseline",
  ]

  /// The settings in a text; `severities` and `formats` are the words that the command line knows. `folder` is the folder of
  /// the file, where its paths start; empty for the working folder.
  package static func read(
    _ text: [UInt8], file: FileID, folder: String, severities: [String], formats: [String]
  ) -> (settings: Settings, diagnostics: [Diagnostic]) {
    var settings = Settings()
    let tree: YAMLTree
    switch YAMLTree.parse(text, file: file) {
    case .failure(let failure): return (settings, [failure.diagnostic])
    case .success(let parsed): tree = parsed
    }
    var reader = KeyReader()
    let values = reader.members(tree, known: keys, of: fileName)
    func path(_ text: String) -> String {
      text.hasPrefix("/") || text == "-" || folder.isEmpty ? text : folder + "/" + text
    }
    settings.network = reader.text(values["network"], "network").map(path)
    settings.policies = reader.texts(values["policies"], "policies").map(path)
    settings.failOn = reader.word(values["fail-on"], "fail-on", among: severities)
    settings.allowsVacuous = reader.bool(values["allow-vacuous"], "allow-vacuous")
    settings.isStrict = reader.bool(values["strict"], "strict")
    settings.exceptions = reader.texts(values["exceptions"], "exceptions").map(path)
    settings.baseline = reader.text(values["baseline"], "baseline").map(path)
    if let output = values["output"] {
      let reports = reader.members(output, known: formats, of: "output")
      for format in formats {
        guard let place = reader.text(reports[format], format) else { continue }
        settings.reports.append(Report(format: format, path: path(place)))
      }
    }
    return (settings, reader.diagnostics)
  }
}
