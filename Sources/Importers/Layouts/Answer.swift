internal import SourceText

/// Where an answer was collected, as far as its surroundings say. Nil: the objects themselves must say.
struct Provenance: Hashable {
  var partition: String?
  var account: String?
  var region: String?
  /// True when an envelope says so, false when a folder name does (which is a hint only).
  var isStated = false
}

/// One API answer in the form that every layout is brought into: an object whose top-level keys select classes.
struct Answer {
  var provenance: Provenance
  var call: CallNames
  var request: JSONValue?
  var response: JSONValue
  /// Renamed keys (np-guard): key of the response → class.
  var renamed: [String: ResourceClass] = [:]
  /// The folder of the file, to tell recordings apart.
  var folder = ""
  /// The file name, which may name the object that was asked about (IMP-3b).
  var fileName: String
  /// True when a following answer continues this one, so that its token is no truncation.
  var isContinued = false
}
