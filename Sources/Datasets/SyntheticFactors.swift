public import Tensors

/// A log without an order in it whose users differ in a few independent factors, categorical and
/// continuous: the ground truth for scores of single dimensions.
///
/// Item i stands at a place a[i,f] of every factor f. Somebody with values v draws events with
///
///     p(i | v) ∝ exp( Σ_f κ·s_f(v_f, a[i,f]) + popularity[i] )
///     s_f = [v_f = a[i,f]]                         categorical
///     s_f = 1 − 8·(x(v_f) − x(a[i,f]))²            continuous, x the place in 0 ... 1
///
/// with popularity ~ N(0, skew²). Values are uniform and independent, but for cells that are
/// withheld: a combination that nobody has, to ask a model for something it has never seen. Bayes'
/// rule is a sum over all combinations of values, exact.
public struct PlantedFactors: PlantedWorld {
  /// How large and how clear the world is.
  public struct Shape: Sendable, Equatable {
    public var items = 2_000
    /// Events of a user; an item may come twice.
    public var events = 60
    public var factors = [
      PlantedFactor("theme", .categorical, levels: 5),
      PlantedFactor("mood", .categorical, levels: 4),
      PlantedFactor("era", .continuous, levels: 10),
      PlantedFactor("price", .continuous, levels: 10),
    ]
    /// Weight κ of a factor; the larger, the clearer a history. `0` is noise alone.
    public var clarity = 2.0
    /// Share of events that are drawn by popularity alone.
    public var noise = 0.0
    /// Standard deviation of log-popularity.
    public var popularitySkew = 0.7
    /// Chance that an item's place in a factor repeats its place in the factor before, as far as
    /// the levels go: items then mean two factors at once. `0` is independent places.
    public var entanglement = 0.0
    /// Combinations that nobody has.
    public var withheld: [Cell] = []

    public init() {}
  }

  /// A combination of values of some factors, by position of the factor.
  public struct Cell: Sendable, Equatable {
    public let values: [(factor: Int, value: Int)]
    public init(_ values: [(factor: Int, value: Int)]) { self.values = values }
    /// Whether a vector of values lies in the cell.
    public func contains(_ v: [Int]) -> Bool { values.allSatisfy { v[$0.factor] == $0.value } }
    public static func == (a: Cell, b: Cell) -> Bool {
      a.values.elementsEqual(b.values) { $0 == $1 }
    }
  }

  public let shape: Shape
  /// Place of every item in every factor. `[items, factors]`
  public let places: [[Int]]
  /// Log-popularity of every item.
  public let popularity: [Double]
  private let combinations: [[Int]]
  /// ln Σ_i exp(…) of every combination.
  private let normalizers: [Double]

  /// A world of the given shape. O(combinations · items).
  public init(_ shape: Shape = Shape(), key: RandomKey) {
    precondition(
      shape.items > 0 && !shape.factors.isEmpty && (0..<1).contains(shape.noise),
      "planted factors: \(shape)")
    self.shape = shape
    let normals = RandomNormals.tensor([shape.items], key.child("popularity"))
    popularity = normals.scalars.map { Double($0) * shape.popularitySkew }
    places = (0..<shape.items).map { Self.place(shape, key.child("places").child($0)) }
    combinations = shape.factors.reduce([[]]) { rows, factor in
      rows.flatMap { row in (0..<factor.levels).map { row + [$0] } }
    }
    let tables = shape.factors.map { Self.table($0, shape.clarity) }
    let (places, popularity) = (places, popularity)
    normalizers = combinations.map { values in
      let rows = zip(tables, values).map { $0[$1] }
      var sum = 0.0
      for (place, weight) in zip(places, popularity) {
        var score = weight
        for (f, a) in place.enumerated() { score += rows[f][a] }
        sum += exponential(score)
      }
      return logarithm(sum)
    }
  }

  public var factors: [PlantedFactor] { shape.factors }

