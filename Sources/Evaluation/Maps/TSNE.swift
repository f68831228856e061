// t-SNE: L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE", JMLR 2008.
//
//   q(i,j) = w(i,j) / Σ_{k≠l} w(k,l),  w(i,j) = 1 / (1 + ‖y_i − y_j‖²)
//   minimise KL = Σ p ln(p / q);   ∂KL/∂y_i = 4 Σ_j (p(i,j) − q(i,j)) w(i,j) (y_i − y_j)
//
// The sums run over all pairs; nothing is approximated and nothing is random. The start is the
// principal plane, and the step size follows Belkina et al., Nature Communications 2019 (N over the
// exaggeration).
import Foundation
public import Tensors

/// A picture of points in two dimensions in which neighbours stay neighbours.
public struct TSNE: Sendable {
  /// Effective number of neighbours.
  public var perplexity = 30.0
  /// Steps of the descent, and how many of them first draw groups together.
  public var steps = 750
  public var exaggeratedSteps = 250
  public var exaggeration = 12.0

  public init() {}

  /// Places of points `[N, d]`, `[N, 2]`, centred. The same points give the same bits at any number
  /// of threads. O(N²·(d + steps)) time, O(N²) memory.
  public func places(_ points: Tensor) -> [(x: Double, y: Double)] {
    let n = points.rows
    guard n > 1 else { return [(x: Double, y: Double)](repeating: (0, 0), count: n) }
    let joint = Neighborhoods(points, perplexity: perplexity).joint
    var y = Self.start(points)
    var velocity = [Double](repeating: 0, count: 2 * n)
    var gains = [Double](repeating: 1, count: 2 * n)
    let rate = max(50, Double(n) / exaggeration / 4)
    for step in 0..<steps {
      let isEarly = step < exaggeratedSteps
      let gradient = Self.gradient(y, joint, exaggeration: isEarly ? exaggeration : 1)
      let momentum = isEarly ? 0.5 : 0.8
      for c in 0..<2 * n {
        gains[c] = max(
          0.01, (gradient[c] > 0) == (velocity[c] > 0) ? gains[c] * 0.8 : gains[c] + 0.2)
        velocity[c] = momentum * velocity[c] - rate * gains[c] * gradient[c]
        y[c] += velocity[c]
      }
      Self.center(&y)
    }
    return (0..<n).map { (y[2 * $0], y[2 * $0 + 1]) }
  }

  /// The objective, nats.
  static func divergence(_ y: [Double], _ joint: [Double]) -> Double {
    let n = y.count / 2
    var (total, sum) = (0.0, 0.0)
    for i in 0..<n {
      for j in 0..<n where j != i { total += closeness(y, i, j) }
    }
    for i in 0..<n {
      for j in 0..<n where j != i {
        let p = joint[i * n + j]
        if p > 0 { sum += p * log(p * total / closeness(y, i, j)) }
      }
    }
    return sum
  }

  /// Its gradient at places `y` `[N, 2]`, the joint probabilities multiplied by an exaggeration.
  static func gradient(_ y: [Double], _ joint: [Double], exaggeration: Double) -> [Double] {
    let n = y.count / 2
    // For every point: what attracts it, what repels it, and its part of the sum of w.
    var rows = [(Double, Double, Double, Double, Double)](repeating: (0, 0, 0, 0, 0), count: n)
    rows.withUnsafeMutableBufferPointer { rows in
      // Every chunk writes rows of its own.
      nonisolated(unsafe) let rows = rows
      y.withUnsafeBufferPointer { y in
        joint.withUnsafeBufferPointer { joint in
          // They are only read.
          nonisolated(unsafe) let (y, joint) = (y, joint)
          Parallel.forChunks(of: n, size: 64) { range in
            for i in range { rows[i] = forces(y, joint, i, n) }
          }
        }
      }
    }
    let total = max(rows.reduce(0) { $0 + $1.4 }, .leastNormalMagnitude)
    var gradient = [Double](repeating: 0, count: 2 * n)
    for (i, row) in rows.enumerated() {
      gradient[2 * i] = 4 * (exaggeration * row.0 - row.2 / total)
      gradient[2 * i + 1] = 4 * (exaggeration * row.1 - row.3 / total)
    }
    return gradient
  }

  // MARK: - Parts

  private static func forces(
    _ y: UnsafeBufferPointer<Double>, _ joint: UnsafeBufferPointer<Double>, _ i: Int, _ n: Int
  ) -> (Double, Double, Double, Double, Double) {
    var (ax, ay, rx, ry, sum) = (0.0, 0.0, 0.0, 0.0, 0.0)
    let (x0, y0) = (y[2 * i], y[2 * i + 1])
    for j in 0..<n where j != i {
      let (dx, dy) = (x0 - y[2 * j], y0 - y[2 * j + 1])
      let w = 1 / (1 + dx * dx + dy * dy)
      let pw = joint[i * n + j] * w
      ax += pw * dx
      ay += pw * dy
      rx += w * w * dx
      ry += w * w * dy
      sum += w
    }
    return (ax, ay, rx, ry, sum)
  }

  private static func closeness(_ y: [Double], _ i: Int, _ j: Int) -> Double {
    let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1])
    return 1 / (1 + dx * dx + dy * dy)
  }

  /// The principal plane, its first axis with a standard deviation of 1e-4.
  private static func start(_ points: Tensor) -> [Double] {
    let plane = PrincipalPlane.coordinates(points)
    let n = points.rows
    let variance = (0..<n).reduce(0) { $0 + plane[2 * $1] * plane[2 * $1] } / Double(n)
    let scale = variance > 0 ? 1e-4 / variance.squareRoot() : 0
    return plane.map { $0 * scale }
  }

  private static func center(_ y: inout [Double]) {
    let n = y.count / 2
    for axis in 0..<2 {
      let mean = (0..<n).reduce(0) { $0 + y[2 * $1 + axis] } / Double(n)
      for i in 0..<n { y[2 * i + axis] -= mean }
    }
  }
}
