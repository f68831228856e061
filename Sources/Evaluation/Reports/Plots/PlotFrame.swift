/// The field of a plot with two number axes: grid, ticks, labels.
struct PlotFrame {
  let x: AxisScale
  let y: AxisScale
  private let left: Double
  private let top: Double
  private let right: Double
  private let bottom: Double

  /// Height below the field that ticks and the label of the axis take.
  static let footer = 46.0
  /// Width left of the field.
  static let margin = 64.0

  /// A field below `top` of a height; `xTicks` makes that axis logarithmic.
  init(
    x: [Double], y: [Double], top: Double, height: Double = 260, xTicks: [Double]? = nil,
    includesZero: Bool = false
  ) {
    let (left, right, bottom) = (Self.margin, SVG.width - 20, top + height)
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    self.x =
      xTicks.map { AxisScale(ticks: $0, from: left + 10, to: right - 10) }
      ?? AxisScale(x, from: left, to: right, count: 6)
    self.y = AxisScale(y, from: bottom, to: top, includesZero: includesZero)
  }

  /// Draws the field and returns the height with its labels.
  func draw(_ svg: inout SVG, xLabel: String, yLabel: String) -> Double {
    for tick in y.ticks {
      svg.line(left, y.position(tick), right, y.position(tick), "grid")
      svg.text(y.label(tick), left - 8, y.position(tick) + 4, .end, style: "soft")
    }
    for tick in x.ticks {
      svg.line(x.position(tick), top, x.position(tick), bottom, "grid")
      svg.text(x.label(tick), x.position(tick), bottom + 18, .middle, style: "soft")
    }
    svg.line(left, bottom, right, bottom, "axis")
    svg.text(xLabel, (left + right) / 2, bottom + 38, .middle)
    svg.text(yLabel, 14, (top + bottom) / 2, .middle, turned: -90)
    return bottom + Self.footer
  }
}
