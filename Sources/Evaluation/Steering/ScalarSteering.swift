import Autodiff
public import Datasets
public import Models
public import Tensors

/// The knobs of a model without concepts: the scalars of its code, turned one at a time.
///
/// A scalar has no name, so what it does is found first: among the common values of an attribute,
/// the one whose share of the top 20 differs most between the scalar two steps down and two steps
/// up, on the first half of the users. On the other half, with the sign found,
/// - **range**: the value's share two steps up less the share two steps down;
/// - **monotone users**: users whose share never falls over the five positions;
/// - **kept**: share of the untouched top 20 that is still there, at one and at two steps (the mean
///   of up and down);
/// - **neutral**: whether adding 0 changes no bit of any score.
///
/// A step is a posterior deviation where the code has them, otherwise one unit of the block (a tenth
/// of shares that sum to 1). Choosing and measuring on the same users would find a range in noise.
public struct ScalarSteering: Sendable {
  /// One scalar.
  public struct Knob: Sendable, Equatable, Codable {
    /// Its word, as overrides call it.
    public var word: String
    /// What a step is.
    public var step: String
    /// Attribute and value that it moves most; `nil` without an attribute.
    public var moves: String?
    /// Whether the value rises with the scalar.
    public var rises: Bool?
    public var range: MetricSummary?
    public var monotone: Double?
    /// Share of the untouched list kept at one step and at two.
    public var kept: [Double]
    public var neutralIsIdentical: Bool
  }

  private static let positions: [Float] = [-2, -1, 0, 1, 2]

  private let trained: TrainedModel

  /// `nil` when the code has no scalar that could be turned.
  public init?(_ trained: TrainedModel) {
    self.trained = trained
    guard !blocks.isEmpty else { return nil }
  }

  private var blocks: [CodeBlock] {
    trained.layout.blocks.filter { $0.kind != .logWeight && $0.count > 0 }
  }

  /// The scalars that say most about people, at most `limit`: those whose means vary most against
  /// their posterior variance. O(scalars · 5 · scoring).
  public func knobs(
    _ column: AttributeColumn?, histories: SparseRows, limit: Int
  ) throws(OverrideFault) -> [Knob] {
    let code = try trained.run(histories).code
    var scalars: [(block: CodeBlock, place: Int, weight: Double)] = []
    for block in blocks {
      let means = code[block.name].value.scalars
      let spread = code.spread(block.name)?.scalars
      for place in 0..<block.count {
        let column = stride(from: place, to: means.count, by: block.count).map { Double(means[$0]) }
        let center = column.reduce(0, +) / Double(max(1, column.count))
        let variance = column.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        let noise = spread.map { spread in
          stride(from: place, to: spread.count, by: block.count).reduce(0.0) {
            $0 + Double(spread[$1] * spread[$1])
          }
        }
        scalars.append((block, place, variance / max(1e-12, noise ?? 1)))
      }
    }
    let order = scalars.indices.sorted { (scalars[$0].weight, $1) > (scalars[$1].weight, $0) }
    var knobs: [Knob] = []
    for place in order.prefix(limit) {
      let scalar = scalars[place]
      knobs.append(
        try knob(
          scalar.block, scalar.place, hasSpread: code.spread(scalar.block.name) != nil, column,
          histories))
    }
    return knobs
  }

  private func knob(
    _ block: CodeBlock, _ place: Int, hasSpread: Bool, _ column: AttributeColumn?,
    _ histories: SparseRows
  ) throws(OverrideFault) -> Knob {
    var index: [Int] = []
    var rest = place
    for extent in block.shape.reversed() {
      index.insert(rest % extent, at: 0)
      rest /= extent
    }
    let unit: Float = block.kind == .simplex ? 0.1 : 1
    var lists: [[[Int32]]] = []
    for position in Self.positions {
      let action: Override.Action =
        hasSpread ? .addDeviations(position) : .add(position * unit)
      let scores = try trained.run(histories, overrides: [Override(block.name, index, action)])
        .scores
      lists.append(best(scores, histories))
    }
    let untouched = lists[2]
    func kept(_ positions: [Int]) -> Double {
      KnobMeasures.mean(
        positions.flatMap { position in
          zip(untouched, lists[position]).map { a, b in
            let before = Set(a)
            return KnobMeasures.share(b) { before.contains($0) }
          }
        })
    }
    let neutral = try trained.run(histories, overrides: [Override(block.name, index, .add(0))])
    var knob = Knob(
      word: block.word(index), step: hasSpread ? "posterior deviations" : block.unit,
      kept: [kept([1, 3]), kept([0, 4])],
      neutralIsIdentical: neutral.scores == trained.scores(histories))
    if let column { find(&knob, column, lists) }
    return knob
  }

  /// Finds the value a scalar moves on the first half of the users and measures it on the second.
  private func find(_ knob: inout Knob, _ column: AttributeColumn, _ lists: [[[Int32]]]) {
    let users = lists[0].count
    let items = (0..<column.rows).filter { !column.row($0).isEmpty }
    let values = AttributeFactors.commonValues(column, items)
    guard column.kind == .categorical, !values.isEmpty, users > 1 else { return }
    // Shares by value, position and user.
    let shares = values.map { value -> [[Double]] in
      let has = (0..<column.rows).map { row in column.row(row).contains { $0.text == value } }
      return lists.map { $0.map { KnobMeasures.share($0) { has[Int($0)] } } }
    }
    let middle = users / 2
    let differences = shares.map { share in
      KnobMeasures.mean((0..<middle).map { share[4][$0] - share[0][$0] })
    }
    let chosen =
      differences.indices.max { (abs(differences[$0]), $1) < (abs(differences[$1]), $0) } ?? 0
    let sign = differences[chosen] < 0 ? -1.0 : 1.0
    let other = middle..<users
    knob.moves = "\(column.name)=\(values[chosen])"
    knob.rises = sign > 0
    knob.range = MetricSummary(
      name: "range",
      values: other.map { sign * (shares[chosen][4][$0] - shares[chosen][0][$0]) })
    knob.monotone = KnobMeasures.monotone(
      shares[chosen].map { position in other.map { sign * position[$0] } })
  }

  /// The 20 best unseen items of every user.
  private func best(_ scores: Tensor, _ histories: SparseRows) -> [[Int32]] {
    var scores = scores
    for row in 0..<histories.rows {
      for item in histories.row(row) {
        scores.scalars[row * scores.columns + Int(item)] = -.infinity
      }
    }
    return scores.topK(SteeringEvaluation.depth).map { $0.map(\.index) }
  }
}
