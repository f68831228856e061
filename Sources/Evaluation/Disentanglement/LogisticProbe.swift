import Foundation
import Tensors

/// A multinomial logistic regression on standardised columns: what a linear reader can tell of a
/// factor from a group of scalars.
///
///     min_W  −1/N Σ_n ln softmax(W x_n + b)[v_n] + λ/2 |W|²
///
/// by accelerated gradient steps of a size that the data bound (Nesterov, 1983); the intercept is
/// not penalised. λ is chosen among 1e-3, 1e-2, 1e-1 and 1 on a quarter of the training points.
struct LogisticProbe: Sendable {
  private static let penalties: [Float] = [1e-3, 1e-2, 1e-1, 1]
  private static let steps = 200

  private let scale: Standardization
  private let classes: Int
  /// `[D + 1, classes]`, the last row the intercepts.
  private let weights: Tensor

  /// A probe of categories `0 ..< classes`. O(steps · N · D · classes).
  init(_ columns: [[Double]], _ labels: [Int], classes: Int, key: RandomKey) {
    self.classes = classes
    scale = Standardization(columns)
    let inputs = Self.matrix(scale(columns), points: labels.count)
    let order = key.permutation(labels.count)
    let held = order.prefix(labels.count / 4)
    let rest = Array(order.dropFirst(held.count))
    var best = (loss: Double.infinity, penalty: Self.penalties[0])
    for penalty in Self.penalties where held.count > 0 {
      let weights = Self.fit(
        Self.rows(inputs, rest), rest.map { labels[$0] }, classes, penalty)
      let loss = Self.crossEntropy(
        Self.rows(inputs, Array(held)), held.map { labels[$0] }, weights)
      if loss < best.loss { best = (loss, penalty) }
    }
    weights = Self.fit(inputs, labels, classes, best.penalty)
  }

  /// Mean −ln of the probability of the true category on other points, nats.
  func crossEntropy(_ columns: [[Double]], _ labels: [Int]) -> Double {
    Self.crossEntropy(
      Self.matrix(scale(columns), points: labels.count), labels, weights)
  }

  /// Scores of every point and category, before the softmax. `[N, classes]`
  func logits(_ columns: [[Double]], points: Int) -> Tensor {
    Self.matrix(scale(columns), points: points).product(weights)
  }

  /// Points as rows, with a one at the end.
  private static func matrix(_ columns: [[Double]], points: Int) -> Tensor {
    let width = columns.count + 1
    var matrix = Tensor(shape: [points, width], repeating: 1)
    for (j, column) in columns.enumerated() {
      for (n, x) in column.enumerated() { matrix.scalars[n * width + j] = Float(x) }
    }
    return matrix
  }

  private static func rows(_ matrix: Tensor, _ rows: [Int]) -> Tensor {
    matrix.selectingRows(rows.map { Int32($0) })
  }

  private static func crossEntropy(_ inputs: Tensor, _ labels: [Int], _ weights: Tensor) -> Double {
    guard !labels.isEmpty else { return 0 }
    let logits = inputs.product(weights)
    let normalizers = logits.logSumExp()
    let sum = labels.indices.reduce(0.0) { sum, n in
      let own = logits.scalars[n * logits.columns + labels[n]]
      return sum + Double(normalizers.scalars[n] - own)
    }
    return sum / Double(labels.count)
  }

  private static func fit(
    _ inputs: Tensor, _ labels: [Int], _ classes: Int, _ penalty: Float
  ) -> Tensor {
    let n = Float(max(1, labels.count))
    let width = inputs.columns
    var weights = Tensor(shape: [width, classes])
    guard !labels.isEmpty else { return weights }
    // The Hessian of the loss is at most ½ XᵀX / N.
    let rate = 1 / (0.5 * spectralNorm(inputs) / n + penalty)
    var ahead = weights
    var momentum: Float = 1
    for _ in 0..<steps {
      var slope = inputs.product(ahead).softmax()
      for (place, label) in labels.enumerated() { slope.scalars[place * classes + label] -= 1 }
      let gradient = inputs.product(slope, transposingSelf: true, scale: 1 / n)
      let old = weights
      for i in weights.scalars.indices {
        let shrink = i < (width - 1) * classes ? penalty * ahead.scalars[i] : 0
        weights.scalars[i] = ahead.scalars[i] - rate * (gradient.scalars[i] + shrink)
      }
      let next = (1 + (1 + 4 * momentum * momentum).squareRoot()) / 2
      let pull = (momentum - 1) / next
      for i in weights.scalars.indices {
        ahead.scalars[i] = weights.scalars[i] + pull * (weights.scalars[i] - old.scalars[i])
      }
      momentum = next
    }
    return weights
  }

  /// The largest eigenvalue of XᵀX by power iteration, with a tenth on top for what it lacks.
  private static func spectralNorm(_ inputs: Tensor) -> Float {
    var direction = Tensor(shape: [inputs.columns, 1], repeating: 1)
    var norm: Float = 1
    for _ in 0..<30 {
      let next = inputs.product(inputs.product(direction), transposingSelf: true)
      norm = Float(next.squaredNorm.squareRoot())
      guard norm > 0 else { return 1 }
      direction = next * (1 / norm)
    }
    return norm * 1.1
  }
}
