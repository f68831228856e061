// The smallest world with a structure to learn: users and items are black or white, everybody likes
// the items of their own colour, and one liked item of every user is withheld. A model that has
// learned the board ranks the withheld item before all items of the other colour.
public import Tensors

/// Histories on a checkerboard, with the cells on the diagonal withheld.
public struct Checkerboard: Sendable {
  /// Users, and items.
  public let size: Int
  /// What everybody is seen to like: the own colour without the diagonal. `[size, size]`
  public let histories: SparseRows

  public init(size: Int) {
    self.size = size
    histories = SparseRows(
      columns: size,
      rows: (0..<size).map { user in
        (0..<size).filter { $0 % 2 == user % 2 && $0 != user }.map(Int32.init)
      })
  }

  /// Share of users whose withheld item outranks every item of the other colour.
  public func learned(_ scores: Tensor) -> Double {
    let right = (0..<size).count { user in
      let row = Array(scores.row(user))
      return (0..<size).allSatisfy { $0 % 2 == user % 2 || row[$0] < row[user] }
    }
    return Double(right) / Double(size)
  }
}
