import Datasets
import Foundation
import Models
import Tensors
import Testing
import Training

/// MacridVAE is trained on a planted world and asked which items belong together.
@Suite struct PlantedConceptsJourneyTests {
  /// Share of items that lie with the planted concept of most items in their learned concept.
  private func purity(styles: Int, seed: UInt64) throws -> Double {
    var shape = PlantedConcepts.Shape()
    shape.styles = styles
    let world = PlantedConcepts(shape, key: RandomKey(seed: 1))
    var plan = TrainingPlan()
    (plan.batch, plan.learningRate, plan.epochs, plan.patience) = (50, 0.003, 60, 0)
    plan.seed = seed
    let (model, parameters) = try Registry.make(
      "macridvae", settings: Data(#"{"concepts": 4, "temperature": 0.3}"#.utf8),
      catalog: CatalogShape(items: world.data.catalog.count),
      key: RandomKey(seed: seed).child("init"))
    var state = TrainingState(parameters, learningRate: plan.learningRate)
    _ = try Trainer(model, plan: plan, histories: world.data.histories)
      .fit(&state, validation: nil)
    let shares = try #require(TrainedModel(model, state.parameters).itemConcepts)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 4), count: 4)
    for (item, planted) in world.conceptOfItem.enumerated() {
      let row = Array(shares.row(item))
      let learned = row.indices.max { row[$0] < row[$1] } ?? 0
      counts[learned][planted] += 1
    }
    let agreeing = counts.reduce(0) { $0 + ($1.max() ?? 0) }
    return Double(agreeing) / Double(world.data.catalog.count)
  }

  @Test(arguments: [UInt64(1), 2]) func `the planted concepts are found`(seed: UInt64) throws {
    // 1.0 for the first five seeds; chance is about 0.3.
    #expect(try purity(styles: 6, seed: seed) > 0.95)
  }

  @Test func `without styles nothing in the histories tells the concepts apart`() throws {
    // 0.38 to 0.50 for the first five seeds.
    #expect(try purity(styles: 1, seed: 1) < 0.7)
  }
}
