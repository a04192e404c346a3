/// What folder names say about account and Region.
enum FolderNames {
  /// `us-east-1`, `us-gov-west-1`, `ap-southeast-2`.
  static func isRegion(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last, last.count == 1 || last.count == 2 else {
      return false
    }
    return last.allSatisfy(\.isASCIIDigit)
      && parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIILowercase) }
      && (parts.first?.count ?? 0) == 2
  }

  /// Twelve digits.
  static func isAccount(_ name: String) -> Bool {
    name.utf8.count == 12 && name.allSatisfy(\.isASCIIDigit)
  }

  /// `ACCOUNT/REGION/…/file`: the nearest folder that looks like a Region, and the one above it if it looks like an
  /// account (or, with `anyAccount`, whatever it is called).
  static func provenance(of components: [String]) -> Provenance {
    let folders = components.dropLast()
    guard let region = folders.lastIndex(where: isRegion) else {
      return Provenance(account: folders.last(where: isAccount))
    }
    let account = folders[..<region].last.flatMap { isAccount($0) ? $0 : nil }
    return Provenance(account: account, region: folders[region])
  }

  /// The Batfish layout: `aws_configs/[…/ACCOUNT/][REGION/]FILE.json`, `below` = the path under `aws_configs`.
  static func batfishProvenance(below: [String]) -> Provenance {
    let folders = Array(below.dropLast())
    guard let region = folders.last else { return Provenance() }
    let account = folders.count >= 2 ? folders[folders.count - 2] : nil
    return Provenance(account: account, region: region)
  }

  /// The Region of a zone name: `us-east-2a` and `us-west-2-lax-1a` give `us-east-2` and `us-west-2`.
  static func region(ofZone zone: String) -> String? {
    var parts: [String] = []
    for part in zone.split(separator: "-") {
      let digits = part.prefix(while: \.isASCIIDigit)
      if digits.isEmpty {
        parts.append(String(part))
      } else {
        let region = (parts + [String(digits)]).joined(separator: "-")
        return isRegion(region) ? region : nil
      }
    }
    return nil
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { "0" <= self && self <= "9" && isASCII }
  fileprivate var isASCIILowercase: Bool { "a" <= self && self <= "z" && isASCII }
}
