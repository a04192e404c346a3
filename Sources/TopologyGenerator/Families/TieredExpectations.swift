/// What holds in every network of three-tier VPCs in environments, however they are joined.
enum TieredPolicy {
  static let noSSH = "no ssh from the internet"
  static let mirror = "application hosts reach the package mirror"
  static let mirrorDB = "database hosts reach the package mirror"
  static let quarantine = "nobody logs in to the quarantine"
  static let segments = "segments are isolated"
  static func apart(_ a: Int, _ b: Int) -> String { "environment \(a) does not reach environment \(b)" }
  /// What an open port of a VPC of `environment` breaks besides: hosts of the others come from public addresses.
  static func opened(_ environment: Int) -> [String] {
    [noSSH] + (0..<HubPlan.environments).filter { $0 != environment }.map { apart($0, environment) }
  }

  static func admin(_ segment: Int) -> String { "administrators reach the application tier of segment \(segment)" }
}

extension Expectations {
  /// `samples`: the segments with policies of their own. `adminSegment`: whose administrators reach them; nil: each
  /// its own.
  init(tiered options: GeneratorOptions, samples: [Int], adminSegment: Int? = nil) {
    self.init()
    // What joins the VPCs carries IPv4 only.
    func four(_ destination: String) -> String {
      options.hasIPv6
        ? "\n    except ::/0 -> \(destination) because \"VPCs are joined for IPv4\"" : ""
    }
    for tier in ["web", "app", "db"] {
      define(tier, #"instances where tag.Tier == "\#(tier)""#)
    }
    for number in 0..<HubPlan.environments {
      define("environment\(number)", #"instances where vpc.tag.Environment == "environment-\#(number)""#)
    }
    define("shared", #"instances where vpc.tag.Environment == "shared""#)
    define("planned", #"instances where tag.Tier == "payments""#)
    define("mirror", "192.0.2.10/32")
    expect(.proved, "the internet reaches every web host", "require internet -> web on tcp/443")
    expect(.proved, TieredPolicy.noSSH, "forbid internet -> web on tcp/22")
    expect(.proved, "application hosts are not reachable from the internet", "forbid internet -> app on any")
    expect(.proved, "databases are not reachable from the internet", "forbid internet -> db on any")
    for a in 0..<HubPlan.environments {
      for b in 0..<HubPlan.environments where a != b {
        expect(.proved, TieredPolicy.apart(a, b), "forbid environment\(a) -> environment\(b) on tcp/22")
      }
    }
    expect(.proved, TieredPolicy.mirror, "require app -> mirror on tcp/443")
    expect(.proved, TieredPolicy.mirrorDB, "require db -> mirror on tcp/443")
    expect(.proved, "web does not skip the application tier", "forbid web -> db on tcp/5432")
    expect(.proved, "databases take no datagrams", "forbid (web, app, internet) -> db on udp")
    expect(.violated, "databases take no queries", "forbid app -> db on tcp/5432")
    expect(.violated, "databases do not reach the internet", "forbid db -> internet on tcp/443")
    expect(.violated, "no plain web traffic", "forbid internet -> web on tcp/80")
    expect(.violated, "shared hosts do not log in", "forbid shared -> web on tcp/22")
    expect(.violated, "all web hosts talk to all application hosts", "require web -> app on tcp/8080")
    expect(.vacuous, "payments are not reachable from the internet", "forbid internet -> planned on any")
    for segment in samples {
      let place = #"vpc.tag.Segment == "\#(segment)""#
      define("application\(segment)", #"instances where tag.Tier == "app" and \#(place)"#)
      for (name, role) in [("sample", "sample"), ("partner", "partner")] {
        for tier in ["web", "app", "db"] {
          guard name == "sample" || tier == "db" else { continue }
          define(
            "\(name)_\(tier)\(segment)",
            #"instances where tag.Tier == "\#(tier)" and vpc.tag.Role == "\#(role)" and \#(place)"#)
        }
      }
      let admin = adminSegment ?? segment
      if admin == segment || !samples.contains(admin) {
        define(
          "admin\(admin)",
          #"instances where tag.Tier == "web" and vpc.tag.Role == "admin" and vpc.tag.Segment == "\#(admin)""#)
      }
      expect(
        .proved, "the tiers of the sample of segment \(segment) reach each other",
        "require sample_web\(segment) -> sample_app\(segment) on tcp/8080",
        "require sample_app\(segment) -> sample_db\(segment) on tcp/5432")
      expect(
        .proved, "the partner replicates to the sample of segment \(segment)",
        "require partner_db\(segment) -> sample_db\(segment) on tcp/5433\(four("sample_db\(segment)"))")
      expect(
        .proved, TieredPolicy.admin(segment),
        "require admin\(admin) -> application\(segment) on tcp/22\(four("application\(segment)"))")
    }
  }
}
