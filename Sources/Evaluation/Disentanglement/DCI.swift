import Foundation
public import Tensors

/// Disentanglement, completeness and informativeness (Eastwood and Williams, "A Framework for the
/// Quantitative Evaluation of Disentangled Representations", ICLR 2018).
///
/// A regressor of every factor on all scalars of the code gives importances R `[D, K]`, at least 0:
///
///     D_i = 1 − H_K( R_i· / Σ R_i· )       entropy to base K;   D = Σ_i ρ_i D_i,  ρ_i = Σ R_i· / Σ R
///     C_k = 1 − H_D( R_·k / Σ R_·k )       entropy to base D;   C = mean over factors
///     I: accuracy on test points for categories (higher is better), root mean squared error over
///        the factor's standard deviation for numbers (lower is better). They are never mixed.
///
/// D is 1 when every scalar serves one factor, C when every factor is served by one scalar. The
/// regressor alone moves the score by 0.2: `forest` is primary (`RandomForest`), `lasso` (α = 0.02,
/// standardised, |weights|) the linear check. There, a factor of more than two categories is an
/// indicator for each, and its importances are their mean.
public struct DCI: Sendable, Equatable, Codable {
  /// Which regressor gives the importances.
  public enum Regressor: String, Sendable, Codable { case forest, lasso }

  public let disentanglement: Double
  public let completeness: Double
  /// Mean over factors that are categories; `nil` without one, or for the Lasso.
  public let accuracy: Double?
  /// Mean over factors that are numbers; `nil` without one.
  public let error: Double?
  /// `[D][K]`
  public let importances: [[Double]]

  /// The scores of importances alone.
  public init(importances: [[Double]], accuracy: Double? = nil, error: Double? = nil) {
    self.importances = importances
    self.accuracy = accuracy
    self.error = error
    let (d, k) = (importances.count, importances.first?.count ?? 0)
    let total = importances.reduce(0) { $0 + $1.reduce(0, +) }
    disentanglement =
      total > 0
      ? importances.reduce(0) { sum, row in
        sum + row.reduce(0, +) / total * Self.concentration(row, base: k)
      } : 0
    let columns = (0..<k).map { factor in importances.map { $0[factor] } }
    completeness =
      k > 0 ? columns.reduce(0) { $0 + Self.concentration($1, base: d) } / Double(k) : 0
  }

  /// The scores of a code: a regressor is fitted on `train` and tested on `test`, other points with
  /// the same scalars and factors. Traps below two factors or without a scalar.
  public init(
    _ regressor: Regressor, train: CodedPoints, test: CodedPoints, trees: Int = 100, key: RandomKey
  ) {
    precondition(
      train.factors.count > 1 && !train.codes.isEmpty,
      "dci: \(train.factors.count) factors and \(train.codes.count) scalars")
    var columns: [[Double]] = []
    var accuracies: [Double] = []
    var errors: [Double] = []
    for (k, factor) in train.factors.enumerated() {
      let truth = test.factors[k]
      switch regressor {
      case .forest:
        var plan = RandomForest.Plan()
        plan.trees = trees
        let forest = RandomForest(train.codes, factor.target, plan, key: key.child(k))
        columns.append(forest.importances)
        let error = forest.error(test.codes, truth.target)
        if case .numbers(let values) = truth.values {
          errors.append(error / max(1e-12, Self.deviation(values)))
        } else {
          accuracies.append(1 - error)
        }
      case .lasso:
        let (weights, error) = Self.lasso(train, test, k)
        columns.append(weights)
        if case .numbers = truth.values { errors.append(error) }
      }
    }
    self.init(
      importances: train.codes.indices.map { j in columns.map { $0[j] } },
      accuracy: accuracies.isEmpty ? nil : accuracies.reduce(0, +) / Double(accuracies.count),
      error: errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count))
  }

  /// Absolute weights and test error over deviation, means over the columns of a factor.
  private static func lasso(
    _ train: CodedPoints, _ test: CodedPoints, _ k: Int
  ) -> (weights: [Double], error: Double) {
    let scale = Standardization(train.codes)
    let (inputs, others) = (scale(train.codes), scale(test.codes))
    let (targets, truths) = (train.factors[k].columns, test.factors[k].columns)
    var weights = [Double](repeating: 0, count: inputs.count)
    var error = 0.0
    for (target, truth) in zip(targets, truths) {
      let scale = Standardization([target])
      let (y, t) = (scale([target])[0], scale([truth])[0])
      let fit = Lasso(inputs, y, penalty: 0.02)
      var rest = t
      for (j, weight) in fit.weights.enumerated() where weight != 0 {
        weights[j] += abs(weight) / Double(targets.count)
        for i in rest.indices { rest[i] -= weight * others[j][i] }
      }
      let squares = rest.reduce(0) { $0 + $1 * $1 } / Double(max(1, rest.count))
      error += squares.squareRoot() / max(1e-12, deviation(t)) / Double(targets.count)
    }
    return (weights, error)
  }

  /// 1 − entropy of the shares of a row; 0 for a row of zeros, 1 where there is no choice.
  private static func concentration(_ row: [Double], base: Int) -> Double {
    let total = row.reduce(0, +)
    guard total > 0 else { return 0 }
    guard base > 1 else { return 1 }
    let entropy = row.reduce(0) { $1 > 0 ? $0 - $1 / total * log($1 / total) : $0 }
    return 1 - entropy / log(Double(base))
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count)))
      .squareRoot()
  }
}

extension TrueFactor {
  /// As trees read it.
  var target: RegressionTree.Target {
    switch values {
    case .categories(let labels, let count): .classes(labels.map { Int32($0) }, count: count)
    case .numbers(let numbers): .numbers(numbers)
    }
  }

  /// As a linear model reads it: the numbers, one indicator for two categories, an indicator each
  /// for more.
  fileprivate var columns: [[Double]] {
    switch values {
    case .numbers(let numbers): [numbers]
    case .categories(let labels, let count):
      (count == 2 ? [1] : Array(0..<count)).map { value in labels.map { $0 == value ? 1 : 0 } }
    }
  }
}
