// β-TCVAE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

@Suite struct BetaTCVAETests {
  private static let histories = KeyedTensors.histories(
    rows: 40, columns: 12, density: 0.4, RandomKey(seed: 71))

  private static func parts(
    _ change: (inout BetaTCVAE.Configuration) -> Void = { _ in }, users: Int? = nil
  ) -> (loss: Double, parts: [String: Double]) {
    var settings = BetaTCVAE.Configuration()
    settings.width = 5
    settings.annealEpochs = 0
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: 72))
    let model = BetaTCVAE(settings, CatalogShape(items: 12), in: &builder)
    var parameters = builder.parameters
    for (index, name) in parameters.names.enumerated() {
      let tensor = parameters.tensors[index]
      let noise = KeyedTensors.normal(tensor.shape, RandomKey(seed: 73).child(name), scale: 0.4)
      _ = parameters.replace(name, with: tensor + noise)
    }
    let graph = Graph(training: parameters, key: RandomKey(seed: 74))
    let objective = model.objectives(
      Batch(histories), on: graph, at: Step(index: 0, perEpoch: 1, users: users))[0]
    return (
      Double(objective.loss.value.item),
      Dictionary(uniqueKeysWithValues: objective.parts.map { ($0.name, $0.value) })
    )
  }

  @Test func `the loss weighs its three parts`() {
    let (loss, parts) = Self.parts {
      $0.information = 0.5
      $0.correlation = 3
      $0.dimensions = 2
      $0.scale = 0.7
    }
    let truth =
      parts["reconstruction", default: 0] + 0.7
      * (0.5 * parts["information", default: 0] + 3 * parts["total correlation", default: 0]
        + 2 * parts["dimensions", default: 0])
    #expect(abs(loss - truth) < 1e-4 * truth)
  }

  @Test func `the three parts add up to the divergence, however many users there are`() {
    func sum(_ parts: [String: Double]) -> Double {
      ["information", "total correlation", "dimensions"].reduce(0) { $0 + parts[$1, default: 0] }
    }
    let (few, many) = (Self.parts(users: 40).parts, Self.parts(users: 4000).parts)
    #expect(abs(sum(few) - sum(many)) < 1e-4 * abs(sum(few)))
    // More users leave less of the aggregate to each of them: the code tells more of a user.
    #expect(many["information", default: 0] > few["information", default: 0] + 0.01)
    #expect(many["own share", default: 1] < few["own share", default: 0])
  }

  @Test func `pressure on the correlation lowers it`() throws {
    // Two colours of items, so that there is something for coordinates to share.
    func correlation(_ weight: Float) throws -> Double {
      let board = Checkerboard(size: 24)
      var settings = BetaTCVAE.Configuration()
      settings.width = 6
      settings.correlation = weight
      settings.scale = 0.5
      settings.annealEpochs = 0
      settings.keep = 1
      var builder = ParameterBuilder(key: RandomKey(seed: 75))
      let model = BetaTCVAE(settings, CatalogShape(items: board.size), in: &builder)
      var parameters = builder.parameters
      var optimizer = Adam(parameters, learningRate: 0.02)
      var last = 0.0
      for index in 0..<150 {
        let graph = Graph(training: parameters, key: RandomKey(seed: 76).child(index))
        let objective = model.objectives(
          Batch(board.histories), on: graph, at: Step(index: index, perEpoch: 1))[0]
        if index >= 100 {
          last += objective.parts.first { $0.name == "total correlation" }?.value ?? 0
        }
        optimizer.step(&parameters, graph.gradients(of: objective.loss))
      }
      return last / 50
    }
    let (free, pressed) = (try correlation(0), try correlation(8))
    #expect(pressed < 0.5 * free, "\(pressed) after pressure, \(free) without")
  }
}
