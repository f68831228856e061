internal import CKernels
internal import COpenBLAS

/// The decoder of MacridVAE and its likelihood, fused: a softmax over items of a mixture over
/// concepts.
///
/// With unit rows `z[(u,k)]` and `items[i]`, concept weights `c[i,k]` and temperature τ:
/// ```
/// E[(u,k), i] = c[i,k] · exp((z[(u,k)]·items[i] − 1) / τ)       the bound 1/τ keeps it in 0 ... 1
/// p̃[u,i] = Σ_k E[(u,k), i]      S[u] = Σ_i p̃[u,i]      ln p(i|u) = ln p̃[u,i] − ln S[u]
/// loss = −(1/B) Σ_u Σ_i x[u,i] · ln p(i|u)
/// ```
/// Users are taken in blocks of about 256 rows `(u,k)`; a block of E is made, used for the loss
/// **and** for all gradients, and dropped, so nothing is recomputed, memory per thread is one block
/// whatever `B` and `K` are, and no `[B, M]` array ever exists. (FlashAttention and cut
/// cross-entropy tile over the other axis and must compute the logits twice; because the exponent
/// is bounded we need no running maximum, and the row sum is known before the block is left.)
/// Gradients, with `n[u] = Σ x`:
/// ```
/// A[(u,k), i] = (n[u]/S[u] − x[u,i]/p̃[u,i]) · E[(u,k), i] / B
/// dz[(u,k)] = Σ_i A items[i] / τ     ditems[i] = Σ_{u,k} A z[(u,k)] / τ     dc[i,k] = Σ_u A / c[i,k]
/// ```
/// The sums over users that make `dc` ride in the product that makes `ditems`, as K more columns.
public struct MixtureSoftmax {
  /// −Σ ln p of each user's targets, nats. `[B]`
  public let losses: [Float]
  /// Gradient of the mean loss at the unit codes. `[B·K, d]`
  public let codeGradient: Tensor
  /// Gradient of the mean loss at the unit item vectors. `[M, d]`
  public let itemGradient: Tensor
  /// Gradient of the mean loss at the concept weights. `[M, K]`
  public let conceptGradient: Tensor

  /// Rows `(u,k)` per block.
  static let blockRows = 256
  /// Items per tile of a block: its product and its exponentials share the cache.
  static let tile = 512

  /// Loss and gradients of a batch. O(6·B·K·M·d) operations, memory O(256·M + M·(d + K)) per
  /// thread.
  public init(
    codes: Tensor, items: Tensor, concepts: Tensor, targets: SparseRows, temperature: Float
  ) {
    let shape = MixtureShape(codes, items, concepts, users: targets.rows)
    let (m, k, d, users) = (shape.items, shape.concepts, shape.width, targets.rows)
    let wide = d + k
    Processor.prepare()
    let perBlock = max(1, Self.blockRows / k)
    let blocks = (users + perBlock - 1) / perBlock
    let lanes = max(1, min(Parallel.threads, blocks))
    let byConcept = concepts.transposed()
    var losses = [Float](repeating: 0, count: users)
    var codeGradient = Tensor(shape: [users * k, d])
    var partials = [Tensor](repeating: Tensor(shape: [m, wide]), count: lanes)
    losses.withUnsafeMutableBufferPointer { losses in
      codeGradient.scalars.withUnsafeMutableBufferPointer { dz in
        partials.withUnsafeMutableBufferPointer { partials in
          let partials = partials.baseAddress!
          let losses = losses.baseAddress!
          let dz = dz.baseAddress!
          Parallel.forLanes(lanes) { lane in
            let block = MixtureBlock(
              shape: shape, codes: codes, items: items, byConcept: byConcept,
              targets: targets, temperature: temperature)
            let rows = min(perBlock, users) * k
            var mixture = [Float](repeating: 0, count: rows * m)
            var widened = [Float](repeating: 0, count: rows * wide)
            partials[lane].scalars.withUnsafeMutableBufferPointer { wideGradient in
              for b in stride(from: lane, to: blocks, by: lanes) {
                let range = b * perBlock..<min(users, (b + 1) * perBlock)
                block.run(
                  range, mixture: &mixture, widened: &widened, losses: losses,
                  codeGradient: dz, wideGradient: wideGradient.baseAddress!)
              }
            }
          }
        }
      }
    }
    self.losses = losses
    self.codeGradient = codeGradient
    var total = partials[0]
    for partial in partials.dropFirst() { total.add(partial) }
    itemGradient = total.columns(0..<d)
    conceptGradient = total.columns(d..<wide).zip(concepts) { $0 / max($1, 1e-30) }
  }

