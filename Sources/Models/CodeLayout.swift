/// One block of a code: what may be overridden, and what fits there.
public struct CodeBlock: Sendable, Equatable, Codable {
  /// What the numbers of a block are.
  public enum Kind: String, Sendable, Codable {
    /// Any real number.
    case real
    /// Vectors of unit length along the last dimension; renormalised after every change.
    case direction
    /// Logarithms of the weights of mixture components; 0 is neutral, −∞ mutes. They are bounded.
    case logWeight
    /// Shares that are not negative and sum to one along the last dimension; renormalised.
    case simplex

    /// What an element may be set to. Sums that leave it are cut at its ends, except where the
    /// kind renormalises: a direction is brought back to unit length, a simplex is cut at 0 and
    /// divided by its sum.
    public var range: ClosedRange<Float> {
      switch self {
      case .real: -1000...1000
      case .direction: -1...1
      case .logWeight: -CodeLayout.weightLimit...CodeLayout.weightLimit
      case .simplex: 0...1
      }
    }

    /// The ends at which a sum is cut; see `range`.
    var cut: ClosedRange<Float> {
      switch self {
      case .real, .logWeight: range
      case .direction: -.infinity ... .infinity
      case .simplex: 0 ... .infinity
      }
    }
  }

  /// Name inside the code.
  public let name: String
  /// Word of a single element on the command line and the socket: the alias and the index, as in
  /// `c3` or, with two dimensions, `c3.12`.
  public let alias: String
  /// Extent of every dimension after that of the users.
  public let shape: [Int]
  public let kind: Kind
  /// What one unit of it means.
  public let unit: String
  /// One sentence for a person.
  public let summary: String

  public init(
    _ name: String, alias: String, shape: [Int], kind: Kind, unit: String, summary: String
  ) {
    self.name = name
    self.alias = alias
    self.shape = shape
    self.kind = kind
    self.unit = unit
    self.summary = summary
  }

  /// What an element may be set to.
  public var range: ClosedRange<Float> { kind.range }

  /// Elements per user.
  public var count: Int { shape.reduce(1, *) }

  /// The word of an element.
  public func word(_ index: [Int]) -> String {
    alias + index.map(String.init).joined(separator: ".")
  }
}

/// The blocks of a model's code that belong to a user and may be overridden.
public struct CodeLayout: Sendable, Equatable, Codable {
  public let blocks: [CodeBlock]

  public init(_ blocks: [CodeBlock]) { self.blocks = blocks }

  /// The block of a name, or `nil`.
  public subscript(name: String) -> CodeBlock? { blocks.first { $0.name == name } }

  /// The block whose elements weigh the concepts of a mixture, if the model has one.
  public var conceptWeights: CodeBlock? { blocks.first { $0.kind == .logWeight } }

  /// The element that a word such as `c3` or `c3.12` names, or the same by its block, `weight[3]`
  /// and `taste[3.12]`; `nil` when there is none.
  public func element(_ word: String) -> (block: CodeBlock, index: [Int])? {
    for block in blocks {
      let tail: Substring
      if word.hasPrefix(block.name + "["), word.hasSuffix("]") {
        tail = word.dropFirst(block.name.count + 1).dropLast()
      } else if word.hasPrefix(block.alias) {
        tail = word.dropFirst(block.alias.count)
      } else {
        continue
      }
      let index = tail.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
      let given = index.compactMap { $0 }
      if given.count == index.count, given.count == block.shape.count,
        zip(given, block.shape).allSatisfy({ $0 >= 0 && $0 < $1 })
      {
        return (block, given)
      }
    }
    return nil
  }
}
