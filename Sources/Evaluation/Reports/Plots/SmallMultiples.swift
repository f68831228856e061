/// One small field a series, all on the same scales: a curve per concept that can be compared with
/// its neighbours. A dashed line marks where the first point stands.
public struct SmallMultiples: Plot, Equatable, Codable {
  public var name: String
  public var title: String
  public var summary: String
  public var xLabel: String
  public var yLabel: String
  public var series: [LinePlot.Series]

  public init(
    name: String, title: String, summary: String, xLabel: String, yLabel: String,
    series: [LinePlot.Series]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
  }

  public var data: DataTable {
    DataTable(
      columns: ["series", xLabel, yLabel, "low", "high"],
      rows: series.flatMap { series in
        series.points.map {
          [
            series.name, DataTable.number($0.x), DataTable.number($0.y), DataTable.number($0.low),
            DataTable.number($0.high),
          ]
        }
      })
  }

  private static let columns = 3
  private static let fieldHeight = 120.0

  func draw(_ svg: inout SVG) -> Double {
    let points = series.flatMap(\.points)
    let width = (SVG.width - PlotFrame.margin - 12) / Double(Self.columns)
    let ys = points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }
    var bottom = 0.0
    for (index, series) in series.enumerated() {
      let left = PlotFrame.margin + Double(index % Self.columns) * width
      let right = left + width - 18
      let top = 24 + Double(index / Self.columns) * (Self.fieldHeight + 50)
      bottom = top + Self.fieldHeight
      let x = AxisScale(points.map(\.x), from: left + 6, to: right - 6, count: 4)
      let y = AxisScale(ys, from: bottom, to: top, includesZero: true, count: 4)
      svg.text(ForestPlot.fitting(series.name, width - 20), left, top - 8, style: "head")
      for tick in y.ticks {
        svg.line(left, y.position(tick), right, y.position(tick), "grid")
        if index % Self.columns == 0 {
          svg.text(y.label(tick), left - 8, y.position(tick) + 4, .end, style: "soft")
        }
      }
      for tick in x.ticks {
        svg.text(x.label(tick), x.position(tick), bottom + 16, .middle, style: "soft")
      }
      svg.line(left, bottom, right, bottom, "axis")
      if let first = series.points.first {
        svg.line(left, y.position(first.y), right, y.position(first.y), "zero")
      }
      let places = series.points.map { (x: x.position($0.x), y: y.position($0.y)) }
      svg.curve(places, series: 0)
      for (point, place) in zip(series.points, places) {
        if let low = point.low, let high = point.high {
          svg.errorBar((place.x, y.position(low)), (place.x, y.position(high)), series: 0)
        }
        svg.marker(
          place.x, place.y, series: 0,
          hint: "\(series.name): \(Figures.short(point.x)), \(Figures.short(point.y))")
      }
    }
    svg.text(xLabel, SVG.width / 2, bottom + 38, .middle)
    svg.text(yLabel, 14, (24 + bottom) / 2, .middle, turned: -90)
    return bottom + PlotFrame.footer
  }
}
