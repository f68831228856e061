public import Autodiff
import Tensors

/// The prior of RecVAE (Shenbin et al., WSDM 2020, § 3.3): for every coordinate of the code by itself
/// a mixture of a standard normal, the posterior that an older encoder has for the same user, and a
/// wide normal around 0.
/// ```
/// p(z_j) = w1 N(z_j; 0, 1) + w2 N(z_j; μ'_j, e^{l'_j}) + w3 N(z_j; 0, e^L)
/// ```
/// The old posterior ties the new one to what was learned; the other two keep it from freezing.
public struct CompositePrior: Sendable, Equatable {
  /// Weights of the standard normal, the old posterior and the wide normal; they add up to 1.
  public let weights: (standard: Float, old: Float, wide: Float)
  /// Log-variance `L` of the wide normal.
  public let wideLogVariance: Float

  /// As published: 3/20, 3/4 and 1/10, and a log-variance of 10.
  public init(
    weights: (standard: Float, old: Float, wide: Float) = (3 / 20, 3 / 4, 1 / 10),
    wideLogVariance: Float = 10
  ) {
    self.weights = weights
    self.wideLogVariance = wideLogVariance
  }

  public static func == (a: CompositePrior, b: CompositePrior) -> Bool {
    a.weights == b.weights && a.wideLogVariance == b.wideLogVariance
  }

  /// ln p of every coordinate, given mean and log-variance of the old posterior. `[B, d]`
  public func logDensity(
    _ z: Variable, oldMean: Variable, oldLogVariance: Variable
  ) -> Variable {
    let square = z * z
    let standard = Self.centred(square, logVariance: 0) + Scalar.log(weights.standard)
    let old =
      z.gaussianLogDensity(mean: oldMean, logVariance: oldLogVariance) + Scalar.log(weights.old)
    let wide = Self.centred(square, logVariance: wideLogVariance) + Scalar.log(weights.wide)
    return standard.logAddExp(old).logAddExp(wide)
  }

  /// `ln N(z; 0, e^l) = −½ (ln 2π + l + z² e^{−l})` from z².
  private static func centred(_ square: Variable, logVariance l: Float) -> Variable {
    square * (-0.5 * Scalar.exp(-l)) + -0.5 * (Scalar.log(2 * .pi) + l)
  }
}
