import TopologyGenerator

/// One kind of network at several sizes.
struct Workload {
  let name: String
  /// What the sizes count.
  let unit: String
  let sizes: [Int]
  let options: (Int) throws -> GeneratorOptions

  enum Scale: String, CaseIterable { case small, medium, large }

  static func all(_ scale: Scale) -> [Workload] {
    [
      Workload(name: "hub", unit: "VPCs", sizes: hubs(scale)) {
        try GeneratorOptions(family: .hub, vpcs: $0)
      },
      Workload(name: "mesh", unit: "VPCs", sizes: meshes(scale)) {
        try GeneratorOptions(family: .mesh, vpcs: $0)
      },
      Workload(name: "regions", unit: "VPCs", sizes: regions(scale)) {
        try GeneratorOptions(family: .regions, vpcs: $0)
      },
      Workload(name: "single", unit: "interfaces", sizes: singles(scale)) {
        try GeneratorOptions(family: .single, vpcs: 1, subnets: 8, instances: $0 / 8)
      },
      Workload(name: "tables", unit: "VPCs of a hub", sizes: [20, 60, 200]) {
        try GeneratorOptions(family: .hub, vpcs: 200, hubSize: $0)
      },
    ]
  }

  private static func hubs(_ scale: Scale) -> [Int] {
    switch scale {
    case .small: [20, 40, 80, 160]
    case .medium: [250, 500, 1000, 2000]
    case .large: [5000, 10_000, 20_000, 50_000]
    }
  }

  private static func meshes(_ scale: Scale) -> [Int] {
    switch scale {
    case .small: [10, 20, 40]
    case .medium: [20, 40, 80]
    case .large: [40, 80, 160]
    }
  }

  private static func regions(_ scale: Scale) -> [Int] {
    switch scale {
    case .small: [40, 80, 160]
    case .medium: [200, 400, 800]
    case .large: [2000, 4000, 8000]
    }
  }

  private static func singles(_ scale: Scale) -> [Int] {
    switch scale {
    case .small: [64, 128, 256]
    case .medium: [320, 640, 1280]
    case .large: [8000, 16_000, 30_000]
    }
  }
}
