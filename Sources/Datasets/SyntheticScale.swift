public import Tensors

/// Histories of the size and the long tail of a public data set, with nothing to be found in them:
/// for measuring speed and memory.
///
/// Item j is drawn with weight `1 / (j + offset)^exponent`, activity is log-normal; both are stated
/// by the shape. Rows are distinct items, columns ascending. The same key gives the same rows.
public struct PowerLawWorld: Sendable {
  /// What is imitated.
  public struct Shape: Sendable, Equatable {
    public var name: String
    public var users: Int
    public var items: Int
    /// Interactions to come close to.
    public var interactions: Int
    /// Steepness of the tail.
    public var exponent: Double
    /// Spread of ln(activity).
    public var spread: Double

    /// MovieLens-20M after the usual filter: ratings of 4 and more, users with five.
    public static let movieLens20M = Shape(
      name: "ml-20m", users: 136_677, items: 20_108, interactions: 9_990_682, exponent: 1.1,
      spread: 1.0)
    /// Amazon-Books as graph recommenders use it.
    public static let amazonBooks = Shape(
      name: "amazon-books", users: 52_643, items: 91_599, interactions: 2_984_108, exponent: 0.7,
      spread: 0.8)
    /// MovieLens-1M after the same filter.
    public static let movieLens1M = Shape(
      name: "ml-1m", users: 6_034, items: 3_533, interactions: 575_272, exponent: 0.9, spread: 1.0)

    public static let all = [movieLens1M, movieLens20M, amazonBooks]
  }

  public let shape: Shape
  /// `[users, items]`
  public let histories: SparseRows

  /// Draws the histories. O(interactions · a few), two numbers an item of memory beside them.
  public init(_ shape: Shape, key: RandomKey) {
    self.shape = shape
    let table = AliasTable((0..<shape.items).map { Self.power(Double($0) + 20, -shape.exponent) })
    let normals = RandomNormals.tensor([shape.users], key.child("activity"))
    let raw = normals.scalars.map { Double(Scalar.exp($0 * Float(shape.spread))) }
    let scale = Double(shape.interactions) / raw.reduce(0, +)
    var offsets = [0]
    var indices: [Int32] = []
    indices.reserveCapacity(shape.interactions + shape.users * 5)
    offsets.reserveCapacity(shape.users + 1)
    for user in 0..<shape.users {
      let wanted = min(shape.items / 4, max(5, Int((raw[user] * scale).rounded())))
      var generator = key.child("items").child(user).generator
      var own: Set<Int32> = []
      // A bound on draws: popular items repeat, and a row may stay a little short.
      for _ in 0..<8 * wanted where own.count < wanted { own.insert(table.draw(&generator)) }
      indices.append(contentsOf: own.sorted())
      offsets.append(indices.count)
    }
    histories = SparseRows(columns: shape.items, offsets: offsets, indices: indices)
  }

  /// x^y for positive x, by the vector kernels' exp and log: the weights need no more than their
  /// digits.
  private static func power(_ x: Double, _ y: Double) -> Double {
    Double(Scalar.exp(Float(y) * Scalar.log(Float(x))))
  }
}

/// Draws from a discrete distribution in constant time (Walker, "An efficient method for generating
/// discrete random variables with general distributions", ACM TOMS 1977; Vose's construction).
struct AliasTable {
  private var threshold: [Double]
  private var alias: [Int32]

  init(_ weights: [Double]) {
    let n = weights.count
    let mean = weights.reduce(0, +) / Double(n)
    threshold = weights.map { $0 / mean }
    alias = (0..<Int32(n)).map { $0 }
    var small = threshold.indices.filter { threshold[$0] < 1 }
    var large = threshold.indices.filter { threshold[$0] >= 1 }
    while let s = small.popLast(), let l = large.last {
      alias[s] = Int32(l)
      threshold[l] -= 1 - threshold[s]
      if threshold[l] < 1 {
        large.removeLast()
        small.append(l)
      }
    }
  }

  /// One draw: the high bits choose a place, the low ones between it and its alias.
  func draw(_ generator: inout RandomKey.Generator) -> Int32 {
    let bits = generator.next()
    let place = Int(
      (bits >> 32).multipliedReportingOverflow(by: UInt64(alias.count)).partialValue >> 32)
    let fraction = Double(bits & 0xFFFF_FFFF) * 0x1p-32
    return fraction < threshold[place] ? Int32(place) : alias[place]
  }
}
