public import Tensors

/// The smallest world with a right answer: users and items have one of two colours, users have all
/// items of their colour and none of the other, and one cell of every user is withheld. Whoever has
/// learned anything ranks the withheld item first among those a user does not have.
///
/// ```
///        i0 i1 i2 i3 i4 i5
///    u0   1  .  ?  .  1  .          ? is withheld: u1's colour never has it, u2 and u4 do
///    u1   .  1  .  1  .  ?
///    u2   ?  .  1  .  1  .
/// ```
/// Idea: the test-suite of the `implicit` library, where it is the contract of every model.
public struct Checkerboard: Sendable {
  /// The board without the withheld cells.
  public let data: Dataset
  /// Column of the withheld item of every user.
  public let withheld: [Int32]

  /// A board; the key decides which cells are withheld. In each colour they go round its items, so
  /// that none is withheld from everybody. Traps with fewer than 4 users or 6 items.
  public init(users: Int = 60, items: Int = 40, key: RandomKey) {
    precondition(users >= 4 && items >= 6, "checkerboard: \(users) users, \(items) items")
    let order = [0, 1].map { color in
      let columns = Array(stride(from: Int32(color), to: Int32(items), by: 2))
      return key.child(color).permutation(columns.count).map { columns[$0] }
    }
    withheld = (0..<users).map { order[$0 % 2][$0 / 2 % order[$0 % 2].count] }
    let rows = withheld.enumerated().map { user, answer in
      order[user % 2].filter { $0 != answer }
    }
    data = Dataset(
      users: Vocabulary((0..<users).map { UserID("u\($0)") }),
      catalog: Catalog(items: Vocabulary((0..<items).map { ItemID("i\($0)") })),
      histories: SparseRows(columns: items, rows: rows))
  }

  /// The board as held-out users: everything is visible but the withheld cell.
  public var question: FoldIn {
    FoldIn(
      users: data.users.ids, visible: data.histories,
      hidden: SparseRows(columns: data.histories.columns, rows: withheld.map { [$0] }))
  }
}
