import Synchronization
import Tensors

/// Tensors that depend on a model's parameters alone (normalised item vectors, concept
/// assignments), kept beside the parameters of a trained model so that a query does not make them
/// again.
public final class DerivedValues: Sendable {
  private let values = Mutex<[String: Tensor]>([:])

  public init() {}

  /// The value of a name, made by `body` on first use. Two first uses at once may both make it;
  /// they make the same.
  func value(_ name: String, _ body: () -> Tensor) -> Tensor {
    if let known = values.withLock({ $0[name] }) { return known }
    let made = body()
    values.withLock { $0[name] = made }
    return made
  }
}
