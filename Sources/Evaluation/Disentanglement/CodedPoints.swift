/// What every score of disentanglement reads: points (people or items), the code a model gives each,
/// and the factors that are true of each.
///
/// N points, D scalars of the code in named groups (the blocks of a code), K factors. Codes are
/// posterior means; a scalar whose posterior says nothing is left out before it comes here.
public struct CodedPoints: Sendable, Equatable {
  /// Consecutive scalars that belong together: a block of the code, or a concept's vector.
  public struct Group: Sendable, Equatable {
    public let name: String
    public let range: Range<Int>
    public init(_ name: String, _ range: Range<Int>) {
      self.name = name
      self.range = range
    }
  }

  /// A column a scalar of the code. `[D][N]`
  public let codes: [[Double]]
  /// A word a scalar, as overrides call it. `[D]`
  public let names: [String]
  public let groups: [Group]
  public let factors: [TrueFactor]

  /// Points; traps when columns have different lengths. Without names and groups the scalars are
  /// `z0`, `z1`, … in one group.
  public init(
    codes: [[Double]], names: [String]? = nil, groups: [Group]? = nil, factors: [TrueFactor]
  ) {
    let count = codes.first?.count ?? factors.first?.count ?? 0
    precondition(
      codes.allSatisfy { $0.count == count } && factors.allSatisfy { $0.count == count },
      "coded points: columns of \(codes.map(\.count)) and \(factors.map(\.count)) points")
    self.codes = codes
    self.names = names ?? codes.indices.map { "z\($0)" }
    self.groups = groups ?? [Group("code", 0..<codes.count)]
    self.factors = factors
  }

  /// Number of points, N.
  public var count: Int { codes.first?.count ?? factors.first?.count ?? 0 }

  /// The given points. O(points · (D + K)).
  public func selecting(_ rows: [Int]) -> CodedPoints {
    CodedPoints(
      codes: codes.map { column in rows.map { column[$0] } }, names: names, groups: groups,
      factors: factors.map { $0.selecting(rows) })
  }

  /// The points with other factors.
  public func with(factors: [TrueFactor]) -> CodedPoints {
    CodedPoints(codes: codes, names: names, groups: groups, factors: factors)
  }
}

/// A true factor of every point.
public struct TrueFactor: Sendable, Equatable {
  public enum Values: Sendable, Equatable {
    /// Labels `0 ..< count` without an order.
    case categories([Int], count: Int)
    case numbers([Double])
  }

  /// Quantile bins into which numbers fall where a score wants cells.
  static let quantileBins = 10

  public let name: String
  public let values: Values

  public init(_ name: String, _ values: Values) {
    self.name = name
    self.values = values
  }

  /// Number of points.
  public var count: Int {
    switch values {
    case .categories(let labels, _): labels.count
    case .numbers(let numbers): numbers.count
    }
  }

  public func selecting(_ rows: [Int]) -> TrueFactor {
    switch values {
    case .categories(let labels, let count):
      TrueFactor(name, .categories(rows.map { labels[$0] }, count: count))
    case .numbers(let numbers): TrueFactor(name, .numbers(rows.map { numbers[$0] }))
    }
  }

  /// The factor as cells: its categories, or ten quantile bins of its numbers; fewer where numbers
  /// repeat so often that quantiles coincide. O(N log N) for numbers.
  public var cells: (labels: [Int], count: Int) {
    switch values {
    case .categories(let labels, let count): return (labels, count)
    case .numbers(let numbers):
      let sorted = numbers.sorted()
      guard let last = sorted.last else { return ([], 1) }
      var edges: [Double] = []
      for bin in 1..<Self.quantileBins {
        let edge = sorted[bin * sorted.count / Self.quantileBins]
        if edge > edges.last ?? sorted[0], edge <= last { edges.append(edge) }
      }
      let labels = numbers.map { x in edges.count { $0 <= x } }
      return (labels, edges.count + 1)
    }
  }
}
