/// The answers of one account in one Region: `NETWORK/ACCOUNT/REGION/CALL.json`.
struct RegionFolder {
  let account: String
  let region: String
  private let path: String
  private var files: [AnswerFile]
  private var searches = 0
  private var searchBytes = 0

  init(network: String, account: String, region: String, limit: Int) throws(GeneratorError) {
    self.account = account
    self.region = region
    let path = "\(network)/\(account)/\(region)"
    self.path = path
    try Disk.makeFolder(path)
    files = AnswerClass.allCases.map {
      AnswerFile(folder: path, call: $0.call, key: $0.key, limit: limit)
    }
    for (number, letter) in ["a", "b", "c"].enumerated() {
      try add(
        .availabilityZones,
        #"{"State":"available","RegionName":"\#(region)","ZoneName":"\#(region)\#(letter)","#
          + #""ZoneId":"\#(Regions.shortName(region))-az\#(number + 1)","Messages":[]}"#)
    }
  }

  mutating func add(_ kind: AnswerClass, _ object: String) throws(GeneratorError) {
    try files[kind.rawValue].add(object)
  }

  /// All routes of one transit gateway table, with the request that asked for them.
  mutating func addSearch(table: String, routes: [String]) throws(GeneratorError) {
    let folder = "\(path)/ec2-search-transit-gateway-routes"
    if searches == 0 { try Disk.makeFolder(folder) }
    let text = """
      {"partition":"aws","account":"\(account)","region":"\(region)","service":"ec2",\
      "operation":"search-transit-gateway-routes","request":{"TransitGatewayRouteTableId":"\(table)",\
      "Filters":[{"Name":"type","Values":["static","propagated"]}]},"response":{"Routes":[
      \(routes.joined(separator: ",\n"))
      ],"AdditionalRoutesAvailable":false}}

      """
    try Disk.save(text, to: "\(folder)/\(table).json")
    searches += 1
    searchBytes += text.utf8.count
  }

  /// Ends all files. Returns how many there are and their size.
  mutating func close() throws(GeneratorError) -> (files: Int, bytes: Int) {
    var count = searches
    var bytes = searchBytes
    for index in files.indices {
      try files[index].close()
      count += files[index].files
      bytes += files[index].total
    }
    for (name, text) in AnswerClass.fixed {
      try Disk.save(text + "\n", to: "\(path)/\(name).json")
      count += 1
      bytes += text.utf8.count + 1
    }
    return (count, bytes)
  }
}

/// Regions that the families use, in order.
enum Regions {
  static let all = [
    "us-east-1", "us-east-2", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1",
    "ap-northeast-1", "sa-east-1",
  ]

  /// `us-east-1` → `use1`, as zone ids spell it.
  static func shortName(_ region: String) -> String {
    let parts = region.split(separator: "-")
    guard parts.count == 3 else { return region }
    let middle: String
    switch parts[1] {
    case "southeast": middle = "se"
    case "northeast": middle = "ne"
    case let word: middle = String(word.prefix(1))
    }
    return parts[0] + middle + parts[2]
  }
}
