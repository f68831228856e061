import Datasets
import Evaluation
import Foundation
import Models
import Store
import Training

/// The factors of final models, scored once each after their ranking.
extension ExperimentModelRun {
  /// What the study asks about the factors of a final model, by the questions' order; answers that
  /// are there already among them.
  func factors(of cell: ExperimentCell) throws -> [FactorCell] {
    let place = definition.divisions[division - 1]
    return try definition.factors.map { scoring in
      let identity = try definition.identity(of: scoring, model, place, seed: cell.seed)
      if let known = try files.factors(
        scoring, division, model.label, cell.seed, identity: identity)
      {
        return known
      }
      try Task.checkCancellation()
      let answer = try scored(cell, scoring, identity)
      try files.write(answer)
      return answer
    }
  }

  private func scored(
    _ cell: ExperimentCell, _ scoring: FactorScoring, _ identity: String
  ) throws -> FactorCell {
    let library = ModelLibrary(store)
    let title = try trained(request(of: cell), library).title
    report(.stage("\(name), seed \(cell.seed): \(scoring.word)"))
    var answer = FactorCell(
      identity: identity, division: division, label: model.label, seed: cell.seed,
      scoring: scoring.word)
    do {
      switch scoring {
      case .disentanglement(let attributes, let trees, let draws, let seed):
        var plan = DisentanglementEvaluation.Plan()
        (plan.trees, plan.draws) = (trees, draws)
        answer.disentanglement = try DisentanglementJob(library).run(
          title, attributes: attributes, folder: nil, seed: seed, plan: plan)
      case .steering(let users, let attribute):
        answer.steering = try SteeringJob(library).report(
          title, concept: nil, attribute: attribute, folder: nil, users: users,
          strengths: SteeringJob.strengths)
      }
    } catch let fault as Fault where fault.code == .noConcept {
      // A model without factors is a finding, not a failure.
      answer.absence = fault.message
    }
    return answer
  }

  /// The run that made a final model, from what its cell says: the store has the model, or it is
  /// trained again to the same bytes.
  private func request(of cell: ExperimentCell) throws -> TrainingRequest {
    var request = TrainingRequest()
    request.model = cell.model
    request.settings = Data(cell.configuration.utf8)
    request.plan = try TrainingPlan(json: Data(cell.plan.utf8))
    request.data = source
    request.activates = false
    request.resumes = true
    return request
  }
}
