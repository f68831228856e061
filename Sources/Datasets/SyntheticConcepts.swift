public import Tensors

/// A world whose causes are known: every item belongs to one of K concepts, a named attribute mostly says
/// which, and users draw their items from the one or two concepts they care for.
///
/// The right answer to "which items belong together", "what is this concept called" and "what happens
/// when it is muted" is therefore known, and a model's answers are compared with it. A user's history is
/// drawn without replacement: with probability `noise` from any concept, otherwise from the user's own;
/// within a concept, items are drawn by popularity.
public struct PlantedConcepts: Sendable {
  /// How large and how clear the world is.
  public struct Shape: Sendable, Equatable {
    public var users = 600
    public var items = 400
    public var concepts = 4
    /// Mean number of items of a user; the shortest history has a third of it, the longest 2⅓ times it.
    public var meanHistory = 36
    /// Share of draws that ignore what the user cares for.
    public var noise = 0.1
    /// Share of items whose attribute names their concept; the others name another one.
    public var agreement = 0.9
    /// How many times likelier the most popular item of a concept is drawn than its least popular.
    public var popularitySkew = 12.0
    /// Share of users who care for two concepts (3 to 1) rather than one.
    public var secondTaste = 0.4

    public init() {}
  }

  /// Name of the attribute that mostly agrees with the concepts.
  public static let attribute = "genre"

  public let shape: Shape
  /// Names of the concepts, as the attribute spells them.
  public let names: [String]
  /// Concept of every item, `0 ..< K`.
  public let conceptOfItem: [Int]
  /// How much every user cares for every concept: K shares that sum to 1.
  public let tastes: [[Double]]
  /// What a model is given.
  public let data: Dataset

  /// A world of the given shape. Concepts are named by `names` (K of them), or `concept-0` and so on.
  /// O(users · meanHistory · concepts). Traps on a shape that cannot be filled.
  public init(_ shape: Shape = Shape(), names: [String]? = nil, key: RandomKey) {
    precondition(
      shape.concepts > 1 && shape.items >= 2 * shape.concepts && shape.users > 0,
      "planted concepts: \(shape)")
    precondition(
      names == nil || names?.count == shape.concepts,
      "planted concepts: \(names?.count ?? 0) names for \(shape.concepts) concepts")
    let names = names ?? (0..<shape.concepts).map { "concept-\($0)" }
    // Items go round the concepts and are then shuffled, so that all concepts have equally many.
    let concepts = key.child("concepts").permutation(shape.items).map { $0 % shape.concepts }
    let tastes = (0..<shape.users).map { Self.taste(shape, key.child("taste").child($0)) }
    let shelves = ConceptShelves(concepts, shape, key.child("popularity"))
    let histories = (0..<shape.users).map {
      shelves.history(tastes[$0], shape, key.child("history").child($0))
    }
    self.shape = shape
    self.names = names
    self.conceptOfItem = concepts
    self.tastes = tastes
    let labels = Self.labels(concepts, shape, key.child("attribute")).map { names[$0] }
    data = Dataset(
      users: Vocabulary((1...shape.users).map { UserID("u\($0)") }),
      catalog: Catalog(
        items: Vocabulary((1...shape.items).map { ItemID("m\($0)") }),
        attributes: AttributeTable([
          AttributeColumn(
            name: Self.attribute, kind: .categorical, rows: labels.map { [.word($0)] })
        ])),
      histories: SparseRows(columns: shape.items, rows: histories))
  }

  private static func taste(_ shape: Shape, _ key: RandomKey) -> [Double] {
    let order = key.child("order").permutation(shape.concepts)
    var taste = [Double](repeating: 0, count: shape.concepts)
    let two = Double(key.uniform(at: 0)) < shape.secondTaste
    taste[order[0]] = two ? 0.75 : 1
    if two { taste[order[1]] = 0.25 }
    return taste
  }

  private static func labels(_ concepts: [Int], _ shape: Shape, _ key: RandomKey) -> [Int] {
    concepts.enumerated().map { item, concept in
      let key = key.child(item)
      guard Double(key.uniform(at: 0)) >= shape.agreement else { return concept }
      let step = 1 + Int(key.uniform(at: 1) * Float(shape.concepts - 1))
      return (concept + step) % shape.concepts
    }
  }
}

/// The items of every concept with their popularity: where histories are drawn from.
private struct ConceptShelves {
  /// Items by concept, most popular first.
  private var items: [[Int32]]
  /// Running sums of popularity over the items of a concept.
  private var sums: [[Double]] = []

  init(_ concepts: [Int], _ shape: PlantedConcepts.Shape, _ key: RandomKey) {
    items = [[Int32]](repeating: [], count: shape.concepts)
    for item in key.permutation(concepts.count) { items[concepts[item]].append(Int32(item)) }
    for shelf in items {
      let steps = Double(max(1, shelf.count - 1))
      var sum = 0.0
      sums.append(
        shelf.indices.map { place in
          sum += 1 / (1 + (shape.popularitySkew - 1) * Double(place) / steps)
          return sum
        })
    }
  }

  /// The items of one user, no repeats.
  func history(_ taste: [Double], _ shape: PlantedConcepts.Shape, _ key: RandomKey) -> [Int32] {
    // 3u² has mean 1: a third of the mean for everybody, two thirds of it skewed to the right.
    let u = Double(key.uniform(at: 0))
    let mean = Double(shape.meanHistory)
    let count = min(shape.items / 2, max(1, Int((mean / 3 + 2 * mean / 3 * 3 * u * u).rounded())))
    var chosen: [Int32] = []
    var seen: Set<Int32> = []
    var draw = 0
    // A small shelf may run out of new items; then the history stays shorter.
    while chosen.count < count, draw < 40 * count {
      let draws = key.child("draw").child(draw)
      draw += 1
      let concept =
        Double(draws.uniform(at: 0)) < shape.noise
        ? Int(draws.uniform(at: 1) * Float(taste.count))
        : Self.place(of: Double(draws.uniform(at: 1)), inSharesOf: taste)
      let target = Double(draws.uniform(at: 2)) * (sums[concept].last ?? 0)
      let place = sums[concept].firstIndex { $0 > target } ?? sums[concept].count - 1
      let item = items[concept][place]
      if seen.insert(item).inserted { chosen.append(item) }
    }
    return chosen
  }

  private static func place(of u: Double, inSharesOf shares: [Double]) -> Int {
    var sum = 0.0
    for (place, share) in shares.enumerated() {
      sum += share
      if u < sum { return place }
    }
    return shares.lastIndex { $0 > 0 } ?? 0
  }
}