  public func sampleFactors(_ count: Int, _ key: RandomKey) -> [[Int]] {
    (0..<count).map { row in
      let key = key.child(row)
      // A bound on draws; cells that leave nothing are a mistake of the caller.
      for attempt in 0..<10_000 {
        let values = factors.indices.map {
          key.child(attempt).integer(at: $0, below: factors[$0].levels)
        }
        if isPossible(values) { return values }
      }
      preconditionFailure("planted factors: the withheld cells leave nobody")
    }
  }

  /// The events of one user, in no particular order; an item may come twice.
  public func sampleHistory(_ values: [Int], _ key: RandomKey) -> [Int32] {
    let own = cumulative(values)
    let any = shape.noise > 0 ? cumulative(nil) : own
    return (0..<shape.events).map { event in
      let key = key.child(event)
      let sums = Double(key.uniform(at: 1)) < shape.noise ? any : own
      return drawnPlace(of: Double(key.uniform(at: 0)), in: sums)
    }
  }

  /// Exact, with noise too: whether an event was noise is summed over, event by event.
  public func posterior(_ history: [Int32]) -> [[Double]] {
    let tables = factors.map { Self.table($0, shape.clarity) }
    let base = logarithm(popularity.reduce(0) { $0 + exponential($1) })
    let weights = zip(combinations, normalizers).map { values, normalizer -> Double in
      guard isPossible(values) else { return -.infinity }
      let rows = zip(tables, values).map { $0[$1] }
      var sum = 0.0
      for item in history {
        var score = 0.0
        for (f, a) in places[Int(item)].enumerated() { score += rows[f][a] }
        guard shape.noise > 0 else {
          sum += score - normalizer
          continue
        }
        sum += logarithm(
          (1 - shape.noise) * exponential(score - normalizer)
            + shape.noise * exponential(-base))
      }
      return sum
    }
    let joint = probabilities(logWeights: weights)
    var marginals = factors.map { [Double](repeating: 0, count: $0.levels) }
    for (values, probability) in zip(combinations, joint) {
      for (f, v) in values.enumerated() { marginals[f][v] += probability }
    }
    return marginals
  }

  /// The histories of users with these values as a model is given them: distinct items. O(users ·
  /// (items + events · log items)).
  public func histories(_ values: [[Int]], _ key: RandomKey) -> SparseRows {
    SparseRows(
      columns: shape.items,
      rows: values.enumerated().map { sampleHistory($1, key.child($0)) })
  }

  private func isPossible(_ values: [Int]) -> Bool {
    !shape.withheld.contains { $0.contains(values) }
  }

  /// Running sums of the items' weights, for one vector of values or by popularity alone.
  private func cumulative(_ values: [Int]?) -> [Double] {
    let rows = values.map { zip(factors, $0).map { Self.table($0, shape.clarity)[$1] } }
    var sum = 0.0
    return zip(places, popularity).map { place, weight in
      var score = weight
      if let rows { for (f, a) in place.enumerated() { score += rows[f][a] } }
      sum += exponential(score)
      return sum
    }
  }

  private static func place(_ shape: Shape, _ key: RandomKey) -> [Int] {
    var place: [Int] = []
    for (f, factor) in shape.factors.enumerated() {
      let repeats = f > 0 && Double(key.uniform(at: 2 * f + 1)) < shape.entanglement
      place.append(
        repeats
          ? place[f - 1] % factor.levels : key.integer(at: 2 * f, below: factor.levels))
    }
    return place
  }

  /// κ·s_f for every value and place. `[levels, levels]`
  private static func table(_ factor: PlantedFactor, _ clarity: Double) -> [[Double]] {
    (0..<factor.levels).map { v in
      (0..<factor.levels).map { a in
        guard factor.kind == .continuous else { return v == a ? clarity : 0 }
        let distance = factor.position(v) - factor.position(a)
        return clarity * (1 - 8 * distance * distance)
      }
    }
  }
}

/// The first place whose running sum exceeds the share `u` of the whole. O(log count).
func drawnPlace(of u: Double, in sums: [Double]) -> Int32 {
  let target = u * (sums.last ?? 0)
  var low = 0
  var high = sums.count - 1
  while low < high {
    let middle = (low + high) / 2
    if sums[middle] > target { high = middle } else { low = middle + 1 }
  }
  return Int32(low)
}
