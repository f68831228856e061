import Autodiff
public import Models
public import Tensors

/// The codes of a model as points, read through the pass that serves: posterior means of every block
/// that an override can reach.
///
/// A block of two dimensions, as MacridVAE's tastes `[K, d]`, is K groups of d scalars. Unit vectors
/// are multiplied by √d, so that their scalars have a scale of 1 as Gaussian codes do. Scalars that
/// do not vary are left out, and of Gaussian codes those whose divergence from N(0, 1) is below 0.05
/// nats a person: they are collapsed, and their means would read as more than their posterior keeps.
public struct ModelCodes: Sendable {
  /// Divergence below which a scalar says nothing, nats.
  public static let leastDivergence = 0.05

  /// Points without factors.
  public let points: CodedPoints
  /// Posterior deviations in the shape of the codes, where every block has them. `[D][N]`
  public let deviations: [[Double]]?
  /// Scalars left out.
  public let dropped: Int

  /// Codes of people with these histories, 500 a pass. Throws nothing of its own: no override is
  /// applied.
  public init(_ trained: TrainedModel, people histories: SparseRows) throws(OverrideFault) {
    var means: [String: [Float]] = [:]
    var spreads: [String: [Float]] = [:]
    for start in stride(from: 0, to: histories.rows, by: 500) {
      let rows = start..<min(start + 500, histories.rows)
      let code = try trained.run(histories.selecting(rows)).code
      for block in trained.layout.blocks {
        means[block.name, default: []] += code[block.name].value.scalars
        if let spread = code.spread(block.name) {
          spreads[block.name, default: []] += spread.scalars
        }
      }
    }
    var builder = Builder(people: histories.rows)
    for block in trained.layout.blocks {
      builder.add(block, means[block.name] ?? [], spreads[block.name])
    }
    self.init(builder)
  }

  /// Codes of items: how much they belong to each concept, or their vectors where a model has no
  /// concepts; `nil` without both.
  public init?(_ trained: TrainedModel, items: [Int]) {
    let concepts = trained.itemConcepts
    guard let table = concepts ?? trained.itemVectors else { return nil }
    var builder = Builder(people: items.count)
    let block = CodeBlock(
      concepts == nil ? "items" : "concepts", alias: concepts == nil ? "h" : "c",
      shape: [table.columns], kind: .simplex, unit: "", summary: "")
    builder.add(block, items.flatMap { table.row($0) }, nil)
    self.init(builder)
  }

  private init(_ builder: Builder) {
    points = CodedPoints(
      codes: builder.codes, names: builder.names, groups: builder.groups, factors: [])
    deviations =
      builder.codes.isEmpty || builder.deviations.contains { $0 == nil }
      ? nil : builder.deviations.compactMap { $0 }
    dropped = builder.dropped
  }

  /// Columns as they are collected, a block after the other.
  private struct Builder {
    let people: Int
    var codes: [[Double]] = []
    var names: [String] = []
    var groups: [CodedPoints.Group] = []
    var deviations: [[Double]?] = []
    var dropped = 0

    init(people: Int) { self.people = people }

    mutating func add(_ block: CodeBlock, _ means: [Float], _ spreads: [Float]?) {
      let width = block.shape.count > 1 ? block.shape.last ?? 1 : block.count
      let scale = block.kind == .direction ? Double(width).squareRoot() : 1
      for start in stride(from: 0, to: block.count, by: max(1, width)) {
        let first = codes.count
        for place in start..<start + width {
          func column(_ values: [Float]) -> [Double] {
            (0..<people).map { Double(values[$0 * block.count + place]) * scale }
          }
          let mean = column(means)
          let spread = spreads.map(column)
          guard isActive(mean, spread, block.kind) else {
            dropped += 1
            continue
          }
          codes.append(mean)
          deviations.append(spread)
          names.append(
            block.word(block.shape.count > 1 ? [place / width, place % width] : [place]))
        }
        guard codes.count > first else { continue }
        let name =
          block.shape.count > 1 ? block.alias + "\(start / max(1, width))" : block.name
        groups.append(CodedPoints.Group(name, first..<codes.count))
      }
    }

    private func isActive(_ mean: [Double], _ spread: [Double]?, _ kind: CodeBlock.Kind) -> Bool {
      let count = Double(max(1, mean.count))
      let center = mean.reduce(0, +) / count
      let variance = mean.reduce(0) { $0 + ($1 - center) * ($1 - center) } / count
      guard variance > 1e-10 else { return false }
      guard kind == .real, let spread else { return true }
      let nats = zip(mean, spread).reduce(0.0) { sum, point in
        let variance = max(1e-12, point.1 * point.1)
        let log = Double(Scalar.log(Float(variance)))
        return sum + 0.5 * (point.0 * point.0 + variance - log - 1)
      }
      return nats / count >= ModelCodes.leastDivergence
    }
  }
}
