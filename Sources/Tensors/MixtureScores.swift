internal import CKernels

/// The mixture decoder for ranking.
///
/// Items lie tile by tile, coordinates in rows, so that a product of a tile reads neighbouring
/// memory; a tile's cosines are made for some users, mixed over concepts while they are in the
/// cache, and dropped.
extension MixtureSoftmax {
  /// Item vectors `[M, d]` in the form that `scores` reads, `[tiles, d, 240]`, the last tile filled
  /// up with zeros. O(M·d)
  public static func tiled(_ items: Tensor) -> Tensor {
    let (m, d, width) = (items.rows, items.columns, MixtureBlock.tile)
    let tiles = (m + width - 1) / width
    var tiled = Tensor(shape: [tiles, d, width])
    items.scalars.withUnsafeBufferPointer { items in
      tiled.scalars.withUnsafeMutableBufferPointer { tiled in
        for i in 0..<m {
          let base = i / width * d * width + i % width
          for x in 0..<d { tiled[base + x * width] = items[i * d + x] }
        }
      }
    }
    return tiled
  }

  /// Log of the unnormalised mixture, `ln p̃[u,i] + 1/τ`, for ranking. `[B, M]`
  ///
  /// `codes` are unit rows `[B·K, d]`, `tiles` the items from `tiled`, `byConcept` the concept
  /// weights `[K, M]`. `userWeights` `[B, K]` multiplies each user's concepts (1 changes no bit, 0
  /// mutes). A user whose weights are all 0 gets the lowest finite score everywhere. O(B·K·M·d)
  public static func scores(
    codes: Tensor, tiles: Tensor, byConcept: Tensor, userWeights: Tensor?, users: Int,
    temperature: Float
  ) -> Tensor {
    let (k, m) = (byConcept.rows, byConcept.columns)
    let (d, width) = (codes.columns, MixtureBlock.tile)
    precondition(
      codes.rows == users * k && tiles.shape == [(m + width - 1) / width, d, width],
      "mixture scores: codes \(codes.shape), tiles \(tiles.shape), concepts \(byConcept.shape)")
    Processor.prepare()
    let weights = userWeights ?? Tensor(shape: [users, k], repeating: 1)
    let scalars = [Float](unsafeUninitializedCapacity: users * m) { out, count in
      let out = out.baseAddress!
      codes.scalars.withUnsafeBufferPointer { codes in
        tiles.scalars.withUnsafeBufferPointer { tiles in
          byConcept.scalars.withUnsafeBufferPointer { c in
            weights.scalars.withUnsafeBufferPointer { weights in
              Parallel.forChunks(of: users, size: max(1, 224 / k)) { range in
                withUnsafeTemporaryAllocation(
                  byteCount: 4 * range.count * k * width, alignment: 64
                ) { room in
                  let cosines = room.bindMemory(to: Float.self).baseAddress!
                  for start in stride(from: 0, to: m, by: width) {
                    let valid = min(width, m - start)
                    BlockProduct.run(
                      rows: range.count * k, columns: BlockProduct.padded(valid), terms: d,
                      StridedMatrix(
                        base: codes.baseAddress! + range.lowerBound * k * d, row: d, step: 1),
                      tiles.baseAddress! + start * d, stride: width, into: cosines,
                      stride: width, adding: false)
                    for u in range {
                      facet_mixture_log(
                        valid, k, cosines + (u - range.lowerBound) * k * width, width,
                        c.baseAddress! + start, m, weights.baseAddress! + u * k, 1 / temperature,
                        -1 / temperature, out + u * m + start)
                    }
                  }
                }
              }
            }
          }
        }
      }
      count = users * m
    }
    return Tensor(shape: [users, m], scalars: scalars)
  }
}
