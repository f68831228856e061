/// A change to one element of a user's code before decoding: the one language in which every model
/// is steered. What an element may be set to is stated by its block (`CodeBlock.range`).
public struct Override: Sendable, Codable, Equatable {
  /// What is done to the element.
  public enum Action: Sendable, Codable, Equatable {
    /// Replaces it; the value lies in the range of the block.
    case set(Float)
    /// Multiplies it. Of a log weight the weight is multiplied: its logarithm is added, and the
    /// factor lies above 0.
    case scale(Float)
    /// Adds to it.
    case add(Float)
    /// Adds posterior standard deviations to it.
    case addDeviations(Float)
    /// Keeps this element (with the others that are kept) and mutes the rest of the block.
    case only
    /// Takes it out: −∞ for a log weight, 0 otherwise.
    case mute

    /// Place in the fixed order of application, whatever the order of writing.
    var order: Int {
      switch self {
      case .set: 0
      case .scale: 1
      case .add: 2
      case .addDeviations: 3
      case .only: 4
      case .mute: 5
      }
    }

    /// Whether its amount, if it has one, is a number that can be computed with.
    var isFinite: Bool {
      switch self {
      case .set(let x), .scale(let x), .add(let x), .addDeviations(let x): x.isFinite
      case .only, .mute: true
      }
    }
  }

  public var block: String
  public var index: [Int]
  public var action: Action

  public init(_ block: String, _ index: [Int], _ action: Action) {
    self.block = block
    self.index = index
    self.action = action
  }
}

/// Why an override does not fit a model.
public enum OverrideFault: Error, Equatable, CustomStringConvertible {
  case unknownBlock(String, known: [String])
  case badIndex(block: String, index: [Int], shape: [Int])
  case unfit(block: String, action: String, reason: String)
  /// An element, by its word, was to be set to what its block does not admit.
  case outOfRange(element: String, value: Float, range: ClosedRange<Float>)

  public var description: String {
    switch self {
    case .unknownBlock(let block, let known):
      return "no block \"\(block)\" in this model; it has \(known.joined(separator: ", "))"
    case .badIndex(let block, let index, let shape):
      return "index \(index) is outside block \(block), whose shape is \(shape)"
    case .unfit(let block, let action, let reason):
      return "\(action) does not fit block \(block): \(reason)"
    case .outOfRange(let element, let value, let range):
      return "\(element) is \(range.lowerBound) … \(range.upperBound), not \(value)"
    }
  }
}
