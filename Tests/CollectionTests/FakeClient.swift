import Collection
import Glibc

/// A shell script that stands in for `aws` where a local cloud cannot do what the test needs (throttle, change between
/// two answers, run out of credentials), in a folder of its own that is removed with it.
final class FakeClient {
  let folder: String
  var program: String { folder + "/aws" }

  /// `cases` are arms of a `case "$1 $2"` before the ones that every account answers; `$state` is a folder to count in.
  init(_ cases: String = "") throws {
    var template = Array("/tmp/isola-collection-XXXXXX".utf8CString)
    folder = try template.withUnsafeMutableBufferPointer { buffer -> String in
      guard let base = buffer.baseAddress, mkdtemp(base) != nil else { throw Problem.noFolder }
      return String(cString: base)
    }
    mkdir(folder + "/state", 0o700)
    try replace(cases)
  }

  deinit { _ = try? Command.run("rm", ["-rf", folder]) }

  /// The same client with other answers; what it counted stays.
  func replace(_ cases: String) throws {
    let text = """
      #!/bin/sh
      state=\(folder)/state
      echo "$*" >> $state/log
      # counted NAME: how often it was called before, counting this time.
      counted() { echo x >> $state/$1; wc -l < $state/$1; }
      denied() { echo "An error occurred ($1) when calling the X operation: $2" >&2; exit 254; }
      case "$1 $2" in
      \(cases)
      "sts get-caller-identity") echo '{"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/u"}';;
      "ec2 describe-regions") echo '{"Regions": [{"RegionName": "eu-west-1"}, {"RegionName": "eu-west-2"}, {"RegionName": "eu-west-9", "OptInStatus": "not-opted-in"}]}';;
      "organizations list-accounts") echo '{"Accounts": [{"Id": "111122223333", "Status": "ACTIVE"}, {"Id": "444455556666", "Status": "ACTIVE"}]}';;
      "ec2 describe-vpcs") echo '{"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "State": "available"}]}';;
      "ec2 describe-route-tables") echo '{"RouteTables": []}';;
      "ec2 describe-subnets") echo '{"Subnets": []}';;
      "ec2 describe-transit-gateway-route-tables") echo '{"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1", "State": "available"}]}';;
      *) echo '{}';;
      esac
      """
    try write(text, to: program)
    chmod(program, 0o755)
  }

  /// Every call so far: service, operation and the rest of the words.
  var log: [String] {
    (try? read(folder + "/state/log"))?.split(separator: "\n").map(String.init) ?? []
  }

  func count(_ call: String) -> Int { log.count { $0.hasPrefix(call + " ") } }

  func client(attempts: Int = 4) -> AWSClient {
    AWSClient(
      program: program, patience: .init(attempts: attempts, firstPause: 1, longestPause: 4))
  }

  func options(_ output: String = "out") -> CollectionOptions {
    var options = CollectionOptions(output: folder + "/" + output)
    options.program = program
    options.regions = ["eu-west-1"]
    options.patience = .init(attempts: 3, firstPause: 1, longestPause: 2)
    options.threads = 2
    return options
  }

  func text(_ path: String) throws -> String { try read(folder + "/" + path) }

  /// Path and text of every file of a collection, without the times of the calls.
  func files(_ output: String = "out") throws -> [String: String] {
    let found = try Command.run("find", [folder + "/" + output, "-name", "*.json"])
    var files: [String: String] = [:]
    for path in String(decoding: found.output, as: UTF8.self).split(separator: "\n") {
      let lines = try read(String(path)).split(separator: "\n").filter { line in
        !["\"started\":", "\"ended\":"].contains { line.contains($0) }
      }
      files[String(path.dropFirst(folder.count + output.count + 2))] =
        lines.joined(separator: "\n")
    }
    return files
  }

  private enum Problem: Error { case noFolder, noFile(String) }

  private func read(_ path: String) throws -> String {
    let result = try Command.run("cat", [path])
    guard result.status == 0 else { throw Problem.noFile(path) }
    return String(decoding: result.output, as: UTF8.self)
  }

  /// Through another process: a file that this one has open for writing cannot be started by a thread beside it.
  private func write(_ text: String, to path: String) throws {
    let result = try Command.run("sh", ["-c", #"printf '%s\n' "$1" > "$2""#, "sh", text, path])
    guard result.status == 0 else { throw Problem.noFile(path) }
  }
}
