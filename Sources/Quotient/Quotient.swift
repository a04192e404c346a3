package import NetworkModel

/// Which VPCs are alike: what happens between two of them happens, with their addresses exchanged, between any two others of
/// the same classes that mention each other in the same way. Specs/Design/Quotient.md has the theorem.
package struct Quotient: Sendable {
  /// Equal numbers: alike. A VPC that is like no other has a number of its own.
  package private(set) var classes: ContiguousArray<Int32> = []
  package private(set) var classCount = 0
  /// For each VPC the others that its objects mention, in the order of its shape.
  package private(set) var partners: ContiguousArray<[ID<VPC>]> = []
  let network: NetworkModel
  let shapes: Shapes
  var ranges: OwnRanges { shapes.ranges }

  package init(_ network: NetworkModel) {
    self.network = network
    shapes = Shapes(network)
    var pinned = shapes.pinned
    var mentions: ContiguousArray<Mentions> = []
    var constants = shapes.constants
    // A VPC that a range cuts is like no other; mentioning it is then mentioning this one.
    var isStable = false
    while !isStable {
      mentions = shapes.mentions(notOf: pinned)
      constants = shapes.constants
      for (index, mention) in mentions.enumerated() {
        let realm = shapes.realms.realm(of: ID<VPC>(index: index))
        for range in mention.absolute { constants.add(range, realm: realm) }
      }
      let before = pinned.count
      pinned.formUnion(shapes.cut(by: constants))
      isStable = pinned.count == before
    }
    partners = ContiguousArray(mentions.map(\.partners))
    number(mentions, pinned, constants)
  }

  private mutating func number(
    _ mentions: ContiguousArray<Mentions>, _ pinned: Set<ID<VPC>>, _ constants: Constants
  ) {
    var everywhere = Profiles(constants.everywhere)
    let ofRealm = constants.ofRealm.mapValues { Profiles($0) }
    // By content, for VPCs of several realms are compared.
    var lists: [[CIDR]: UInt64] = [[]: 0]
    var all = Profiles(constants.all)
    var numbers: [[UInt64]: Int32] = [:]
    classes.reserveCapacity(network.vpcs.count)
    for vpc in network.vpcs.ids {
      let index = Int(vpc.index)
      let realm = shapes.realms.realm(of: vpc)
      var key = [UInt64(shapes.numbers[index])]
      key.append(pinned.contains(vpc) ? UInt64(index) + 1 : 0)
      key += mentions[index].code
      for range in OwnRanges.of(network.vpcs[vpc]) {
        key.append(everywhere.number(of: range))
        let list = ofRealm[realm]?.containing(range) ?? []
        let next = UInt64(lists.count)
        let number = lists[list] ?? next
        if number == next { lists[list] = next }
        key.append(number)
      }
      for address in shapes.publicAddresses[index] {
        key.append(all.number(of: CIDR(host: address)))
      }
      let next = Int32(truncatingIfNeeded: numbers.count)
      let number = numbers[key] ?? next
      if number == next { numbers[key] = next }
      classes.append(number)
    }
    classCount = numbers.count
  }
}
