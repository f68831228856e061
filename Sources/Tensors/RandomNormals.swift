internal import CKernels

/// Standard normal numbers from a key, by Box and Muller: draw `i` of a key is always the same
/// number, whatever is drawn around it.
public enum RandomNormals {
  /// A tensor of independent standard normals. O(count).
  public static func tensor(_ shape: [Int], _ key: RandomKey) -> Tensor {
    let count = shape.reduce(1, *)
    let pairs = (count + 1) / 2
    var scalars = [Float](unsafeUninitializedCapacity: 2 * pairs) { out, filled in
      if let base = out.baseAddress {
        Parallel.forChunks(of: pairs, size: 1 << 15) { range in
          facet_normals(
            key.counterBase, range.lowerBound, range.count, base + 2 * range.lowerBound)
        }
      }
      filled = 2 * pairs
    }
    scalars.removeLast(2 * pairs - count)
    return Tensor(shape: shape, scalars: scalars)
  }

  /// cos 2πu for `0 <= u < 1`: polynomials (Cephes) on the nearest quarter turn.
  public static func cosine(ofTurn u: Float) -> Float {
    let quarter = (u * 4).rounded()
    let r = (u * 4 - quarter) * (Float.pi / 2)
    let z = r * r
    let sine = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r
    let cosine =
      ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z
      - 0.5 * z + 1
    switch Int(quarter) & 3 {
    case 0: return cosine
    case 1: return -sine
    case 2: return -cosine
    default: return sine
    }
  }
}
