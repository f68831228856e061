import Models
import Tensors

/// `FACTORS`: what can be turned in a model, element by element, and what turning it does.
public struct FactorList: Command {
  public static let row = CommandRow("FACTORS", .read, "list what can be turned in a model")
  /// Blocks with more elements than this are one row unless they are asked for by name.
  static let narrow = 64
  /// Elements of such a block whose effect is measured.
  static let probes = 8

  let model: String?
  let block: String?

  public init(_ fields: inout Fields) throws(Fault) {
    model = try fields.model()
    block = try fields.string("block", "a block of the code; its elements are listed one by one")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let layout = snapshot.trained.layout
    if let block, layout[block] == nil {
      let known = layout.blocks.map(\.name).joined(separator: ", ")
      throw Fault(
        .noConcept, "no block \"\(block)\" in \(snapshot.title); it has \(known)", at: "block")
    }
    let measurement = try FactorMeasurement(snapshot, on: engine)
    var factors: [Value] = []
    for own in layout.blocks where block == nil || own.name == block {
      guard block != nil || own.count <= Self.narrow else {
        let figures = try measurement.figures(of: own, probes: Self.probes)
        factors.append(.map(value(own, word: own.words, name: nil, figures)))
        continue
      }
      for offset in 0..<min(own.count, FactorMeasurement.elements) {
        let index = own.index(offset)
        let figures = try measurement.figures(own, index)
        let name = own.kind == .logWeight ? snapshot.factors.label(index[0]).name : nil
        factors.append(.map(value(own, word: own.word(index), name: name, figures)))
      }
    }
    return Reply([
      "model": .string(snapshot.title), "users": .int(measurement.histories.rows),
      "list": .int(FactorMeasurement.list), "factors": .list(factors),
    ])
  }

  private func value(
    _ block: CodeBlock, word: String, name: String?, _ figures: FactorFigures
  ) -> Value.Map {
    var map: Value.Map = ["factor": .string(word)]
    if let name { map.append("name", .string(name)) }
    map.append(contentsOf: [
      "block": .string(block.name), "kind": .string(block.kind.rawValue),
      "elements": .int(block.count),
      "range": .list([.float(block.range.lowerBound), .float(block.range.upperBound)]),
      "unit": .string(block.unit), "mean": .double(figures.mean),
      "spread": .double(figures.spread), "step": .double(figures.step),
      "moves": .double(figures.moves), "summary": .string(block.summary),
    ])
    return map
  }
}

extension CodeBlock {
  /// First and last word: `c0 … c6`.
  var words: String {
    "\(word(shape.map { _ in 0 })) … \(word(shape.map { $0 - 1 }))"
  }
}
