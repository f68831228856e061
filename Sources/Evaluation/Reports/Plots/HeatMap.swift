/// Shares by row and column as depth of one colour, with the numbers in the cells: concepts by
/// attribute values.
public struct HeatMap: Plot, Equatable, Codable {
  public var name: String
  public var title: String
  public var summary: String
  public var rowLabel: String
  public var columnLabel: String
  public var rows: [String]
  public var columns: [String]
  /// `values[r][c]`, 0 … 1.
  public var values: [[Double]]

  public init(
    name: String, title: String, summary: String, rowLabel: String, columnLabel: String,
    rows: [String], columns: [String], values: [[Double]]
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "heat map: \(values.map(\.count)) values for \(rows.count) rows of \(columns.count)")
    self.name = name
    self.title = title
    self.summary = summary
    self.rowLabel = rowLabel
    self.columnLabel = columnLabel
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public var data: DataTable {
    DataTable(
      columns: [rowLabel] + columns,
      rows: zip(rows, values).map { [$0] + $1.map { DataTable.number($0) } })
  }

  func draw(_ svg: inout SVG) -> Double {
    let left = min(220, max(70, (rows.map { SVG.width(of: $0) }.max() ?? 0) + 16))
    let longest = columns.map { SVG.width(of: $0) }.max() ?? 0
    let cell = (SVG.width - left - 40) / Double(max(1, columns.count))
    let width = min(cell, 90)
    let isTurned = longest + 8 > width
    let top = isTurned ? 24 + min(130, longest * 0.72) : 28
    let height = 26.0
    let most = max(values.joined().max() ?? 0, 1e-9)
    for (c, column) in columns.enumerated() {
      let x = left + (Double(c) + 0.5) * width
      if isTurned {
        svg.text(ForestPlot.fitting(column, 170), x + 2, top - 8, turned: -45)
      } else {
        svg.text(column, x, top - 8, .middle)
      }
    }
    for (r, row) in rows.enumerated() {
      let y = top + Double(r) * height
      svg.text(ForestPlot.fitting(row, left - 14), left - 8, y + height / 2 + 4, .end)
      for (c, value) in values[r].enumerated() {
        let x = left + Double(c) * width
        // The lightest cell can still be told from none.
        let depth = value > 0 ? 0.06 + 0.94 * value / most : 0
        svg.rectangle(x + 1, y + 1, width - 2, height - 2, "cell", opacity: depth)
        if width >= 24 {
          svg.text(
            Figures.fixed(value * 100, 0), x + width / 2, y + height / 2 + 4, .middle,
            style: depth > 0.6 ? "small over" : "small")
        }
      }
    }
    return top + Double(rows.count) * height + 10
  }
}
