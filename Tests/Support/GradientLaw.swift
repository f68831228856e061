// The law every pullback obeys: the gradient from the tape is the limit of central differences, and
// the differences approach it with the square of their step.
//
//   D(h) = ( f(θ + h·v) − f(θ − h·v) ) / 2h  =  g·v + O(h²)        v a unit direction
//
// f is evaluated in `Float`, weighted and added in `Double`. Two errors compete: the truncation,
// which falls as h², and the rounding of f, which grows as 1/h. So steps from 1/2 to 2⁻⁸ are tried,
// and the law has two halves, judged on the extrapolation R = (4 D(h/2) − D(h)) / 3, whose error
// falls as h⁴:
//
//   value   the best R agrees with g·v to 2e-3: a wrong term of a per cent is seen, rounding is not
//   order   some halving of h divides the error by 4 (at least by 2.8), or all errors are rounding
public import Autodiff
public import Tensors

/// What central differences say about one tensor's gradient.
public struct GradientLaw: Sendable {
  /// Path of the tensor.
  public let name: String
  /// Relative difference of the best extrapolation from the tape.
  public let difference: Double
  /// Largest `log2(e(h) / e(h/2))` among errors above rounding; 2 is the law. `nil` when there is
  /// none.
  public let order: Double?

  /// Largest accepted difference; see the head of the file.
  public static let tolerance = 2e-3
  /// Least accepted order: `log2 2.8`.
  public static let leastOrder = 1.5

  /// Whether the law holds.
  public var holds: Bool {
    difference <= Self.tolerance && (order ?? 2) >= Self.leastOrder
  }

  /// Checks every tensor of `parameters`. `body` computes a result of any shape on a training
  /// graph; the function under test is the sum of its elements under keyed weights. The graph's key
  /// is the same at every evaluation, so draws (dropout, samples) are held fixed.
  public static func check(
    _ parameters: Parameters, scale: Float = 1, key: RandomKey = RandomKey(seed: 7),
    _ body: (Graph) -> Variable
  ) -> [GradientLaw] {
    let graph = Graph(training: parameters, key: key)
    let result = body(graph)
    let weights = KeyedTensors.uniform(result.shape, key.child("weights"), in: 0.5...1.5)
    let gradients = graph.gradients(of: (result * graph.constant(weights)).sum())
    func value(_ index: Int, _ direction: Tensor, _ h: Float) -> (value: Double, size: Double) {
      var moved = parameters
      var tensor = moved.tensors[index]
      tensor.add(direction, scale: h)
      _ = moved.replace(moved.names[index], with: tensor)
      let y = body(Graph(training: moved, key: key)).value
      var (sum, size) = (0.0, 0.0)
      for (w, y) in zip(weights.scalars, y.scalars) {
        sum += Double(w) * Double(y)
        size += abs(Double(w) * Double(y))
      }
      return (sum, size)
    }
    return parameters.names.indices.map { index in
      let gradient = gradients[index] ?? Tensor(shape: parameters.tensors[index].shape)
      let direction = direction(gradient, key.child("direction").child(index))
      let slope = zip(gradient.scalars, direction.scalars).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
      let steps = (1...8).map { scale * Float(sign: .plus, exponent: -$0, significand: 1) }
      let samples = steps.map { h in
        let (up, down) = (value(index, direction, h), value(index, direction, -h))
        return Sample(
          slope: (up.value - down.value) / (2 * Double(h)),
          rounding: 4 * Double(Float.ulpOfOne) * (up.size + down.size) / (2 * Double(h)))
      }
      return judge(parameters.names[index], slope, samples)
    }
  }

  private struct Sample {
    let slope: Double
    /// What rounding may contribute to the slope.
    let rounding: Double
  }

  private static func judge(_ name: String, _ slope: Double, _ samples: [Sample]) -> GradientLaw {
    var difference = Double.infinity
    var order: Double?
    for (wide, narrow) in zip(samples, samples.dropFirst()) {
      let limit = (4 * narrow.slope - wide.slope) / 3
      let size = max(abs(slope), abs(limit))
      // Both zero within rounding is agreement: some parameters have no say in a result.
      let agrees = slope == 0 && abs(limit) <= narrow.rounding
      difference = min(difference, agrees ? 0 : abs(limit - slope) / size)
      let (e, half) = (abs(wide.slope - slope), abs(narrow.slope - slope))
      if e > 4 * wide.rounding, half > 0 {
        order = max(order ?? -.infinity, (e / half).logarithm2)
      }
    }
    return GradientLaw(name: name, difference: difference, order: order)
  }

  /// A unit direction with a share of the gradient, so that the slope along it is not small by
  /// chance, and a random share, so that a gradient that is wrongly zero somewhere is seen.
  private static func direction(_ gradient: Tensor, _ key: RandomKey) -> Tensor {
    let random = RandomNormals.tensor(gradient.shape, key)
    var mixed = random * Float(1 / max(random.squaredNorm, 1e-30).squareRoot())
    if gradient.squaredNorm > 0 {
      let share = gradient * Float(1 / gradient.squaredNorm.squareRoot())
      mixed.add(share)
      // Of a single element the two may cancel.
      if mixed.squaredNorm < 1e-6 { mixed = share }
    }
    return mixed * Float(1 / mixed.squaredNorm.squareRoot())
  }
}

extension Double {
  /// log₂ of a positive number to a hundredth, which is all an order needs.
  fileprivate var logarithm2: Double {
    Double(exponent) + Double(Scalar.log(Float(significand))) / 0.693_147_18
  }
}
