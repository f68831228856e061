internal import CKernels

/// The log-density of draws under the aggregate posterior `q(z) = (1/N) Σ_n q(z|x_n)`, estimated from
/// one batch of a set of `N`, for any groups of coordinates.
///
/// ```
/// q̂_G(z_b) = (1/N) Π_{e∈G} q(z_b,e|x_b) + (N − 1)/N · 1/(B − 1) Σ_{b'≠b} Π_{e∈G} q(z_b,e|x_b')
/// ```
/// with diagonal Gaussians (Esmaeili et al., AISTATS 2019; of all weights for which the estimate is
/// unbiased these give every other member of the batch the same). The weight of a draw's own posterior
/// stands at its own index. Groups are ranges of columns: all of them for the joint density, one each
/// for the marginals, blocks between. O(B² · Σ|G|) time, O(B · (groups + d)) memory: the pairwise
/// densities are made row by row, and again in the backward pass.
public struct AggregateDensity: Sendable {
  /// `ln q̂_G(z_b)`, `[B, groups]`.
  public let logDensities: Tensor
  private let draws: Tensor
  private let posteriors: Posteriors
  private let groups: [Range<Int>]

  /// Gradients with respect to the draws, the means and the log-variances, each `[B, d]`.
  public struct Gradients: Sendable {
    public var draws: Tensor
    public var means: Tensor
    public var logVariances: Tensor
  }

  /// Densities of `draws` `[B, d]` from posteriors of `means` and `logVariances` `[B, d]`, row by row
  /// their own. `population` is N, the size of the set that the batch was taken from without
  /// replacement. Traps on shapes that differ, a group outside the columns, and N < B.
  public init(
    of draws: Tensor, means: Tensor, logVariances: Tensor, groups: [Range<Int>], population: Int
  ) {
    precondition(
      draws.shape == means.shape && draws.shape == logVariances.shape,
      "aggregate density: \(draws.shape), \(means.shape), \(logVariances.shape)")
    precondition(
      groups.allSatisfy { !$0.isEmpty && 0 <= $0.lowerBound && $0.upperBound <= draws.columns },
      "aggregate density: groups \(groups) of \(draws.columns) columns")
    precondition(
      population >= draws.rows, "aggregate density: a batch of \(draws.rows) from \(population)")
    self.draws = draws
    self.groups = groups
    let posteriors = Posteriors(means, logVariances, population)
    self.posteriors = posteriors
    let (b, count) = (draws.rows, groups.count)
    var result = Tensor(shape: [b, count])
    result.scalars.withUnsafeMutableBufferPointer { out in
      Parallel.forChunks(of: b, size: Self.chunk) { rows in
        var pairs = PairRow(b, draws.columns)
        for row in rows {
          pairs.fill(draws, row, posteriors)
          for (g, group) in groups.enumerated() {
            pairs.add(group, row, posteriors)
            out[row * count + g] = pairs.logSumExp()
          }
        }
      }
    }
    logDensities = result
  }

  private static let chunk = 32

  /// Pulls gradients at the log-densities, `[B, groups]`, back.
  public func pullback(_ upstream: Tensor) -> Gradients {
    let (b, d, count) = (draws.rows, draws.columns, groups.count)
    let chunks = (b + Self.chunk - 1) / Self.chunk
    var drawGradient = Tensor(shape: [b, d])
    // A sum per chunk of rows, added in order: the same bits with any number of threads. `[d, B]`
    var sums = [(means: [Float], logVariances: [Float])](repeating: ([], []), count: chunks)
    drawGradient.scalars.withUnsafeMutableBufferPointer { dz in
      sums.withUnsafeMutableBufferPointer { sums in
        Parallel.forChunks(of: b, size: Self.chunk) { rows in
          var pairs = PairRow(b, d)
          var means = [Float](repeating: 0, count: d * b)
          var logVariances = means
          for row in rows {
            pairs.fill(draws, row, posteriors)
            pairs.clearShares()
            for (g, group) in groups.enumerated() {
              let at = row * count + g
              guard upstream.scalars[at] != 0 else { continue }
              pairs.add(group, row, posteriors)
              pairs.share(group, upstream.scalars[at], logDensities.scalars[at])
            }
            for e in 0..<d {
              dz[row * d + e] = pairs.pull(
                e, draws.scalars[row * d + e], posteriors, &means, &logVariances)
            }
          }
          sums[rows.lowerBound / Self.chunk] = (means, logVariances)
        }
      }
    }
    var means = Tensor(shape: [d, b])
    var logVariances = means
    for sum in sums {
      means.add(Tensor(shape: [d, b], scalars: sum.means))
      logVariances.add(Tensor(shape: [d, b], scalars: sum.logVariances))
    }
    return Gradients(
      draws: drawGradient, means: means.transposed(), logVariances: logVariances.transposed())
  }
}

