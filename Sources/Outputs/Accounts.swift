import NetworkModel

/// Where findings about a network belong: the account and Region of its objects, as far as the input says.
struct Accounts {
  let partition: String
  let account: String
  let region: String

  /// The first scope of the network that is known; stand-ins of the right shape where none is.
  init(_ network: NetworkModel) {
    let known = network.scopes.elements.first { $0.gaps.isEmpty && Self.isAccount($0.account) }
    partition = known?.partition ?? "aws"
    account = known?.account ?? "000000000000"
    region = known?.region ?? "us-east-1"
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
