/// A dense array of `Float`, row-major and contiguous.
///
/// A value: copies share storage until one of them is written (copy-on-write comes from `Array`),
/// and it is `Sendable` because its parts are. Views and transposes are arguments to the operations
/// that understand them, not types. A tensor with no shape (`[]`) is a scalar and holds one number.
public struct Tensor: Sendable, Equatable {
  /// Extent of every dimension, outermost first.
  public let shape: [Int]
  /// The elements, last dimension fastest. Its count is the product of `shape`.
  public var scalars: [Float]

  /// A tensor over given elements; traps when their count does not fit the shape.
  public init(shape: [Int], scalars: [Float]) {
    precondition(
      shape.reduce(1, *) == scalars.count,
      "tensor: shape \(shape) needs \(shape.reduce(1, *)) elements, given \(scalars.count)")
    self.shape = shape
    self.scalars = scalars
  }

  /// A tensor with every element equal to `value`.
  public init(shape: [Int], repeating value: Float = 0) {
    self.init(shape: shape, scalars: [Float](repeating: value, count: shape.reduce(1, *)))
  }

  /// A scalar, shape `[]`.
  public init(_ value: Float) { self.init(shape: [], scalars: [value]) }

  /// Number of elements.
  public var count: Int { scalars.count }
  /// Extent of the last dimension; 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }
  /// Number of vectors along the last dimension. Zero when that dimension is empty.
  public var rows: Int { columns == 0 ? 0 : count / columns }

  /// The only element; traps unless there is exactly one.
  public var item: Float {
    precondition(count == 1, "item: shape \(shape) holds \(count) elements, not one")
    return scalars[0]
  }

  /// The same elements under another shape with the same count. O(1).
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, scalars: scalars) }

  /// Element at a full index, outermost dimension first.
  public subscript(index: Int...) -> Float {
    get { scalars[offset(index)] }
    set { scalars[offset(index)] = newValue }
  }

  /// Row `r` of the tensor seen as `[rows, columns]`.
  public func row(_ r: Int) -> ArraySlice<Float> { scalars[r * columns..<(r + 1) * columns] }

  /// True when no element is infinite or not a number. O(count).
  public var isFinite: Bool {
    // A sum of x·0 is zero exactly when every x is finite; it vectorises, a test per element does
    // not.
    var sums = (Float(0), Float(0), Float(0), Float(0))
    let span = scalars.span
    var i = 0
    while i + 4 <= span.count {
      sums.0 += span[i] * 0
      sums.1 += span[i + 1] * 0
      sums.2 += span[i + 2] * 0
      sums.3 += span[i + 3] * 0
      i += 4
    }
    while i < span.count {
      sums.0 += span[i] * 0
      i += 1
    }
    return sums.0 + sums.1 + sums.2 + sums.3 == 0
  }

  private func offset(_ index: [Int]) -> Int {
    precondition(index.count == shape.count, "subscript: \(index) into shape \(shape)")
    var offset = 0
    for (i, extent) in Swift.zip(index, shape) {
      precondition(i >= 0 && i < extent, "subscript: \(index) into shape \(shape)")
      offset = offset * extent + i
    }
    return offset
  }
}
