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
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C and C++ doors
    .systemLibrary(name: "CZ3", pkgConfig: "z3", providers: [.apt(["libz3-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(
      name: "CSimdJSON", exclude: ["README.md"], linkerSettings: [.linkedLibrary("simdjson")]),

    .target(
      name: "CBareParse", exclude: ["README.md"], linkerSettings: [.linkedLibrary("simdjson")]),

    // Foundations
    module("SourceText", []),
    module("NetworkModel", ["SourceText"]),
    module("TermGraph", []),
    module("TemporaryFolders", []),

    // Policies
    module("PolicySyntax", ["SourceText"]),
    .target(
      name: "Packs", exclude: ["README.md", "Texts/README.md"],
      resources: [
        "aws-foundational", "cis-aws", "fedramp-boundary", "hipaa", "nist-800-53", "pci-dss", "purdue", "zero-trust",
      ].map { .embedInCode("Texts/\($0).isola") },
      swiftSettings: strict),
    module("PolicyTypes", ["NetworkModel", "PolicySyntax", "SourceText"]),
    module(
      "PolicyLint",
      ["NetworkModel", "PolicySyntax", "PolicyTypes", "SolverZ3", "SourceText", "TermGraph"]),

    // Networks
    module("Importers", ["CSimdJSON", "NetworkModel", "SourceText"]),
    module(
      "InfrastructureImporters",
      ["Importers", "NetworkModel", "SourceText", .product(name: "Yams", package: "Yams")]),
    module("NetworkEdits", ["NetworkModel"]),
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
        "Certificates", "ForwardingGraph", "NetworkModel", "PacketSets", "PolicySyntax", "PolicyTypes", "Quotient",
        "RuleHygiene", "Simulator", "SolverZ3", "SourceText", "SymbolicCompiler", "TermGraph",
      ]),

    module(
      "IsolationMatrix", ["Checker", "NetworkModel", "PolicyTypes", "Quotient", "SolverZ3"]),
    module(
      "Distribution",
      [
        "Checker", "NetworkModel", "PolicyTypes", "Simulator", "SourceText",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    module(
      "Differences",
      [
        "Certificates", "ForwardingGraph", "NetworkEdits", "NetworkModel", "PolicyTypes", "Simulator",
        "SymbolicCompiler", "TermGraph",
      ]),
    module("RuleHygiene", ["NetworkModel", "SolverZ3", "SourceText", "TermGraph"]),
    module(
      "Explanations",
      [
        "Checker", "Differences", "ForwardingGraph", "NetworkEdits", "NetworkModel", "PolicyTypes", "Simulator", "SolverZ3", "SymbolicCompiler",
      ]),
    module(
      "Evidence",
      [
        "Certificates", "Collection", "ForwardingGraph", "NetworkModel", "PolicyTypes", "Quotient", "Simulator",
        "SolverZ3", "SourceText", "TemporaryFolders", "TermGraph", .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // People
    module(
      "Reports",
      [
        "Checker", "Differences", "Explanations", "ForwardingGraph", "Importers", "IsolationMatrix", "NetworkEdits",
        "NetworkModel", "PolicyLint", "PolicyTypes", "RuleHygiene", "Simulator", "SourceText", "SymbolicCompiler",
      ]),
    module("Outputs", ["Checker", "NetworkModel", "PolicyTypes", "Reports", "SourceText"]),
    module("ResultStore", ["CSQLite"], settings: [.strictMemorySafety()]),
    module("Configuration", ["SourceText", .product(name: "Yams", package: "Yams")]),
    module(
      "Toolkit",
      [
        "Certificates", "Checker", "Configuration", "Differences", "Distribution", "Evidence", "Explanations",
        "ForwardingGraph", "Importers", "InfrastructureImporters", "IsolationMatrix", "NetworkEdits", "NetworkModel",
        "Outputs", "Packs", "PolicyLint", "PolicySyntax", "PolicyTypes", "Reports", "ResultStore", "RuleHygiene",
        "Simulator", "SolverZ3", "SourceText",
      ]),
    module("LineEditing", ["CEdit"]),
    module(
      "Prompt",
      [
        "Checker", "Differences", "Explanations", "ForwardingGraph", "NetworkEdits", "NetworkModel", "PolicySyntax",
        "PolicyTypes", "Reports",
        "Simulator", "SolverZ3", "SourceText", "Toolkit",
      ]),
    module("AgentServer", ["Collection", "Prompt", "Reports", "Toolkit"]),
    module(
      "LanguageServer",
      [
        "AgentServer", "Collection", "NetworkModel", "Packs", "PolicyLint", "PolicySyntax", "PolicyTypes", "Prompt",
        "Reports", "SolverZ3", "SourceText",
      ]),
    .executableTarget(
      name: "isola",
      dependencies: [
        "AgentServer", "Certificates", "Checker", "Collection", "Configuration", "Differences", "Distribution",
        "Evidence", "InfrastructureImporters", "IsolationMatrix", "LanguageServer", "LineEditing", "NetworkModel", "Outputs",
        "PolicyTypes", "Prompt", "Reports", "ResultStore", "RuleHygiene", "SolverZ3", "SourceText", "TemporaryFolders",
        "Toolkit", "TopologyGenerator", argumentParser,
      ],
      exclude: ["README.md"],
      swiftSettings: strict),

    .executableTarget(
      name: "Benchmarks",
      dependencies: ["CBareParse", "Importers", "NetworkModel", "TemporaryFolders", "TopologyGenerator", argumentParser],
      exclude: ["README.md"], swiftSettings: strict),

    // Tests
    module(
      "TestSupport",
      [
        "Certificates", "Checker", "Differences", "ForwardingGraph", "NetworkModel", "PacketSets", "PolicyTypes",
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
        .product(name: "Yams", package: "Yams"),
      ]),
    tests("PolicySyntaxTests", ["PolicySyntax", "SourceText"]),
    tests(
      "PolicyLintTests",
      ["NetworkModel", "PolicyLint", "PolicySyntax", "PolicyTypes", "SourceText", "TestSupport"]),
    tests("PolicyTypesTests", ["NetworkModel", "PolicySyntax", "PolicyTypes", "SourceText"]),
    tests("SimulatorTests", ["NetworkModel", "Simulator", "TestSupport"]),
    tests(
      "ReportsTests",
      [
        "Checker", "NetworkModel", "PolicyLint", "PolicySyntax", "PolicyTypes", "Reports", "Simulator", "SourceText",
        "TestSupport",
      ]),
    tests(
      "DifferencesTests",
      ["Differences", "ForwardingGraph", "NetworkEdits", "NetworkModel", "PolicyTypes", "Simulator", "TestSupport"]),
    tests(
      "OutputsTests",
      [
        "Checker", "Configuration", "NetworkModel", "Outputs", "PolicyTypes", "Reports", "SourceText", "TestSupport",
      ]),
    tests(
      "DifferentialTests",
      [
        "Certificates", "Checker", "Evidence", "ForwardingGraph", "Importers", "NetworkModel", "Packs", "PolicySyntax",
        "PolicyTypes", "Simulator", "SolverZ3", "SourceText", "TestSupport",
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
    tests(
      "IsolationMatrixTests",
      ["Checker", "IsolationMatrix", "NetworkModel", "PolicyTypes", "Quotient", "TestSupport"]),
    tests(
      "DistributionTests",
      ["Checker", "Distribution", "NetworkModel", "PolicyTypes", "Simulator", "SourceText", "TestSupport"]),
    tests("PromptTests", ["PolicySyntax", "Prompt", "SourceText", "TestSupport"]),
    tests("AgentServerTests", ["AgentServer", "Collection", "Prompt"]),
    tests(
      "LanguageServerTests", ["Collection", "LanguageServer", "NetworkModel", "Reports", "SourceText", "TestSupport"]),
    tests(
      "ExplanationsTests",
      [
        "Checker", "Differences", "Explanations", "ForwardingGraph", "NetworkEdits", "NetworkModel", "PolicyTypes",
        "Simulator", "TestSupport",
      ]),
    tests("RuleHygieneTests", ["NetworkModel", "RuleHygiene", "Simulator", "TestSupport"]),
    tests("ResultStoreTests", ["ResultStore"]),
    tests("TopologyGeneratorTests", ["TopologyGenerator"]),
    tests("EvidenceTests", ["Certificates", "Evidence"]),
    tests("CollectionTests", ["Collection", "Importers", "NetworkModel", "SourceText"]),
    tests("SpecificationTests", []),
    tests(
      "EndToEndTests",
      [
        "Certificates", "Checker", "Evidence", "ForwardingGraph", "NetworkModel", "PacketSets", "PolicyTypes",
        "Quotient", "Reports", "ResultStore", "Simulator", "SolverZ3", "SourceText", "TestSupport", "Toolkit",
        "isola",
      ],
      exclude: ["Policies"]),
  ],
  cxxLanguageStandard: .cxx17
)
