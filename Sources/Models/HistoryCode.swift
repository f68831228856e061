public import Autodiff
public import Datasets
import Tensors

/// The code of models that go from items to items: the history itself, one weight per item of the
/// catalogue. Turning an element down forgets that the person has the item, by as much as one likes;
/// turning one up stands for an item they do not have.
public enum HistoryCode {
  /// Name of the only block.
  public static let block = "history"

  /// The layout for a catalogue of `items`.
  public static func layout(_ items: Int) -> CodeLayout {
    CodeLayout([
      CodeBlock(
        block, alias: "h", shape: [items], kind: .real, unit: "times",
        summary: "How much an item of the history counts: 1 as it is, 0 not at all.")
    ])
  }

  /// The histories, written out over the catalogue. O(B·M).
  public static func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    var code = Code()
    code[block] = graph.constant(batch.histories.densified())
    return Encoding(code)
  }

  /// The elements of a code that are not zero, so that decoding costs the histories and not the
  /// catalogue squared. O(B·M).
  static func rows(_ code: Code) -> SparseRows {
    let dense = code[block].value
    var offsets = [0]
    var indices: [Int32] = []
    var values: [Float] = []
    for r in 0..<dense.rows {
      let row = dense.row(r)
      for (column, value) in row.enumerated() where value != 0 {
        indices.append(Int32(column))
        values.append(value)
      }
      offsets.append(indices.count)
    }
    return SparseRows(
      columns: dense.columns, offsets: offsets, indices: indices, values: values)
  }
}
