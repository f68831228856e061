public import Tensors

/// What a model learns from: the positive histories of users over a catalogue, frozen.
///
/// Built from the store in one go (or from split files, or by a generator); row `r` of `histories`
/// is the history of `users[r]`, its columns are `catalog.items`.
public struct Dataset: Sendable {
  public let users: Vocabulary<UserID>
  public let catalog: Catalog
  /// Positive items of every user, binary, with the session of each as its step where order was asked
  /// for. `[N, M]`
  public let histories: SparseRows
  /// Attributes of the users, over the same rows.
  public let userAttributes: AttributeTable
  /// When each entry of `histories` came about: the first positive event of the pair, milliseconds
  /// since 1970-01-01 UTC, `Int64.min` where the event has no time. `nil` unless they were asked
  /// for; a model does not see them.
  public let times: [Int64]?
  /// Hash of everything above that a model can see: equal data, equal fingerprint.
  public let fingerprint: String

  /// A data set; traps when histories do not fit users and catalogue.
  public init(
    users: Vocabulary<UserID>, catalog: Catalog, histories: SparseRows,
    userAttributes: AttributeTable = AttributeTable(), times: [Int64]? = nil
  ) {
    precondition(
      times == nil || times?.count == histories.entries,
      "dataset: \(times?.count ?? 0) times for \(histories.entries) interactions")
    precondition(
      histories.rows == users.count && histories.columns == catalog.count,
      "dataset: histories [\(histories.rows), \(histories.columns)] for \(users.count) users and "
        + "\(catalog.count) items")
    self.users = users
    self.catalog = catalog
    self.histories = histories
    self.userAttributes = userAttributes
    self.times = times
    var hash = Fingerprint()
    for user in users.ids { hash.add(user.rawValue) }
    for item in catalog.items.ids { hash.add(item.rawValue) }
    hash.add(histories)
    fingerprint = hash.text
  }
}

extension Dataset {
  /// The same data with the time of every entry of `histories`.
  public func timed(_ times: [Int64]) -> Dataset {
    Dataset(
      users: users, catalog: catalog, histories: histories, userAttributes: userAttributes,
      times: times)
  }

  /// The same data with the session of every entry of `histories`, from its time and, where the log names
  /// one, its session id. Throws when an interaction has no time. O(entries · log of a history).
  public func ordered(_ sessions: [String?]) throws(DatasetFault) -> Dataset {
    guard let times, !times.contains(.min) else {
      let absent = times.map { $0.count { $0 == .min } } ?? histories.entries
      throw .withoutOrder(absent, of: histories.entries)
    }
    var steps: [Int32] = []
    steps.reserveCapacity(times.count)
    for (start, end) in zip(histories.offsets, histories.offsets.dropFirst()) {
      steps += SessionCut.numbers(
        times: Array(times[start..<end]), sessions: Array(sessions[start..<end]))
    }
    return Dataset(
      users: users, catalog: catalog, histories: histories.stepped(steps),
      userAttributes: userAttributes, times: times)
  }
}
