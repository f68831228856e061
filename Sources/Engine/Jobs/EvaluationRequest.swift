public import Datasets
public import Evaluation

/// What is to be measured, on whom.
public struct EvaluationRequest: Sendable {
  /// Which held-out users.
  public var part = EvaluationJob.Part.test
  /// Split files; those the model was trained on when absent.
  public var folder: String?
  /// Another division of the store with the same training part, minimum and seed; the one the model
  /// was trained on when absent.
  public var kind: SplitKind?
  /// Another mask for test users; that of the division when absent.
  public var mask: SplitMask?
  public var metrics: MetricSelection
  public var candidates = Candidates.full
  /// The attribute of items for diversity and calibration; the one most items have when absent.
  public var attribute: String?
  /// The attribute of users, or `activity`, to show the metrics by.
  public var groups: String?
  /// Whether rankings and targets are kept as TREC files.
  public var keepsTrec = false

  public init(_ metrics: MetricSelection) { self.metrics = metrics }
}
