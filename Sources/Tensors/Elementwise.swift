internal import CKernels

/// Operations on every element. Those with a kernel are vectorised for the processor; the closures
/// of `map` and `zip` cost a call per element and serve small tensors.
extension Tensor {
  /// eˣ of every element.
  public func exp() -> Tensor { through(facet_exp) }
  /// Natural logarithm of every element; elements must be positive.
  public func log() -> Tensor { through(facet_log) }
  /// Hyperbolic tangent of every element.
  public func tanh() -> Tensor { through(facet_tanh) }

  /// x / (1 + e^(−x)) of every element.
  public func swish() -> Tensor { through(facet_swish) }

  /// ln(e^a + e^b) of every pair; of the two, one may be −∞.
  public func logAddExp(_ other: Tensor) -> Tensor { through(facet_log_add_exp, other) }

  /// `f` of every element.
  public func map(_ f: (Float) -> Float) -> Tensor {
    Tensor(shape: shape, scalars: scalars.map(f))
  }

  /// `f` of every pair of elements; traps when shapes differ.
  public func zip(_ other: Tensor, _ f: (Float, Float) -> Float) -> Tensor {
    requireSameShape(other, "zip")
    let (a, b) = (scalars.span, other.scalars.span)
    return Tensor.filled(shape) { range, out in
      for i in range { out[i] = f(a[i], b[i]) }
    }
  }

  /// Adds `scale · other` in place; traps when shapes differ.
  public mutating func add(_ other: Tensor, scale: Float = 1) {
    requireSameShape(other, "add")
    let n = count
    scalars.withUnsafeMutableBufferPointer { y in
      other.scalars.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        Parallel.forChunks(of: n, size: 1 << 15) { range in
          facet_axpy(range.count, scale, x + range.lowerBound, y + range.lowerBound)
        }
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
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.scaledProduct(b, 1) }

  public static func * (a: Tensor, s: Float) -> Tensor {
    let x = a.scalars.span
    return Tensor.filled(a.shape) { range, out in
      for i in range { out[i] = x[i] * s }
    }
  }

  /// A tensor whose elements `body` writes, a range at a time, the ranges spread over the cores.
  static func filled(
    _ shape: [Int], _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    let count = shape.reduce(1, *)
    let scalars = [Float](unsafeUninitializedCapacity: count) { out, filled in
      if let base = out.baseAddress {
        Parallel.forChunks(of: count, size: 1 << 15) { body($0, base) }
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  func requireSameShape(_ other: Tensor, _ operation: String) {
    precondition(
      shape == other.shape, "\(operation): shapes \(shape) and \(other.shape) differ")
  }

  private typealias PairKernel =
    (Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

  /// Both arguments may be one array: kernels only read them.
  private func through(_ kernel: PairKernel, _ other: Tensor) -> Tensor {
    requireSameShape(other, "elementwise")
    return scalars.withUnsafeBufferPointer { a in
      other.scalars.withUnsafeBufferPointer { b in
        Tensor.filled(shape) { range, out in
          guard let a = a.baseAddress, let b = b.baseAddress else { return }
          let at = range.lowerBound
          kernel(range.count, a + at, b + at, out + at)
        }
      }
    }
  }

  /// Self is the gradient at `x.swish()`: `dy s (1 + x (1 − s))`, s = 1 / (1 + e^(−x)).
  public func swishPullback(_ x: Tensor) -> Tensor { x.through(facet_swish_pullback, self) }

  private typealias Kernel = (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void

  private func through(_ kernel: Kernel) -> Tensor {
    scalars.withUnsafeBufferPointer { x in
      Tensor.filled(shape) { range, out in
        guard let source = x.baseAddress else { return }
        kernel(range.count, source + range.lowerBound, out + range.lowerBound)
      }
    }
  }
}
