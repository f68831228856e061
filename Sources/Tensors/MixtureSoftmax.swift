/// The decoder of MacridVAE and its likelihood, fused: a softmax over items of a mixture over
/// concepts.
///
/// With unit rows `z[(u,k)]` and `items[i]`, concept weights `c[i,k]` and temperature τ:
/// ```
/// E[i, (k,u)] = c[i,k] · exp((z[(u,k)]·items[i] − 1) / τ)       the bound 1/τ keeps it in 0 ... 1
/// p̃[u,i] = Σ_k E[i, (k,u)]      S[u] = Σ_i p̃[u,i]      ln p(i|u) = ln p̃[u,i] − ln S[u]
/// loss = −(1/B) Σ_u Σ_i x[u,i] · ln p(i|u)
/// ```
/// Users are taken in blocks of about 256 pairs `(k,u)`; a block of E is made, used for the loss
/// **and** for all gradients, and dropped, so nothing is recomputed, memory per thread is one block
/// whatever `B` and `K` are, and no `[B, M]` array ever exists. (FlashAttention and cut
/// cross-entropy tile over the other axis and must compute the logits twice; because the exponent
/// is bounded we need no running maximum, and the row sum is known before the block is left.)
/// Gradients, with `n[u] = Σ x`:
/// ```
/// A[i, (k,u)] = (n[u]/S[u] − x[u,i]/p̃[u,i]) · E[i, (k,u)] / B
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

  /// Loss and gradients of a batch. O(6·B·K·M·d) operations, memory O(256·M + M·(d + K)) per
  /// thread.
  public init(
    codes: Tensor, items: Tensor, concepts: Tensor, targets: SparseRows, temperature: Float
  ) {
    let shape = MixtureShape(codes, items, concepts, users: targets.rows)
    let (d, users) = (shape.width, targets.rows)
    Processor.prepare()
    let size = shape.blockUsers(of: users)
    let blocks = (users + size - 1) / size
    let lanes = max(1, min(Parallel.threads, blocks))
    let block = MixtureBlock(
      shape: shape, capacity: size, codes: codes, items: items, concepts: concepts,
      targets: targets, temperature: temperature)
    var losses = [Float](repeating: 0, count: users)
    var codeGradient = Tensor(shape: [codes.rows, d])
    var partials = [Tensor](
      repeating: Tensor(shape: [shape.items, block.gradientColumns]), count: lanes)
    losses.withUnsafeMutableBufferPointer { losses in
      codeGradient.scalars.withUnsafeMutableBufferPointer { dz in
        partials.withUnsafeMutableBufferPointer { partials in
          let partials = partials.baseAddress!
          let losses = losses.baseAddress!
          let dz = dz.baseAddress!
          MixtureRoom.withRooms(lanes, block) { rooms in
            Parallel.forLanes(lanes) { lane in
              partials[lane].scalars.withUnsafeMutableBufferPointer { wideGradient in
                for b in stride(from: lane, to: blocks, by: lanes) {
                  block.run(
                    b * size..<min(users, (b + 1) * size), in: rooms[lane], losses: losses,
                    codeGradient: dz, wideGradient: wideGradient.baseAddress!)
                }
              }
            }
          }
        }
      }
    }
    self.losses = losses
    self.codeGradient = codeGradient
    var total = partials.removeFirst()
    for partial in partials { total.add(partial) }
    itemGradient = total.columns(0..<d)
    conceptGradient = total.columns(d..<d + shape.concepts).zip(concepts) { $0 / max($1, 1e-30) }
  }
}

/// The extents of a mixture, checked once.
struct MixtureShape {
  let items: Int
  let concepts: Int
  let width: Int

  /// Pairs `(k,u)` that a block aims for: with them its tiles of E stay in the cache.
  private static let blockRows = 256

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

  /// Users of a block, a multiple of a vector: users divided evenly into as few blocks as have
  /// about `blockRows` pairs each.
  func blockUsers(of users: Int) -> Int {
    let vector = BlockProduct.width
    let most = max(vector, Self.blockRows / concepts / vector * vector)
    let blocks = max(1, (users + most - 1) / most)
    return BlockProduct.padded((max(1, users) + blocks - 1) / blocks)
  }
}
