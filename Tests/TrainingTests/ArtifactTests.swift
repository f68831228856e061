// Model files: what a manifest promises must be what the tensors are.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing
import Training

struct ArtifactTests {
  let run = TinyRun()
  let folder: TemporaryFolder
  let trained: TrainedModel
  let manifest: Manifest
  var file: URL { folder.file("model.safetensors") }

  init() throws {
    folder = try TemporaryFolder()
    let (model, parameters) = try run.made()
    trained = TrainedModel(model, parameters)
    manifest = run.manifest(try run.start())
  }

  /// Writes tensors under the words of a manifest.
  func write(_ tensors: [(name: String, tensor: Tensor)], _ manifest: some Encodable) throws {
    let json = String(decoding: try JSONEncoder().encode(manifest), as: UTF8.self)
    try SafeTensors.write(tensors, manifest: json, to: file)
  }

  var tensors: [(name: String, tensor: Tensor)] {
    Array(zip(trained.parameters.names, trained.parameters.tensors))
  }

  func refusal() -> String {
    do {
      _ = try Artifact.read(file)
      return "accepted"
    } catch {
      return error.description.replacingOccurrences(of: file.path, with: "FILE")
    }
  }

  @Test func `model, settings and everything said about it come back`() throws {
    var rich = manifest
    let catalog = Catalog(items: Vocabulary(manifest.items.map { ItemID($0) }))
    rich.concepts = ConceptNaming.describe(try #require(trained.itemConcepts), catalog)
    rich.concepts[1].name = "Ünï \"quoted\""
    rich.versions = ["facet": "1", "blas": "x"]
    rich.bestEpoch = 2
    try Artifact.write(trained, rich, to: file)
    let (model, back) = try Artifact.read(file)
    #expect(back == rich)
    #expect(model.name == "macridvae" && model.model.configuration.json == run.settings.json)
    let same = model.parameters == trained.parameters
    #expect(same)
  }

  @Test func `a missing tensor and a wrong shape are named`() throws {
    try write(tensors.filter { $0.name != "items" }, manifest)
    #expect(refusal() == "FILE is damaged: tensor items is missing")
    try write(
      tensors.map { $0.name == "prototypes" ? ($0.name, Tensor(shape: [1, 4])) : $0 }, manifest)
    #expect(refusal() == "FILE is damaged: tensor prototypes has shape [1, 4]")
  }

  @Test func `another number of items is a wrong shape`() throws {
    var short = manifest
    short.items.removeLast()
    try write(tensors, short)
    #expect(refusal() == "FILE is damaged: tensor encoder/hidden/weight has shape [18, 4]")
  }

  @Test func `a newer layout says so, whatever fields it has`() throws {
    struct Newer: Encodable { let format = 9 }
    try write(tensors, Newer())
    #expect(refusal() == "FILE is a model of layout 9; this program reads 1")
    var newer = manifest
    newer.format = 2
    try write(tensors, newer)
    #expect(refusal() == "FILE is a model of layout 2; this program reads 1")
  }

  @Test func `an unknown model and unknown settings are refused with their words`() throws {
    var other = manifest
    other.model = "svd"
    try write(tensors, other)
    #expect(refusal().hasPrefix("FILE is damaged: no model \"svd\""))
    other = manifest
    other.configuration = #"{"kfac": 7}"#
    try write(tensors, other)
    #expect(refusal().hasPrefix("FILE is damaged: no setting \"kfac\""))
  }

  @Test func `a checkpoint is not a model and a model not a checkpoint`() throws {
    try Checkpoint.write(run.start(), of: run.identity, to: file)
    #expect(refusal() == "FILE is a Facet file, but not a model")
    try Artifact.write(trained, manifest, to: file)
    #expect(throws: ArtifactFault.foreign(file.path, "a Facet file, but not a checkpoint")) {
      _ = try Checkpoint.read(
        file, of: run.identity, parameters: trained.parameters, learningRate: 0.1)
    }
  }

  @Test func `a damaged byte of a tensor is refused`() throws {
    try Artifact.write(trained, manifest, to: file)
    var data = try Data(contentsOf: file)
    data[data.count - 3] ^= 0x10
    try data.write(to: file)
    #expect(refusal() == "FILE is damaged: its checksum does not match its contents")
  }
}
