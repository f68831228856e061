public import Models

/// How a model is trained: the settings of the loop, not of the model.
public struct TrainingPlan: ModelConfiguration {
  /// Step size of Adam, `1e-7 ... 1`.
  public var learningRate: Float = 1e-3
  /// Users per step, `1 ... 100000`.
  public var batch = 500
  /// Most epochs, `1 ... 100000`. A model that alternates counts rounds of its phases.
  public var epochs = 200
  /// Epochs without a better validation score after which training stops; 0 means never.
  public var patience = 25
  /// Seed of everything that is drawn.
  public var seed: UInt64 = 98765

  public init() {}

  /// The default plan for a model: with the step size that suits it.
  public init(for model: any GenerativeModel.Type) { learningRate = model.learningRate }

  /// What a search may vary, under `SearchRange.trainingPrefix`; the rest is the same for every
  /// trial, or they could not be compared.
  public static let tunable: Set = ["learningRate", "batch"]

  public func validate() throws(ConfigurationFault) {
    func check<Value: Comparable>(
      _ key: String, _ value: Value, _ range: ClosedRange<Value>
    ) throws(ConfigurationFault) {
      guard range.contains(value) else {
        throw .outOfRange(
          key: key, value: "\(value)", range: "\(range.lowerBound) ... \(range.upperBound)")
      }
    }
    try check("learningRate", learningRate, 1e-7...1)
    try check("batch", batch, 1...100_000)
    try check("epochs", epochs, 1...100_000)
    try check("patience", patience, 0...100_000)
  }
}
