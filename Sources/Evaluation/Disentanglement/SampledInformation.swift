import Foundation
public import Tensors

/// Information between samples of a Gaussian posterior and the factors, as the authors of MIG
/// measure it: the secondary estimate, where the code has posterior deviations.
///
///     I(z_j; v_k) = H(z_j) − Σ_v p(v) H(z_j | v),   at least 0
///     H(z_j)      = mean over samples z ~ q(z_j | x_n) of  ln N − ln Σ_n q(z | x_n)
///
/// and the conditional entropies the same inside the cells of the factor. Points with large
/// deviations count as the noise they are, where means would show a systematic trace. The gap is
/// normalised by H(v_k), not by the logarithm of the number of values: factors need not be uniform.
public struct SampledInformation: Sendable {
  public let matrix: InformationMatrix

  /// The information of `points`, whose codes are means, under `deviations` `[D][N]`, with at most
  /// `samples` samples an entropy. O(D·N·samples·(1 + K)).
  public init(
    _ points: CodedPoints, deviations: [[Double]], samples: Int = 2_000, key: RandomKey
  ) {
    precondition(
      deviations.map(\.count) == points.codes.map(\.count) && samples > 0,
      "sampled information: deviations \(deviations.map(\.count)) for \(points.codes.count) codes")
    let factors = points.factors.map(\.cells)
    let all = Array(0..<points.count)
    let nats = points.codes.indices.map { j -> [Double] in
      let column = Mixture(points.codes[j], deviations[j], key.child(j), samples: samples)
      let whole = column.entropy(all)
      return factors.map { factor in
        var inside = 0.0
        for value in 0..<factor.count {
          let rows = all.filter { factor.labels[$0] == value }
          guard !rows.isEmpty else { continue }
          inside += Double(rows.count) / Double(all.count) * column.entropy(rows)
        }
        return max(0, whole - inside)
      }
    }
    matrix = InformationMatrix(
      nats: nats, entropies: factors.map { InformationMatrix.entropy($0.labels, $0.count) })
  }

  /// One scalar's posteriors, a normal a point.
  private struct Mixture {
    let means: [Double]
    let deviations: [Double]
    let noise: [Float]
    let samples: Int

    init(_ means: [Double], _ deviations: [Double], _ key: RandomKey, samples: Int) {
      self.means = means
      self.deviations = deviations.map { max($0, 1e-6) }
      self.samples = samples
      noise = RandomNormals.tensor([means.count], key).scalars
    }

    /// Entropy of a sample drawn from the mixture of some points, nats.
    func entropy(_ rows: [Int]) -> Double {
      let step = max(1, rows.count / samples)
      var sum = 0.0
      var count = 0
      for place in stride(from: 0, to: rows.count, by: step) {
        let row = rows[place]
        let z = means[row] + deviations[row] * Double(noise[row])
        var density = 0.0
        for n in rows {
          let t = (z - means[n]) / deviations[n]
          density += exp(-0.5 * t * t) / deviations[n]
        }
        sum += log(Double(rows.count)) - log(max(density, 1e-300)) + 0.5 * log(2 * Double.pi)
        count += 1
      }
      return sum / Double(max(1, count))
    }
  }
}
