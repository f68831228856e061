internal import CKernels

/// One block of users inside `MixtureSoftmax`, and the two passes over the items.
///
/// Pairs are ordered `(k,u)`, concept by concept, and users fill whole vectors: a concept's weight
/// at an item is one number for 16 neighbouring elements of E, and sums over items and concepts run
/// across vectors, never within one. Places without a user hold a zero code and weigh nothing.
struct MixtureBlock {
  let shape: MixtureShape
  /// Users a block has room for, a multiple of 16.
  let capacity: Int
  let codes: Tensor
  let items: Tensor
  let concepts: Tensor
  let targets: SparseRows
  let temperature: Float

  /// Items a tile: their vectors, their part of E and the codes share the second-level cache.
  static let tile = 240

  /// Columns of the gradient of items and concepts together, `d + K` in whole vectors.
  var gradientColumns: Int { BlockProduct.padded(shape.width + shape.concepts) }

  /// Loss and gradients of some users. Writes their losses and code gradients, adds to the widened
  /// item gradient `[M, gradientColumns]`.
  func run(
    _ users: Range<Int>, in room: MixtureRoom, losses: UnsafeMutablePointer<Float>,
    codeGradient: UnsafeMutablePointer<Float>, wideGradient: UnsafeMutablePointer<Float>
  ) {
    let d = shape.width
    let places = BlockProduct.padded(users.count)
    let pairs = places * shape.concepts
    let stride = room.stride
    scatter(users, places, room)
    room.totals.update(repeating: 0, count: places)
    items.scalars.withUnsafeBufferPointer { items in
      let items = items.baseAddress!
      concepts.scalars.withUnsafeBufferPointer { concepts in
        forTiles { start, count in
          let e = room.mixture + start * stride
          BlockProduct.run(
            rows: count, columns: pairs, terms: d,
            StridedMatrix(base: items + start * d, row: d, step: 1), room.codes, stride: stride,
            into: e, stride: stride, adding: false)
          room.sums.update(repeating: 0, count: places)
          facet_mixture_exp(
            count, shape.concepts, places, e, stride,
            concepts.baseAddress! + start * shape.concepts, 1 / temperature, -1 / temperature,
            room.sums)
          facet_axpy(places, 1, room.sums, room.totals)
        }
      }
      weigh(users, places, room, losses)
      forTiles { start, count in
        let e = room.mixture + start * stride
        BlockProduct.run(
          rows: count, columns: gradientColumns, terms: pairs,
          StridedMatrix(base: e, row: stride, step: 1), room.widened, stride: gradientColumns,
          into: wideGradient + start * gradientColumns, stride: gradientColumns, adding: true)
        BlockProduct.run(
          rows: d, columns: pairs, terms: count,
          StridedMatrix(base: items + start * d, row: 1, step: d), e, stride: stride,
          into: room.gradient, stride: stride, adding: start > 0)
      }
    }
    gather(users, places, room, codeGradient)
  }

  private func forTiles(_ body: (_ start: Int, _ count: Int) -> Void) {
    for start in stride(from: 0, to: shape.items, by: Self.tile) {
      body(start, min(Self.tile, shape.items - start))
    }
  }

  /// The codes of the users as columns `(k,u)`.
  private func scatter(_ users: Range<Int>, _ places: Int, _ room: MixtureRoom) {
    let (k, d) = (shape.concepts, shape.width)
    room.codes.update(repeating: 0, count: d * room.stride)
    codes.scalars.withUnsafeBufferPointer { codes in
      for u in users {
        for j in 0..<k {
          let source = codes.baseAddress! + (u * k + j) * d
          let target = room.codes + j * places + u - users.lowerBound
          for x in 0..<d { target[x * room.stride] = source[x] }
        }
      }
    }
  }

