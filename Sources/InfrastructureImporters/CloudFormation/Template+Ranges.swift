internal import NetworkModel
internal import SourceText

extension Template {
  /// `Fn::Cidr`: `count` ranges in a row, each with `bits` bits for hosts (5 where a template leaves them out: `/27`).
  func ranges(_ arguments: [Attribute], at range: SourceRange) -> Attribute.Shape {
    guard arguments.count >= 2, let text = arguments[0].text, let outer = CIDR(text),
      let count = arguments[1].number, (1...256).contains(count)
    else {
      return .unknown(
        arguments.lazy.compactMap(\.firstUnknown).first
          ?? "`Fn::Cidr` of what is known only on deployment")
    }
    let bits: Int
    if arguments.count > 2 {
      guard let given = arguments[2].number, given >= 1, given <= outer.family.width else {
        return .unknown("the bits of a `Fn::Cidr` are not known")
      }
      bits = given
    } else {
      bits = 5
    }
    let length = outer.family.width - bits
    guard length >= outer.length,
      length - outer.length >= 63 || count <= 1 << (length - outer.length)
    else {
      return .unknown("a `Fn::Cidr` that does not fit into its range")
    }
    let step = UInt128(1) << UInt128(bits)
    return .list(
      (0..<count).map { index in
        let inner = CIDR(outer.family, base: outer.base + UInt128(index) * step, length: length)
        return Attribute(.text(inner.description), range)
      })
  }
}
