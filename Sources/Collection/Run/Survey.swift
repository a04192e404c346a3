/// Finds out which accounts and Regions there are, and which of them are read.
struct Survey {
  let options: CollectionOptions

  private static let nothing = JSONTree.object([JSONTree.Member]())

  /// One for each account, in the order of the profiles.
  func targets() throws -> [Target] {
    var targets: [Target] = []
    let profiles: [String?] = options.profiles.isEmpty ? [nil] : options.profiles
    for profile in profiles {
      let target = try self.target(profile)
      if !targets.contains(where: { $0.account == target.account }) { targets.append(target) }
    }
    return targets
  }

  private func target(_ profile: String?) throws -> Target {
    let client = AWSClient(
      program: options.program, profile: profile, patience: options.patience,
      pageSize: options.pageSize)
    let title = profile.map { "the profile `\($0)`" } ?? "the credentials of the environment"
    let caller: JSONTree
    do throws(CallFailure) {
      caller =
        try client.pages(of: CallCatalogue.caller, Self.nothing, region: options.regions.first)
        .first?.response ?? Self.nothing
    } catch {
      throw problem(error, title)
    }
    guard let account = caller["Account"]?.string, Self.isAccount(account) else {
      throw CollectionProblem("the answer for \(title) names no account")
    }
    let partition =
      caller["Arn"]?.string?.split(separator: ":", omittingEmptySubsequences: false).dropFirst()
      .first.map(String.init) ?? "aws"
    let enabled = enabledRegions(client, partition)
    let wanted = Set(options.regions).sorted()
    if let enabled, let odd = wanted.first(where: { !enabled.contains($0) }) {
      throw CollectionProblem(
        "account \(account) has no Region `\(odd)`, or it is not enabled there",
        note: "enabled: \(enabled.joined(separator: ", "))")
    }
    guard let regions = wanted.isEmpty ? enabled : wanted, !regions.isEmpty else {
      throw CollectionProblem(
        "the Regions of account \(account) cannot be listed", note: "name them with `--region`")
    }
    return Target(
      client: client, partition: partition, account: account, regions: regions,
      otherRegions: enabled.map { $0.filter { !regions.contains($0) } })
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Nil where they cannot be listed.
  private func enabledRegions(_ client: AWSClient, _ partition: String) -> [String]? {
    let region = options.regions.first ?? Target.home(of: partition, service: "ec2")
    guard
      let pages = try? client.pages(of: CallCatalogue.regions, Self.nothing, region: region),
      let list = pages.first?.response["Regions"]?.elements
    else { return nil }
    let enabled = list.filter { $0["OptInStatus"]?.string != "not-opted-in" }
      .compactMap { $0["RegionName"]?.string }
    return enabled.isEmpty ? nil : Set(enabled).sorted()
  }

  private func problem(_ failure: CallFailure, _ title: String) -> CollectionProblem {
    switch failure.code {
    case "NoClient":
      CollectionProblem(
        failure.message, note: "install the AWS CLI (https://aws.amazon.com/cli), version 1 or 2")
    case "NoRegion":
      CollectionProblem("no Region is set for \(title)", note: "name one with `--region`")
    case _:
      CollectionProblem(
        "\(title) cannot be used: \(failure.message) [\(failure.code)]",
        note: "`aws sts get-caller-identity` must work; then run the same command again")
    }
  }

  /// The first account that may list them tells.
  static func organisation(_ targets: [Target]) -> Organisation {
    var unlisted = "NoAccount"
    for target in targets {
      do throws(CallFailure) {
        let pages = try target.client.pages(
          of: CallCatalogue.accounts, nothing,
          region: Target.home(of: target.partition, service: "organizations"))
        let active = pages.flatMap { $0.response["Accounts"]?.elements ?? [] }
          .filter { ($0["State"] ?? $0["Status"])?.string == "ACTIVE" }
          .compactMap { $0["Id"]?.string }
        return .others(Set(active).subtracting(targets.map(\.account)).sorted())
      } catch {
        if error.code == "AWSOrganizationsNotInUseException" { return .none }
        unlisted = error.code
      }
    }
    return .unlisted(unlisted)
  }
}
