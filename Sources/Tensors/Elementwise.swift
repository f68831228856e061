internal import CKernels

/// Operations on every element. Those with a kernel are vectorised for the processor; the closures of
/// `map` and `zip` cost a call per element and serve small tensors.
extension Tensor {
  /// eˣ of every element.
  public func exp() -> Tensor { through(facet_exp) }
  /// Natural logarithm of every element; elements must be positive.
  public func log() -> Tensor { through(facet_log) }
  /// Hyperbolic tangent of every element.
  public func tanh() -> Tensor { through(facet_tanh) }

  /// `f` of every element.
  public func map(_ f: (Float) -> Float) -> Tensor {
    Tensor(shape: shape, scalars: scalars.map(f))
  }

  /// `f` of every pair of elements; traps when shapes differ.
  public func zip(_ other: Tensor, _ f: (Float, Float) -> Float) -> Tensor {
    requireSameShape(other, "zip")
    let a = scalars.span
    let b = other.scalars.span
    let result = [Float](unsafeUninitializedCapacity: a.count) { out, count in
      for i in 0..<a.count { out[i] = f(a[i], b[i]) }
      count = a.count
    }
    return Tensor(shape: shape, scalars: result)
  }

  /// Adds `scale · other` in place; traps when shapes differ.
  public mutating func add(_ other: Tensor, scale: Float = 1) {
    requireSameShape(other, "add")
    let n = count
    scalars.withUnsafeMutableBufferPointer { y in
      other.scalars.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        facet_axpy(n, scale, x, y)
      }
    }
  }

  public static func + (a: Tensor, b: Tensor) -> Tensor {
    var sum = a
    sum.add(b)
    return sum
  }

  public static func - (a: Tensor, b: Tensor) -> Tensor {
    var difference = a
    difference.add(b, scale: -1)
    return difference
  }

  /// Elementwise product.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.zip(b) { $0 * $1 } }

  public static func * (a: Tensor, s: Float) -> Tensor {
    let x = a.scalars.span
    let result = [Float](unsafeUninitializedCapacity: x.count) { out, count in
      for i in 0..<x.count { out[i] = x[i] * s }
      count = x.count
    }
    return Tensor(shape: a.shape, scalars: result)
  }

  func requireSameShape(_ other: Tensor, _ operation: String) {
    precondition(
      shape == other.shape, "\(operation): shapes \(shape) and \(other.shape) differ")
  }

  private typealias Kernel = (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

  private func through(_ kernel: Kernel) -> Tensor {
    let result = [Float](unsafeUninitializedCapacity: count) { out, filled in
      scalars.withUnsafeBufferPointer { x in
        guard let source = x.baseAddress, let target = out.baseAddress else { return }
        kernel(x.count, source, target)
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: result)
  }
}
