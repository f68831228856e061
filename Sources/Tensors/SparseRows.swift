/// Rows of a sparse matrix (compressed sparse rows): a batch of histories over the catalogue.
///
/// ```
/// offsets  0      2   3          row r owns entries offsets[r] ..< offsets[r + 1]
/// indices  4  9 | 0              column of each entry, ascending within a row, no repeats
/// values   1  1 | 1              nil means that every entry is 1
/// steps    1  0 | 0              nil means that the rows have no order
/// ```
/// Steps say when: entries of one number came together (a session), lower numbers before higher ones.
/// Histories are never densified whole: an operation over them costs their entries, not the
/// catalogue.
public struct SparseRows: Sendable, Equatable {
  /// Number of columns, the size of the catalogue.
  public let columns: Int
  /// Where each row starts; one more element than there are rows.
  public private(set) var offsets: [Int]
  /// Column of every entry.
  public private(set) var indices: [Int32]
  /// Value of every entry, or `nil` when all are 1.
  public private(set) var values: [Float]?
  /// Number of the step that every entry belongs to, at least 0, or `nil` when rows have no order.
  public private(set) var steps: [Int32]?

  /// Rows over given storage; traps when offsets, indices, values and steps do not fit together.
  public init(
    columns: Int, offsets: [Int], indices: [Int32], values: [Float]? = nil, steps: [Int32]? = nil
  ) {
    precondition(
      offsets.first == 0 && offsets.last == indices.count,
      "sparse rows: offsets run to \(offsets.last ?? -1), there are \(indices.count) entries")
    precondition(
      values == nil || values?.count == indices.count,
      "sparse rows: \(values?.count ?? 0) values for \(indices.count) entries")
    precondition(
      steps == nil || steps?.count == indices.count,
      "sparse rows: \(steps?.count ?? 0) steps for \(indices.count) entries")
    self.columns = columns
    self.offsets = offsets
    self.indices = indices
    self.values = values
    self.steps = steps
  }

  /// Rows from lists of columns, every value 1. Lists are sorted and freed of repeats.
  public init(columns: Int, rows: [[Int32]]) {
    var offsets = [0]
    var indices: [Int32] = []
    offsets.reserveCapacity(rows.count + 1)
    for row in rows {
      var last: Int32 = -1
      for index in row.sorted() where index != last {
        precondition(
          index >= 0 && index < Int32(columns), "sparse rows: column \(index) of \(columns)")
        indices.append(index)
        last = index
      }
      offsets.append(indices.count)
    }
    self.init(columns: columns, offsets: offsets, indices: indices)
  }

  /// Rows of several matrices, one below the other. All have the given number of columns. Where only
  /// some have an order, the others are of one step.
  public init(stacking parts: [SparseRows], columns: Int) {
    var offsets = [0]
    var indices: [Int32] = []
    var values: [Float]? = parts.contains { $0.values != nil } ? [] : nil
    var steps: [Int32]? = parts.contains { $0.steps != nil } ? [] : nil
    for part in parts {
      precondition(
        part.columns == columns, "stacking: \(part.columns) columns below \(columns)")
      offsets.append(contentsOf: part.offsets.dropFirst().map { $0 + indices.count })
      indices.append(contentsOf: part.indices)
      values?.append(contentsOf: part.values ?? [Float](repeating: 1, count: part.entries))
      steps?.append(contentsOf: part.steps ?? [Int32](repeating: 0, count: part.entries))
    }
    self.init(columns: columns, offsets: offsets, indices: indices, values: values, steps: steps)
  }

  /// Number of rows.
  public var rows: Int { offsets.count - 1 }
  /// Number of stored entries.
  public var entries: Int { indices.count }

  /// Number of entries in row `r`.
  public func count(_ r: Int) -> Int { offsets[r + 1] - offsets[r] }

  /// Columns of row `r`, ascending.
  public func row(_ r: Int) -> ArraySlice<Int32> { indices[offsets[r]..<offsets[r + 1]] }

  /// Values of row `r`, in the order of its columns.
  public func rowValues(_ r: Int) -> [Float] {
    guard let values else { return [Float](repeating: 1, count: count(r)) }
    return Array(values[offsets[r]..<offsets[r + 1]])
  }

  /// True when row `r` has an entry in `column`. O(log of the row's entries).
  public func contains(_ r: Int, _ column: Int32) -> Bool { entry(r, column) != nil }

  /// The given rows, in the given order; a row may be taken more than once. O(entries taken).
  public func selecting(_ selection: some Sequence<Int>) -> SparseRows {
    var newOffsets = [0]
    var newIndices: [Int32] = []
    var newValues: [Float]? = values == nil ? nil : []
    var newSteps: [Int32]? = steps == nil ? nil : []
    for r in selection {
      newIndices.append(contentsOf: indices[offsets[r]..<offsets[r + 1]])
      if let values { newValues?.append(contentsOf: values[offsets[r]..<offsets[r + 1]]) }
      if let steps { newSteps?.append(contentsOf: steps[offsets[r]..<offsets[r + 1]]) }
      newOffsets.append(newIndices.count)
    }
    return SparseRows(
      columns: columns, offsets: newOffsets, indices: newIndices, values: newValues,
      steps: newSteps)
  }

  /// Position among the entries of row `r` and `column`, or `nil`. O(log of the row's entries).
  public func entry(_ r: Int, _ column: Int32) -> Int? {
    var low = offsets[r]
    var high = offsets[r + 1]
    while low < high {
      let middle = (low + high) / 2
      if indices[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < offsets[r + 1] && indices[low] == column ? low : nil
  }

  /// The same rows over other columns; entries whose column has no new name are left out. Traps when two
  /// columns of a row get one name. O(entries · log of a row).
  public func renamingColumns(to columns: Int, _ name: (Int32) -> Int32?) -> SparseRows {
    var newOffsets = [0]
    var newIndices: [Int32] = []
    var newValues: [Float]? = values == nil ? nil : []
    var newSteps: [Int32]? = steps == nil ? nil : []
    for r in 0..<rows {
      let entries = (offsets[r]..<offsets[r + 1])
        .compactMap { e in name(indices[e]).map { (column: $0, entry: e) } }
        .sorted { $0.column < $1.column }
      for (place, new) in entries.enumerated() {
        precondition(
          place == 0 || entries[place - 1].column < new.column,
          "renaming columns: two of row \(r) become \(new.column)")
        newIndices.append(new.column)
        if let values { newValues?.append(values[new.entry]) }
        if let steps { newSteps?.append(steps[new.entry]) }
      }
      newOffsets.append(newIndices.count)
    }
    return SparseRows(
      columns: columns, offsets: newOffsets, indices: newIndices, values: newValues,
      steps: newSteps)
  }

  /// The same rows with a step for every entry; `nil` takes their order away. Traps on another count.
  public func stepped(_ steps: [Int32]?) -> SparseRows {
    SparseRows(columns: columns, offsets: offsets, indices: indices, values: values, steps: steps)
  }

  /// The same matrix as a tensor `[rows, columns]`. For tests and small data only.
  public func densified() -> Tensor {
    var dense = Tensor(shape: [rows, columns])
    for r in 0..<rows {
      for e in offsets[r]..<offsets[r + 1] {
        dense.scalars[r * columns + Int(indices[e])] = values?[e] ?? 1
      }
    }
    return dense
  }
}
