// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

// Loops over elements are optimised in debug builds too, so that the tests can train real models.
let numeric = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// No contraction: every processor gives the bits of the Swift reference. On x86-64 the compiler is
// told to use the whole width of AVX-512 where a kernel is picked for it.
#if arch(x86_64)
  let kernelFlags = [
    "-O3", "-fno-math-errno", "-ffp-contract=off", "-mprefer-vector-width=512",
  ]
#else
  let kernelFlags = ["-O3", "-fno-math-errno", "-ffp-contract=off"]
#endif

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let nio: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
  name: "Facet",
  products: [.executable(name: "facet", targets: ["facet"])],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // Floor 1: mathematics
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(kernelFlags)]),
    module("Tensors", ["COpenBLAS", "CKernels"], settings: numeric),
    module("Autodiff", ["Tensors"], settings: numeric),
    // Floor 2: learning
    module("Datasets", ["Tensors"], settings: numeric),
    module("Models", ["Autodiff", "Datasets"], settings: numeric),
    module("Training", ["Models"], settings: numeric),
    module("Evaluation", ["Models"], settings: numeric),
    // Floor 3: the service
    .target(
      name: "Schema", path: "Schema", resources: [.embedInCode("Migrations")],
      swiftSettings: settings),
    module("Store", ["Schema", "Datasets", grdb, sqlite]),
    module("Engine", ["Store", "Training", "Evaluation", toml]),
    // Doors
    module("LineServer", ["Engine"] + nio),
    .executableTarget(
      name: "facet", dependencies: ["Engine", "LineServer", "Store", argumentParser],
      swiftSettings: settings),
    // Tools
    .executableTarget(
      name: "benchmarks",
      dependencies: ["Training", "Evaluation", "Models", "Autodiff", "Datasets", "Tensors"],
      path: "Tools/Benchmarks", exclude: ["thresholds.json"],
      swiftSettings: numeric),
    // Tests, a folder per target
    .target(
      name: "TestSupport", dependencies: ["Tensors", "Autodiff"], path: "Tests/Support",
      swiftSettings: numeric),
    tests("TensorsTests", ["Tensors", "TestSupport"]),
    tests("AutodiffTests", ["Autodiff", "Tensors", "TestSupport"]),
    tests("DatasetsTests", ["Datasets", "Tensors"]),
    tests("ModelsTests", ["Training", "Models", "Autodiff", "Datasets", "Tensors", "TestSupport"]),
    tests(
      "TrainingTests", ["Training", "Models", "Autodiff", "Datasets", "Tensors", "TestSupport"]),
    tests(
      "EvaluationTests", ["Evaluation", "Training", "Models", "Autodiff", "Datasets", "Tensors"]),
    tests("StoreTests", ["Store", "Schema", "Datasets", "Tensors", "facet", grdb]),
    tests(
      "EngineTests",
      [
        "Engine", "Store", "Training", "Evaluation", "Models", "Autodiff", "Datasets", "Tensors",
        "TestSupport",
      ]),
    tests("LineServerTests", ["LineServer", "Engine", "Store", "Tensors"] + nio),
    tests("JourneyTests", ["facet", "Engine", "LineServer", "Tensors", "TestSupport"]),
    tests("ReadmeTests", ["Engine", "facet"]),
    tests("ArchitectureTests", []),
  ],
  swiftLanguageModes: [.v6]
)
