/// Draws from distributions over columns.
extension Tensor {
  /// Independent draws from a row of shares, in ascending order; the same for the same key.
  /// O(columns + count · log count).
  public func draws(_ count: Int, row: Int, _ key: RandomKey) -> [Int32] {
    let places = (0..<count).map { key.uniform(at: $0) }.sorted()
    var drawn: [Int32] = []
    var sum: Float = 0
    for item in 0..<columns where drawn.count < count {
      sum += scalars[row * columns + item]
      // The last item takes what rounding leaves of the mass.
      while drawn.count < count, places[drawn.count] < sum || item == columns - 1 {
        drawn.append(Int32(item))
      }
    }
    return drawn
  }
}
