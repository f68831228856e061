internal import CKernels
internal import COpenBLAS

/// One block of users inside `MixtureSoftmax`, and the pass over it.
struct MixtureBlock {
  let shape: MixtureShape
  let codes: Tensor
  let items: Tensor
  /// Concept weights, concept by concept. `[K, M]`
  let byConcept: Tensor
  let targets: SparseRows
  let temperature: Float

  /// Loss and gradients of some users. Writes their losses and code gradients, adds to the widened
  /// item gradient `[M, d + K]`. `mixture` is the room for E, `widened` for the scaled codes beside
  /// K indicator columns; both are used again for the next block.
  func run(
    _ users: Range<Int>, mixture: inout [Float], widened: inout [Float],
    losses: UnsafeMutablePointer<Float>, codeGradient: UnsafeMutablePointer<Float>,
    wideGradient: UnsafeMutablePointer<Float>
  ) {
    let (m, k, d) = (shape.items, shape.concepts, shape.width)
    let rows = users.count * k
    let inverse = 1 / temperature
    let batch = Float(targets.rows)
    mixture.withUnsafeMutableBufferPointer { e in
      let e = e.baseAddress!
      var sums = [Float](repeating: 0, count: rows)
      for start in stride(from: 0, to: m, by: MixtureSoftmax.tile) {
        let range = start..<min(m, start + MixtureSoftmax.tile)
        MixtureSoftmax.multiply(
          codes, rows: users.lowerBound * k..<users.upperBound * k, items, range,
          into: e + start, stride: m)
        byConcept.scalars.withUnsafeBufferPointer { c in
          for r in 0..<rows {
            sums[r] += facet_weighted_exp(
              range.count, e + r * m + start, c.baseAddress! + (r % k) * m + start,
              inverse, -inverse)
          }
        }
      }
      widened.withUnsafeMutableBufferPointer { wide in
        let wide = wide.baseAddress!
        wide.update(repeating: 0, count: rows * (d + k))
        for u in users {
          let first = (u - users.lowerBound) * k
          var total: Float = 0
          for j in 0..<k { total += sums[first + j] }
          let scale = likelihood(u, e + first * m, total, losses) / (total * batch)
          for j in 0..<k {
            let row = wide + (first + j) * (d + k)
            for x in 0..<d { row[x] = codes.scalars[(u * k + j) * d + x] * scale * inverse }
            row[d + j] = scale
          }
        }
        cblas_sgemm(
          CblasRowMajor, CblasTrans, CblasNoTrans, blasint(m), blasint(d + k), blasint(rows), 1,
          e, blasint(m), wide, blasint(d + k), 1, wideGradient, blasint(d + k))
        let dz = codeGradient + users.lowerBound * k * d
        items.scalars.withUnsafeBufferPointer { h in
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(d), blasint(m), 1,
            e, blasint(m), h.baseAddress!, blasint(d), 0, dz, blasint(d))
        }
        for r in 0..<rows {
          let scale = wide[r * (d + k) + d + r % k] * inverse
          for x in 0..<d { dz[r * d + x] *= scale }
        }
      }
    }
  }

  /// Adds up a user's loss and turns the user's rows of E into `S·B/n · A`: only target columns
  /// change, by the factor `1 − x·S / (n·p̃)`. Returns `n`, the weight of the user's targets.
  private func likelihood(
    _ u: Int, _ e: UnsafeMutablePointer<Float>, _ total: Float,
    _ losses: UnsafeMutablePointer<Float>
  ) -> Float {
    let (m, k) = (shape.items, shape.concepts)
    let entries = targets.offsets[u]..<targets.offsets[u + 1]
    var weight: Float = 0
    for entry in entries { weight += targets.values?[entry] ?? 1 }
    let logTotal = Scalar.log(total)
    var loss: Float = 0
    for entry in entries {
      let item = Int(targets.indices[entry])
      let x = targets.values?[entry] ?? 1
      var mixed: Float = 0
      for j in 0..<k { mixed += e[j * m + item] }
      mixed = max(mixed, .leastNormalMagnitude)
      loss -= x * (Scalar.log(mixed) - logTotal)
      let factor = 1 - x * total / (weight * mixed)
      for j in 0..<k { e[j * m + item] *= factor }
    }
    losses[u] = loss
    return weight
  }
}
