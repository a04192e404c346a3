import NetworkModel
import PolicyTypes
import Testing

@Suite struct SetResolutionTests {
  @Test(arguments: [
    ("i-web", ["eni-web1", "eni-web2"]),
    ("eni-old", ["eni-old"]),
    ("sg-web", ["eni-web1", "eni-web2"]),
    ("subnet-a", ["eni-db", "eni-web1", "eni-web2"]),
    ("vpc-b", ["eni-twin"]),
    ("interfaces", ["eni-db", "eni-twin", "eni-web1", "eni-web2"]),
    ("instances where tag.Tier == \"web\"", ["eni-web1", "eni-web2"]),
    ("instances where not (tag.Tier == \"web\")", ["eni-db"]),
    ("instances where name like \"d*a\"", ["eni-db"]),
    (
      "interfaces where instance.tag.Tier exists and vpc.tag.Env == \"prod\"",
      ["eni-db", "eni-web1", "eni-web2"]
    ),
    ("interfaces where not instance.id exists", ["eni-twin"]),
    ("interfaces where address in 10.0.1.16/28", ["eni-db", "eni-twin"]),
    ("interfaces where public-address exists", ["eni-web1"]),
    ("interfaces where sg != sg-web", ["eni-db", "eni-twin"]),
    ("interfaces where sg.name in (web, other)", ["eni-web1", "eni-web2"]),
    ("subnets where name == net-b", ["eni-twin"]),
    (
      "vpcs where cidr in 10.0.0.0/8 and tag.Env in (prod, dev)",
      ["eni-db", "eni-web1", "eni-web2"]
    ),
    (
      "vpcs where account == 111122223333 and region == eu-west-1",
      ["eni-db", "eni-twin", "eni-web1", "eni-web2"]
    ),
    (
      "instances where type == \"t3.micro\" and az == euw1-az1", ["eni-db", "eni-web1", "eni-web2"]
    ),
    ("vpc-a - i-web", ["eni-db"]),
    ("vpc-a and sg-web", ["eni-web1", "eni-web2"]),
    ("(i-web or i-db) - eni-web2 - eni-db", ["eni-web1"]),
    (
      "interfaces and 10.0.1.0/28",
      ["eni-web1[10.0.1.10/32]", "eni-web2[10.0.1.11/32 10.0.1.12/32]"]
    ),
    ("i-web - 10.0.1.12", ["eni-web1", "eni-web2[10.0.1.11/32]"]),
    ("instances where tag.Tier == \"none\"", []),
  ])
  func members(_ expression: String, _ expected: [String]) throws {
    #expect(try resolve(expression).members == expected)
  }

