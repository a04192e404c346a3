internal import Importers
internal import SourceText

extension Describer {
  private static let tagged: [(types: [String], kind: DescribedRemark.Tagged)] = [
    (vpcTypes, .vpc), (subnetTypes, .subnet), (instanceTypes, .instance),
    (interfaceTypes, .interface), (groupTypes, .securityGroup),
  ]

  /// A tag as a resource of its own: the object that it belongs to has tags that are not all described.
  func enterTag(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("key", "value")
    let types = Self.tagged.flatMap(\.types)
    let value = reader.shown("resource_id")
    let name: String
    switch referred(value, types) {
    case .name(let found): name = found
    case .nothing: return unknown(resource, "which object it tags is not known")
    case .unknown(let reason):
      // An object of another type, which no selector of tags takes.
      if case .later(let later)? = value?.shape, !later.isOpaque, !later.pointers.isEmpty,
        later.pointers.allSatisfy({ byAddress[$0.resource].map { !types.contains($0.type) } == true })
      {
        return
      }
      return unknown(resource, "which object it tags is not known: \(reason)")
    }
    guard let owner = byAddress[name],
      let kind = Self.tagged.first(where: { $0.types.contains(owner.type) })?.kind
    else { return }
    if let key = resource.attributes["key"]?.text, let text = resource.attributes["value"]?.text,
      owner.attributes["tags_all"]?[key]?.text == text || owner.attributes["tags"]?[key]?.text == text
    {
      return
    }
    remarks.append(
      .unknownTags(
        of: name, kind: kind, reason: "`\(resource.address)` adds a tag to it",
        at: resource.range.first))
  }
}
