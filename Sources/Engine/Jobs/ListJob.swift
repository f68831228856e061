public import Datasets
import Models
import Store
import Tensors

/// Everybody's list at batch speed: 500 users share one pass, and nothing larger than a batch is
/// held beside the histories.
public struct ListJob: Sendable {
  /// Users scored together.
  private static let batch = 500

  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// One user's list.
  public struct List: Sendable {
    public let user: UserID
    /// Item id and score, best first.
    public let items: [(item: ItemID, score: Float)]
  }

  /// Makes the list of every user of the store who has a positive item, or of the given users, in
  /// the order of their ids, and hands each to `body`; returns how many there were. Items of the
  /// history are left out. Throws `NOUSER` for a given user without a history, and what `body`
  /// throws.
  public func run(
    _ title: String?, users wanted: [String]?, k: Int, steering: Steering,
    body: (List, _ model: String) throws -> Void
  ) throws -> Int {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    let overrides = try steering.overrides(snapshot.factors)
    guard steering.like.isEmpty, steering.less.isEmpty else {
      throw Fault(.arguments, "like and less steer one person's list, not everybody's", at: "like")
    }
    let data =
      snapshot.trained.needs.contains(.order)
      ? try library.store.orderedDataset(minimumHistory: 1)
      : try library.store.cachedDataset(minimumHistory: 1)
    let column = data.catalog.items.ids.map { snapshot.catalog.items.index(of: $0) }
    let rows =
      try wanted.map { try $0.map { try row(of: $0, in: data) } } ?? Array(0..<data.users.count)
    for start in stride(from: 0, to: rows.count, by: Self.batch) {
      let chunk = rows[start..<min(start + Self.batch, rows.count)]
      let histories = data.histories.selecting(chunk)
        .renamingColumns(to: snapshot.catalog.count) { column[Int($0)].map { Int32($0) } }
      for (row, list) in zip(chunk, try lists(snapshot, histories, overrides, k)) {
        try body(List(user: data.users[row], items: list), snapshot.title)
      }
    }
    return rows.count
  }

  private func row(of user: String, in data: Dataset) throws(Fault) -> Int {
    guard let row = data.users.index(of: UserID(user)) else {
      throw Fault(.noUser, "no user \"\(user)\" with a history in the store", at: "user")
    }
    return row
  }

  private func lists(
    _ snapshot: Snapshot, _ histories: SparseRows, _ overrides: [Override], _ k: Int
  ) throws(Fault) -> [[(item: ItemID, score: Float)]] {
    let passed = try Recommender(snapshot).run(histories, overrides)
    var scores = passed.scores
    for row in 0..<histories.rows {
      let base = row * scores.columns
      for item in histories.row(row) { scores.scalars[base + Int(item)] = -.infinity }
      for item in passed.excluded[row] { scores.scalars[base + Int(item.value)] = -.infinity }
    }
    return scores.topK(k).map { list in
      list.map { (snapshot.catalog.items[Int($0.index)], $0.score) }
    }
  }
}