  @Test func internetIsEverythingOutside() throws {
    #expect(
      try resolve("internet")
        == Resolution(members: [], outside: ["0.0.0.0/0", "::/0"], written: nil))
  }

  @Test func internetWithoutARange() throws {
    let found = try resolve("internet - 0.0.0.0/1 - 192.0.0.0/2 - ::/0")
    #expect(found == Resolution(members: [], outside: ["128.0.0.0/2"], written: nil))
  }

  @Test func anOwnedPublicAddressIsItsOwner() throws {
    #expect(
      try resolve("54.0.0.12") == Resolution(members: [], outside: nil, written: ["54.0.0.12/32"]))
    #expect(
      try resolve("54.0.0.12", isSource: true)
        == Resolution(members: ["eni-web1[10.0.1.10/32]"], outside: nil, written: nil))
  }

  @Test func aForeignPublicAddressIsTheInternet() throws {
    #expect(
      try resolve("8.8.8.8", isSource: true)
        == Resolution(members: [], outside: ["8.8.8.8/32"], written: nil))
  }

  @Test func aPrivateAddressThatNobodyOwnsIsOnlyWritten() throws {
    #expect(
      try resolve("10.0.9.9") == Resolution(members: [], outside: nil, written: ["10.0.9.9/32"]))
  }

  @Test func aCIDRTakesOwnersAndOutside() throws {
    let found = try resolve("54.0.0.8/29")
    #expect(found.members == [])
    #expect(try resolve("54.0.0.8/29", isSource: true).members == ["eni-web1[10.0.1.10/32]"])
    #expect(found.outside == ["54.0.0.8/30", "54.0.0.13/32", "54.0.0.14/31"])
    #expect(found.written == ["54.0.0.8/29"])
  }

  @Test func theVPCSettlesWhoseAddressIsMeant() throws {
    #expect(
      try resolve("10.0.1.20 in vpc-b")
        == Resolution(members: ["eni-twin[10.0.1.20/32]"], outside: nil, written: nil))
  }

  @Test func writtenStaysWhatWasWritten() throws {
    let found = try resolve("eni-web1, 10.0.1.11")
    #expect(found.members == ["eni-web1", "eni-web2[10.0.1.11/32]"])
    #expect(found.written == ["10.0.1.11/32"])
    #expect(try resolve("vpc-a and 54.0.0.12").written == ["54.0.0.12/32"])
    #expect(try resolve("vpc-a and 10.0.1.11").written == nil)
    #expect(try resolve("10.0.1.10/31 - eni-web1").written == ["10.0.1.11/32"])
  }

  /// Beside written addresses the hosts of `internet` count as written; the snapshot's own
  /// addresses do not.
  @Test func internetBesideAddresses() throws {
    let written = AddressSet(
      normalizing: try #require(try resolve("internet, 10.0.1.11").written).compactMap { CIDR($0) })
    for (text, isIn) in [
      ("8.8.8.8", true), ("10.0.1.11", true), ("10.0.1.12", false), ("54.0.0.12", false),
    ] {
      #expect(written.contains(try #require(IPAddress(text))) == isIn, "\(text)")
    }
  }
}

@Suite struct AddressSetTests {
  private func set(_ texts: String...) -> AddressSet {
    AddressSet(normalizing: texts.compactMap { CIDR($0) })
  }

  @Test func algebra() {
    #expect(set("10.0.0.0/9", "10.128.0.0/9") == set("10.0.0.0/8"))
    #expect(set("10.0.0.0/8").subtracting(set("10.0.0.0/8")).isEmpty)
    #expect(AddressSet.all.subtracting(.all).isEmpty)
    #expect(AddressSet.all.subtracting(set("0.0.0.0/0")) == set("::/0"))
    #expect(set("10.0.0.0/30").subtracting(set("10.0.0.1/32")) == set("10.0.0.0/32", "10.0.0.2/31"))
    #expect(set("0.0.0.0/0").subtracting(set("255.255.255.255/32")).ranges.count == 32)
    #expect(set("::/0").subtracting(set("::/128")).ranges.count == 128)
    #expect(
      set("10.0.0.0/8", "::/64").intersection(set("10.1.0.0/16", "::/0"))
        == set("10.1.0.0/16", "::/64"))
  }

  /// The laws on small sets, against membership of every address.
  @Test func algebraAgreesWithMembership() {
    let universe = (0..<16).map { IPAddress(.v4, UInt128($0)) }
    func members(_ set: AddressSet) -> [Bool] { universe.map(set.contains) }
    for a in stride(from: 1, to: 65_536, by: 1_237) {
      for b in stride(from: 3, to: 65_536, by: 2_711) {
        func build(_ bits: Int) -> AddressSet {
          AddressSet(
            normalizing: universe.indices.filter { bits >> $0 & 1 == 1 }.map {
              CIDR(host: universe[$0])
            })
        }
        let (x, y) = (build(a), build(b))
        #expect(members(x.union(y)) == members(build(a | b)))
        #expect(x.intersection(y) == build(a & b))
        #expect(x.subtracting(y) == build(a & ~b))
      }
    }
  }
}
