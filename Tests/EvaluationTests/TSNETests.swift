import Foundation
import Tensors
import Testing

@testable import Evaluation

@Suite struct TSNETests {
  private func noise(_ rows: Int, _ columns: Int) -> Tensor {
    let key = RandomKey(seed: 3)
    return Tensor(
      shape: [rows, columns], scalars: (0..<rows * columns).map { key.uniform(at: $0) * 2 - 1 })
  }

  @Test(arguments: [2.0, 5, 12]) func `every point has the neighbours that the perplexity says`(
    perplexity: Double
  ) {
    let points = noise(60, 5)
    for i in 0..<60 {
      let p = Neighborhoods.conditional(
        Neighborhoods.squaredDistances(points, from: i), without: i, log(perplexity))
      #expect(abs(exp(Neighborhoods.entropy(p)) - perplexity) < 1e-4)
      #expect(p[i] == 0 && abs(p.reduce(0, +) - 1) < 1e-12)
    }
    let joint = Neighborhoods(points, perplexity: perplexity).joint
    #expect(abs(joint.reduce(0, +) - 1) < 1e-12)
    for i in 0..<60 { for j in 0..<i { #expect(joint[i * 60 + j] == joint[j * 60 + i]) } }
  }

  @Test func `the gradient is that of the divergence`() {
    let points = noise(10, 4)
    let joint = Neighborhoods(points, perplexity: 3).joint
    let y = noise(10, 2).scalars.map { Double($0) }
    let gradient = TSNE.gradient(y, joint, exaggeration: 1)
    for c in y.indices {
      var (up, down) = (y, y)
      up[c] += 1e-5
      down[c] -= 1e-5
      let slope = (TSNE.divergence(up, joint) - TSNE.divergence(down, joint)) / 2e-5
      #expect(abs(slope - gradient[c]) < 1e-7)
    }
  }

  @Test func `the principal plane is that of known axes`() {
    // Variances 9, 4 and 0.01 along turned axes: (3,4)/5, (−4,3)/5 and the third.
    let noise = noise(200, 3).scalars
    let points = Tensor(
      shape: [200, 3],
      scalars: (0..<200).flatMap { i -> [Float] in
        let (a, b, c) = (noise[3 * i] * 3, noise[3 * i + 1] * 1.5, noise[3 * i + 2] * 0.1)
        return [0.6 * a - 0.8 * b, 0.8 * a + 0.6 * b, c]
      })
    let plane = PrincipalPlane.coordinates(points)
    func correlation(_ axis: Int, _ column: Int) -> Double {
      let x = (0..<200).map { plane[2 * $0 + axis] }
      let y = (0..<200).map { Double(noise[3 * $0 + column]) }
      let (mx, my) = (x.reduce(0, +) / 200, y.reduce(0, +) / 200)
      let (dx, dy) = (x.map { $0 - mx }, y.map { $0 - my })
      func product(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return product(dx, dy) / (product(dx, dx) * product(dy, dy)).squareRoot()
    }
    #expect(abs(correlation(0, 0)) > 0.98 && abs(correlation(1, 1)) > 0.98)
  }

  @Test func `two groups that are far apart stay apart, and the same points give the same bits`() {
    var points = noise(80, 6)
    for i in 0..<40 { points.scalars[i * 6] += 20 }
    var tsne = TSNE()
    tsne.perplexity = 10
    let places = tsne.places(points)
    func distance(_ a: Int, _ b: Int) -> Double {
      hypot(places[a].x - places[b].x, places[a].y - places[b].y)
    }
    for i in 0..<80 {
      let others = (0..<80).filter { $0 != i }
      let nearest = others.sorted { distance(i, $0) < distance(i, $1) }.prefix(10)
      #expect(nearest.allSatisfy { ($0 < 40) == (i < 40) })
    }
    let again = tsne.places(points)
    #expect(zip(places, again).allSatisfy { $0.x == $1.x && $0.y == $1.y })
    #expect(places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func `points that are all the same, and one point, have places`() {
    #expect(TSNE().places(Tensor(shape: [1, 3])).count == 1)
    let places = TSNE().places(Tensor(shape: [5, 3], repeating: 1))
    #expect(places.count == 5 && places.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }
}
