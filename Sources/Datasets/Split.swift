public import Tensors

/// Strong generalisation (Liang et al., "Variational autoencoders for collaborative filtering", WWW
/// 2018; used unchanged by MacridVAE): users are divided, not their rows. A model learns from the
/// whole histories of the training users; validation and test users are strangers who show it a
/// part of their history and hide the rest.
///
/// The items are those of the training users alone: a model cannot know others, and what held-out
/// users did with others is dropped before their histories are divided.
public struct StrongGeneralization: Sendable, Equatable {
  /// The items that training users have; the columns of every matrix here.
  public let items: Vocabulary<ItemID>
  public let trainUsers: Vocabulary<UserID>
  /// Complete histories of the training users. `[trainUsers, M]`
  public let train: SparseRows
  public let validation: FoldIn
  public let test: FoldIn
  /// How the split came about.
  public let provenance: SplitProvenance

  /// A split from its parts; traps when columns do not fit the items or rows the users.
  public init(
    items: Vocabulary<ItemID>, trainUsers: Vocabulary<UserID>, train: SparseRows,
    validation: FoldIn, test: FoldIn, provenance: SplitProvenance
  ) {
    precondition(
      train.rows == trainUsers.count && train.columns == items.count,
      "split: training [\(train.rows), \(train.columns)] for \(trainUsers.count) users and "
        + "\(items.count) items")
    precondition(
      validation.visible.columns == items.count && test.visible.columns == items.count,
      "split: held-out users have \(validation.visible.columns) and \(test.visible.columns) "
        + "columns for \(items.count) items")
    self.items = items
    self.trainUsers = trainUsers
    self.train = train
    self.validation = validation
    self.test = test
    self.provenance = provenance
  }

  /// The training part as a data set, with what `catalog` knows of its items.
  public func trainingData(describedBy catalog: Catalog? = nil) -> Dataset {
    Dataset(
      users: trainUsers, catalog: catalog?.selecting(items) ?? Catalog(items: items),
      histories: train)
  }

  /// Hash of users, items and all five matrices: equal splits, equal fingerprint. O(entries).
  public var fingerprint: String {
    var hash = Fingerprint()
    for item in items.ids { hash.add(item.rawValue) }
    for user in trainUsers.ids { hash.add(user.rawValue) }
    hash.add(train)
    for part in [validation, test] {
      for user in part.users { hash.add(user.rawValue) }
      hash.add(part.visible)
      hash.add(part.hidden)
    }
    return hash.text
  }
}

/// How a split came about, for whoever has to repeat it.
public struct SplitProvenance: Sendable, Equatable {
  /// Fingerprint of the data set, or the name of the file it came from.
  public var source: String
  /// Users that were divided among the three parts.
  public var users: Int
  /// Positive interactions of those users.
  public var positives: Int
  /// Items of those users; the training users have fewer.
  public var allItems: Int
  /// Users drawn for validation, and again for test.
  public var heldOut: Int
  /// Shortest history that is used at all, and that is divided.
  public var minimum: Int
  /// The seed of the run's key, when the split was made from one.
  public var seed: UInt64?

  public init(
    source: String, users: Int, positives: Int, allItems: Int, heldOut: Int, minimum: Int,
    seed: UInt64? = nil
  ) {
    self.source = source
    self.users = users
    self.positives = positives
    self.allItems = allItems
    self.heldOut = heldOut
    self.minimum = minimum
    self.seed = seed
  }
}