  /// Losses, the target columns of E, and for every pair its code and an indicator of its concept
  /// times `n / (S·B)`.
  private func weigh(
    _ users: Range<Int>, _ places: Int, _ room: MixtureRoom,
    _ losses: UnsafeMutablePointer<Float>
  ) {
    let (k, d) = (shape.concepts, shape.width)
    let batch = Float(targets.rows)
    let columns = gradientColumns
    room.widened.update(repeating: 0, count: places * k * columns)
    codes.scalars.withUnsafeBufferPointer { codes in
      for u in users {
        let place = u - users.lowerBound
        let total = room.totals[place]
        let scale = likelihood(u, room.mixture + place, places, room.stride, total, losses)
        let factor = scale / (total * batch)
        for j in 0..<k {
          let source = codes.baseAddress! + (u * k + j) * d
          let row = room.widened + (j * places + place) * columns
          for x in 0..<d { row[x] = source[x] * (factor / temperature) }
          row[d + j] = factor
        }
      }
    }
  }

  /// Adds up a user's loss and turns the user's part of E into `S·B/n · A`: only target items
  /// change, by the factor `1 − x·S / (n·p̃)`. Returns `n`, the weight of the user's targets.
  private func likelihood(
    _ u: Int, _ e: UnsafeMutablePointer<Float>, _ places: Int, _ stride: Int, _ total: Float,
    _ losses: UnsafeMutablePointer<Float>
  ) -> Float {
    let entries = targets.offsets[u]..<targets.offsets[u + 1]
    var weight: Float = 0
    for entry in entries { weight += targets.values?[entry] ?? 1 }
    let logTotal = Scalar.log(total)
    var loss: Float = 0
    for entry in entries {
      let own = e + Int(targets.indices[entry]) * stride
      let x = targets.values?[entry] ?? 1
      var mixed: Float = 0
      for j in 0..<shape.concepts { mixed += own[j * places] }
      mixed = max(mixed, .leastNormalMagnitude)
      loss -= x * (Scalar.log(mixed) - logTotal)
      let factor = 1 - x * total / (weight * mixed)
      for j in 0..<shape.concepts { own[j * places] *= factor }
    }
    losses[u] = loss
    return weight
  }

  /// The gradients at the codes, from columns `(k,u)` back to rows `(u,k)`.
  private func gather(
    _ users: Range<Int>, _ places: Int, _ room: MixtureRoom,
    _ codeGradient: UnsafeMutablePointer<Float>
  ) {
    let (k, d) = (shape.concepts, shape.width)
    for u in users {
      for j in 0..<k {
        let pair = j * places + u - users.lowerBound
        let scale = room.widened[pair * gradientColumns + d + j] / temperature
        let target = codeGradient + (u * k + j) * d
        for x in 0..<d { target[x] = room.gradient[x * room.stride + pair] * scale }
      }
    }
  }
}

/// Workspace of one thread of `MixtureSoftmax`, used block after block.
struct MixtureRoom {
  /// Distance of the rows of codes, E and the code gradient.
  let stride: Int
  /// Codes as columns. `[d, (k,u)]`
  let codes: UnsafeMutablePointer<Float>
  /// E. `[M, (k,u)]`
  let mixture: UnsafeMutablePointer<Float>
  /// Scaled codes beside indicators of their concepts. `[(k,u), gradientColumns]`
  let widened: UnsafeMutablePointer<Float>
  /// Gradient at the codes. `[d, (k,u)]`
  let gradient: UnsafeMutablePointer<Float>
  /// Sums of E over the items of a tile, and over all. `[u]`
  let sums: UnsafeMutablePointer<Float>
  let totals: UnsafeMutablePointer<Float>

  /// Gives `body` a room for each lane, all in one allocation on cache lines.
  static func withRooms(_ lanes: Int, _ block: MixtureBlock, _ body: ([MixtureRoom]) -> Void) {
    let pairs = block.capacity * block.shape.concepts
    let stride = BlockProduct.stride(pairs)
    let counts = [
      block.shape.width * stride, block.shape.items * stride, pairs * block.gradientColumns,
      block.shape.width * stride, block.capacity, block.capacity,
    ]
    let count = counts.reduce(0, +) * lanes
    withUnsafeTemporaryAllocation(byteCount: 4 * count, alignment: 64) { bytes in
      var next = bytes.bindMemory(to: Float.self).baseAddress!
      func take(_ part: Int) -> UnsafeMutablePointer<Float> {
        defer { next += counts[part] }
        return next
      }
      body(
        (0..<lanes).map { _ in
          MixtureRoom(
            stride: stride, codes: take(0), mixture: take(1), widened: take(2),
            gradient: take(3), sums: take(4), totals: take(5))
        })
    }
  }
}
