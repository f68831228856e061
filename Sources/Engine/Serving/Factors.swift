public import Models

/// The words by which people reach the elements of a model's code: `c3`, the name of a concept,
/// `c3.12` for a coordinate inside it, or whatever aliases another model's blocks have.
public struct Factors: Sendable {
  /// `macridvae@12`, for messages.
  let title: String
  public let layout: CodeLayout
  /// The concepts, in order; empty for a model without.
  public let concepts: [ConceptDescription]
  private let byName: [String: Int]

  init(title: String, layout: CodeLayout, concepts: [ConceptDescription]) {
    self.title = title
    self.layout = layout
    self.concepts = concepts
    byName = Dictionary(
      concepts.compactMap { concept in concept.name.map { ($0.lowercased(), concept.index) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The element a word names: by name of a concept in any case (`Horror`, and `Horror.12` for a
  /// coordinate inside it), otherwise by alias and index (`c3`, `c3.12`) or by block and index
  /// (`weight[3]`). `NOCONCEPT` lists what there is.
  public func element(
    _ word: String, at field: String
  ) throws(Fault) -> (block: CodeBlock, index: [Int]) {
    if let index = byName[word.lowercased()], let block = layout.conceptWeights {
      return (block, [index])
    }
    if let element = layout.element(word) { return element }
    if let dot = word.lastIndex(of: "."), let block = layout.conceptWeights,
      let index = byName[word[..<dot].lowercased()],
      let element = layout.element(block.word([index]) + word[dot...])
    {
      return element
    }
    throw Fault(.noConcept, "no concept \"\(word)\" in \(title); it has \(listing)", at: field)
  }

  /// Position of the concept a word names.
  public func concept(_ word: String, at field: String) throws(Fault) -> Int {
    guard let block = layout.conceptWeights else {
      throw Fault(.noConcept, "\(title) has no concepts; its factors are \(listing)", at: field)
    }
    let element = try element(word, at: field)
    guard element.block.kind == .logWeight, let index = element.index.first else {
      throw Fault(
        .noConcept, "\"\(word)\" is no concept of \(title); it has \(listing(of: block))", at: field
      )
    }
    return index
  }

  /// The word of a concept, and its name when it has one.
  public func label(_ concept: Int) -> (word: String, name: String?) {
    let word = layout.conceptWeights?.word([concept]) ?? "c\(concept)"
    return (word, concepts.first { $0.index == concept }?.name)
  }

  /// Number of concepts.
  public var conceptCount: Int { layout.conceptWeights?.count ?? 0 }

  /// All words a person may use, for refusals.
  private var listing: String {
    layout.blocks.map { listing(of: $0) }.joined(separator: ", ")
  }

  /// The words of one block: first and last, and the names of concepts.
  private func listing(of block: CodeBlock) -> String {
    let first = block.word(block.shape.map { _ in 0 })
    let final = block.word(block.shape.map { $0 - 1 })
    let names = block.kind == .logWeight ? concepts.compactMap(\.name) : []
    let range = block.count == 1 ? first : "\(first)…\(final)"
    return names.isEmpty ? range : "\(range) (\(names.joined(separator: ", ")))"
  }
}

/// The override keys of a request, before their words are resolved against a model.
public struct Steering: Sendable, Equatable {
  public var set: [Adjustment] = []
  public var scale: [Adjustment] = []
  public var add: [Adjustment] = []
  public var dim: [Adjustment] = []
  public var mute: [String] = []
  public var only: [String] = []
  /// Items to have more like, and less like.
  public var like: [String] = []
  public var less: [String] = []

  public init() {}

  /// Nothing is steered.
  public var isNeutral: Bool { self == Steering() }

  /// The overrides for a model. Throws `NOCONCEPT` for a word it does not know.
  public func overrides(_ factors: Factors) throws(Fault) -> [Override] {
    var overrides: [Override] = []
    let amounts = [("set", set), ("scale", scale), ("add", add), ("dim", dim)]
    for (field, adjustments) in amounts {
      for adjustment in adjustments {
        let element = try factors.element(adjustment.name, at: field)
        let amount = Float(adjustment.amount)
        let action: Override.Action =
          switch field {
          case "set": .set(amount)
          case "scale": .scale(amount)
          default: adjustment.hasUnit ? .addDeviations(amount) : .add(amount)
          }
        overrides.append(Override(element.block.name, element.index, action))
      }
    }
    for (field, words, action) in [("mute", mute, Override.Action.mute), ("only", only, .only)] {
      for word in words {
        let element = try factors.element(word, at: field)
        overrides.append(Override(element.block.name, element.index, action))
      }
    }
    try requireSomething(of: overrides, factors)
    return overrides
  }

  /// A list from no concept at all would be in no order that means something.
  private func requireSomething(of overrides: [Override], _ factors: Factors) throws(Fault) {
    guard let block = factors.layout.conceptWeights, !mute.isEmpty else { return }
    func named(_ action: Override.Action) -> Set<[Int]> {
      Set(overrides.filter { $0.block == block.name && $0.action == action }.map(\.index))
    }
    let kept = named(.only)
    let left = (kept.isEmpty ? Set((0..<block.count).map { [$0] }) : kept).subtracting(named(.mute))
    guard left.isEmpty else { return }
    throw Fault(.arguments, "every concept of \(factors.title) is muted; leave one", at: "mute")
  }
}

extension Steering {
  /// The steering keys of a request, read by the one grammar. `ARGS` and `RANGE` as in any request.
  public init(_ map: Value.Map) throws(Fault) {
    var declared = Fields.recording()
    _ = try declared.steering()
    var fields = try Fields(.map(map), of: "steering", rows: declared.rows)
    self = try fields.steering()
  }
}

extension Fields {
  /// The keys by which every command that scores can be steered.
  mutating func steering() throws(Fault) -> Steering {
    var steering = Steering()
    let limit = 256
    let range = -1000.0...1000.0
    steering.set = try overrides("set", in: range, limit: limit, "set factors to a value")
    steering.scale = try overrides(
      "scale", in: range, limit: limit, "multiply factors; c3:0.5 halves the odds of its items")
    steering.add = try overrides("add", in: range, limit: limit, "add to factors; c3:+1 or a name")
    steering.dim = try overrides(
      "dim", in: range, unit: "sd", limit: limit, "move coordinates inside a concept; c3.12:+2sd")
    steering.mute = try list("mute", limit: limit, "concepts to take out, with their items")
    steering.only = try list("only", limit: limit, "concepts to keep; all others are muted")
    steering.like = try list("like", limit: limit, "items to have more like")
    steering.less = try list("less", limit: limit, "items to have less like")
    return steering
  }
}
