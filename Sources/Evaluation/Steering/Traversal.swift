// Controllable retrieval: J. Ma, C. Zhou, P. Cui, H. Yang, W. Zhu, "Learning Disentangled
// Representations for Recommendation", NeurIPS 2019, section on user-controllable recommendation.
//
//   choose i_1 … i_B, one of every sub-interval, to maximise
//   Σ_t exp( cos(h[i_t,−j], h*[−j]) / τ ) + γ Σ_{t<t'} exp( cos(h[i_t,−j], h[i_t',−j]) / τ )
//
// h are unit item vectors, h* the start (an item's vector or a person's taste inside a concept), j
// the coordinate, −j all others. Departures: the start
// stays on the unit sphere while j moves, so that its coordinate means what an item's does; the set
// where a concept stays nearest is then an intersection of half-lines, and its ends are solved for
// where the paper bisects.
import Foundation
public import Tensors

/// Walks along one coordinate of the item vectors inside a concept.
public struct Traversal: Sendable {
  /// Where a walk begins.
  public struct Start: Sendable, Equatable {
    /// A vector of length one, `[d]`.
    public var vector: [Double]
    /// Items that are not to be on the walk.
    public var leftOut: Set<Int>

    /// A start; the vector is brought to length one.
    public init(_ vector: [Double], leavingOut items: Set<Int>) {
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      self.vector = length > 0 ? vector.map { $0 / length } : vector
      leftOut = items
    }
  }

  /// An item of a walk.
  public struct Stop: Sendable, Equatable {
    public var item: Int
    /// The coordinate: the item's own on a walk, the one asked for in a sweep.
    public var value: Double
    /// Cosine with the start, without the coordinate on a walk and with it moved in a sweep.
    public var cosine: Double
    /// The part of the interval that the item was chosen from, and how many items it has; `nil` in a
    /// sweep.
    public var part: ClosedRange<Double>?
    public var choices: Int?
  }

  /// A walk and what was reached by it.
  public struct Walk: Sendable, Equatable {
    /// Values of the coordinate for which the concept stays the nearest.
    public var interval: ClosedRange<Double>
    public var stops: [Stop]
    public var objective: Double
  }

  private let vectors: Tensor
  private let concept: [Int]
  private let prototypes: Tensor
  /// Coordinates of an item, d.
  public var width: Int { vectors.columns }

  /// `vectors` `[M, d]` and `prototypes` `[K, d]` have unit rows; `concept` is every item's nearest
  /// prototype, `[M]`.
  public init(vectors: Tensor, concept: [Int], prototypes: Tensor) {
    precondition(
      vectors.columns == prototypes.columns && concept.count == vectors.rows,
      "traversal: vectors \(vectors.shape), prototypes \(prototypes.shape), \(concept.count) items")
    self.vectors = vectors
    self.concept = concept
    self.prototypes = prototypes
  }

  /// A walk from an item, which is not on it.
  public func start(at item: Int) -> Start { Start(row(vectors, item), leavingOut: [item]) }

  /// The values of coordinate `j` in `−1 ... 1` for which prototype `k` is nearest to `start` with
  /// that coordinate moved on the unit sphere; `nil` when there is no such value. O(K·d).
  public func interval(
    from start: Start, concept k: Int, coordinate j: Int
  ) -> ClosedRange<Double>? {
    let h = start.vector
    let rest = h.enumerated().reduce(0) { $0 + ($1.offset == j ? 0 : $1.element * $1.element) }
      .squareRoot()
    guard rest > 0 else { return nil }
    let own = row(prototypes, k)
    // The point is cos θ · rest + sin θ · e_j; with t = tan θ the concept wins where a + b·t > 0.
    var (low, high) = (-Double.infinity, Double.infinity)
    for other in 0..<prototypes.rows where other != k {
      let theirs = row(prototypes, other)
      let b = own[j] - theirs[j]
      let a = (0..<h.count).reduce(0) { $1 == j ? $0 : $0 + h[$1] / rest * (own[$1] - theirs[$1]) }
      if b > 0 {
        low = max(low, -a / b)
      } else if b < 0 {
        high = min(high, -a / b)
      } else if a <= 0 {
        return nil
      }
    }
    return low < high ? Self.sine(low)...Self.sine(high) : nil
  }

  /// Items of a concept that the start does not leave out and whose coordinate lies in an interval,
  /// cut by that coordinate into at most `stops` groups of about equal size.
  public func groups(
    from start: Start, concept k: Int, coordinate j: Int, in interval: ClosedRange<Double>,
    stops: Int
  ) -> [[Int]] {
    let items = (0..<vectors.rows).filter {
      !start.leftOut.contains($0) && concept[$0] == k && interval.contains(coordinate(j, of: $0))
    }.sorted { (coordinate(j, of: $0), $0) < (coordinate(j, of: $1), $1) }
    let count = min(stops, items.count)
    return (0..<count).map { t in
      Array(items[t * items.count / count..<(t + 1) * items.count / count])
    }
  }

