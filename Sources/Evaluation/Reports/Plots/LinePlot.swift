/// Curves over a number axis, with intervals where they are known: metric by cut-off, training,
/// steering, the long tail.
public struct LinePlot: Plot, Equatable, Codable {
  /// A place on a curve; `low` and `high` are the ends of its interval.
  public struct Point: Sendable, Equatable, Codable {
    public var x: Double
    public var y: Double
    public var low: Double?
    public var high: Double?

    public init(x: Double, y: Double, interval: Interval? = nil) {
      self.x = x
      self.y = y
      low = interval?.low
      high = interval?.high
    }
  }

  public struct Series: Sendable, Equatable, Codable {
    public var name: String
    public var points: [Point]

    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  public var name: String
  public var title: String
  public var summary: String
  public var xLabel: String
  public var yLabel: String
  /// Whether x is drawn by its logarithm, with a tick at every point.
  public var isLogarithmic: Bool
  public var series: [Series]

  public init(
    name: String, title: String, summary: String, xLabel: String, yLabel: String,
    isLogarithmic: Bool = false, series: [Series]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.isLogarithmic = isLogarithmic
    self.series = series
  }

  /// Points beyond which markers would run together.
  private static let mostMarkers = 30

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

  func draw(_ svg: inout SVG) -> Double {
    let points = series.flatMap(\.points)
    let top = svg.legend(series.map(\.name), left: PlotFrame.margin, top: 4) + 12
    let xs = Array(Set(points.map(\.x))).sorted()
    let frame = PlotFrame(
      x: xs, y: points.flatMap { [$0.y, $0.low ?? $0.y, $0.high ?? $0.y] }, top: top,
      xTicks: isLogarithmic && !xs.isEmpty ? xs : nil)
    let height = frame.draw(&svg, xLabel: xLabel, yLabel: yLabel)
    for (index, series) in series.enumerated() {
      // Intervals of several series at one x stand side by side.
      let shift = (Double(index) - Double(self.series.count - 1) / 2) * 3
      let places = series.points.map {
        (x: frame.x.position($0.x), y: frame.y.position($0.y))
      }
      svg.curve(places, series: index)
      for (point, place) in zip(series.points, places) {
        if let low = point.low, let high = point.high {
          svg.errorBar(
            (place.x + shift, frame.y.position(low)), (place.x + shift, frame.y.position(high)),
            series: index)
        }
        if series.points.count <= Self.mostMarkers {
          svg.marker(
            place.x, place.y, series: index,
            hint: "\(series.name): \(Figures.short(point.x)), \(Figures.short(point.y))")
        }
      }
    }
    return height
  }
}
