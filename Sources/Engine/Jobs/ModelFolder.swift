import Datasets
import Foundation
import Store
import Training

/// The folder of model files beside a store: `facet.db` has `facet.models/`. The store records file
/// names relative to itself, so both can be moved together.
struct ModelFolder {
  private let folder: URL
  private let base: URL

  init(_ store: InteractionStore) {
    let path = URL(fileURLWithPath: store.path)
    base = path.deletingLastPathComponent()
    folder = path.deletingPathExtension().appendingPathExtension("models")
  }

  /// Where the file of a model goes.
  func file(of record: ModelRecord) -> URL {
    folder.appendingPathComponent("\(record.name)-\(record.version).safetensors")
  }

  /// Where the checkpoint of a run goes: one per run, told apart by all that makes it that run.
  func checkpoint(of identity: Checkpoint.Identity) -> URL {
    var hash = Fingerprint()
    for text in [identity.configuration, identity.plan, identity.fingerprint] { hash.add(text) }
    hash.add(identity.threads)
    return folder.appendingPathComponent("\(identity.model)-\(hash.text.prefix(12)).checkpoint")
  }

  /// Where the checkpoint of a trial goes.
  func checkpoint(of trial: Int, study: String) -> URL {
    let name = String(study.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
    return folder.appendingPathComponent("trials/\(name)-\(trial).checkpoint")
  }

  /// The name of a file as the store records it.
  func name(of file: URL) -> String { "\(folder.lastPathComponent)/\(file.lastPathComponent)" }

  /// The file that the store recorded under a name.
  func file(named name: String) -> URL {
    name.hasPrefix("/") ? URL(fileURLWithPath: name) : base.appendingPathComponent(name)
  }
}

/// The measured values of a model, as the store records them.
struct ModelMetrics: Codable {
  /// Best validation NDCG@100, and its epoch.
  var validation: Double?
  var bestEpoch: Int
  /// Test metrics, once it has been evaluated.
  var test: [String: Double]?

  init(validation: Double?, bestEpoch: Int) {
    self.validation = validation
    self.bestEpoch = bestEpoch
  }

  /// Values that the store recorded; `nil` when the text is none.
  init?(json: String) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
    self = read
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
