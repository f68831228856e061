public import Tensors

/// Users who are asked, each with the part of the history a model is shown and the part it has to
/// find. What is shown is left out of the ranking.
///
/// Rows of both matrices belong to `users`; columns are the training items. A user too short to be
/// divided shows everything and hides nothing: there is no target, hence no measurement, and such
/// users are counted rather than scored as zero.
public struct FoldIn: Sendable, Equatable {
  public let users: [UserID]
  /// What the model is given, and what is masked while ranking. `[users, M]`
  public let visible: SparseRows
  /// What it should rank high; an empty row for a user without targets. `[users, M]`
  public let hidden: SparseRows

  /// Held-out users; traps when rows or columns do not fit together.
  public init(users: [UserID], visible: SparseRows, hidden: SparseRows) {
    precondition(
      visible.rows == users.count && hidden.rows == users.count
        && visible.columns == hidden.columns,
      "fold-in: visible [\(visible.rows), \(visible.columns)] and hidden [\(hidden.rows), "
        + "\(hidden.columns)] for \(users.count) users")
    self.users = users
    self.visible = visible
    self.hidden = hidden
  }

  /// Rows of the users that have something to find, ascending. O(users).
  public var rowsWithTargets: [Int] { users.indices.filter { hidden.count($0) > 0 } }

  /// How many users have nothing to find. O(users).
  public var usersWithoutTargets: Int { users.count - rowsWithTargets.count }
}
