public import Datasets
public import Models

extension Evaluator {
  /// Measures a trained model on held-out users, through the same pass as serving. Throws
  /// `EvaluationFault` on a score that is not a number. Traps when the model has another number of
  /// items.
  public func evaluate(
    _ trained: TrainedModel, on held: FoldIn, observe: Observer? = nil
  ) throws -> EvaluationResult {
    try evaluate(held, observe: observe) { trained.scores($0) }
  }
}
