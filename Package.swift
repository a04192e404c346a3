// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target builds with these settings; a warning is an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// Targets are listed from the bottom of the module graph to the top (Sources/README.md draws it).
let package = Package(
  name: "isola",
  products: [.executable(name: "isola", targets: ["isola"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C and C++ doors
    .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson")]),

    // Foundations: no dependencies of their own
    .target(name: "SourceText", swiftSettings: strict),
    .target(name: "NetworkModel", dependencies: ["SourceText"], swiftSettings: strict),
    .target(name: "TermGraph", swiftSettings: strict),

    // Policies
    .target(name: "PolicySyntax", dependencies: ["SourceText"], swiftSettings: strict),
    .target(
      name: "PolicyTypes", dependencies: ["NetworkModel", "PolicySyntax", "SourceText"],
      swiftSettings: strict),

    // Networks
    .target(
      name: "Importers", dependencies: ["CSimdJSON", "NetworkModel", "SourceText"],
      swiftSettings: strict),
    .target(
      name: "Simulator", dependencies: ["NetworkModel"], exclude: ["README.md"], swiftSettings: strict),
    .target(name: "ForwardingGraph", dependencies: ["NetworkModel"], swiftSettings: strict),

    // Proof
    .target(
      name: "SymbolicCompiler", dependencies: ["ForwardingGraph", "NetworkModel", "PolicyTypes", "TermGraph"],
      swiftSettings: strict),
    .target(
      name: "SolverZ3", dependencies: ["CZ3", "TermGraph"],
      swiftSettings: strict + [.strictMemorySafety()]),
    .target(
      name: "Checker",
      dependencies: [
        "ForwardingGraph", "NetworkModel", "PolicyTypes", "Simulator", "SolverZ3", "SymbolicCompiler", "TermGraph",
      ],
      swiftSettings: strict),

    // People
    .target(
      name: "Reports", dependencies: ["Checker", "NetworkModel", "PolicyTypes", "Simulator", "SourceText"],
      swiftSettings: strict),
    .executableTarget(
      name: "isola",
      dependencies: [
        "Checker", "Importers", "NetworkModel", "PolicySyntax", "PolicyTypes", "Reports", "Simulator", "SourceText",
        argumentParser,
      ],
      swiftSettings: strict),

    // Tests
    .target(
      name: "TestSupport", dependencies: ["NetworkModel", "PolicyTypes", "Simulator", "SourceText"],
      exclude: ["README.md"], swiftSettings: strict),
    .testTarget(
      name: "DifferentialTests", dependencies: ["NetworkModel", "PolicyTypes", "Simulator", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SimulatorTests", dependencies: ["NetworkModel", "Simulator", "TestSupport"],
      swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
