// Sequence models at a size where every fact can be checked, and a planted world small enough to train
// on in a test.
import Autodiff
import Datasets
import Foundation
import TestSupport
import Tensors
import Training

@testable import Models

/// A DSVAE of a few units with spread parameters, over histories of known sessions.
struct TinySequence {
  let model: DSVAE
  let parameters: Parameters
  /// Three people: of four sessions, of one, of none.
  let histories = SparseRows(
    columns: 10, sessions: [[[0, 1], [2], [3, 4, 5], [6]], [[7, 8]], []])

  init() throws {
    var builder = ParameterBuilder(key: RandomKey(seed: 70))
    let settings =
      #"{"window":5,"staticWidth":3,"dynamicWidth":2,"hidden":4,"session":4,"annealEpochs":0,"keep":1}"#
    model = DSVAE(
      try DSVAE.Configuration(json: Data(settings.utf8)), CatalogShape(items: 10), in: &builder)
    var parameters = builder.parameters
    for (name, tensor) in zip(parameters.names, parameters.tensors) {
      let noise = KeyedTensors.normal(tensor.shape, RandomKey(seed: 71).child(name), scale: 0.5)
      _ = parameters.replace(name, with: noise)
    }
    self.parameters = parameters
  }

  var trained: TrainedModel { TrainedModel(model, parameters) }

  /// The code of some histories.
  func code(_ rows: SparseRows, _ overrides: [Override] = []) throws -> [String: Tensor] {
    let code = try trained.run(rows, overrides: overrides).code
    return Dictionary(
      uniqueKeysWithValues: model.layout.blocks.map { ($0.name, code[$0.name].value) })
  }

  /// Overrides that put a block of one person's code in place of another's.
  func copying(_ block: String, from code: [String: Tensor], row: Int) throws -> [Override] {
    let shape = model.layout[block]?.shape ?? []
    let count = shape.reduce(1, *)
    let values = code[block]?.scalars ?? []
    return (0..<count).map { place in
      var (index, rest): ([Int], Int) = ([], place)
      for extent in shape.reversed() {
        index.insert(rest % extent, at: 0)
        rest /= extent
      }
      return Override(block, index, .set(values[row * count + place]))
    }
  }
}
