import Tensors

/// The two directions in which points differ most, by power iteration with deflation: the start of
/// a map that is the same every time (Kobak, Berens, "The art of using t-SNE for single-cell
/// transcriptomics", Nature Communications 2019).
enum PrincipalPlane {
  /// Most products with the covariance for one direction.
  static let mostSteps = 200

  /// Coordinates of points `[N, d]` on the two directions, `[N][2]` flattened; the sign of a
  /// direction is that of its largest entry. A direction without variance gives zeros. O(steps·d² +
  /// N·d²).
  static func coordinates(_ points: Tensor) -> [Double] {
    let (n, d) = (points.rows, points.columns)
    guard n > 0, d > 0 else { return [] }
    var centered = points.scalars.map { Double($0) }
    for j in 0..<d {
      let mean = (0..<n).reduce(0) { $0 + centered[$1 * d + j] } / Double(n)
      for i in 0..<n { centered[i * d + j] -= mean }
    }
    var covariance = [Double](repeating: 0, count: d * d)
    for i in 0..<n {
      for a in 0..<d {
        let x = centered[i * d + a]
        for b in 0..<d { covariance[a * d + b] += x * centered[i * d + b] }
      }
    }
    var result = [Double](repeating: 0, count: 2 * n)
    for axis in 0..<min(2, d) {
      let (direction, variance) = leading(covariance, d)
      for i in 0..<n {
        result[2 * i + axis] = (0..<d).reduce(0) { $0 + centered[i * d + $1] * direction[$1] }
      }
      for a in 0..<d {
        for b in 0..<d { covariance[a * d + b] -= variance * direction[a] * direction[b] }
      }
    }
    return result
  }

  /// The eigenvector of the largest eigenvalue of a symmetric matrix `[d, d]`, and the eigenvalue.
  static func leading(_ matrix: [Double], _ d: Int) -> (direction: [Double], value: Double) {
    // The column of the greatest diagonal entry is no start that the answer is at right angles to.
    let first = (0..<d).max { (matrix[$0 * d + $0], $1) < (matrix[$1 * d + $1], $0) } ?? 0
    var direction = (0..<d).map { matrix[$0 * d + first] }
    var value = 0.0
    for _ in 0..<mostSteps {
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-12 else { return ([Double](repeating: 0, count: d), 0) }
      direction = direction.map { $0 / length }
      let image = (0..<d).map { a in
        (0..<d).reduce(0) { $0 + matrix[a * d + $1] * direction[$1] }
      }
      let next = zip(image, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let isSettled = abs(next - value) <= 1e-13 * abs(next)
      value = next
      if isSettled { break }
      direction = image
    }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let largest = direction.max { abs($0) < abs($1) } ?? 1
    let scale = (largest < 0 ? -1 : 1) / max(length, .leastNormalMagnitude)
    return (direction.map { $0 * scale }, value)
  }
}
