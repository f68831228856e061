import Autodiff
import Tensors

/// What was done besides what was asked.
public struct AppliedOverrides: Sendable, Equatable {
  /// Elements whose value was cut at the bound of their block, as words with the bound.
  public var clamped: [String] = []
  public init() {}
}

extension CodeLayout {
  /// Largest weight of a concept either way, full strength: scores of a list differ by less than 20,
  /// the range of a cosine at a temperature of 0.1.
  public static let weightLimit: Float = 20

  /// Applies overrides to every row of a code, in the fixed order set, scale, add, deviations,
  /// only, mute, those of one action in the order of writing; after each the element is cut at the
  /// ends of its kind, and what was cut is reported. Then the vectors that changed are
  /// renormalised, where their kind asks for it. The empty list changes no bit, neither does adding
  /// 0 or scaling by 1, and no override changes a bit of a vector that it does not name.
  ///
  /// A block that follows from others is told to `refresh` before its own turn, when one before it was
  /// changed.
  ///
  /// Throws when a block or an index does not exist, an action does not fit the block's kind, an
  /// amount is not finite, or an element is set to what its block does not admit; the code is then
  /// as it was.
  public func apply(
    _ overrides: [Override], to code: inout Code,
    refresh: (_ block: String, inout Code) -> Void = { _, _ in }
  ) throws(OverrideFault) -> AppliedOverrides {
    var applied = AppliedOverrides()
    var changed = code
    var hasChanged = false
    for block in blocks {
      if hasChanged { refresh(block.name, &changed) }
      let own = overrides.enumerated()
        .filter { $0.element.block == block.name }
        .sorted { ($0.element.action.order, $0.offset) < ($1.element.action.order, $1.offset) }
        .map(\.element)
      guard !own.isEmpty else { continue }
      let variable = changed[block.name]
      var value = variable.value
      let spread = changed.spread(block.name)
      for row in 0..<value.count / max(1, block.count) {
        try change(
          &value.scalars, block, row * block.count, own, spread, &applied, report: row == 0)
      }
      let result = variable.graph.constant(value)
      hasChanged = hasChanged || value != variable.value
      if let spread {
        changed.set(block.name, result, spread: spread)
      } else {
        changed[block.name] = result
      }
    }
    for override in overrides where self[override.block] == nil {
      throw .unknownBlock(override.block, known: blocks.map(\.name))
    }
    code = changed
    return applied
  }

  private func change(
    _ values: inout [Float], _ block: CodeBlock, _ base: Int, _ overrides: [Override],
    _ spread: Tensor?, _ applied: inout AppliedOverrides, report: Bool
  ) throws(OverrideFault) {
    var kept: [Int] = []
    let before = Array(values[base..<base + block.count])
    for override in overrides {
      let offset = try offset(override, in: block)
      guard override.action.isFinite else {
        throw .unfit(
          block: block.name, action: "\(override.action)", reason: "the amount is not finite")
      }
      let at = base + offset
      let old = values[at]
      switch override.action {
      case .set(let x):
        guard block.range.contains(x) else {
          throw .outOfRange(
            element: block.word(override.index), value: x, range: block.range)
        }
        values[at] = x
      case .scale(let x): values[at] = try scaled(old, by: x, block)
      case .add(let x): values[at] += x
      case .addDeviations(let x):
        guard let spread else {
          throw .unfit(
            block: block.name, action: "a step in deviations", reason: "it has no posterior spread")
        }
        values[at] += x * spread.scalars[at]
      case .only: kept.append(offset)
      case .mute:
        if block.kind == .direction {
          throw .unfit(block: block.name, action: "mute", reason: "a coordinate of a direction")
        }
        values[at] = block.kind == .logWeight ? -.infinity : 0
      }
      let cut = block.kind.cut
      if values[at] != old, values[at] != -.infinity, !cut.contains(values[at]) {
        values[at] = min(max(values[at], cut.lowerBound), cut.upperBound)
        if report { applied.clamped.append("\(block.word(override.index)) at \(values[at])") }
      }
    }
    if !kept.isEmpty { try keepOnly(kept, &values, block, base) }
    normalize(&values, block, base, before)
  }

  private func scaled(
    _ value: Float, by factor: Float, _ block: CodeBlock
  ) throws(OverrideFault) -> Float {
    guard block.kind == .logWeight else { return value * factor }
    guard factor > 0 else {
      throw .unfit(
        block: block.name, action: "scaling by \(factor)",
        reason: "a weight is scaled by a number above 0; mute takes it out")
    }
    return value + Scalar.log(factor)
  }

  private func keepOnly(
    _ kept: [Int], _ values: inout [Float], _ block: CodeBlock, _ base: Int
  ) throws(OverrideFault) {
    guard block.kind != .direction else {
      throw .unfit(block: block.name, action: "only", reason: "a coordinate of a direction")
    }
    for offset in 0..<block.count where !kept.contains(offset) {
      values[base + offset] = block.kind == .logWeight ? -.infinity : 0
    }
  }

  private func normalize(
    _ values: inout [Float], _ block: CodeBlock, _ base: Int, _ before: [Float]
  ) {
    let width = block.shape.last ?? 1
    for start in stride(from: base, to: base + block.count, by: width) {
      let range = start..<start + width
      guard values[range] != before[start - base..<start - base + width] else { continue }
      switch block.kind {
      case .real, .logWeight: return
      case .direction:
        let norm = range.reduce(Float(0)) { $0 + values[$1] * values[$1] }.squareRoot()
        for i in range where norm > 0 { values[i] /= norm }
      case .simplex:
        for i in range { values[i] = max(0, values[i]) }
        let total = range.reduce(Float(0)) { $0 + values[$1] }
        for i in range { values[i] = total > 0 ? values[i] / total : 1 / Float(width) }
      }
    }
  }

  private func offset(_ override: Override, in block: CodeBlock) throws(OverrideFault) -> Int {
    guard override.index.count == block.shape.count,
      zip(override.index, block.shape).allSatisfy({ $0 >= 0 && $0 < $1 })
    else {
      throw .badIndex(block: block.name, index: override.index, shape: block.shape)
    }
    return zip(override.index, block.shape).reduce(0) { $0 * $1.1 + $1.0 }
  }
}
