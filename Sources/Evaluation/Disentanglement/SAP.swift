/// Separated attribute predictability (Kumar, Sattigeri, Balakrishnan, "Variational Inference of
/// Disentangled Latent Concepts from Unlabeled Observations", ICLR 2018): how much better the best
/// single scalar foretells a factor than the second-best.
///
///     S_jk = accuracy on test points of a linear SVM on scalar j alone     categories
///     S_jk = Cov(c_j, v_k)² / ( Var(c_j) Var(v_k) )                         numbers
///     SAP  = 1/K Σ_k ( S_(1)k − S_(2)k )
///
/// The SVM is scikit-learn's `LinearSVC` with C = 0.01 and balanced classes, as in
/// `disentanglement_lib`: squared hinge, one class against the rest, the intercept penalised. It is
/// weak on categories without an order, so SAP is below 1 even for the perfect code; the ceiling
/// belongs beside the score. A scalar of variance below 1e-12 scores 0 for numbers.
public enum SAP {
  /// The score of a code. O(D·K·N·classes·iterations).
  public static func score(train: CodedPoints, test: CodedPoints) -> Double? {
    let scores = train.factors.indices.map { k -> Double in
      let column = train.codes.indices.map { j in
        predictability(
          train.codes[j], test.codes[j], train.factors[k].values, test.factors[k].values)
      }
      let (best, second) = InformationMatrix.bestTwo(column)
      return best - second
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  private static func predictability(
    _ code: [Double], _ testCode: [Double], _ values: TrueFactor.Values,
    _ testValues: TrueFactor.Values
  ) -> Double {
    switch (values, testValues) {
    case (.categories(let labels, let count), .categories(let truth, _)):
      let machine = LinearSVM(code, labels, classes: count)
      let right = zip(testCode, truth).count { machine.label($0) == $1 }
      return Double(right) / Double(max(1, truth.count))
    case (_, .numbers(let numbers)): return squaredCorrelation(testCode, numbers)
    default: return 0
    }
  }

  private static func squaredCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(max(1, x.count))
    let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (vx, vy, c) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      vx += (a - mx) * (a - mx)
      vy += (b - my) * (b - my)
      c += (a - mx) * (b - my)
    }
    return vx / n > 1e-12 && vy > 0 ? c * c / (vx * vy) : 0
  }
}

/// One-dimensional linear support vector machines, a class against the rest.
///
///     min_{w,b}  ½(w² + b²) + C Σ_i a_i max(0, 1 − y_i (w x_i + b))²
///
/// a_i is N / (classes · size) for the points of the class itself, 1 for the rest, as LIBLINEAR
/// weighs more than two classes; with two, both sides are balanced. Two unknowns: Newton's method.
struct LinearSVM: Sendable {
  private let lines: [(slope: Double, intercept: Double)]

  init(_ x: [Double], _ labels: [Int], classes: Int, cost: Double = 0.01) {
    var sizes = [Double](repeating: 0, count: classes)
    for label in labels { sizes[label] += 1 }
    let present = Double(max(1, sizes.count { $0 > 0 }))
    let balanced = sizes.map { $0 > 0 ? Double(labels.count) / (present * $0) : 0 }
    lines = (0..<classes).map { own in
      guard sizes[own] > 0 else { return (0, -.infinity) }
      let rest = present == 2 ? (balanced.indices.first { $0 != own && sizes[$0] > 0 } ?? own) : own
      let other = present == 2 ? balanced[rest] : 1
      return Self.fit(
        x, labels.map { $0 == own ? 1 : -1 },
        labels.map { cost * ($0 == own ? balanced[own] : other) })
    }
  }

  /// The class whose line is highest at a point; the first wins ties.
  func label(_ x: Double) -> Int {
    var best = 0
    var top = -Double.infinity
    for (place, line) in lines.enumerated() where line.slope * x + line.intercept > top {
      (best, top) = (place, line.slope * x + line.intercept)
    }
    return best
  }

  private static func fit(
    _ x: [Double], _ y: [Double], _ weights: [Double]
  ) -> (slope: Double, intercept: Double) {
    var (w, b) = (0.0, 0.0)
    func loss(_ w: Double, _ b: Double) -> Double {
      x.indices.reduce(0.5 * (w * w + b * b)) { sum, i in
        let miss = max(0, 1 - y[i] * (w * x[i] + b))
        return sum + weights[i] * miss * miss
      }
    }
    var current = loss(w, b)
    for _ in 0..<50 {
      // Gradient and Hessian; the points inside the margin are the only ones that count.
      var (gw, gb, hww, hwb, hbb) = (w, b, 1.0, 0.0, 1.0)
      for i in x.indices {
        let miss = 1 - y[i] * (w * x[i] + b)
        guard miss > 0 else { continue }
        let pull = 2 * weights[i]
        gw -= pull * miss * y[i] * x[i]
        gb -= pull * miss * y[i]
        hww += pull * x[i] * x[i]
        hwb += pull * x[i]
        hbb += pull
      }
      let determinant = hww * hbb - hwb * hwb
      let (dw, db) = ((hbb * gw - hwb * gb) / determinant, (hww * gb - hwb * gw) / determinant)
      guard abs(dw) + abs(db) > 1e-10 else { break }
      var step = 1.0
      var next = loss(w - dw, b - db)
      while next > current, step > 1e-6 {
        step /= 2
        next = loss(w - step * dw, b - step * db)
      }
      (w, b, current) = (w - step * dw, b - step * db, next)
    }
    return (w, b)
  }
}
