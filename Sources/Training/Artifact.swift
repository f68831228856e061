import Autodiff
import Tensors
public import Foundation
public import Models

/// What a model file says about its tensors: everything needed to serve it and to make it again.
public struct Manifest: Sendable, Codable, Equatable {
  /// The layout that this program writes and reads.
  public static let format = 1
  /// Version of this layout.
  public var format = Manifest.format
  /// Registry name of the architecture.
  public var model: String
  /// Settings of the architecture, a JSON object.
  public var configuration: String
  /// Settings of the training loop, a JSON object with the seed.
  public var plan: String
  /// Fingerprint of the data it was trained on.
  public var fingerprint: String
  /// Where its users came from, in words: the split and its seed.
  public var split: String
  /// Threads it was trained with; other counts may change last bits.
  public var threads: Int
  /// External ids of the items, in the order of the columns.
  public var items: [String]
  /// Training users who have each item, in the order of the columns; `nil` in files from before
  /// they were kept.
  public var counts: [Int]?
  /// What the concepts are, when it has some.
  public var concepts: [ConceptDescription] = []
  /// Finished epochs, with losses and validation scores.
  public var epochs: [EpochRecord] = []
  /// The epoch that was kept.
  public var bestEpoch = 0
  /// Program and library versions.
  public var versions: [String: String] = [:]

  public init(
    model: String, configuration: String, plan: String, fingerprint: String, split: String,
    threads: Int, items: [String]
  ) {
    self.model = model
    self.configuration = configuration
    self.plan = plan
    self.fingerprint = fingerprint
    self.split = split
    self.threads = threads
    self.items = items
  }
}

/// Trained models as files: safetensors whose tensors are the model's parameters by path.
public enum Artifact {
  /// Writes a model. The same model and manifest give the same bytes.
  public static func write(
    _ trained: TrainedModel, _ manifest: Manifest, to url: URL
  ) throws(ArtifactFault) {
    try SafeTensors.write(
      Array(zip(trained.parameters.names, trained.parameters.tensors)),
      manifest: try encode(manifest, url), to: url)
  }

  /// Reads a model. Refuses a file whose model, settings or tensors do not fit each other.
  public static func read(_ url: URL) throws(ArtifactFault) -> (TrainedModel, Manifest) {
    let contents = try SafeTensors.read(url)
    try requireFormat(contents.manifest, url.path)
    guard
      let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(contents.manifest.utf8))
    else { throw .foreign(url.path, "a Facet file, but not a model") }
    do {
      var (model, parameters) = try Registry.make(
        manifest.model, settings: Data(manifest.configuration.utf8),
        catalog: CatalogShape(items: manifest.items.count), key: nil)
      for name in parameters.names {
        guard let tensor = contents.tensors[name] else {
          throw ArtifactFault.damaged(url.path, "tensor \(name) is missing")
        }
        guard parameters.replace(name, with: tensor) else {
          throw ArtifactFault.damaged(url.path, "tensor \(name) has shape \(tensor.shape)")
        }
      }
      return (TrainedModel(model, parameters), manifest)
    } catch let fault as ArtifactFault {
      throw fault
    } catch {
      throw .damaged(url.path, "\(error)")
    }
  }

  /// The layout is read before the rest: a newer one may have other fields.
  private static func requireFormat(_ manifest: String, _ path: String) throws(ArtifactFault) {
    struct Layout: Decodable { let format: Int }
    guard let layout = try? JSONDecoder().decode(Layout.self, from: Data(manifest.utf8)),
      layout.format != Manifest.format
    else { return }
    throw .foreign(
      path, "a model of layout \(layout.format); this program reads \(Manifest.format)")
  }

  static func encode(_ value: some Encodable, _ url: URL) throws(ArtifactFault) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .unwritable(url.path, "\(error)")
    }
  }
}
