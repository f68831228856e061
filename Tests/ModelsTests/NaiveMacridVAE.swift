// MacridVAE written out from the paper's formulas, one user and one concept at a time, in `Double`:
// what the model must agree with. Inference only.
import Autodiff
import Foundation
import Tensors

struct NaiveMacridVAE {
  let t: [[Double]]
  let b1: [Double]
  let w2: [[Double]]
  let b2: [Double]
  /// Unit item vectors and unit prototypes.
  let h: [[Double]]
  let m: [[Double]]
  let temperature: Double

  init(_ parameters: Parameters, temperature: Double) {
    func rows(_ name: String) -> [[Double]] {
      guard let tensor = parameters[name] else { return [] }
      return (0..<tensor.rows).map { tensor.row($0).map { Double($0) } }
    }
    t = rows("encoder/hidden/weight")
    b1 = rows("encoder/hidden/bias")[0]
    w2 = rows("encoder/output/weight")
    b2 = rows("encoder/output/bias")[0]
    h = rows("items").map(Self.unit)
    m = rows("prototypes").map(Self.unit)
    self.temperature = temperature
  }

  static func unit(_ v: [Double]) -> [Double] {
    let norm = max(dot(v, v), 1e-12).squareRoot()
    return v.map { $0 / norm }
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// `c[i][k]`, rows on the simplex.
  var concepts: [[Double]] {
    h.map { item in
      let e = m.map { exp(Self.dot(item, $0) / temperature) }
      return e.map { $0 / e.reduce(0, +) }
    }
  }

  /// The encoder input of a concept: the history masked by it, **then** brought to unit length.
  func input(_ history: [Int], _ k: Int) -> [Double] {
    let c = concepts
    return Self.unit(h.indices.map { history.contains($0) ? c[$0][k] : 0 })
  }

  /// Mean on the sphere and log variance over the prior's, from an encoder input `[M]`.
  func encode(_ v: [Double]) -> (mean: [Double], logVariance: [Double]) {
    let hidden = b1.indices.map { j in tanh(b1[j] + v.indices.reduce(0) { $0 + v[$1] * t[$1][j] }) }
    let out = b2.indices.map { j in b2[j] + hidden.indices.reduce(0) { $0 + hidden[$1] * w2[$1][j] }
    }
    let d = b2.count / 2
    return (Self.unit(Array(out[..<d])), out[d...].map { -$0 })
  }

  /// `ln Σ_k c_ik exp(z_k·h_i / τ)` for every item.
  func scores(_ tastes: [[Double]]) -> [Double] {
    zip(h, concepts).map { item, c in
      log(
        tastes.indices.reduce(0) {
          $0 + c[$1] * exp(Self.dot(tastes[$1], item) / temperature)
        })
    }
  }

  /// Scores of a history, by the central code.
  func scores(of history: [Int]) -> [Double] {
    scores(m.indices.map { encode(input(history, $0)).mean })
  }

  /// −Σ_i x_i ln p(i) of a history under scores.
  static func loss(_ history: [Int], _ scores: [Double]) -> Double {
    let total = log(scores.reduce(0) { $0 + exp($1) })
    return -history.reduce(0) { $0 + scores[$1] - total }
  }
}
