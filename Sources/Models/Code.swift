public import Autodiff
public import Tensors

/// The code of a batch: named blocks of numbers, what an encoder says about people and items.
///
/// MacridVAE's has `concepts` `[M, K]` (of the catalogue), `taste` `[B, K, d]` and `weight` `[B,
/// K]`.
public struct Code {
  private var blocks: [String: Variable] = [:]
  private var spreads: [String: Tensor] = [:]

  public init() {}

  /// A block by its name; traps when reading a block that the encoder did not write.
  public subscript(name: String) -> Variable {
    get {
      guard let block = blocks[name] else {
        preconditionFailure("code: no block \(name); there are \(blocks.keys.sorted())")
      }
      return block
    }
    set { blocks[name] = newValue }
  }

  /// Whether the encoder wrote a block.
  public func has(_ name: String) -> Bool { blocks[name] != nil }

  /// Posterior standard deviations of a block, in its shape, where the posterior has them.
  public func spread(_ name: String) -> Tensor? { spreads[name] }

  /// Writes a block with the posterior standard deviations of its elements.
  public mutating func set(_ name: String, _ value: Variable, spread: Tensor) {
    precondition(
      value.value.count == spread.count,
      "code: block \(name) has shape \(value.shape), its spread \(spread.shape)")
    blocks[name] = value
    spreads[name] = spread
  }
}
