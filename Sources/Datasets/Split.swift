public import Tensors

/// Data divided for learning and measuring: what a model learns from, and the users of validation
/// and test, each with what a model is shown and what it has to find.
///
/// Two families. Strong generalisation and folds hold *users* out (Liang et al., "Variational
/// autoencoders for collaborative filtering", WWW 2018; used unchanged by MacridVAE): a model learns
/// from whole histories, validation and test users are strangers who show it a part of theirs and
/// hide the rest. Global time, leave-last-out and ratio hold *interactions* out: users of validation
/// and test are training users, asked for what came later or was set aside.
///
/// The items are those of training alone: a model cannot know others. What a model is shown of a
/// user is also what is left out of the user's ranking; `mask` says which parts that is for test.
public struct Split: Sendable, Equatable {
  /// The items that training users have; the columns of every matrix here.
  public let items: Vocabulary<ItemID>
  public let trainUsers: Vocabulary<UserID>
  /// Training histories of the training users. `[trainUsers, M]`
  public let train: SparseRows
  public let validation: FoldIn
  public let test: FoldIn
  /// The protocol.
  public let kind: SplitKind
  /// What a model is shown of a test user, and what is left out of the ranking.
  public let mask: SplitMask
  /// What the split gives away; `nil` for files of programs that do not count it.
  public let leaks: LeakReport?
  /// How the split came about.
  public let provenance: SplitProvenance

  /// A split from its parts; traps when columns do not fit the items or rows the users.
  public init(
    items: Vocabulary<ItemID>, trainUsers: Vocabulary<UserID>, train: SparseRows,
    validation: FoldIn, test: FoldIn, kind: SplitKind = .strong(), mask: SplitMask = .train,
    leaks: LeakReport? = nil, provenance: SplitProvenance
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
    self.kind = kind
    self.mask = mask
    self.leaks = leaks
    self.provenance = provenance
  }

  /// Divides a data set as a recipe says, and records the seed. Throws when nothing would be left to
  /// learn from, and when the recipe wants times that the data set does not have. Where the histories of
  /// the data set have an order, so has the split. Traps on shares
  /// and folds that `SplitKind.complaint` names. O(entries · log entries).
  public init(of data: Dataset, _ recipe: SplitRecipe) throws(DatasetFault) {
    if let complaint = recipe.kind.complaint { preconditionFailure("split: \(complaint)") }
    if recipe.kind.needsTimes {
      guard let times = data.times else { throw .noTimes(recipe.kind.word) }
      let absent = times.count { $0 == .min }
      guard absent == 0 else { throw .eventsWithoutTime(recipe.kind.word, absent) }
    }
    let key = RandomKey(seed: recipe.seed).child("split")
    let source = OrderedHistories(data, minimum: recipe.minimum)
    let split =
      recipe.kind.holdsOutUsers
      ? try Split(source, of: data, recipe.kind, minimum: recipe.minimum, key: key)
      : try Split(source, of: data, recipe, key: key)
    var provenance = split.provenance
    provenance.seed = recipe.seed
    self = Split(
      items: split.items, trainUsers: split.trainUsers, train: split.train,
      validation: split.validation, test: split.test, kind: split.kind, mask: split.mask,
      leaks: split.leaks, provenance: provenance
    ).ordered(by: data)
  }

  /// The training part as a data set, with what `catalog` knows of its items.
  public func trainingData(describedBy catalog: Catalog? = nil) -> Dataset {
    Dataset(
      users: trainUsers, catalog: catalog?.selecting(items) ?? Catalog(items: items),
      histories: train)
  }

  /// Hash of users, items and all five matrices, and of the protocol where it is not strong
  /// generalisation: equal splits, equal fingerprint. O(entries).
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
    // Strong generalisation is what files of other programs hold, however they divided the users.
    if case .strong = kind { return hash.text }
    hash.add("\(kind)")
    hash.add(mask.rawValue)
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
  /// Users drawn for validation, and again for test; 0 where interactions are divided.
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
