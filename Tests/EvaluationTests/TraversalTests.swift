import Foundation
import Tensors
import Testing

@testable import Evaluation

/// Walks on a catalogue small enough to try everything.
@Suite struct TraversalTests {
  private let vectors: Tensor
  private let prototypes: Tensor
  private let concept: [Int]
  private let traversal: Traversal

  init() {
    let key = RandomKey(seed: 11)
    func unit(_ name: String, _ rows: Int) -> Tensor {
      Tensor(
        shape: [rows, 4],
        scalars: (0..<rows * 4).map { key.child(name).uniform(at: $0) * 2 - 1 }
      ).normalizedRows().unit
    }
    vectors = unit("items", 30)
    prototypes = unit("prototypes", 3)
    let cosines = vectors.product(prototypes, transposingOther: true)
    concept = (0..<30).map { Int(cosines.topK(1, row: $0)[0].index) }
    traversal = Traversal(vectors: vectors, concept: concept, prototypes: prototypes)
  }

  /// The nearest prototype of an item whose coordinate is moved on the sphere.
  private func nearest(_ item: Int, _ j: Int, _ value: Double) -> Int {
    var h = vectors.row(item).map { Double($0) }
    h[j] = 0
    let rest = h.reduce(0) { $0 + $1 * $1 }.squareRoot()
    h = h.map { $0 / rest * (1 - value * value).squareRoot() }
    h[j] = value
    let products = (0..<3).map { k in
      zip(h, prototypes.row(k)).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    return products.indices.max { products[$0] < products[$1] } ?? 0
  }

  @Test func `the ends of the interval are those that bisection finds`() throws {
    for item in 0..<30 {
      for j in 0..<4 {
        let own = Double(vectors.row(item)[item * 4 + j])
        let interval = try #require(
          traversal.interval(
            from: traversal.start(at: item), concept: concept[item], coordinate: j))
        #expect(interval.contains(own))
        for (end, found) in [(-1.0, interval.lowerBound), (1.0, interval.upperBound)] {
          guard nearest(item, j, end) != concept[item] else {
            #expect(found == end)
            continue
          }
          var (inside, outside) = (own, end)
          for _ in 0..<60 {
            let middle = (inside + outside) / 2
            if nearest(item, j, middle) == concept[item] {
              inside = middle
            } else {
              outside = middle
            }
          }
          #expect(abs(inside - found) < 1e-6)
        }
      }
    }
  }

  @Test func `a concept that is nearest at no value has no interval`() {
    var refused = 0
    for item in 0..<30 {
      for k in 0..<3 {
        let grid = (-99...99).map { Double($0) / 100 }
        let isNearest = grid.contains { nearest(item, 2, $0) == k }
        let interval = traversal.interval(
          from: traversal.start(at: item), concept: k, coordinate: 2)
        if isNearest { #expect(interval != nil) }
        refused += interval == nil ? 1 : 0
      }
    }
    #expect(refused > 0)
  }

  @Test func `groups are of about equal size, in order, and hold the concept's items alone`() throws
  {
    let k = concept[0]
    let groups = traversal.groups(
      from: traversal.start(at: 0), concept: k, coordinate: 1, in: -1...1, stops: 3)
    let items = groups.flatMap { $0 }
    #expect(Set(items) == Set((1..<30).filter { concept[$0] == k }))
    let values = items.map { vectors.row($0)[$0 * 4 + 1] }
    #expect(values == values.sorted())
    let sizes = groups.map(\.count)
    #expect(try #require(sizes.max()) - (try #require(sizes.min())) <= 1)
  }

  @Test(arguments: [0.0, 1, 5]) func `a wide beam finds the best of all walks`(
    gamma: Double
  ) throws {
    let taste = Traversal.Start(
      (0..<4).map { Double(prototypes.row(1)[4 + $0]) + 0.2 * Double($0) }, leavingOut: [2, 7])
    let starts = [(0, 1), (4, 3), (9, 0)].map { (traversal.start(at: $0), concept[$0], $1) }
    for (start, k, j) in starts + [(taste, 1, 2)] {
      func walk(_ beam: Int) -> Traversal.Walk? {
        traversal.walk(
          from: start, concept: k, coordinate: j, stops: 3, gamma: gamma, temperature: 0.3,
          beam: beam)
      }
      let best = try #require(walk(100_000))
      let groups = traversal.groups(
        from: start, concept: k, coordinate: j, in: best.interval, stops: 3)
      var all: [[Int]] = [[]]
      for group in groups { all = all.flatMap { path in group.map { path + [$0] } } }
      func objective(_ path: [Int]) -> Double {
        var total = 0.0
        for (t, item) in path.enumerated() {
          total += exp(traversal.cosine(item, start, without: j) / 0.3)
          for other in path[(t + 1)...] {
            total += gamma * exp(traversal.cosine(item, other, without: j) / 0.3)
          }
        }
        return total
      }
      let brute = all.map(objective).max() ?? 0
      #expect(abs(best.objective - brute) < 1e-9 * max(1, brute))
      #expect(abs(objective(best.stops.map(\.item)) - best.objective) < 1e-9 * max(1, brute))
      #expect(best.stops.map(\.value) == best.stops.map(\.value).sorted())
      #expect(try #require(walk(1)).objective <= best.objective + 1e-9)
      // The parts lie side by side, fill the interval, and hold what was chosen from.
      let parts = best.stops.compactMap(\.part)
      #expect(parts.first?.lowerBound == best.interval.lowerBound)
      #expect(parts.last?.upperBound == best.interval.upperBound)
      #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
      for (t, group) in groups.enumerated() {
        #expect(best.stops[t].choices == group.count && group.contains(best.stops[t].item))
        #expect(group.allSatisfy { parts[t].contains(Double(vectors.row($0)[$0 * 4 + j])) })
        #expect(start.leftOut.isDisjoint(with: group))
      }
    }
  }

  @Test func `a sweep answers the nearest other item at every value`() throws {
    let stops = traversal.sweep(from: traversal.start(at: 5), coordinate: 2)
    #expect(stops.count == 10 && stops[0].value == -1 && stops[9].value == 1)
    for stop in stops {
      var moved = Tensor(shape: [1, 4], scalars: Array(vectors.row(5)))
      moved.scalars[2] = Float(stop.value)
      var cosines = moved.normalizedRows().unit.product(vectors, transposingOther: true)
      cosines.scalars[5] = -.infinity
      let best = cosines.topK(1, row: 0)[0]
      #expect(Int(best.index) == stop.item && abs(Double(best.score) - stop.cosine) < 1e-5)
    }
  }
}