/// The posteriors of a batch, coordinate by coordinate, `[d, B]` each.
private struct Posteriors: Sendable {
  let means: [Float]
  let precisions: [Float]
  /// `−½ (ln 2π + l)`
  let constants: [Float]
  /// Log-weights in the mixture of a draw's own posterior and of every other.
  let own: Float
  let other: Float

  init(_ means: Tensor, _ logVariances: Tensor, _ population: Int) {
    let (b, n) = (Double(means.rows), Double(population))
    self.means = means.transposed().scalars
    let logs = logVariances.transposed()
    precisions = (logs * -1).exp().scalars
    constants = logs.scalars.map { -0.5 * (1.837_877_1 + $0) }
    own = Scalar.log(Float(1 / n))
    other = b > 1 && n > 1 ? Scalar.log(Float((n - 1) / n / (b - 1))) : -.infinity
  }

  func withPointers(
    _ body: (
      _ means: UnsafeBufferPointer<Float>, _ precisions: UnsafeBufferPointer<Float>,
      _ constants: UnsafeBufferPointer<Float>
    ) -> Void
  ) {
    means.withUnsafeBufferPointer { means in
      precisions.withUnsafeBufferPointer { precisions in
        constants.withUnsafeBufferPointer { body(means, precisions, $0) }
      }
    }
  }
}

/// What one draw has to do with all posteriors of the batch.
private struct PairRow {
  /// `ln q(z_e|x_b')`, `[d, B]`.
  private var densities: [Float]
  /// What of the upstream gradient falls to each of them, `[d, B]`.
  private var shares: [Float]
  /// Weighted log-densities of one group, `[B]`.
  private var group: [Float]
  private let b: Int
  private let d: Int

  init(_ b: Int, _ d: Int) {
    (self.b, self.d) = (b, d)
    densities = [Float](repeating: 0, count: d * b)
    shares = densities
    group = [Float](repeating: 0, count: b)
  }

  mutating func fill(_ draws: Tensor, _ row: Int, _ posteriors: Posteriors) {
    posteriors.withPointers { means, precisions, constants in
      densities.withUnsafeMutableBufferPointer { densities in
        for e in 0..<d {
          let z = draws.scalars[row * d + e]
          for i in e * b..<(e + 1) * b {
            let centred = z - means[i]
            densities[i] = constants[i] - 0.5 * centred * centred * precisions[i]
          }
        }
      }
    }
  }

  /// Sums the coordinates of a group and weighs them.
  mutating func add(_ columns: Range<Int>, _ row: Int, _ posteriors: Posteriors) {
    group.withUnsafeMutableBufferPointer { group in
      densities.withUnsafeBufferPointer { densities in
        guard let base = group.baseAddress, let pairs = densities.baseAddress else { return }
        group.update(repeating: posteriors.other)
        group[row] = posteriors.own
        for e in columns { facet_axpy(b, 1, pairs + e * b, base) }
      }
    }
  }

  mutating func logSumExp() -> Float {
    group.withUnsafeMutableBufferPointer { group in
      guard let base = group.baseAddress else { return -.infinity }
      let top = facet_max(b, base)
      return top == -.infinity ? top : top + Scalar.log(facet_shifted_exp(b, base, top))
    }
  }

  mutating func clearShares() {
    for i in shares.indices { shares[i] = 0 }
  }

  /// Divides the gradient at a group's log-density among the posteriors.
  mutating func share(_ columns: Range<Int>, _ upstream: Float, _ logDensity: Float) {
    group.withUnsafeMutableBufferPointer { group in
      shares.withUnsafeMutableBufferPointer { shares in
        guard let base = group.baseAddress, let out = shares.baseAddress else { return }
        _ = facet_shifted_exp(b, base, logDensity)
        for e in columns { facet_axpy(b, upstream, base, out + e * b) }
      }
    }
  }

  /// Adds the gradients of one coordinate, and returns that of the draw. With s = (z − μ) e^(−l):
  /// dz = −Σ w s,  dμ = w s,  dl = ½ w ((z − μ) s − 1)
  func pull(
    _ e: Int, _ z: Float, _ posteriors: Posteriors, _ means: inout [Float],
    _ logVariances: inout [Float]
  ) -> Float {
    var draw: Float = 0
    posteriors.withPointers { centres, precisions, _ in
      means.withUnsafeMutableBufferPointer { means in
        logVariances.withUnsafeMutableBufferPointer { logVariances in
          shares.withUnsafeBufferPointer { shares in
            for i in e * b..<(e + 1) * b {
              let centred = z - centres[i]
              let slope = centred * precisions[i]
              draw -= shares[i] * slope
              means[i] += shares[i] * slope
              logVariances[i] += 0.5 * shares[i] * (centred * slope - 1)
            }
          }
        }
      }
    }
    return draw
  }
}
