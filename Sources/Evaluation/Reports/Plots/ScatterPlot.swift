/// One point a model in two measures, with intervals: accuracy against coverage.
public struct ScatterPlot: Plot, Equatable, Codable {
  public struct Point: Sendable, Equatable, Codable {
    public var name: String
    public var x: Double
    public var y: Double
    /// Intervals, where they are known.
    public var xInterval: Interval?
    public var yInterval: Interval?

    public init(
      name: String, x: Double, y: Double, xInterval: Interval? = nil, yInterval: Interval? = nil
    ) {
      self.name = name
      self.x = x
      self.y = y
      self.xInterval = xInterval
      self.yInterval = yInterval
    }
  }

  public var name: String
  public var title: String
  public var summary: String
  public var xLabel: String
  public var yLabel: String
  public var points: [Point]

  public init(
    name: String, title: String, summary: String, xLabel: String, yLabel: String, points: [Point]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.points = points
  }

  public var data: DataTable {
    DataTable(
      columns: ["model", xLabel, "x low", "x high", yLabel, "y low", "y high"],
      rows: points.map {
        [
          $0.name, DataTable.number($0.x), DataTable.number($0.xInterval?.low),
          DataTable.number($0.xInterval?.high), DataTable.number($0.y),
          DataTable.number($0.yInterval?.low), DataTable.number($0.yInterval?.high),
        ]
      })
  }

  func draw(_ svg: inout SVG) -> Double {
    let top = svg.legend(points.map(\.name), left: PlotFrame.margin, top: 4) + 12
    func reach(_ value: Double, _ interval: Interval?) -> [Double] {
      [value, interval?.low ?? value, interval?.high ?? value]
    }
    let frame = PlotFrame(
      x: points.flatMap { reach($0.x, $0.xInterval) },
      y: points.flatMap { reach($0.y, $0.yInterval) }, top: top)
    let height = frame.draw(&svg, xLabel: xLabel, yLabel: yLabel)
    for (series, point) in points.enumerated() {
      let (x, y) = (frame.x.position(point.x), frame.y.position(point.y))
      if let interval = point.xInterval {
        svg.errorBar(
          (frame.x.position(interval.low), y), (frame.x.position(interval.high), y), series: series)
      }
      if let interval = point.yInterval {
        svg.errorBar(
          (x, frame.y.position(interval.low)), (x, frame.y.position(interval.high)), series: series)
      }
      svg.marker(
        x, y, series: series,
        hint: "\(point.name): \(Figures.short(point.x)), \(Figures.short(point.y))")
    }
    return height
  }
}
