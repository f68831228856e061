/// Rearrangements that copy: columns, transposition, selected rows.
extension Tensor {
  /// The given columns of every row. O(rows · range).
  public func columns(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns,
      "columns: \(range) of shape \(shape)")
    let n = columns
    let width = range.count
    var result = Tensor(shape: Array(shape.dropLast()) + [width])
    result.scalars.withUnsafeMutableBufferPointer { out in
      scalars.withUnsafeBufferPointer { x in
        guard let out = out.baseAddress, let x = x.baseAddress else { return }
        Parallel.forChunks(of: rows, size: 512) { chunk in
          for r in chunk {
            (out + r * width).update(from: x + r * n + range.lowerBound, count: width)
          }
        }
      }
    }
    return result
  }

  /// The transpose of the tensor seen as `[rows, columns]`. O(count).
  public func transposed() -> Tensor {
    let (r, c) = (rows, columns)
    let source = scalars.span
    let result = [Float](unsafeUninitializedCapacity: r * c) { out, count in
      for i in 0..<r {
        for j in 0..<c { out[j * r + i] = source[i * c + j] }
      }
      count = r * c
    }
    return Tensor(shape: [c, r], scalars: result)
  }

  /// The given rows, in the given order. `[selection, columns]`
  public func selectingRows(_ selection: [Int32]) -> Tensor {
    let n = columns
    let source = scalars.span
    let result = [Float](unsafeUninitializedCapacity: selection.count * n) { out, count in
      for (p, r) in selection.enumerated() {
        for j in 0..<n { out[p * n + j] = source[Int(r) * n + j] }
      }
      count = selection.count * n
    }
    return Tensor(shape: [selection.count, n], scalars: result)
  }

  /// The given consecutive rows. O(range · columns).
  public func rows(_ range: Range<Int>) -> Tensor {
    Tensor(
      shape: [range.count, columns],
      scalars: Array(scalars[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The mean of the rows of every segment, which `offsets` cut; zero for one without rows.
  public func segmentMeans(_ offsets: [Int]) -> Tensor {
    let n = columns
    var means = Tensor(shape: [offsets.count - 1, n])
    for (s, (start, end)) in Swift.zip(offsets, offsets.dropFirst()).enumerated() where end > start
    {
      let share = 1 / Float(end - start)
      for r in start..<end {
        for j in 0..<n { means.scalars[s * n + j] += share * scalars[r * n + j] }
      }
    }
    return means
  }

  /// Self is the gradient at `segmentMeans`: each row gets its segment's, divided by its rows.
  public func segmentMeansPullback(_ offsets: [Int]) -> Tensor {
    let n = columns
    var gradient = Tensor(shape: [offsets[offsets.count - 1], n])
    for (s, (start, end)) in Swift.zip(offsets, offsets.dropFirst()).enumerated() where end > start
    {
      let share = 1 / Float(end - start)
      for r in start..<end {
        for j in 0..<n { gradient.scalars[r * n + j] = share * scalars[s * n + j] }
      }
    }
    return gradient
  }
}
