import Datasets
import Evaluation
import Foundation
import Models
import Tensors
import TestSupport
import Testing
import Training

@testable import Engine

/// A model that has found the genres of the demonstration log is scored against them.
@Suite struct DisentanglementJobTests {
  private var plan: DisentanglementEvaluation.Plan {
    var plan = DisentanglementEvaluation.Plan()
    (plan.trees, plan.draws) = (8, 2)
    (plan.votes.training, plan.votes.evaluation) = (400, 200)
    return plan
  }

  /// A store of its own with one model: 300 people, 90 films in 3 genres, 60 people held out.
  private struct Trained {
    let scratch: TemporaryFolder
    let library: ModelLibrary

    init(_ model: String) async throws {
      scratch = try TemporaryFolder()
      var shape = PlantedConcepts.Shape()
      (shape.users, shape.items, shape.concepts, shape.styles) = (300, 90, 3, 2)
      (shape.meanHistory, shape.agreement) = (15, 1)
      let store = try await PlantedService.store(
        of: DemoLog(shape, key: RandomKey(seed: 3)), in: scratch.file("store"))
      var request = TrainingRequest()
      request.model = model
      if model == "macridvae" {
        request.settings = Data(#"{"concepts":3,"width":6,"temperature":0.3}"#.utf8)
      }
      (request.plan.epochs, request.plan.batch, request.plan.learningRate) = (30, 40, 0.01)
      try PlantedService.train(request, on: store)
      library = ModelLibrary(store)
    }
  }

  @Test func `people and items of a model with concepts are scored, ranking beside`() async throws {
    let trained = try await Trained("macridvae")
    let library = trained.library
    let report = try DisentanglementJob(library).run(
      nil, attributes: [], folder: nil, seed: 1, plan: plan)
    #expect(report.pairings.map(\.name) == ["people", "items"])
    #expect(report.ranking.map(\.name) == ["ndcg@20", "recall@20", "ndcg@100"])
    let items = try #require(report.pairings.last)
    let names = items.scores.map(\.name)
    for name in ["independence", "mig", "modularity", "dci-d", "dci-i-accuracy", "sap"] {
      #expect(names.contains(name), "\(name) is not among \(names)")
    }
    #expect(names.contains("alignment-nmi"))
    for score in report.pairings.flatMap(\.scores) {
      #expect(score.value.isFinite && score.standardError.isFinite, "\(score)")
    }
    // A head, a line a score, three of ranking.
    let count = report.pairings.map(\.scores.count).reduce(4, +)
    #expect(report.csv.split(separator: "\n").count == count)
    // The same seed scores the same, another one draws other halves.
    let again = try DisentanglementJob(library).run(
      nil, attributes: ["genre"], folder: nil, seed: 1, plan: plan)
    #expect(again == report)
    let other = try DisentanglementJob(library).run(
      nil, attributes: ["genre"], folder: nil, seed: 2, plan: plan)
    #expect(other.pairings != report.pairings && other.ranking == report.ranking)
  }

  @Test(arguments: [
    ("popularity", "is the same for everybody"), ("itemknn", "is the history itself"),
  ]) func `a model without factors of its own is refused`(_ model: String, _ reason: String)
    async throws
  {
    let trained = try await Trained(model)
    let library = trained.library
    #expect {
      try DisentanglementJob(library).run(model, attributes: [], folder: nil, seed: 1)
    } throws: {
      "\($0)".hasPrefix("NOCONCEPT the code of \(model)@1 \(reason)")
    }
  }

  @Test func `an attribute that nobody has is refused, and those there are are named`() async throws
  {
    let trained = try await Trained("macridvae")
    let library = trained.library
    #expect {
      try DisentanglementJob(library).run(nil, attributes: ["colour"], folder: nil, seed: 1)
    } throws: {
      "\($0)".contains("no attribute \"colour\"") && "\($0)".contains("genre, year")
    }
  }
}
