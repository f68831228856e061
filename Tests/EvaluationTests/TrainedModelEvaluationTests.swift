import Autodiff
import Datasets
import Evaluation
import Models
import Tensors
import Testing

@Suite struct TrainedModelEvaluationTests {
  @Test func `a model is measured by its scores, and popularity beats its reverse`() throws {
    let world = PlantedConcepts(key: RandomKey(seed: 1))
    let split = try Split(of: world.data, heldOut: .users(100), seed: 1)
    var builder = ParameterBuilder(key: nil)
    let model = Popularity(
      Popularity.Configuration(), CatalogShape(items: split.items.count), in: &builder)
    var parameters = builder.parameters
    try model.solve(split.train, &parameters)
    let trained = TrainedModel(model, parameters)

    let evaluator = Evaluator()
    let result = try evaluator.evaluate(trained, on: split.test)
    #expect(try result == evaluator.evaluate(split.test) { trained.scores($0) })
    let reverse = try evaluator.evaluate(split.test) { batch in
      var scores = trained.scores(batch)
      for i in scores.scalars.indices { scores.scalars[i].negate() }
      return scores
    }
    for (ahead, behind) in zip(result.summaries, reverse.summaries) {
      #expect(ahead.mean > behind.mean + 3 * (ahead.standardError + behind.standardError))
    }
  }
}
