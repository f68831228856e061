/// Bars by category, one a series: where in the popularity order recommendations come from.
public struct BarPlot: Plot, Equatable, Codable {
  public struct Series: Sendable, Equatable, Codable {
    public var name: String
    /// One a category.
    public var values: [Double]

    public init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public var name: String
  public var title: String
  public var summary: String
  public var xLabel: String
  public var yLabel: String
  public var categories: [String]
  public var series: [Series]

  public init(
    name: String, title: String, summary: String, xLabel: String, yLabel: String,
    categories: [String], series: [Series]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.categories = categories
    self.series = series
  }

  public var data: DataTable {
    DataTable(
      columns: [xLabel] + series.map(\.name),
      rows: categories.enumerated().map { place, category in
        [category] + series.map { DataTable.number($0.values[place]) }
      })
  }

  func draw(_ svg: inout SVG) -> Double {
    let (left, right) = (PlotFrame.margin, SVG.width - 20)
    let top = svg.legend(series.map(\.name), left: left, top: 4) + 12
    let bottom = top + 240
    let y = AxisScale(
      series.flatMap(\.values), from: bottom, to: top, includesZero: true)
    for tick in y.ticks {
      svg.line(left, y.position(tick), right, y.position(tick), "grid")
      svg.text(y.label(tick), left - 8, y.position(tick) + 4, .end, style: "soft")
    }
    let slot = (right - left) / Double(max(1, categories.count))
    let bar = slot * 0.8 / Double(max(1, series.count))
    for (c, category) in categories.enumerated() {
      let start = left + Double(c) * slot + slot * 0.1
      for (s, series) in series.enumerated() {
        let height = bottom - y.position(series.values[c])
        svg.rectangle(
          start + Double(s) * bar, bottom - height, max(1, bar - 1), height,
          "bar s\(s % SVG.styles)")
        // The marker on top tells series apart in grey.
        if self.series.count > 1, bar >= 9 {
          svg.marker(start + (Double(s) + 0.5) * bar, bottom - height, series: s)
        }
      }
      svg.text(category, left + (Double(c) + 0.5) * slot, bottom + 18, .middle, style: "soft")
    }
    svg.line(left, bottom, right, bottom, "axis")
    svg.text(xLabel, (left + right) / 2, bottom + 38, .middle)
    svg.text(yLabel, 14, (top + bottom) / 2, .middle, turned: -90)
    return bottom + PlotFrame.footer
  }
}
