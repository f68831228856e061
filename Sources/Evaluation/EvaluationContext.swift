public import Datasets
public import Tensors

/// What metrics beyond accuracy know of the training data and the items.
public struct EvaluationContext: Sendable {
  public let popularity: ItemPopularity
  /// The attribute that diversity and calibration are measured in; `nil` when there is none.
  public let traits: ItemTraits?

  public init(popularity: ItemPopularity, traits: ItemTraits? = nil) {
    self.popularity = popularity
    self.traits = traits
  }

  /// The training part of a split, and the named categorical attribute of its items: without a name
  /// the one that most items have, the first by name among equals. O(entries + values).
  public init(_ split: Split, describedBy catalog: Catalog, attribute: String? = nil) {
    popularity = ItemPopularity(split.train)
    let columns = catalog.selecting(split.items).attributes.columns
      .filter { attribute == nil ? $0.kind == .categorical : $0.name == attribute }
    let widest = columns.map(\.coverage).max() ?? 0
    traits = columns.first { $0.coverage == widest && widest > 0 }.map { ItemTraits($0) }
  }
}

/// How many training users have each item.
public struct ItemPopularity: Sendable, Equatable {
  /// Training users of every item. `[M]`
  public let users: [Int]
  /// All training users.
  public let population: Int

  /// Counts over training histories. O(entries).
  public init(_ train: SparseRows) {
    var users = [Int](repeating: 0, count: train.columns)
    for item in train.indices { users[Int(item)] += 1 }
    self.users = users
    population = train.rows
  }
}

/// The values of one attribute by item, as dense numbers.
public struct ItemTraits: Sendable, Equatable {
  /// Name of the attribute.
  public let attribute: String
  /// The distinct values, in the order in which items bring them in.
  public let values: [AttributeValue]
  private let offsets: [Int]
  private let indices: [Int32]

  /// The values of a column; a value that an item has twice counts once.
  public init(_ column: AttributeColumn) {
    attribute = column.name
    var number: [AttributeValue: Int32] = [:]
    var values: [AttributeValue] = []
    var offsets = [0]
    var indices: [Int32] = []
    for row in 0..<column.rows {
      let start = indices.count
      for value in column.row(row) {
        let index = number[value] ?? Int32(values.count)
        if number.updateValue(index, forKey: value) == nil { values.append(value) }
        if !indices[start...].contains(index) { indices.append(index) }
      }
      offsets.append(indices.count)
    }
    (self.values, self.offsets, self.indices) = (values, offsets, indices)
  }

  /// Values of an item.
  public subscript(item: Int32) -> ArraySlice<Int32> {
    indices[offsets[Int(item)]..<offsets[Int(item) + 1]]
  }
}

/// Mean distribution over the values of the items that have one, as items come in.
struct TraitMix {
  private let traits: ItemTraits
  private var sums: [Double]
  private var count = 0.0

  /// No items yet.
  init(_ traits: ItemTraits) {
    self.traits = traits
    sums = [Double](repeating: 0, count: traits.values.count)
  }

  /// O(values of the items).
  mutating func add(_ items: ArraySlice<Int32>) {
    for item in items {
      let own = traits[item]
      guard !own.isEmpty else { continue }
      let weight = 1 / Double(own.count)
      for value in own { sums[Int(value)] += weight }
      count += 1
    }
  }

  /// Shares of the values so far; empty when no item had one. O(values).
  var shares: [Double] { count > 0 ? sums.map { $0 / count } : [] }
}
