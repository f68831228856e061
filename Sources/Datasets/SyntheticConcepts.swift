public import Tensors

/// A world whose causes are known: every item belongs to one of K concepts, a named attribute
/// mostly says which, and users draw their items from the one or two concepts they care for.
///
/// The right answer to "which items belong together", "what is this concept called" and "what
/// happens when it is muted" is therefore known, and a model's answers are compared with it. A
/// user's history is drawn without replacement: with probability `noise` from any concept,
/// otherwise from the user's own; within a concept mostly in the style the user has there, and
/// there by popularity.
///
/// The styles are what makes the concepts discoverable. A user holds one style in each concept, so
/// that items of a concept exclude each other as items of different concepts do not; where a user
/// only likes whole concepts, any division of the items explains the histories equally well.
/// MacridVAE (K = 4, τ = 0.3, rate 0.003, batches of 50, 60 epochs) put every item with its concept
/// for five seeds out of five with 6 styles, and 38 to 50 % of the items with one, where chance is
/// about 30 % (`PlantedConceptsJourneyTests`).
public struct PlantedConcepts: Sendable {
  /// How large and how clear the world is.
  public struct Shape: Sendable, Equatable {
    public var users = 600
    public var items = 400
    public var concepts = 4
    /// Mean number of items of a user; the shortest history has a third of it, the longest 2⅓ times
    /// it.
    public var meanHistory = 36
    /// Share of draws that ignore what the user cares for.
    public var noise = 0.1
    /// Share of items whose attribute names their concept; the others name another one.
    public var agreement = 0.9
    /// How many times likelier the most popular item of a style is drawn than its least popular.
    public var popularitySkew = 12.0
    /// Share of users who care for two concepts (3 to 2) rather than one.
    public var secondTaste = 0.9
    /// Styles within every concept: the finer taste.
    public var styles = 6
    /// Share of the draws from a concept that keep to the user's style in it.
    public var styleLoyalty = 0.8
    /// Share of items that people of a second concept choose as well as those of their own: the
    /// causes overlap, and no code can keep such items apart. 0 is the world without overlap.
    public var entanglement = 0.0

    public init() {}
  }

  /// Name of the attribute that mostly agrees with the concepts.
  public static let attribute = "genre"

  public let shape: Shape
  /// Names of the concepts, as the attribute spells them.
  public let names: [String]
  /// Concept of every item, `0 ..< K`.
  public let conceptOfItem: [Int]
  /// Style of every item within its concept, `0 ..< styles`.
  public let styleOfItem: [Int]
  /// The second concept of the items that have one, see `Shape.entanglement`.
  public let secondConceptOfItem: [Int?]
  /// Style of every user in every concept. `[users][K]`
  public let styleOfUser: [[Int]]
  /// How much every user cares for every concept: K shares that sum to 1.
  public let tastes: [[Double]]
  /// What a model is given.
  public let data: Dataset

  /// A world of the given shape. Concepts are named by `names` (K of them), or `concept-0` and so
  /// on. O(users · meanHistory · concepts). Traps on a shape that cannot be filled.
  public init(_ shape: Shape = Shape(), names: [String]? = nil, key: RandomKey) {
    precondition(
      shape.concepts > 1 && shape.styles > 0 && shape.users > 0
        && shape.items >= shape.concepts * shape.styles,
      "planted concepts: \(shape)")
    precondition(
      names == nil || names?.count == shape.concepts,
      "planted concepts: \(names?.count ?? 0) names for \(shape.concepts) concepts")
    let names = names ?? (0..<shape.concepts).map { "concept-\($0)" }
    // Shuffled items go round the concepts and their styles, so that all have equally many.
    let places = key.child("concepts").permutation(shape.items)
    let concepts = places.map { $0 % shape.concepts }
    let styles = places.map { $0 / shape.concepts % shape.styles }
    let tastes = (0..<shape.users).map { Self.taste(shape, key.child("taste").child($0)) }
    let userStyles = (0..<shape.users).map { user in
      let key = key.child("style").child(user)
      return (0..<shape.concepts).map { Int(key.uniform(at: $0) * Float(shape.styles)) }
    }
    let seconds = concepts.indices.map {
      Self.secondConcept(of: concepts[$0], shape, key.child("entanglement").child($0))
    }
    let shelves = Shelves(concepts, seconds, styles, shape, key.child("popularity"))
    let histories = (0..<shape.users).map {
      shelves.history(tastes[$0], userStyles[$0], shape, key.child("history").child($0))
    }
    self.shape = shape
    self.names = names
    conceptOfItem = concepts
    styleOfItem = styles
    secondConceptOfItem = seconds
    styleOfUser = userStyles
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
    taste[order[0]] = two ? 0.6 : 1
    if two { taste[order[1]] = 0.4 }
    return taste
  }

  private static func secondConcept(of concept: Int, _ shape: Shape, _ key: RandomKey) -> Int? {
    guard Double(key.uniform(at: 0)) < shape.entanglement else { return nil }
    let step = 1 + Int(key.uniform(at: 1) * Float(shape.concepts - 1))
    return (concept + step) % shape.concepts
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

/// The items of every concept and style with their popularity: where histories are drawn from.
private struct Shelves {
  /// Items by concept and style, most popular first.
  private var items: [[Int32]]
  /// Running sums of popularity over the items of a shelf.
  private var sums: [[Double]] = []

  init(
    _ concepts: [Int], _ seconds: [Int?], _ styles: [Int], _ shape: PlantedConcepts.Shape,
    _ key: RandomKey
  ) {
    items = [[Int32]](repeating: [], count: shape.concepts * shape.styles)
    for item in key.permutation(concepts.count) {
      for concept in [concepts[item], seconds[item]].compactMap({ $0 }) {
        items[concept * shape.styles + styles[item]].append(Int32(item))
      }
    }
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
  func history(
    _ taste: [Double], _ styles: [Int], _ shape: PlantedConcepts.Shape, _ key: RandomKey
  ) -> [Int32] {
    // 3u² has mean 1: a third of the mean for everybody, two thirds of it skewed to the right.
    let u = Double(key.uniform(at: 0))
    let mean = Double(shape.meanHistory)
    let count = min(shape.items / 2, max(1, Int((mean / 3 + 2 * mean / 3 * 3 * u * u).rounded())))
    var chosen: [Int32] = []
    var seen: Set<Int32> = []
    var draw = 0
    // A small shelf may run out of new items; then the history stays shorter.
    while chosen.count < count, draw < 40 * count {
      let item = item(taste, styles, shape, key.child("draw").child(draw))
      draw += 1
      if seen.insert(item).inserted { chosen.append(item) }
    }
    return chosen
  }

  /// One draw: the concept, the style in it, the item on that shelf.
  private func item(
    _ taste: [Double], _ styles: [Int], _ shape: PlantedConcepts.Shape, _ key: RandomKey
  ) -> Int32 {
    func uniform(_ i: Int) -> Double { Double(key.uniform(at: i)) }
    let concept =
      uniform(0) < shape.noise
      ? Int(uniform(1) * Double(taste.count)) : Self.place(of: uniform(1), inSharesOf: taste)
    let style =
      uniform(2) < shape.styleLoyalty ? styles[concept] : Int(uniform(3) * Double(shape.styles))
    let shelf = concept * shape.styles + style
    let target = uniform(4) * (sums[shelf].last ?? 0)
    return items[shelf][sums[shelf].firstIndex { $0 > target } ?? sums[shelf].count - 1]
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
