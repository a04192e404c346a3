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

/// A module of Sources: strict settings, its README left out of the build.
func module(
  _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, exclude: ["README.md"],
    swiftSettings: strict + settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// Modules are listed from the bottom of the module graph to the top (Sources/README.md draws it).
let package = Package(
  name: "isola",
  products: [.executable(name: "isola", targets: ["isola"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C and C++ doors
    .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
    .target(
      name: "CSimdJSON", exclude: ["README.md"], linkerSettings: [.linkedLibrary("simdjson")]),

    // Foundations
    module("SourceText", []),
    module("NetworkModel", ["SourceText"]),
    module("TermGraph", []),

    // Policies
    module("PolicySyntax", ["SourceText"]),
    module("PolicyTypes", ["NetworkModel", "PolicySyntax", "SourceText"]),

    // Networks
    module("Importers", ["CSimdJSON", "NetworkModel", "SourceText"]),
    module(
      "InfrastructureImporters",
      ["Importers", "NetworkModel", "SourceText", .product(name: "Yams", package: "Yams")]),
    module("Simulator", ["NetworkModel"]),
    module("ForwardingGraph", ["NetworkModel"]),
    module("TopologyGenerator", []),
    module("Collection", []),
    module("Quotient", ["ForwardingGraph", "NetworkModel", "PolicyTypes"]),

    // Proof
    module("SymbolicCompiler", ["ForwardingGraph", "NetworkModel", "TermGraph"]),
    module("SolverZ3", ["CZ3", "TermGraph"], settings: [.strictMemorySafety()]),
    module("PacketSets", ["ForwardingGraph"]),
    module(
      "Certificates",
      ["ForwardingGraph", "NetworkModel", "PolicyTypes", "Quotient", "SolverZ3", "TermGraph"]),
    module(
      "Checker",
      [
        "Certificates", "ForwardingGraph", "NetworkModel", "PacketSets", "PolicyTypes", "Quotient", "Simulator",
        "SolverZ3", "SymbolicCompiler", "TermGraph",
      ]),

    // People
    module(
      "Reports",
      ["Checker", "Importers", "NetworkModel", "PolicyTypes", "Simulator", "SourceText"]),
    module(
      "Toolkit",
      [
        "Certificates", "Checker", "Importers", "InfrastructureImporters", "NetworkModel", "PolicySyntax",
        "PolicyTypes", "Reports", "Simulator", "SolverZ3", "SourceText",
      ]),
    .executableTarget(
      name: "isola",
      dependencies: [
        "Certificates", "Checker", "Collection", "NetworkModel", "PolicyTypes", "Reports", "SolverZ3",
        "SourceText", "Toolkit", "TopologyGenerator", argumentParser,
      ],
      exclude: ["README.md"],
      swiftSettings: strict),

    // Tests
    module(
      "TestSupport",
      [
        "Certificates", "Checker", "ForwardingGraph", "NetworkModel", "PacketSets", "PolicyTypes",
        "Simulator", "SolverZ3", "SourceText", "SymbolicCompiler", "TermGraph",
      ]),
    tests("TermGraphTests", ["TermGraph"]),
    tests("SolverZ3Tests", ["CZ3", "SolverZ3", "TermGraph"]),
    tests("SourceTextTests", ["SourceText"]),
    tests(
      "ImportersTests",
      ["CSimdJSON", "Importers", "NetworkModel", "Simulator", "SourceText", "SymbolicCompiler"]),
    tests(
      "InfrastructureImportersTests",
      [
        "Checker", "Importers", "InfrastructureImporters", "NetworkModel", "PolicySyntax",
        "PolicyTypes", "Simulator", "SourceText", "SymbolicCompiler", "TestSupport",
      ]),
    tests("PolicySyntaxTests", ["PolicySyntax", "SourceText"]),
    tests("PolicyTypesTests", ["NetworkModel", "PolicySyntax", "PolicyTypes", "SourceText"]),
    tests("SimulatorTests", ["NetworkModel", "Simulator", "TestSupport"]),
    tests(
      "ReportsTests",
      [
        "Checker", "NetworkModel", "PolicyTypes", "Reports", "Simulator", "SourceText", "TestSupport",
      ]),
    tests(
      "DifferentialTests",
      [
        "Certificates", "Checker", "ForwardingGraph", "NetworkModel", "PolicyTypes", "Simulator",
        "SolverZ3", "SourceText", "TestSupport",
      ]),
    tests(
      "CheckerTests",
      [
        "Checker", "Importers", "NetworkModel", "PolicySyntax", "PolicyTypes", "Simulator", "SourceText",
        "TestSupport",
      ]),
    tests(
      "QuotientTests",
      ["Checker", "ForwardingGraph", "NetworkModel", "PolicyTypes", "Quotient", "TestSupport"]),
    tests("TopologyGeneratorTests", ["TopologyGenerator"]),
    tests("CollectionTests", ["Collection", "Importers", "NetworkModel", "SourceText"]),
    tests("SpecificationTests", []),
    tests(
      "EndToEndTests",
      [
        "Certificates", "Checker", "NetworkModel", "PolicyTypes", "Simulator", "SolverZ3", "SourceText", "TestSupport",
        "Toolkit", "isola",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)