  /// The walk of greatest objective that a beam of a width finds; `nil` when the concept is nowhere
  /// nearest. No stops when no item of the concept lies in the interval. With a beam as wide as
  /// there are choices the search is exhaustive. O(beam · M/K · stops · d).
  public func walk(
    from start: Start, concept k: Int, coordinate j: Int, stops: Int, gamma: Double,
    temperature: Double, beam: Int
  ) -> Walk? {
    guard let interval = interval(from: start, concept: k, coordinate: j) else { return nil }
    var paths: [(items: [Int], objective: Double)] = [([], 0)]
    let groups = groups(from: start, concept: k, coordinate: j, in: interval, stops: stops)
    for group in groups {
      let own = group.map { exp(cosine($0, start, without: j) / temperature) }
      var grown: [(items: [Int], objective: Double)] = []
      for path in paths {
        for (item, alike) in zip(group, own) {
          let together = path.items.reduce(0) {
            $0 + exp(cosine(item, $1, without: j) / temperature)
          }
          grown.append((path.items + [item], path.objective + alike + gamma * together))
        }
      }
      // Equal objectives go to the path that was grown first.
      let order = grown.indices.sorted { (-grown[$0].objective, $0) < (-grown[$1].objective, $1) }
      paths = order.prefix(beam).map { grown[$0] }
    }
    let best = paths[0]
    let parts = parts(groups, coordinate: j, of: interval)
    return Walk(
      interval: interval,
      stops: best.items.enumerated().map { t, item in
        Stop(
          item: item, value: coordinate(j, of: item), cosine: cosine(item, start, without: j),
          part: parts[t], choices: groups[t].count)
      }, objective: best.objective)
  }

  /// The nearest other item at every one of `stops` values of the coordinate, equally spaced from
  /// −1 to 1; the start has its coordinate replaced and its length made 1 again. O(stops · M · d).
  public func sweep(from start: Start, coordinate j: Int, stops: Int = 10) -> [Stop] {
    (0..<stops).compactMap { step in
      let value = stops == 1 ? -1 : -1 + 2 * Double(step) / Double(stops - 1)
      var moved = start.vector
      moved[j] = value
      let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return nil }
      var best: Stop?
      for item in 0..<vectors.rows where !start.leftOut.contains(item) {
        let other = row(vectors, item)
        let cosine = zip(moved, other).reduce(0) { $0 + $1.0 * $1.1 } / length
        if cosine > best?.cosine ?? -.infinity {
          best = Stop(item: item, value: value, cosine: cosine)
        }
      }
      return best
    }
  }

  // MARK: - Parts

  /// The sub-intervals that groups stand for: cut half-way between neighbours of two groups.
  private func parts(
    _ groups: [[Int]], coordinate j: Int, of interval: ClosedRange<Double>
  ) -> [ClosedRange<Double>] {
    var cuts = [interval.lowerBound]
    for (left, right) in zip(groups, groups.dropFirst()) {
      guard let last = left.last, let first = right.first else { continue }
      cuts.append((coordinate(j, of: last) + coordinate(j, of: first)) / 2)
    }
    cuts.append(interval.upperBound)
    return zip(cuts, cuts.dropFirst()).map { $0...$1 }
  }

  private static func sine(_ t: Double) -> Double {
    t.isInfinite ? (t < 0 ? -1 : 1) : t / (1 + t * t).squareRoot()
  }

  private func row(_ tensor: Tensor, _ r: Int) -> [Double] { tensor.row(r).map { Double($0) } }

  private func coordinate(_ j: Int, of item: Int) -> Double {
    Double(vectors.scalars[item * vectors.columns + j])
  }

  /// Cosine of an item's vector with the start's, without a coordinate; 0 when nothing is left of one
  /// of them.
  func cosine(_ item: Int, _ start: Start, without j: Int) -> Double {
    let (x, y) = (row(vectors, item), start.vector)
    var (product, left, right) = (0.0, 0.0, 0.0)
    for i in x.indices where i != j {
      product += x[i] * y[i]
      left += x[i] * x[i]
      right += y[i] * y[i]
    }
    return left > 0 && right > 0 ? product / (left * right).squareRoot() : 0
  }

  /// The same of two items.
  func cosine(_ a: Int, _ b: Int, without j: Int) -> Double {
    cosine(a, Start(row(vectors, b), leavingOut: []), without: j)
  }
}
