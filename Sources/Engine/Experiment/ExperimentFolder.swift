import Datasets
import Foundation
import Store

/// What one final model showed on test users, kept so that they are looked at once.
struct ExperimentCell: Codable, Equatable {
  /// Hash of everything that decides what the cell holds.
  var identity: String
  /// Number of the division, from 1.
  var division: Int
  var fingerprint: String
  var label: String
  var model: String
  var seed: UInt64
  /// Settings of the model, whole, and of its training loop; JSON.
  var configuration: String
  var plan: String
  /// Trials that were made to find them.
  var trials: Int
  /// Best validation score, and its epoch.
  var validation: Double?
  var bestEpoch: Int
  var metrics: [String]
  var users: [String]
  /// One value a metric and user. `[metrics][users]`
  var values: [[Double]]
  var usersWithoutTargets: Int
}

/// The folder of an experiment: its store and models, unpacked splits, one file for every final
/// model that was measured, and the tables.
struct ExperimentFolder {
  let url: URL

  var store: URL { url.appendingPathComponent("facet.db") }
  private var results: URL { url.appendingPathComponent("results") }
  private var ingested: URL { url.appendingPathComponent("data.json") }

  func prepare() throws {
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
  }

  /// The data that were ingested, as text; `nil` before that.
  func data() throws -> String? {
    guard FileManager.default.fileExists(atPath: ingested.path) else { return nil }
    return try String(contentsOf: ingested, encoding: .utf8)
  }

  func write(data text: String) throws {
    try Data(text.utf8).write(to: ingested, options: .atomic)
  }

  /// A folder of split files, unpacked here once.
  func split(_ number: Int, from source: URL) throws -> URL {
    let target = url.appendingPathComponent("split-\(number)")
    let done = target.appendingPathComponent("meta.json")
    guard !FileManager.default.fileExists(atPath: done.path) else { return target }
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    // The one that says that all are there comes last.
    let names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted()
    for name in names.filter({ $0 != "meta.json" }) + ["meta.json"] {
      let plain = name.hasSuffix(".xz") || name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
      try PackedFile.unpack(
        source.appendingPathComponent(name).path, to: target.appendingPathComponent(plain))
    }
    return target
  }

  /// The file of a final model's cell; `kind` tells what else there is about it.
  func file(_ division: Int, _ label: String, _ seed: UInt64, _ kind: String? = nil) -> URL {
    let word = String(label.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
    let end = kind.map { ".\($0)" } ?? ""
    return results.appendingPathComponent("\(division)-\(word)-\(seed)\(end).json")
  }

  /// A cell, when it is there and what it should be.
  func cell(
    _ division: Int, _ label: String, _ seed: UInt64, identity: String
  ) throws -> ExperimentCell? {
    let cell: ExperimentCell? = try read(file(division, label, seed))
    return cell?.identity == identity ? cell : nil
  }

  func write(_ cell: ExperimentCell) throws {
    try write(cell, to: file(cell.division, cell.label, cell.seed))
  }

  /// What a file holds; `nil` when it is not there.
  func read<Cell: Decodable>(_ file: URL) throws -> Cell? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try JSONDecoder().decode(Cell.self, from: Data(contentsOf: file))
  }

  func write(_ cell: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(cell).write(to: file, options: .atomic)
  }
}