  /// Log of the unnormalised mixture, `ln p̃[u,i] + 1/τ`, for ranking. `[B, M]`
  ///
  /// `userWeights` `[B, K]` multiplies each user's concepts (1 changes no bit, 0 mutes). A user
  /// whose weights are all 0 gets the lowest finite score everywhere.
  public static func scores(
    codes: Tensor, items: Tensor, byConcept: Tensor, userWeights: Tensor?, users: Int,
    temperature: Float
  ) -> Tensor {
    let k = byConcept.rows
    let m = byConcept.columns
    precondition(
      codes.rows == users * k && items.rows == m && codes.columns == items.columns,
      "mixture scores: codes \(codes.shape), items \(items.shape), concepts \(byConcept.shape)")
    Processor.prepare()
    let perBlock = max(1, blockRows / k)
    let scalars = [Float](unsafeUninitializedCapacity: users * m) { out, count in
      let out = out.baseAddress!
      Parallel.forChunks(of: users, size: perBlock) { range in
        var rows = [Float](repeating: 0, count: range.count * k * min(tile, m))
        rows.withUnsafeMutableBufferPointer { e in
          let e = e.baseAddress!
          for start in stride(from: 0, to: m, by: tile) {
            let width = min(tile, m - start)
            multiply(
              codes, rows: range.lowerBound * k..<range.upperBound * k, items,
              start..<start + width, into: e, stride: width)
            for u in range {
              let target = out + u * m + start
              target.update(repeating: 0, count: width)
              for j in 0..<k {
                let row = e + ((u - range.lowerBound) * k + j) * width
                byConcept.scalars.withUnsafeBufferPointer { c in
                  _ = facet_weighted_exp(
                    width, row, c.baseAddress! + j * m + start, 1 / temperature, -1 / temperature)
                }
                facet_axpy(width, userWeights?.scalars[u * k + j] ?? 1, row, target)
              }
              facet_log_in_place(width, target, 1 / temperature)
            }
          }
        }
      }
      count = users * m
    }
    return Tensor(shape: [users, m], scalars: scalars)
  }

  /// `out[r, i] = codes[r]·items[i]` for a range of rows and of items.
  static func multiply(
    _ codes: Tensor, rows: Range<Int>, _ items: Tensor, _ range: Range<Int>,
    into out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let d = codes.columns
    codes.scalars.withUnsafeBufferPointer { z in
      items.scalars.withUnsafeBufferPointer { h in
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows.count), blasint(range.count),
          blasint(d), 1, z.baseAddress! + rows.lowerBound * d, blasint(d),
          h.baseAddress! + range.lowerBound * d, blasint(d), 0, out, blasint(stride))
      }
    }
  }
}

/// The extents of a mixture, checked once.
struct MixtureShape {
  let items: Int
  let concepts: Int
  let width: Int

  init(_ codes: Tensor, _ items: Tensor, _ concepts: Tensor, users: Int) {
    self.items = items.rows
    self.concepts = concepts.columns
    width = items.columns
    precondition(
      codes.columns == width && codes.rows == users * concepts.columns
        && concepts.rows == items.rows,
      "mixture softmax: codes \(codes.shape), items \(items.shape), concepts \(concepts.shape), "
        + "\(users) users")
  }
}
