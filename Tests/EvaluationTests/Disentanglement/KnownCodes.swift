// Codes whose quality is known, on factors that are known: what the metrics are tried on before a
// model is.
import Evaluation
import Tensors

enum KnownCodes {
  static let points = 6_000
  static let levels = 6

  /// Five independent uniform factors of six ordered values.
  static func factors(_ points: Int = points, key: RandomKey) -> [TrueFactor] {
    (0..<5).map { k in
      let key = key.child(k)
      return TrueFactor(
        "v\(k)",
        .categories(
          (0..<points).map { Int(key.uniform(at: $0) * Float(levels)) }, count: levels))
    }
  }

  /// The factors themselves, brought to deviation 1 or so.
  static func identity(_ factors: [TrueFactor]) -> [[Double]] {
    factors.map { factor in
      guard case .categories(let labels, _) = factor.values else { return [] }
      return labels.map { (Double($0) - 2.5) / 1.7 }
    }
  }

  static func noise(_ scalars: Int, _ points: Int, key: RandomKey) -> [[Double]] {
    (0..<scalars).map { j in
      RandomNormals.tensor([points], key.child(j)).scalars.map { Double($0) }
    }
  }

  /// Points of a code that is (1 − mixing) of the identity and the rest an even blend of all
  /// factors, with noise of a deviation on top.
  static func blended(
    mixing: Double, noise deviation: Double, points: Int = points, key: RandomKey
  ) -> CodedPoints {
    let factors = factors(points, key: key.child("factors"))
    let own = identity(factors)
    let extra = noise(own.count, points, key: key.child("noise"))
    let codes = own.indices.map { j in
      (0..<points).map { n in
        let all = own.reduce(0) { $0 + $1[n] } / Double(own.count).squareRoot()
        return (1 - mixing) * own[j][n] + mixing * all + deviation * extra[j][n]
      }
    }
    return CodedPoints(codes: codes, factors: factors)
  }

  /// Two factors turned by 45° against each other, the others left alone.
  static func rotated(key: RandomKey) -> CodedPoints {
    let factors = factors(key: key.child("factors"))
    var codes = identity(factors)
    let (a, b) = (codes[0], codes[1])
    codes[0] = zip(a, b).map { ($0 + $1) * 0.5.squareRoot() }
    codes[1] = zip(a, b).map { ($0 - $1) * 0.5.squareRoot() }
    return CodedPoints(codes: codes, factors: factors)
  }

  /// Every scalar twice.
  static func duplicated(key: RandomKey) -> CodedPoints {
    let factors = factors(key: key.child("factors"))
    return CodedPoints(codes: identity(factors) + identity(factors), factors: factors)
  }

  /// Two halves of some points: for fitting, and for testing.
  static func halves(_ points: CodedPoints) -> (train: CodedPoints, test: CodedPoints) {
    let middle = points.count * 2 / 3
    return (
      points.selecting(Array(0..<middle)), points.selecting(Array(middle..<points.count))
    )
  }
}
