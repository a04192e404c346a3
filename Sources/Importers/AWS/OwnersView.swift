internal import NetworkModel

/// Which accounts the objects of a group belong to, where nothing names the account that collected it.
struct OwnersSeen {
  /// Of reservations: an account sees only its own.
  var callers: Set<String> = []
  /// Of VPCs and of interfaces: an account also sees VPCs that others share with it, and, where it shares one, the
  /// interfaces of others in it.
  var ofVPCs: Set<String> = []
  var ofInterfaces: Set<String> = []

  /// Whether nothing speaks against `owner` being the account that collected the group.
  func admits(_ owner: String) -> Bool {
    guard ofVPCs.isSubset(of: [owner]) else { return false }
    return callers.isEmpty
      ? ofInterfaces.isEmpty || ofInterfaces.contains(owner) : callers == [owner]
  }
}

extension ImportState {
  /// Whether the answers of a group are those of the account that owns the object. Others see only what is theirs.
  /// Where nothing names the account, its objects tell. Runs after the VPCs.
  func isOwnersView(_ owner: String?, in group: Int) -> Bool {
    guard let owner else { return true }
    let account = gathered.groups[group].account
    if let account, gathered.groups[group].isStated || FolderNames.isAccount(account) {
      return account == owner
    }
    return ownersSeen(in: group).admits(owner)
  }

  private func ownersSeen(in group: Int) -> OwnersSeen {
    if let known = ownersSeen[group] { return known }
    func owner(_ value: JSONValue?) -> String? { value?.peek("OwnerId")?.string }
    var seen = OwnersSeen()
    seen.ofVPCs = Set(
      model.vpcs.ids.filter { groupOfVPC[$0] == group }
        .map { model.scopes[model.vpcs[$0].scope].account }
    ).subtracting(["default"])
    for element in gathered.of(.reservations) where element.group == group {
      if let caller = owner(element.wrapper) { seen.callers.insert(caller) }
    }
    for element in gathered.of(.networkInterfaces) where element.group == group {
      if let name = owner(element.value) { seen.ofInterfaces.insert(name) }
    }
    ownersSeen[group] = seen
    return seen
  }
}
