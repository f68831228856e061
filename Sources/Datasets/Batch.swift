public import Tensors

/// Some users at once: what the encoder sees of them, and what the decoder is asked to explain.
public struct Batch: Sendable {
  /// Histories as the encoder reads them. `[B, M]`, values are weights (1 unless said otherwise).
  public let histories: SparseRows
  /// Items whose likelihood is measured. In training the complete histories.
  public let targets: SparseRows

  /// A batch; traps when histories and targets have different shapes.
  public init(histories: SparseRows, targets: SparseRows) {
    precondition(
      histories.rows == targets.rows && histories.columns == targets.columns,
      "batch: histories [\(histories.rows), \(histories.columns)], targets "
        + "[\(targets.rows), \(targets.columns)]")
    self.histories = histories
    self.targets = targets
  }

  /// A batch of histories to be explained by themselves.
  public init(_ histories: SparseRows) { self.init(histories: histories, targets: histories) }

  /// The histories as sequences of sessions (`Sequences`), with a `window` only the last so many of each
  /// user. Made when a model asks for it: those that do not read order pay nothing. O(entries · log).
  public func sequences(window: Int = .max) -> Sequences {
    Sequences(histories, window: window)
  }

  /// Number of users, `B`.
  public var count: Int { histories.rows }
}
