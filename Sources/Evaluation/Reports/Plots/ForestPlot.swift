/// Intervals below each other about a line at 0: paired differences, one row a comparison.
public struct ForestPlot: Plot, Equatable, Codable {
  public struct Row: Sendable, Equatable, Codable {
    public var label: String
    public var value: Double
    public var interval: Interval
    /// What stands at the right: the corrected p.
    public var note: String
    /// Whether the difference may be claimed; told by a filled marker.
    public var isClaimed: Bool

    public init(
      label: String, value: Double, interval: Interval, note: String, isClaimed: Bool
    ) {
      self.label = label
      self.value = value
      self.interval = interval
      self.note = note
      self.isClaimed = isClaimed
    }
  }

  /// Rows of one metric, on a scale shared with the others.
  public struct Group: Sendable, Equatable, Codable {
    public var title: String
    public var rows: [Row]

    public init(title: String, rows: [Row]) {
      self.title = title
      self.rows = rows
    }
  }

  public var name: String
  public var title: String
  public var summary: String
  public var xLabel: String
  public var groups: [Group]

  public init(
    name: String, title: String, summary: String, xLabel: String, groups: [Group]
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.xLabel = xLabel
    self.groups = groups
  }

  public var data: DataTable {
    DataTable(
      columns: ["metric", "comparison", "difference", "low", "high", "p", "claimed"],
      rows: groups.flatMap { group in
        group.rows.map {
          [
            group.title, $0.label, DataTable.number($0.value), DataTable.number($0.interval.low),
            DataTable.number($0.interval.high), $0.note, $0.isClaimed ? "yes" : "no",
          ]
        }
      })
  }

  func draw(_ svg: inout SVG) -> Double {
    let rows = groups.flatMap(\.rows)
    let longest = rows.map { SVG.width(of: $0.label) }.max() ?? 0
    let left = min(320, max(110, longest * 1.08 + 18))
    let note = rows.map { SVG.width(of: $0.note) }.max() ?? 0
    let right = SVG.width - note - 24
    let scale = AxisScale(
      rows.flatMap { [$0.interval.low, $0.interval.high, $0.value] }, from: left, to: right,
      includesZero: true)
    let rowHeight = 24.0
    let top = 6.0
    let bottom = top + groups.reduce(0) { $0 + 24 + Double($1.rows.count) * rowHeight } + 4
    for tick in scale.ticks {
      svg.line(scale.position(tick), top, scale.position(tick), bottom, "grid")
      svg.text(scale.label(tick), scale.position(tick), bottom + 18, .middle, style: "soft")
    }
    svg.line(scale.position(0), top, scale.position(0), bottom, "zero")
    svg.line(left, bottom, right, bottom, "axis")
    svg.text(xLabel, (left + right) / 2, bottom + 38, .middle)
    var y = top
    for (index, group) in groups.enumerated() {
      svg.text(group.title, 4, y + 16, style: "head")
      y += 24
      for row in group.rows {
        let middle = y + rowHeight / 2
        svg.text(Self.fitting(row.label, left - 16), left - 10, middle + 4, .end)
        svg.errorBar(
          (scale.position(row.interval.low), middle), (scale.position(row.interval.high), middle),
          series: index)
        let x = scale.position(row.value)
        svg.marker(
          x, middle, series: index, hint: "\(row.label): \(Figures.signed(row.value, 5))")
        if !row.isClaimed { svg.rectangle(x - 2, middle - 2, 4, 4, "hole") }
        svg.text(row.note, SVG.width - 6, middle + 4, .end, style: "soft")
        y += rowHeight
      }
    }
    return bottom + PlotFrame.footer
  }

  /// A label cut to a width, with a mark where it was.
  static func fitting(_ label: String, _ width: Double) -> String {
    guard SVG.width(of: label) > width else { return label }
    return label.prefix(max(1, Int(width / 6.7) - 1)) + "…"
  }
}
