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
}
