// The demonstration log in a store, as the program itself makes it, and a server over it.
import Foundation
import LineServer
import TestSupport

/// A folder with a store of the demonstration log.
struct Demo: Sendable {
  /// Filled once: `init --demo`, then `ingest`.
  private static let untrained = Task {
    let demo = try Demo()
    try await Program.succeed(["init", "--demo", demo.folder.path, "-q"])
    let files = ["items.csv", "events.csv"].map { demo.folder.appendingPathComponent($0).path }
    try await Program.succeed(["ingest"] + files + demo.store + ["-q"])
    return demo
  }

  /// Trained once: popularity, then MacridVAE as in the quick start, then a run of evaluation.
  static let trained = Task {
    let demo = try await fresh()
    try await Program.succeed(
      ["train", "--model", "popularity", "--no-activate", "-q"] + demo.store)
    try await Program.succeed(
      ["train", "--seed", "1", "--epochs", "150", "--batch", "50", "-q"] + concepts + demo.store)
    return demo
  }

  /// Settings that tell the four genres of the log apart.
  static let concepts = [
    "--set", "concepts=4", "--set", "temperature=0.3", "--set", "priorDeviation=0.15",
  ]

  let folder: URL

  private init() throws {
    folder = Self.all.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A store with the log and no model, for one test alone.
  static func fresh() async throws -> Demo { try await untrained.value.copied() }

  /// A copy of a store with its models.
  func copied() throws -> Demo {
    let copy = try Demo()
    try FileManager.default.removeItem(at: copy.folder)
    try FileManager.default.copyItem(at: folder, to: copy.folder)
    return copy
  }

  /// The option that names the store.
  var store: [String] { ["--store", folder.appendingPathComponent("facet.db").path] }

  func model(_ name: String) -> URL { folder.appendingPathComponent("facet.models/\(name)") }

  /// Bytes of a model file, such as `macridvae-1`.
  func bytes(of model: String) throws -> Data {
    try Data(contentsOf: self.model("\(model).safetensors"))
  }

  /// Files in the folder of models.
  func modelFiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: model("").path).sorted()
  }

  /// Everything the tests wrote, gone when the process ends.
  private static let all: URL = {
    atexit { try? FileManager.default.removeItem(at: Demo.all) }
    return FileManager.default.temporaryDirectory
      .appendingPathComponent("facet-journeys-\(ProcessInfo.processInfo.processIdentifier)")
  }()

  /// Starts a server on a Unix socket and on a free TCP port; returns when both listen.
  func serving() async throws -> Server {
    // A socket's path is short by law, so it stands directly in the temporary folder.
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("facet-\(UUID().uuidString.prefix(8)).sock").path
    let program = try Running(
      ["serve", "--line", "127.0.0.1:0", "--unix", path] + store)
    let tcp = try await program.message(containing: "listening on 127.0.0.1:")
    let address = try ListenAddress(hostAndPort: String(tcp.split(separator: " ").last ?? ""))
    try await program.message(containing: "model ")
    return Server(program: program, unix: .unix(path: path), tcp: address)
  }
}

/// A server under way.
struct Server {
  let program: Running
  let unix: ListenAddress
  let tcp: ListenAddress

  /// One request on a connection of its own.
  func call(_ line: String, over address: ListenAddress? = nil) async throws -> String {
    try await LineClient.connect(to: address ?? unix) { try await $0.call(line) }
  }
}
